"""各地参数: what the law says at the places that occur: the same everywhere, or a small table to join."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import TYPE_CHECKING, Any

import ibis
import pyarrow as pa

from doudi.policy.columns import TYPES, Column, Figure, FixedFigure, column_of
from doudi.policy.kinds import BANDS, LIST
from doudi.policy.order import Plan
from doudi.policy.parameters import AREAS, encoded
from doudi.policy.rule import MONEY, NUMBER, YESNO

if TYPE_CHECKING:
    from doudi.policy.book import Book

_LENGTHS = (12, 9, 6, 4, 2)
_NO_REGION = _NO_AREA = "?"
_ARROW = {"int64": pa.int64(), "boolean": pa.bool_(), "string": pa.string(), "date": pa.date32()}
SAID = ("law_missing", "law_illustrative")
Where = tuple[str | None, str | None]
"""A region's code and an area; None is unknown."""


@dataclass(frozen=True)
class LocalLaw:
    """The parameters of a plan on a day: those `fixed` in every place, and a `table` of the day and the others, a row for each code and area."""

    fixed: Mapping[str, Any]
    table: pa.Table
    columns: Mapping[str, Mapping[str, str]]
    certain: frozenset[str]
    pads: Mapping[str, int]
    name: str
    places_told: bool

    def figure(self, table: Any, name: str) -> Column:
        """The parameter as a formula over this table reads it."""
        return FixedFigure(self.fixed[name]) if name in self.fixed else Figure(table, name, self.pads[name], known=name in self.certain)

    def beside(self, household: Any) -> Any:
        """Each household beside the law of its place: the longest code any figure knows, and the area."""
        placed = household.mutate(place_code=self._code(household.region), place_area=household.area.fill_null(_NO_AREA))
        law = self._table.drop(*SAID)
        located = placed.left_join(law, (placed.place_code == law.code) & (placed.place_area == law.code_area))
        return located.drop("code", "code_area", "place_code", "place_area")

    def _code(self, region: Any) -> Any:
        """The longest code that any figure knows and the region lies in; where codes of one length hold every place told, a region's code is not sought."""
        codes = {*self.table["code"].to_pylist()}
        lengths = {len(code) for code in codes}
        if self.places_told and len(lengths) == 1 and not codes & {"", _NO_REGION}:
            return region.left(*lengths)
        known = [(length, sorted(code for code in codes if len(code) == length)) for length in _LENGTHS]
        return ibis.cases((region.isnull(), _NO_REGION), *((region[:length].isin(some), region[:length]) for length, some in known if some), else_="")

    def said(self, household: Any) -> Any:
        """Each household beside the names of what its place has not set, and of what is not official there: long texts, looked up at the end."""
        texts = self.table.select(SAID).to_pylist()
        if self.places_told and len({tuple(text.values()) for text in texts}) == 1:
            return household.mutate(**{name: ibis.literal(text) for name, text in texts[0].items()})
        law = self._table.select(*SAID, row="law_row")
        located = household.left_join(law, household.law_row == law.row).drop("row")
        return located.mutate(**{name: located[name].fill_null("") for name in SAID})

    @property
    def _table(self) -> Any:
        return ibis.table(ibis.Schema.from_pyarrow(self.table.schema), name=self.name)


def local_law(book: Book, plan: Plan, on: date, places: Iterable[Where] | None, table_name: str = "answers_law") -> LocalLaw:
    """What the plan reads of the law at these places; where they are not told, at every place that any figure knows, and nothing is taken for fixed."""
    figures, names = book.figures, plan.parameters
    codes = figures.codes(names)
    keys = (
        set(product({*codes, "", _NO_REGION}, (*AREAS, _NO_AREA))) if places is None else {(_code(region, codes), area or _NO_AREA) for region, area in places}
    )
    found = {key: _figures(book, names, key, on) for key in sorted(keys)}
    fixed = {} if places is None else {name: figure for name in names if (figure := _alike([row[name][0] for row in found.values()])) is not None}
    columns = {name: _columns(book, name) for name in names if name not in fixed}
    rows = [{"code": code, "code_area": area, "on": on, **_row(book, row, columns)} for (code, area), row in found.items()]
    by_area = {row["code_area"]: {**row, "code": ""} for row in rows}
    if places is not None and all({**row, "code": ""} == by_area[row["code_area"]] for row in rows if row["code"] != _NO_REGION):
        rows = [row for row in rows if row["code"] == _NO_REGION] + list(by_area.values())
    types = (
        dict.fromkeys(("code", "code_area", *SAID), "string")
        | {"on": "date", "law_row": "int64"}
        | {column: kind for each in columns.values() for column, kind in each.items()}
    )
    rows = [{**row, "law_row": place} for place, row in enumerate(rows)]
    table = pa.table({column: pa.array([row.get(column) for row in rows], _ARROW[kind]) for column, kind in types.items()})
    certain = frozenset(
        name for name in columns if places is not None and table.num_rows and column_of(name) in types and not table[column_of(name)].null_count
    )
    pads = {name: figures.pads(name) if figures.parameters[name].kind == BANDS else 0 for name in names}
    return LocalLaw(fixed, table, columns, certain, pads, table_name, places is not None)


def _code(region: str | None, codes: set[str]) -> str:
    """The longest code that any figure knows and this region lies in."""
    return _NO_REGION if region is None else next((region[:length] for length in _LENGTHS if region[:length] in codes and len(region) >= length), "")


def _figures(book: Book, names: Iterable[str], key: tuple[str, str], on: date) -> dict[str, Any]:
    region, area = (None if one == "?" else one for one in key)
    return {name: book.figures.value(name, region, area, on) for name in names}


def _alike(figures: list[Any]) -> Any:
    """The figure, where it is one in all places."""
    return figures[0] if figures and len({(figure.plain, figure.is_given) for figure in figures}) == 1 else None


def _row(book: Book, found: Mapping[str, Any], columns: Mapping[str, Any]) -> dict[str, Any]:
    """One place's values by column, with the names of those missing and of those that are not official."""
    row: dict[str, Any] = {}
    for name in columns:
        figure, (column, kind) = found[name][0], (column_of(name), book.figures.parameters[name].kind)
        row |= {f"{column}__length" if kind == BANDS else column: encoded(kind, figure), f"{column}__set": figure.is_given}
        for place, (below, amount) in enumerate(figure.plain or () if kind == BANDS else ()):
            row |= {f"{column}__{place}__below": below, f"{column}__{place}__amount": amount}
    missing = [name for name, (figure, _) in found.items() if figure.is_given is None and any(lack.level == "law" for lack in figure.why)]
    return row | {"law_missing": ",".join(missing), "law_illustrative": ",".join(name for name, (_, mark) in found.items() if mark)}


def _columns(book: Book, name: str) -> dict[str, str]:
    """The columns of a parameter, by its declared kind, whether or not anybody has set it."""
    column, kind = column_of(name), book.figures.parameters[name].kind
    if kind == BANDS:
        edges = {f"{column}__{place}__{edge}": TYPES[MONEY] for place in range(book.figures.pads(name)) for edge in ("below", "amount")}
        return {f"{column}__length": TYPES[NUMBER], f"{column}__set": TYPES[YESNO], **edges}
    return {column: "string" if kind == LIST else TYPES[kind], f"{column}__set": TYPES[YESNO]}
