"""一份文书: its name, number and day, and what stands in it, filled in when it is printed; and how days and offices are written."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.db.models import Model

from doudi.base import papers, regions

TEMPLATES = Path(__file__).parent / "templates"
BLANK = ""
"""What nobody has said yet stays empty on paper, to be written by hand."""


@dataclass(frozen=True)
class Paper:
    """One paper of a case or a family; `slug` finds it among the papers of `about`, `template` is the name of its template.

    `parts` are the templates of the papers it holds. What `fill` returns comes from what is kept, never from a clock: plain JSON values, days in words.
    """

    slug: str
    template: str
    title: str
    number: str
    on: date
    about: Model
    fill: Callable[[], dict[str, Any]]
    parts: Sequence[str] = ()

    @property
    def contents(self) -> dict[str, Any]:
        """All that its template is given."""
        return {"title": self.title, "number": self.number, "dated": day(self.on), **self.fill()}

    def pdf(self) -> bytes:
        """The paper, the same bytes for the same contents; raises CannotPrint where a city's template is broken."""
        return papers.printed(self.template, self.contents, ours=TEMPLATES, on=self.on, parts=self.parts)


def day(on: date | None) -> str:
    """2026年10月12日; nothing for a day that has not come."""
    return f"{on.year}年{on.month}月{on.day}日" if on else BLANK


def office(region: str) -> str:
    """Who receives: 城关街道办事处, 望留镇人民政府, 潍城区民政局."""
    try:
        name = regions.name_of(region)
    except regions.UnknownRegion:
        return region
    if len(region) == regions.DIGITS["county"]:
        return f"{name}民政局"
    return f"{name}办事处" if name.endswith("街道") else f"{name}人民政府" if name.endswith(("镇", "乡")) else name


def place(region: str) -> str:
    """The names from the city down; the code where the table does not know it."""
    try:
        return regions.path_of(region)
    except regions.UnknownRegion:
        return region
