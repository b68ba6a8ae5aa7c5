"""全体: the face that decides a population; a column of an Ibis table each, NULL is unknown. Here and in gathered.py formulas know Ibis.

What is the same for every row is worked out before any row is read, by the face that decides one family; what is never NULL is not asked whether it is.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import wraps
from operator import and_, or_
from typing import Any

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.operations as ops

from doudi.policy import scalars
from doudi.policy.kinds import Chosen, Gathering
from doudi.policy.rule import DATE, MONEY, NEVER, NUMBER, TEXT, YESNO
from doudi.policy.scalars import Scalar
from doudi.policy.vocabulary import WAYS, Value

TYPES = {MONEY: "int64", NUMBER: "int64", YESNO: "boolean", TEXT: "string", DATE: "date"}
NULL = ibis.null()
CLAIM = ibis.literal(None, type="boolean")


def typed(expression: Any, kind: str) -> Any:
    """In the type it is to have: a SUM of whole numbers comes back wider, a small number narrower, and .cast() to the type it claims to have is dropped."""
    return ops.Cast(expression, dt.dtype(kind)).to_expr()


def _strict(operation: Callable[..., Any]) -> Callable[..., Any]:
    """Unknown where any side is unknown for every row; worked out beforehand where every side is the same for every row."""

    @wraps(operation)
    def asked(self: Column, *others: Column) -> Any:
        fixed = [one.fixed for one in (self, *others) if one.fixed is not None]
        if any(one.plain is None for one in fixed):
            return Column.of(None)
        return Column.of(getattr(Scalar, operation.__name__)(*fixed)) if len(fixed) == 1 + len(others) else operation(self, *others)

    return asked


class Column(Value):
    """An expression. `share` is the denominator of an exact fraction: a whole number or an expression; `known` says that it is never NULL.

    `fixed` is the value itself where it is the same for every row.
    """

    __slots__ = ("expression", "fixed", "known", "share")

    def __init__(self, expression: Any, share: Any = 1, *, known: bool = False, fixed: Scalar | None = None) -> None:
        self.expression, self.share, self.known, self.fixed = expression, share, known, fixed

    @classmethod
    def of(cls, other: Any) -> Any:
        if isinstance(other, Column):
            return other
        fixed = Scalar.of(other)
        return Column(_literal(fixed.plain), fixed.share, known=fixed.plain is not None, fixed=fixed)

    @property
    def settled(self) -> Any:
        """The value that is the same for every row; None where it is not, or is unknown."""
        return None if self.fixed is None else self.fixed.plain

    @property
    def lost(self) -> bool:
        """Unknown for every row."""
        return self.fixed is not None and self.fixed.plain is None

    def _scaled(self, other: Column) -> tuple[Any, Any, Any]:
        """Both numerators over one denominator, and that denominator; an unknown fits every denominator."""
        if self.share is other.share or (isinstance(self.share, int) and isinstance(other.share, int) and self.share == other.share) or other.lost:
            return self.expression, other.expression, self.share
        if self.lost:
            return self.expression, other.expression, other.share
        return _product(self.expression, other.share), _product(other.expression, self.share), _product(self.share, other.share)

    @_strict
    def _plus(self, other: Column) -> Column:
        if 0 in (self.settled, other.settled):
            return other if self.settled == 0 else self
        mine, theirs, share = self._scaled(other)
        return Column(mine + theirs, share, known=self.known and other.known)

    @_strict
    def _times(self, other: Column) -> Column:
        return Column(_product(self.expression, other.expression), _product(self.share, other.share), known=self.known and other.known)

    @_strict
    def _over(self, other: Column) -> Column:
        """Where the divisor is nothing or unknown the numerator is unknown; a share is always known, so that it never spoils a value beside it."""
        value = _product(self.expression, other.share)
        if other.settled is not None:
            return Column(value, _product(self.share, other.settled), known=self.known) if other.settled > 0 else Column.of(None)
        divides = other.expression > 0
        return Column(ibis.cases((divides, value), else_=NULL), _product(ibis.cases((divides, other.expression), else_=1), self.share))

    @_strict
    def _negative(self) -> Column:
        return Column(-self.expression, self.share, known=self.known)

    @_strict
    def _less(self, other: Column) -> Column:
        mine, theirs, _ = self._scaled(other)
        return Column(mine < theirs, known=self.known and other.known)

    @_strict
    def _equal(self, other: Column) -> Column:
        mine, theirs, _ = self._scaled(other)
        return Column(mine == theirs, known=self.known and other.known)

    def _both(self, other: Column) -> Column:
        return self._joined(other, and_, settling=False)

    def _either(self, other: Column) -> Column:
        return self._joined(other, or_, settling=True)

    def _joined(self, other: Column, join: Callable[[Any, Any], Any], *, settling: bool) -> Column:
        """Of two claims of which one is the same for every row: that one where it settles the question, else the other."""
        for one, another in ((self, other), (other, self)):
            if one.settled is not None:
                return one if one.settled is settling else another
        mine, theirs = (CLAIM if one.lost else one.expression for one in (self, other))
        return Column(join(mine, theirs), known=self.known and other.known)

    @_strict
    def _not(self) -> Column:
        return Column(~self.expression, known=self.known)

    def _choose(self, then: Column, otherwise: Column) -> Column:
        if self.fixed is not None:
            return self if self.fixed.plain is None else then if self.fixed.plain else otherwise
        if then.lost and otherwise.lost:
            return then
        mine, theirs, share = then._scaled(otherwise)
        if self.known:
            alike = then.settled is not None and (then.settled, then.share) == (otherwise.settled, otherwise.share)
            return then if alike else Column(ibis.cases((self.expression, mine), else_=theirs), share, known=then.known and otherwise.known)
        return Column(ibis.cases((self.expression, mine), (~self.expression, theirs), else_=NULL), share)

    @_strict
    def _rounded(self, way: Column) -> Column:
        if way.settled is not None:
            return Column(self._rounded_to(*WAYS[way.settled]), known=self.known)
        return Column(ibis.cases(*((way.expression == name, self._rounded_to(unit, up)) for name, (unit, up) in WAYS.items()), else_=NULL))

    def _rounded_to(self, unit: int, up: bool | None) -> Any:
        step = _product(self.share, unit)
        if up is None:
            return self.expression // step * unit
        floor = -((-self.expression) // step) if up else (2 * self.expression + step) // (2 * step)
        return floor * unit

    @_strict
    def _full_years(self, until: Column) -> Column:
        since, last = self.expression, until.expression
        before = (last.month() * 100 + last.day()) < (since.month() * 100 + since.day())
        years = last.year().cast("int64") - since.year().cast("int64")
        return Column(years - before.cast("int64"), known=self.known and until.known)

    @_strict
    def _full_months(self, until: Column) -> Column:
        before = (until.expression.day() < self.expression.day()).cast("int64")
        return Column(_month(until.expression) - _month(self.expression) - before, known=self.known and until.known)

    @_strict
    def _month_begins(self, months: Column) -> Column:
        month, never = _month(self.expression) + months.expression, _literal(NEVER)
        stays = (self.expression == never) | (month >= NEVER.year * 12)
        begins = ibis.date((month // 12).cast("int32"), (month % 12 + 1).cast("int32"), 1)
        return Column(ibis.cases((stays, never), (~stays, begins), else_=NULL), known=self.known and months.known)

    def _untold(self) -> Any:
        return Column.of(None)


def _month(day: Any) -> Any:
    """Months since the year 0."""
    return day.year().cast("int64") * 12 + day.month().cast("int64") - 1


def _literal(plain: Any) -> Any:
    match plain:
        case None:
            return NULL
        case bool():
            return ibis.literal(plain, type="boolean")
        case int():
            return ibis.literal(plain, type="int64")
        case str():
            return ibis.literal(plain, type="string")
        case date():
            return ibis.date(plain.isoformat())
        case tuple():  # a list of the law: only its own words read it
            return None
    raise TypeError(f"cannot compute with {plain!r}")


def _product(one: Any, two: Any) -> Any:
    return one if isinstance(two, int) and two == 1 else two if isinstance(one, int) and one == 1 else one * two


class FixedFigure(Column):
    """A parameter that is the same in every place looked at."""

    __slots__ = ()
    fixed: scalars.Figure

    def __init__(self, figure: scalars.Figure) -> None:
        super().__init__(_literal(figure.plain), known=figure.plain is not None, fixed=figure)

    def given(self) -> Any:
        return Column.of(self.fixed.given())

    def names(self, word: str) -> Any:
        return Column.of(self.fixed.names(word))

    def length(self) -> Any:
        return Column.of(self.fixed.length())

    def edges(self) -> list[tuple[Any, Any]]:
        return [(Column.of(below), Column.of(amount)) for below, amount in self.fixed.edges()]


class Figure(Column):
    """A parameter's columns in a table: its value, and whether it is given."""

    __slots__ = ("name", "pads", "table")

    def __init__(self, table: Any, name: str, pads: int = 0, *, known: bool = False) -> None:
        column = column_of(name)
        super().__init__(table[column] if column in table.columns else None, known=known)
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
    """Members' values as a rule sees them: gathered before, by group; here only looked up."""

    def __init__(self, name: str, read: Callable[[str], Column]) -> None:
        self.name, self.read = name, read

    def __eq__(self, word: Any) -> Any:
        return Chosen(self.name, word)

    __hash__ = None  # type: ignore[assignment]

    def gathered(self, word: str, where: Members | Chosen | None) -> Column:
        return self.read(Gathering(word, self.name, where.name if isinstance(where, Members) else where).column)
