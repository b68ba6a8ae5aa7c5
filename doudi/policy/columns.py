"""全体: the face that decides a population; a column of an Ibis table each, NULL is unknown. The one file of formulas that knows Ibis."""

from __future__ import annotations

from datetime import date
from typing import Any

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.operations as ops

from doudi.policy.kinds import Gathering
from doudi.policy.rule import DATE, MONEY, NUMBER, TEXT, YESNO
from doudi.policy.vocabulary import WAYS, Value, selected

TYPES = {MONEY: "int64", NUMBER: "int64", YESNO: "boolean", TEXT: "string", DATE: "date"}
NULL = ibis.null()


def whole(expression: Any) -> Any:
    """A sum as a whole number: SUM of whole numbers comes back wider, and .cast() to the type it claims to have is dropped."""
    return ops.Cast(expression, dt.int64).to_expr()


class Column(Value):
    """An expression; `share` is the denominator of an exact fraction: a whole number or an expression."""

    __slots__ = ("expression", "share")

    def __init__(self, expression: Any, share: Any = 1) -> None:
        self.expression, self.share = expression, share

    @classmethod
    def of(cls, other: Any) -> Any:
        match other:
            case Column():
                return other
            case bool():
                return Column(ibis.literal(other, type="boolean"))
            case int():
                return Column(ibis.literal(other, type="int64"))
            case str():
                return Column(ibis.literal(other, type="string"))
            case date():
                return Column(ibis.date(other.isoformat()))
        raise TypeError(f"cannot compute with {other!r}")

    def _scaled(self, other: Column) -> tuple[Any, Any, Any]:
        """Both numerators over one denominator, and that denominator."""
        if self.share is other.share or (isinstance(self.share, int) and isinstance(other.share, int) and self.share == other.share):
            return self.expression, other.expression, self.share
        return _product(self.expression, other.share), _product(other.expression, self.share), _product(self.share, other.share)

    def _plus(self, other: Any) -> Any:
        mine, theirs, share = self._scaled(other)
        return Column(mine + theirs, share)

    def _times(self, other: Any) -> Any:
        return Column(self.expression * other.expression, _product(self.share, other.share))

    def _over(self, other: Any) -> Any:
        """Where the divisor is nothing or unknown the numerator is unknown; a share is always known, so that it never spoils a value beside it."""
        divides = other.expression > 0
        value = ibis.cases((divides, _product(self.expression, other.share)), else_=NULL)
        return Column(value, _product(ibis.cases((divides, other.expression), else_=1), self.share))

    def _negative(self) -> Any:
        return Column(-self.expression, self.share)

    def _less(self, other: Any) -> Any:
        mine, theirs, _ = self._scaled(other)
        return Column(mine < theirs)

    def _equal(self, other: Any) -> Any:
        mine, theirs, _ = self._scaled(other)
        return Column(mine == theirs)

    def _both(self, other: Any) -> Any:
        return Column(self.expression & other.expression)

    def _either(self, other: Any) -> Any:
        return Column(self.expression | other.expression)

    def _not(self) -> Any:
        return Column(~self.expression)

    def _choose(self, then: Any, otherwise: Any) -> Any:
        mine, theirs, share = then._scaled(otherwise)
        return Column(ibis.cases((self.expression, mine), (~self.expression, theirs), else_=NULL), share)

    def _rounded(self, way: Any) -> Any:
        return Column(ibis.cases(*((way.expression == name, self._rounded_to(unit, up)) for name, (unit, up) in WAYS.items()), else_=NULL))

    def _rounded_to(self, unit: int, up: bool) -> Any:
        step = _product(self.share, unit)
        floor = -((-self.expression) // step) if up else (2 * self.expression + step) // (2 * step)
        return floor * unit

    def _full_years(self, until: Any) -> Any:
        since, until = self.expression, until.expression
        before = (until.month() * 100 + until.day()) < (since.month() * 100 + since.day())
        years = until.year().cast("int64") - since.year().cast("int64")
        return Column(years - before.cast("int64"))


def _product(one: Any, two: Any) -> Any:
    return one if isinstance(two, int) and two == 1 else two if isinstance(one, int) and one == 1 else one * two


class Figure(Column):
    """A parameter's columns in a table: its value, and whether it is given."""

    __slots__ = ("name", "pads", "table")

    def __init__(self, table: Any, name: str, pads: int = 0) -> None:
        column = column_of(name)
        super().__init__(table[column] if column in table.columns else None)
        self.table, self.name, self.pads = table, column, pads

    def given(self) -> Column:
        return Column(self.table[f"{self.name}__set"])

    def names(self, word: str) -> Column:
        return Column(self.expression.contains(f",{word},"))

    def length(self) -> Column:
        return Column(self.table[f"{self.name}__length"])

    def edges(self) -> list[tuple[Column, Column]]:
        return [(Column(self.table[f"{self.name}__{place}__below"]), Column(self.table[f"{self.name}__{place}__amount"])) for place in range(self.pads)]


def column_of(parameter: str) -> str:
    """The column that holds a parameter: dots are not for columns."""
    return parameter.replace(".", "__")


class Members:
    """Members' values as a household rule sees them: gathered before, by group; here only looked up."""

    def __init__(self, table: Any, name: str) -> None:
        self.table, self.name = table, name

    def gathered(self, word: str, where: Members | None) -> Column:
        return Column(self.table[Gathering(word, self.name, where.name if where is not None else None).column])


def gathering(table: Any, asked: Gathering) -> Any:
    """The aggregate over a group of members: an unknown part makes the whole unknown, unless one member settles it."""
    where = None if asked.where is None else Column(table[asked.where])
    value = selected(asked.word, Column(table[asked.name]), where).expression
    unsure = value.isnull().any()
    if asked.word == "any_of":
        return ibis.cases((value.fill_null(False).any(), True), (unsure, NULL), else_=False)
    if asked.word == "every":
        return ibis.cases(((~value).fill_null(False).any(), False), (unsure, NULL), else_=True)
    return ibis.cases((unsure, NULL), else_=whole(value.sum()))
