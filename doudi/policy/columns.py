"""全体: the face that decides a population; a column of an Ibis table each, NULL is unknown. The one file of formulas that knows Ibis."""

from __future__ import annotations

from datetime import date
from typing import Any

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.operations as ops

from doudi.policy.kinds import Chosen, Gathering
from doudi.policy.rule import DATE, MONEY, NEVER, NUMBER, TEXT, YESNO
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

    def _full_months(self, until: Any) -> Any:
        return Column(_month(until.expression) - _month(self.expression) - (until.expression.day() < self.expression.day()).cast("int64"))

    def _month_begins(self, months: Any) -> Any:
        month, never = _month(self.expression) + months.expression, ibis.date(NEVER.isoformat())
        stays = (self.expression == never) | (month >= NEVER.year * 12)
        begins = ibis.date((month // 12).cast("int32"), (month % 12 + 1).cast("int32"), 1)
        return Column(ibis.cases((stays, never), (~stays, begins), else_=NULL))

    def _untold(self) -> Any:
        return Column(ibis.null("boolean"))


def _month(day: Any) -> Any:
    """Months since the year 0."""
    return day.year().cast("int64") * 12 + day.month().cast("int64") - 1


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

    def __eq__(self, word: Any) -> Any:
        return Chosen(self.name, word)

    __hash__ = None  # type: ignore[assignment]

    def gathered(self, word: str, where: Members | Chosen | None) -> Column:
        return Column(self.table[Gathering(word, self.name, where.name if isinstance(where, Members) else where).column])


def gathering(table: Any, asked: Gathering) -> Any:
    """The aggregate over a group of members: an unknown part makes the whole unknown, unless one member settles it."""
    where = None
    if isinstance(asked.where, Chosen):
        where = Column(table[asked.where.name] == asked.where.word)
    elif asked.where:
        where = Column(table[asked.where])
    value = selected(asked.word, Column(table[asked.name]), where).expression
    unsure = value.isnull().any()
    if asked.word == "any_of":
        return ibis.cases((value.fill_null(False).any(), True), (unsure, NULL), else_=False)
    if asked.word == "every":
        return ibis.cases(((~value).fill_null(False).any(), False), (unsure, NULL), else_=True)
    return ibis.cases((unsure, NULL), else_=whole(value.sum()))
