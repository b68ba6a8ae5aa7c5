"""留存: a case as it is kept with what was determined from it, and read again, so that it can be decided once more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from doudi.policy.cases import AGE, Case
from doudi.policy.rule import DATE, HOUSEHOLD, PERSON, SUPPORTER

if TYPE_CHECKING:
    from doudi.policy.book import Book

WHO = ("name", "id_number")
"""Who somebody is: no rule asks, so it is not kept."""


def inputs_of(book: Book, case: Case, wanted: Sequence[str]) -> dict[str, Any]:
    """Everything the rules may have read of a family, and what they were asked: money in fen, days as ISO text, null unknown; nobody's name or number."""
    return {
        "date": case.date.isoformat(),
        "region": case.region,
        "area": case.area,
        "household": _plain(book, HOUSEHOLD, case.household),
        "members": [_plain(book, PERSON, member) for member in case.members],
        "supporters": [{**_plain(book, SUPPORTER, one), "supports": None if (s := one.get("supports")) is None else list(s)} for one in case.supporters],
        "law": {name: list(value) if isinstance(value, tuple) else value for name, value in case.law.items()},
        "wanted": list(wanted),
    }


def case_from(book: Book, inputs: Mapping[str, Any]) -> Case:
    """The family as it was known; a fact that nobody had asked about then is unknown."""
    return Case(
        date.fromisoformat(inputs["date"]),
        inputs["region"],
        inputs["area"],
        _read(book, inputs["household"]),
        [_read(book, member) for member in inputs["members"]],
        [{**_read(book, one), "supports": None if one["supports"] is None else tuple(one["supports"])} for one in inputs["supporters"]],
        {name: tuple(map(_listed, value)) if isinstance(value, list) else value for name, value in inputs["law"].items()},
    )


def _plain(book: Book, level: str, row: Mapping[str, Any]) -> dict[str, Any]:
    known = {name: row[name] for name, fact in book.facts.items() if fact.level == level and name in row and name not in WHO}
    known |= {AGE: row[AGE]} if level == PERSON and AGE in row else {}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in known.items()}


def _read(book: Book, row: Mapping[str, Any]) -> dict[str, Any]:
    known = {name: value for name, value in row.items() if name in book.facts or name == AGE}
    return {name: date.fromisoformat(value) if value is not None and name != AGE and book.facts[name].kind == DATE else value for name, value in known.items()}


def _listed(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
