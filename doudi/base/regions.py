"""行政区划: codes trimmed to 2, 4, 6, 9 or 12 digits, so that a place lies within another when its code begins with the other's."""

import csv
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources

AS_OF = date(2023, 6, 30)
DIGITS = {"province": 2, "city": 4, "county": 6, "town": 9, "village": 12}
_LEVELS = {digits: level for level, digits in DIGITS.items()}


class UnknownRegion(LookupError):
    """No such place in the table of this day; worded for the officer."""


@dataclass(frozen=True, slots=True)
class Place:
    """One row of the table."""

    code: str
    name: str
    level: str
    parent: str | None


@cache
def _places() -> dict[str, Place]:
    table = resources.files("doudi.base") / "region_codes" / f"weifang_{AS_OF}.csv"
    with table.open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    short = {row["code"]: row["code"][: DIGITS[row["level"]]] for row in rows}
    places = (Place(short[row["code"]], row["name"], row["level"], short.get(row["parent"])) for row in rows)
    return {place.code: place for place in places}


@cache
def _children() -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for place in _places().values():
        if place.parent:
            found[place.parent].append(place.code)
    return {parent: sorted(codes) for parent, codes in found.items()}


def _place(code: str) -> Place:
    try:
        return _places()[code]
    except KeyError:
        raise UnknownRegion(f"{AS_OF} 的区划代码表里没有 {code}。") from None


def is_code(code: str) -> bool:
    """Whether it has the shape of a trimmed code; the place itself may lie outside our table."""
    return len(code) in _LEVELS and code.isascii() and code.isdigit()


def trimmed(code: str) -> str:
    """The code without the zeros that only fill it up: 370700000000 is 3707, 370702010000 is 370702010."""
    if not (code.isascii() and code.isdigit() and len(code) in (*_LEVELS, 12)):
        raise UnknownRegion(f"不是区划代码：{code}。")
    ends = [digits for digits in sorted(_LEVELS) if digits <= len(code) and not code[digits:].strip("0")]
    return code[: ends[0]]


def as_known(code: str) -> str:
    """The smallest place of the table that a code of whatever length lies in: 370702001999 lies in 370702001; "" where the table has none."""
    return max((code[:digits] for digits in _LEVELS if code[:digits] in _places()), key=len, default="")


def name_of(code: str) -> str:
    """The place's own name: 城关街道."""
    return _place(code).name


def level_of(code: str) -> str:
    """province, city, county, town or village."""
    return _place(code).level


def parent_of(code: str) -> str | None:
    """The code of the place above; None at the top of the table."""
    return _place(code).parent


def children_of(code: str) -> list[str]:
    """The codes right below, in order."""
    return list(_children().get(_place(code).code, []))


def path_of(code: str) -> str:
    """The names from the city down: 潍坊市潍城区城关街道; a province is its own path."""
    place = _place(code)
    above = parent_of(code)
    return place.name if above is None or level_of(above) == "province" else path_of(above) + place.name


def top() -> str:
    """The code of the city whose places the table holds."""
    return min(place.code for place in _places().values() if place.level == "city")


def named(text: str, within: str) -> list[str]:
    """The codes of the places below `within` whose own name holds the text, in order."""
    return [code for code, place in sorted(_places().items()) if text in place.name and code.startswith(within) and code != within]


def is_within(code: str, region: str) -> bool:
    """Whether the place is the region or lies inside it; both must have the shape of a code, so that 37070 holds nothing."""
    return is_code(code) and is_code(region) and code.startswith(region)


def named_like(words: str, within: str) -> list[str]:
    """The codes below a place whose own name holds these words, in order: larger places first."""
    found = [place.code for place in _places().values() if words in place.name and place.code != within and is_within(place.code, within)]
    return sorted(found, key=lambda code: (len(code), code))


def towns_in(code: str) -> list[str]:
    """The codes of a place's townships; of a township or a village, the township's own."""
    place = _place(code)
    if len(place.code) >= DIGITS["town"]:
        return [place.code[: DIGITS["town"]]]
    return [town for below in children_of(code) for town in towns_in(below)]


def villages_in(code: str) -> list[str]:
    """The codes of every village and community of a place, in order."""
    place = _place(code)
    if place.level == "village":
        return [code]
    return [village for below in children_of(code) for village in villages_in(below)]
