"""规则与事实: what a rule and a fact are, before anything is computed."""

import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

HOUSEHOLD, PERSON, SUPPORTER = "household", "person", "supporter"
MONEY, NUMBER, YESNO, TEXT, DATE = "money", "number", "yesno", "text", "date"
NEVER = date(9999, 12, 31)
"""A known date: it has not happened."""

_SINCE = re.compile(r"(.+)_since_(\d{4})_(\d{2})(?:_(\d{2}))?")


@dataclass(frozen=True)
class Fact:
    """Something known about a household, a person or a supporter; `left_out` is what a case file means by not writing it."""

    name: str
    level: str
    kind: str
    title: str
    left_out: Any = None
    words: tuple[str, ...] = ()
    least: int | None = 0
    most: int | None = None


@dataclass(frozen=True)
class Rule:
    """One sentence of the law: its name, whom it speaks of, the article, and the formula."""

    name: str
    level: str
    title: str
    source: str
    formula: Callable[..., Any]
    formerly: str = ""
    since: date = date.min
    needs: tuple[str, ...] = field(default=())

    def __call__(self, *given: Any) -> Any:
        return self.formula(*given)

    @cached_property
    def meaning(self) -> str:
        """The sentence written under the rule."""
        return inspect.cleandoc(self.formula.__doc__ or "")

    @cached_property
    def arguments(self) -> tuple[str, ...]:
        """The needs that are facts or rules: all but `law` and `on`."""
        return tuple(name for name in self.needs if name not in ("law", "on"))


def _about(level: str) -> Callable[..., Callable[[Callable[..., Any]], Rule]]:
    def decorator(title: str, *, source: str, formerly: str = "") -> Callable[[Callable[..., Any]], Rule]:
        def decorate(formula: Callable[..., Any]) -> Rule:
            name, since = dated(formula.__name__)
            return Rule(name, level, title, source, formula, formerly, since, tuple(inspect.signature(formula).parameters))

        return decorate

    return decorator


household = _about(HOUSEHOLD)
"""A rule about a household: its Chinese title, the article; `formerly` is the article it rested on while `source` was not yet in force."""
person = _about(PERSON)
"""A rule about each person in a household."""
supporter = _about(SUPPORTER)
"""A rule about each person outside the household who owes its members support."""


def dated(name: str) -> tuple[str, date]:
    """A rule's name and first day: `tier_since_2027_01` is `tier`, from 2027-01-01."""
    found = _SINCE.fullmatch(name)
    return (found[1], date(int(found[2]), int(found[3]), int(found[4] or 1))) if found else (name, date.min)
