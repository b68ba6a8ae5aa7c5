"""办理表单: what a page asks for one step of a case; the table of each kind of case says which steps there are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.http import HttpRequest

from doudi.base import officers
from doudi.base.models import Officer
from doudi.web.console.intake import Mistake

FACT_ROWS = 3
ROLES = {"township": "乡镇（街道）", "county": "县级民政部门"}
"""Offices as a page names them."""
Option = tuple[str, str]
CHECKED = ("give_opinion", "decide", "decide_change")
"""What is shown whole before it is done."""


@dataclass(frozen=True)
class Field:
    """One thing to fill in: `kind` is words, line, secret, password, day, radio, checks, select, officers or facts."""

    name: str
    label: str
    kind: str = "words"
    hint: str = ""
    is_required: bool = True
    options: Sequence[Option] = ()
    value: str = ""
    chosen: Sequence[str] = ()


@dataclass(frozen=True)
class StepForm:
    """A step that this officer may take now: its name, article, fields, and why it was refused a moment ago.

    `seen` is how the case stood when the form was made, `draft` the name under which what is typed is kept.
    """

    verb: str
    title: str
    article: str
    address: str
    note: str
    fields: Sequence[Field]
    trouble: str = ""
    seen: str = ""
    draft: str = ""
    has_check: bool = True

    @property
    def is_checked(self) -> bool:
        """Whether it is shown before it is done: where its page has such a step."""
        return self.has_check and self.verb in CHECKED

    @property
    def is_bare(self) -> bool:
        return not self.fields


def filled(fields: Sequence[Field], typed: Mapping[str, Any] | None, request: HttpRequest) -> list[Field]:
    """The fields with what was typed, where this very form was refused; an account number is never given back."""
    if typed is None:
        return list(fields)
    given = {one.name: "" if one.kind in ("secret", "password") else str(typed.get(one.name, "")) for one in fields}
    return [replace(one, value=given[one.name], chosen=tuple(request.POST.getlist(one.name))) for one in fields]


def day_of(text: str, what: str) -> date | None:
    """The day that was typed, None for none; raises Mistake in words."""
    try:
        return date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError:
        raise Mistake(f"{what}请写成 2026-11-05 这样的日期。") from None


def month_of(text: str, what: str) -> date:
    """The first day of the month that was typed as 2026-11; raises Mistake in words."""
    day = day_of(f"{text.strip()[:7]}-01", what) if text.strip() else None
    if day is None:
        raise Mistake(f"请写明{what}，例如 2026-11。")
    return day


def number_of(text: str, what: str) -> int:
    """The whole number that was typed; raises Mistake in words."""
    if not (text.strip().isascii() and text.strip().isdigit() and len(text.strip()) < 19):
        raise Mistake(f"请选择或填写{what}。")
    return int(text.strip())


def visitors(request: HttpRequest, permission: str, region: str) -> list[Officer]:
    """The officer at the page first, then the colleagues ticked."""
    wanted = [one for one in request.POST.getlist("officers") if one.isdecimal() and len(one) < 19]
    return [request.user, *officers.colleagues(permission, region).filter(pk__in=wanted).exclude(pk=request.user.pk)]


def colleagues_of(officer: Officer, permission: str) -> list[Option]:
    """Who of the same office may come along."""
    return [(str(one.pk), one.name) for one in officers.colleagues(permission, officer.region).exclude(pk=officer.pk)]
