"""用语: the words rules are written in; each asks the values' own face what it means there.

A face (scalars, columns, kinds, written) subclasses Value and says what few things mean; all else is built from these, so it cannot differ between faces.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import TYPE_CHECKING, Any


class Value:
    """Something a formula computes with. Unknown stays unknown; `/` is exact; comparisons are exact.

    Each face says what `of` and a few underscored words mean: plus, times, over, negative, less, equal, both, either, not, choose, rounded, full_years,
    full_months, month_begins, untold.
    """

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any: ...

    # ruff: noqa: E731
    # What Python's operators mean, a line each.
    __add__ = __radd__ = lambda self, other: self._plus(self.of(other))
    __sub__ = lambda self, other: self._plus(self.of(other)._negative())
    __rsub__ = lambda self, other: self.of(other)._plus(self._negative())
    __mul__ = __rmul__ = lambda self, other: self._times(self.of(other))
    __truediv__ = lambda self, other: self._over(self.of(other))
    __rtruediv__ = lambda self, other: self.of(other)._over(self)
    __neg__ = lambda self: self._negative()
    __lt__ = lambda self, other: self._less(self.of(other))
    __gt__ = lambda self, other: self.of(other)._less(self)
    __le__ = lambda self, other: self.of(other)._less(self)._not()
    __ge__ = lambda self, other: self._less(self.of(other))._not()
    __eq__: Any = lambda self, other: self._equal(self.of(other))
    __ne__: Any = lambda self, other: self._equal(self.of(other))._not()
    __and__ = __rand__ = lambda self, other: self._both(self.of(other))
    __or__ = __ror__ = lambda self, other: self._either(self.of(other))
    __invert__ = lambda self: self._not()
    __hash__ = None  # type: ignore[assignment]
    _percent = lambda self, share: self * share / 100

    def __bool__(self) -> bool:
        raise TypeError("a value may be unknown: say when(), first_of(), &, | or ~, not if, and, or, not")


class Law:
    """`law.dibao.standard`: walks dotted names; `read` gives the parameter at the end of the walk. What was walked once is kept."""

    def __init__(self, names: Iterable[str], read: Callable[[str], Any]) -> None:
        self._below, self._read, self._path = _tree(tuple(names)), read, ""

    def __getattr__(self, name: str) -> Any:
        path = f"{self._path}.{name}" if self._path else name
        below = self._below.get(name)
        if below:
            found: Any = Law((), self._read)
            found._below, found._path = below, path
        else:
            found = self._read(path)
        setattr(self, name, found)
        return found


@cache
def _tree(names: tuple[str, ...]) -> dict[str, Any]:
    """The dotted names by their parts; nothing lies below a whole name."""
    root: dict[str, Any] = {}
    for name in names:
        branch = root
        for part in name.split("."):
            branch = branch.setdefault(part, {})
    return root


def _lifted(*values: Any) -> list[Any]:
    """The values, plain ones among them lifted to the face of the others."""
    face = next((value for value in values if isinstance(value, Value)), None)
    if face is None:
        raise TypeError("no fact, rule or parameter among the arguments")
    return [face.of(value) for value in values]


def when(condition: Any, then: Any, otherwise: Any) -> Any:
    """`then` where the condition holds, else `otherwise`; unknown where the condition is, even if both agree."""
    return condition._choose(condition.of(then), condition.of(otherwise))


def first_of(*branches: tuple[Any, Any], otherwise: Any) -> Any:
    """The value of the first branch that holds; unknown while an earlier condition is unknown."""
    for condition, value in reversed(branches):
        otherwise = when(condition, value, otherwise)
    return otherwise


def greatest(*values: Any) -> Any:
    """The largest; unknown if any is."""
    first, *rest = _lifted(*values)
    for value in rest:
        first = when(first < value, value, first)
    return first


def least(*values: Any) -> Any:
    """The smallest; unknown if any is."""
    first, *rest = _lifted(*values)
    for value in rest:
        first = when(value < first, value, first)
    return first


def percent(value: Any, share: Any) -> Any:
    """That share of the value, exact: an answer made of it is rounded by `rounded`."""
    value, share = _lifted(value, share)
    return value._percent(share)


def rounded(value: Any, way: Any) -> Any:
    """Money rounded once: `yuan_up`, `yuan_nearest`, `jiao_up`, `fen` (half up to the nearest fen) or `fen_down`.

    `fen_down` is for a share that a rule strictly compares with whole fen: cut down it is below the line exactly where the fraction is.
    """
    value, way = _lifted(value, way)
    return value._rounded(way)


def one_of(value: Any, *choices: Any) -> Any:
    """Whether the value is one of the choices."""
    found = value == choices[0]
    for choice in choices[1:]:
        found = found | (value == choice)
    return found


def how_many(*claims: Any) -> Any:
    """How many of the claims hold; unknown if any is."""
    counts = [when(claim, 1, 0) for claim in claims]
    return sum(counts[1:], start=counts[0])


def full_years(since: Any, until: Any) -> Any:
    """Whole years between two days, as ages are counted; born on 29 February, one is older on 1 March."""
    since, until = _lifted(since, until)
    return since._full_years(until)


def full_months(since: Any, until: Any) -> Any:
    """Whole months between two days."""
    since, until = _lifted(since, until)
    return since._full_months(until)


def month_begins(day: Any, months: Any) -> Any:
    """The first day of the month that lies so many months after the day's own; never stays never."""
    day, months = _lifted(day, months)
    return day._month_begins(months)


def cannot_tell_from(fact: Any) -> Any:
    """A claim that this fact, known as it is, leaves open: unknown, for lack of it."""
    return fact._untold()


def is_set(parameter: Any) -> Any:
    """Whether the place has set the parameter to something else than `none`."""
    return parameter.given()


def named(parameter: Any, word: str) -> Any:
    """Whether the place's list names the word; a list left at `none` names nothing."""
    return parameter.names(word)


def band(value: Any, bands: Any) -> Any:
    """The amount of the first band the value is below; 0 above the last."""
    length = bands.length()
    branches = [((length > place) & (value < below), amount) for place, (below, amount) in enumerate(bands.edges())]
    return first_of(*branches, otherwise=when(length >= 0, 0, 0))


def total(values: Any, *, where: Any = None) -> Any:
    """The members' values added up, of those where the claim holds; nobody is 0."""
    return values.gathered("total", where)


def count_of(claims: Any, *, where: Any = None) -> Any:
    """How many members the claim holds for."""
    return claims.gathered("count_of", where)


def any_of(claims: Any, *, where: Any = None) -> Any:
    """Whether the claim holds for one member at least; nobody is no."""
    return claims.gathered("any_of", where)


def every(claims: Any, *, where: Any = None) -> Any:
    """Whether the claim holds for every member; nobody is yes."""
    return claims.gathered("every", where)


def selected(word: str, value: Any, where: Any) -> Any:
    """What one member adds to a gathering; shared by the faces, so that `where` means the same on both."""
    if where is not None:
        value = {"total": lambda: when(where, value, 0), "every": lambda: value | ~where}.get(word, lambda: value & where)()
    return when(value, 1, 0) if word == "count_of" else value


EMPTY: dict[str, int | bool] = {"total": 0, "count_of": 0, "any_of": False, "every": True}
"""What each gathering says of nobody."""

WAYS = {"yuan_up": (100, True), "yuan_nearest": (100, False), "jiao_up": (10, True), "fen": (1, False), "fen_down": (1, None)}
"""Each way of rounding: to how many fen, and whether always up (else half up)."""
