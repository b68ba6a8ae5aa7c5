"""旅程: whole stories in a real browser without a screen, some told at a desk, some on a phone; every look is taken at both widths."""

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright
from pytest_django.plugin import DjangoDbBlocker

from tests.databases import Clone
from tests.journeys.county import County, marginal_can_be_told, open_county, served
from tests.journeys.seat import DESK, PHONE, TOLD_TWICE, Seat
from tests.played import at_home

# Playwright keeps an event loop in this thread; the tests' own questions to the database are plain calls beside it.
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run")


ON_A_PHONE = frozenset(
    f"test_{story}.py"
    for story in (
        "a_notice_objected",
        "accounts",
        "after_confirmation",
        "alert_to_award",
        "another_town",
        "consent_withdrawn",
        "explanation",
        "hospital_bill",
        "papers_from_a_phone",
        "receiving",
        "referral_answered",
        "the_same_case",
    )
)
"""Told on a phone; the others at a desk."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Each story once, at its own width."""
    if TOLD_TWICE:
        return
    elsewhere = [item for item in items if isinstance(item, pytest.Function) and _is_told_at_the_other(item)]
    config.hook.pytest_deselected(items=elsewhere)
    items[:] = [item for item in items if item not in set(elsewhere)]


def _is_told_at_the_other(item: pytest.Function) -> bool:
    width = item.callspec.params.get("width") if hasattr(item, "callspec") else None
    return width is not None and (width == PHONE) != (item.path.name in ON_A_PHONE)


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, or the one that DOUDI_CHROMIUM names; with the last journey its event loop goes, beside which nobody forks or opens another."""
    binary = os.environ.get("DOUDI_CHROMIUM") or shutil.which("chromium")
    assert binary, "没有找到 Chromium：请安装 chromium，或用 DOUDI_CHROMIUM 指明浏览器。"
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=binary, args=list(ARGUMENTS))
        yield browser
        browser.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="package", params=[DESK, PHONE])
def width(request: pytest.FixtureRequest) -> int:
    """A desk and a phone."""
    return int(request.param)


@pytest.fixture(scope="package")
def county(
    width: int, chromium: Browser, django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[County]:
    """A county of this width's own, three families' alerts left open, with its pages served; Django points to its database."""
    home = tmp_path_factory.mktemp(f"county-{width}")
    with django_db_blocker.unblock(), Clone(f"journey{width}") as clone, at_home(home):
        county = open_county(home)
        county.live(county.on.replace(day=16))
        assert set(county.left) == {"award", "referral", "relief"}, "this county has no family for one of the journeys"
        county.case_left("one_case", lambda one: marginal_can_be_told(one, county.on))
        county.case_left("papers", lambda one: True)
        with served({**clone.env, "DOUDI_HOME": str(home)}, home / "pages.log") as address:
            county.address = address
            yield county


@pytest.fixture
def seat(county: County, chromium: Browser, width: int) -> Iterator[Callable[[str], Seat]]:
    """Seats an officer, by name, at a window of this width."""
    seats: list[Seat] = []

    def take(name: str) -> Seat:
        seats.append(Seat(chromium, county.address, width))
        return seats[-1].as_officer(name)

    yield take
    for one in seats:
        one.context.close()


@pytest.fixture(autouse=True)
def own_home(county: County) -> Iterator[None]:
    """The county's home, not one of the test's own."""
    with at_home(county.city.parent):
        yield
