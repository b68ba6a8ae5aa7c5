"""参数: the figures of the law, by place, area and day; the longest code with a value on that day wins."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from doudi.policy.kinds import BANDS, LIST
from doudi.policy.rule import HOUSEHOLD, NEVER
from doudi.policy.scalars import Figure, Lack

SAID_OF_AREA = {"urban": "城镇", "rural": "农村"}
AREAS = tuple(SAID_OF_AREA)
_MOST_KNOWN = 100_000
SET_TO_NONE = "none"
"""What a place says that does not have the thing."""


class Stretch(NamedTuple):
    """One value from a day (included) until a day (excluded), for one area or both (empty); `published` names the document a place set it in."""

    region: str
    area: str
    from_on: date
    until_on: date
    value: Any
    illustrative: bool = False
    source: str = ""
    published: str = ""


@dataclass(frozen=True)
class Parameter:
    """A figure the law leaves to a place: its kind, and its stretches. `unless_set` is what a place means that never set it;
    `set_by` is the lowest level of government that its source, or the article `set_under`, lets set it: province, city, county, or empty where no article
    says; `left_to` a lower one to which that government's own document may leave it.

    `each_area`: rules ask for the urban or the rural figure whatever the family's own area; these are parameters of their own, whose `area` is fixed:
    `rural.dibao.standard` is the rural one of the place, of the parameter `of`.
    """

    name: str
    kind: str
    title: str
    unit: str = ""
    source: str = ""
    words: tuple[str, ...] = ()
    unless_set: Any = None
    only: Any = None
    set_by: str = ""
    set_under: str = ""
    left_to: str = ""
    each_area: bool = False
    stretches: tuple[Stretch, ...] = ()
    area: str = ""
    of: str = ""

    @property
    def authority(self) -> str:
        """The article that says who sets it."""
        return self.set_under or self.source

    def in_area(self, area: str) -> Parameter:
        """The same figure as it is for one area."""
        return replace(self, name=f"{area}.{self.name}", title=f"{self.title}（{SAID_OF_AREA[area]}）", area=area, of=self.name)

    @cached_property
    def _by_place(self) -> dict[tuple[str, str], list[Stretch]]:
        places: dict[tuple[str, str], list[Stretch]] = {}
        for stretch in self.stretches:
            places.setdefault((stretch.region, stretch.area), []).append(stretch)
        return places

    def at(self, region: str, area: str, on: date) -> Stretch | Lack:
        """The stretch in force, or what is lacking; a value nothing is built for is refused, never passed over for that of the place above."""
        area = self.area or area
        lack = Lack(self.name, "law", where=f"{region or '?'} ({area or '?'}) on {on}")
        was_set = expired = False
        for length in (12, 9, 6, 4, 2, 0):
            if length > len(region):
                continue
            for place in ((region[:length], area), (region[:length], "")):
                for stretch in self._by_place.get(place, ()):
                    if stretch.from_on <= on < stretch.until_on:
                        return stretch if self.only in (None, stretch.value) else lack
                    was_set = True
                    expired = expired or stretch.until_on <= on
        if self.unless_set is not None and not was_set:
            return Stretch("", "", date.min, NEVER, self.unless_set)
        return lack._replace(expired=expired)


@dataclass(frozen=True)
class Figures:
    """All parameters of a law book."""

    parameters: Mapping[str, Parameter]
    _known: dict[tuple[str, str | None, str | None, date], tuple[Figure, bool]] = field(default_factory=dict, compare=False, repr=False)

    def __iter__(self) -> Iterator[Parameter]:
        return iter(self.parameters.values())

    def overridden(self, values: Mapping[str, Any]) -> Figures:
        """The same, with these values in every place, area and day."""
        always = {name: (Stretch("", "", date.min, NEVER, value),) for name, value in values.items()}
        return Figures({name: replace(one, stretches=always.get(one.of or name, one.stretches)) for name, one in self.parameters.items()})

    def joined(self, others: Iterable[Parameter]) -> Figures:
        """The same with more parameters."""
        return Figures({**self.parameters, **{one.name: one for one in others}})

    def codes(self, names: Iterable[str]) -> set[str]:
        """Every code for which one of these is set."""
        return {stretch.region for name in names for stretch in self.parameters[name].stretches}

    def pads(self, name: str) -> int:
        """How many bands the longest list of this parameter has."""
        return max((len(s.value) for s in self.parameters[name].stretches if isinstance(s.value, tuple)), default=0)

    def value(self, name: str, region: str | None, area: str | None, on: date) -> tuple[Figure, bool]:
        """The parameter there that day, and whether it is illustrative; unknown with the reason where nobody set it."""
        key = (name, region, area, on)
        found = self._known.get(key)
        if found is None:
            if len(self._known) > _MOST_KNOWN:
                self._known.clear()
            found = self._known[key] = self._value(*key)
        return found

    def _value(self, name: str, region: str | None, area: str | None, on: date) -> tuple[Figure, bool]:
        if region is None:
            return _unknown(Lack("region", HOUSEHOLD)), False
        if area is None:
            (urban, marked), (rural, also) = (self.value(name, region, each, on) for each in AREAS)
            if urban.is_given is rural.is_given is None:
                return _unknown(*urban.why, *rural.why), False
            agree = (urban.plain, urban.is_given) == (rural.plain, rural.is_given)
            return (urban, marked or also) if agree else (_unknown(Lack("area", HOUSEHOLD)), False)
        one = self.parameters[name]
        found = one.at(region, area, on)
        if isinstance(found, Lack):
            return _unknown(found), False
        if found.value != SET_TO_NONE:
            return Figure(found.value, given=one.kind != LIST or bool(found.value)), found.illustrative
        if one.kind == LIST:
            return Figure((), given=False), found.illustrative
        return Figure(None, frozenset({Lack(name, "law", where=f"{region} ({area}) on {on}: none")}), given=False), found.illustrative


def _unknown(*lacks: Lack) -> Figure:
    return Figure(None, frozenset(lacks), given=None)


def encoded(kind: str, figure: Figure) -> Any:
    """A parameter's value as a column holds it: a list as `,a,b,`, bands by their count."""
    if figure.plain is None:
        return None
    return f",{','.join(figure.plain)}," if kind == LIST else len(figure.plain) if kind == BANDS else figure.plain
