"""座位: one officer before one window of a real browser; every look is taken wide and on a phone and held to what pages owe."""

import os
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response

from tests.databases import TOP

AXE = TOP / "node_modules" / "axe-core" / "axe.min.js"
SCREENS = Path(os.environ.get("DOUDI_SCREENS", TOP / ".cache" / "screens"))
DESK, PHONE = 1440, 390
HEIGHT = {DESK: 900, PHONE: 844}
GRAVE = ("serious", "critical")
TOLD_TWICE = os.environ.get("DOUDI_JOURNEYS") == "both"
"""`make screens`: each story at both widths, and a picture of each look; otherwise once, and only a look that finds a fault is kept as a picture."""


class Seat:
    """`as_officer` signs in by the demonstration's list; `look` judges the page as it stands."""

    def __init__(self, browser: Browser, address: str, width: int) -> None:
        self.width = width
        self.context: BrowserContext = browser.new_context(
            base_url=address, viewport={"width": width, "height": HEIGHT[width]}, locale="zh-CN", is_mobile=width < 500, has_touch=width < 500
        )
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(15_000)
        self.complaints: list[str] = []
        self.page.on("console", self._heard)
        self.page.on("response", self._answered)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def as_officer(self, name: str) -> "Seat":
        """Whoever sat here leaves; the officer with this name comes in."""
        self.context.clear_cookies()
        self.page.goto("/sign-in")
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=name).click()
        assert not self.page.url.endswith("/sign-in"), self.text
        return self

    def open(self, path: str) -> Response:
        """Go to an address; the answer."""
        answer = self.page.goto(path)
        assert answer is not None
        return answer

    def press(self, words: str) -> None:
        """The button with these words, and what comes of it."""
        button = self.page.locator("#content").get_by_role("button", name=words, exact=True).first
        assert button.count(), f"没有“{words}”可按：\n{self.text}"
        with self.page.expect_navigation():
            button.click()

    def link(self, words: str, *, exact: bool = False) -> None:
        """The link with these words."""
        with self.page.expect_navigation():
            self.page.locator("#content").get_by_role("link", name=words, exact=exact).first.click()

    def search(self, words: str) -> None:
        """The search's own page, asked for these words."""
        self.open("/search")
        self.page.locator("#q").fill(words)
        with self.page.expect_navigation():
            self.page.locator("#q").press("Enter")

    @property
    def text(self) -> str:
        """What the page says, below its frame."""
        return self.page.locator("#content").inner_text()

    def look(self, name: str) -> None:
        """At both widths, the story's own last: nothing grave for who cannot see or use a mouse, nothing wider than the window, no complaint of the browser."""
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        for width in sorted(HEIGHT, key=lambda width: width == self.width):
            self.page.set_viewport_size({"width": width, "height": HEIGHT[width]})
            self._judge(name, width)

    def _judge(self, name: str, width: int) -> None:
        faults = self._faults(width)
        if faults or TOLD_TWICE:
            self._photograph(name, width)
        assert faults == [], f"{name} at {width}: {faults}"

    def _faults(self, width: int) -> list[object]:
        page = self.page
        found: list[dict[str, Any]] = page.evaluate("axe.run(document, {resultTypes: ['violations']}).then(result => result.violations)")
        grave = [(one["id"], [node["html"] for node in one["nodes"]][:3]) for one in found if one["impact"] in GRAVE]
        wide = page.evaluate("document.documentElement.scrollWidth")
        return [*grave, *([f"it is {wide} wide"] if wide > width else []), *self.complaints]

    def _heard(self, message: ConsoleMessage) -> None:
        """What the browser complains of; that a page was refused (403, 404, 422) is its answer and no fault."""
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.complaints.append(message.text)

    def _answered(self, response: Response) -> None:
        if response.status >= 400 and response.status != 422 and response.request.resource_type != "document":
            self.complaints.append(f"{response.status} {response.url}")

    def _photograph(self, name: str, width: int) -> None:
        """The whole page: the window is made as tall, so that what is fixed to it (the menu) is drawn to the end."""
        SCREENS.mkdir(parents=True, exist_ok=True)
        tall = max(self.page.evaluate("document.documentElement.scrollHeight"), HEIGHT[width])
        self.page.set_viewport_size({"width": width, "height": tall})
        self.page.wait_for_timeout(300)  # charts draw themselves anew
        self.page.screenshot(path=SCREENS / f"{name}-{width}.png")
        self.page.set_viewport_size({"width": width, "height": HEIGHT[width]})
