"""办理表单: what a page asks for one step of a case; the table of each kind of case says which steps there are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest

from doudi.base import officers
from doudi.base.models import Officer

FACT_ROWS = 3
Option = tuple[str, str]


@dataclass(frozen=True)
class Field:
    """One thing to fill in: `kind` is words, line, secret, radio, select, officers or facts."""

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
    """A step that this officer may take now: its name, article, fields, and why it was refused a moment ago."""

    verb: str
    title: str
    article: str
    address: str
    note: str
    fields: Sequence[Field]
    trouble: str = ""

    @property
    def is_bare(self) -> bool:
        return not self.fields


def filled(fields: Sequence[Field], typed: Mapping[str, Any] | None, request: HttpRequest) -> list[Field]:
    """The fields with what was typed, where this very form was refused; an account number is never given back."""
    if typed is None:
        return list(fields)
    return [replace(one, value="" if one.kind == "secret" else str(typed.get(one.name, "")), chosen=tuple(request.POST.getlist(one.name))) for one in fields]


def visitors(request: HttpRequest, permission: str, region: str) -> list[Officer]:
    """The officer at the page first, then the colleagues ticked."""
    wanted = [one for one in request.POST.getlist("officers") if one.isdecimal() and len(one) < 19]
    return [request.user, *officers.colleagues(permission, region).filter(pk__in=wanted).exclude(pk=request.user.pk)]


def colleagues_of(officer: Officer, permission: str) -> list[Option]:
    """Who of the same office may come along."""
    return [(str(one.pk), one.name) for one in officers.colleagues(permission, officer.region).exclude(pk=officer.pk)]
