"""单户: the face that decides one family; an unknown remembers what is missing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import reduce, wraps
from operator import add, and_, or_
from typing import Any, NamedTuple

from doudi.policy.rule import NEVER, SUPPORTER
from doudi.policy.vocabulary import EMPTY, WAYS, Value, selected


class Lack(NamedTuple):
    """Something without which it cannot be told: a fact of somebody (a place from 1; 0 the household), or a parameter somewhere."""

    name: str
    level: str
    place: int = 0
    where: str = ""
    expired: bool = False

    @property
    def entered(self) -> str:
        """The name by which it was entered: what is said of a supporter stands under `supporters`, without the prefix it has inside rules."""
        return self.name.removeprefix("supporter_") if self.level == SUPPORTER else self.name


NOTHING: frozenset[Lack] = frozenset()


def _of_known(operation: Callable[[Scalar, Scalar], Scalar]) -> Any:
    """The operation, unknown where either side is."""

    @wraps(operation)
    def asked(self: Scalar, other: Scalar) -> Scalar:
        if self.plain is None or other.plain is None:
            return Scalar(None, self.why | other.why)
        return operation(self, other)

    return asked


class Scalar(Value):
    """One value. `plain` is None when unknown, and `why` says for lack of what; `share` is the denominator of an exact fraction."""

    __slots__ = ("plain", "share", "why")

    def __init__(self, plain: Any, why: frozenset[Lack] = NOTHING, share: int = 1) -> None:
        self.plain, self.why, self.share = plain, why, share

    def __repr__(self) -> str:
        return f"Scalar({self.plain!r}{f'/{self.share}' if self.share > 1 else ''})"

    @staticmethod
    def of(other: Any) -> Scalar:
        return other if isinstance(other, Scalar) else Scalar(other)

    @_of_known
    def _plus(self, other: Scalar) -> Scalar:
        if self.share == other.share:
            return Scalar(self.plain + other.plain, NOTHING, self.share)
        return Scalar(self.plain * other.share + other.plain * self.share, NOTHING, self.share * other.share)

    @_of_known
    def _times(self, other: Scalar) -> Scalar:
        return Scalar(self.plain * other.plain, NOTHING, self.share * other.share)

    @_of_known
    def _over(self, other: Scalar) -> Scalar:
        if other.plain <= 0:
            return Scalar(None, frozenset({Lack("division_by_zero", "arithmetic")}))
        return Scalar(self.plain * other.share, NOTHING, self.share * other.plain)

    def _negative(self) -> Scalar:
        return self if self.plain is None else Scalar(-self.plain, NOTHING, self.share)

    @_of_known
    def _less(self, other: Scalar) -> Scalar:
        same = self.share == other.share
        return YES if (self.plain < other.plain if same else self.plain * other.share < other.plain * self.share) else NO

    @_of_known
    def _equal(self, other: Scalar) -> Scalar:
        same = self.share == other.share
        return YES if (self.plain == other.plain if same else self.plain * other.share == other.plain * self.share) else NO

    def _both(self, other: Scalar) -> Scalar:
        if self.plain is False or other.plain is False:
            return NO
        return YES if self.plain and other.plain else Scalar(None, self.why | other.why)

    def _either(self, other: Scalar) -> Scalar:
        if self.plain or other.plain:
            return YES
        return Scalar(None, self.why | other.why) if None in (self.plain, other.plain) else NO

    def _not(self) -> Scalar:
        return self if self.plain is None else NO if self.plain else YES

    def _choose(self, then: Scalar, otherwise: Scalar) -> Scalar:
        return Scalar(None, self.why) if self.plain is None else then if self.plain else otherwise

    @_of_known
    def _rounded(self, way: Scalar) -> Scalar:
        unit, up = WAYS[way.plain]
        step = self.share * unit
        if up is None:
            return Scalar(unit * (self.plain // step))
        return Scalar(unit * (-(-self.plain // step) if up else (2 * self.plain + step) // (2 * step)))

    @_of_known
    def _full_years(self, until: Scalar) -> Scalar:
        before = (until.plain.month, until.plain.day) < (self.plain.month, self.plain.day)
        return Scalar(until.plain.year - self.plain.year - before)

    @_of_known
    def _full_months(self, until: Scalar) -> Scalar:
        months = (until.plain.year - self.plain.year) * 12 + until.plain.month - self.plain.month
        return Scalar(months - (until.plain.day < self.plain.day))

    @_of_known
    def _month_begins(self, months: Scalar) -> Scalar:
        month = self.plain.year * 12 + self.plain.month - 1 + months.plain
        return Scalar(NEVER if self.plain == NEVER or month >= NEVER.year * 12 else date(month // 12, month % 12 + 1, 1))

    def _untold(self) -> Scalar:
        return Scalar(None, self.why)


class Told(Scalar):
    """A fact of somebody, with what is lacking where it is unknown or leaves something open."""

    __slots__ = ("whose",)

    def __init__(self, plain: Any, whose: tuple[str, str, int]) -> None:
        self.plain, self.share, self.whose = plain, 1, whose
        self.why = NOTHING if plain is not None else frozenset({Lack(*whose)})

    def _untold(self) -> Scalar:
        return Scalar(None, frozenset({Lack(*self.whose)}))


YES, NO = Scalar(True), Scalar(False)


class Figure(Scalar):
    """A parameter at a place on a day; set to `none`, it is given as not set, and unknown when computed with."""

    __slots__ = ("is_given",)

    def __init__(self, plain: Any, why: frozenset[Lack] = NOTHING, *, given: bool | None = True) -> None:
        super().__init__(plain, why)
        self.is_given = given

    def given(self) -> Scalar:
        return Scalar(self.is_given, self.why if self.is_given is None else NOTHING)

    def names(self, word: str) -> Scalar:
        return self.given() if not self.is_given else Scalar(word in self.plain)

    def length(self) -> Scalar:
        return Scalar(None, self.why) if self.plain is None else Scalar(len(self.plain))

    def edges(self) -> list[tuple[Scalar, Scalar]]:
        return [(Scalar(below), Scalar(amount)) for below, amount in self.plain or ()]


class Members(list[Scalar]):
    """The values of each member (or supporter), in their order."""

    face: type[Scalar] = Scalar

    def __eq__(self, word: Any) -> Any:
        return type(self)(value == word for value in self) if isinstance(word, str) else list.__eq__(self, word)

    def gathered(self, word: str, where: Members | None) -> Scalar:
        """What the word says of them together."""
        join = {"any_of": or_, "every": and_}.get(word, add)
        claims = [None] * len(self) if where is None else where
        return reduce(join, (selected(word, value, claim) for value, claim in zip(self, claims, strict=True)), self.face.of(EMPTY[word]))

    @property
    def why(self) -> frozenset[Lack]:
        """What any of them lacks."""
        return NOTHING.union(*(value.why for value in self))

    @property
    def plain(self) -> list[Any]:
        """The plain values."""
        return [value.plain for value in self]
