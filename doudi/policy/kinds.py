"""种类: the face that checks a rule before it meets facts: money is not people, a fraction is not an answer, a sum of money is not code."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from typing import Any, NamedTuple

from doudi.policy.rule import DATE, MONEY, NUMBER, TEXT, YESNO
from doudi.policy.vocabulary import WAYS, Value

LIST, BANDS = "words", "bands"
"""Kinds that parameters alone have."""


class BadRule(Exception):
    """A rule that cannot be right, refused when it loads; worded for its author."""


class Chosen(NamedTuple):
    """Those members whose fact or answer is that word: `where=relation == "child"`."""

    name: str
    word: str


class Gathering(NamedTuple):
    """A use of `total`, `count_of`, `any_of` or `every`: of which members, by the name of a claim about each or by a word of theirs."""

    word: str
    name: str
    where: str | Chosen | None

    @property
    def column(self) -> str:
        """The name of the column that holds it."""
        where = "__".join(self.where) if isinstance(self.where, Chosen) else self.where
        return f"{self.word}__{self.name}" + (f"__where__{where}" if where else "")

    @property
    def names(self) -> tuple[str, ...]:
        """The facts and answers of members that it reads."""
        where = self.where.name if isinstance(self.where, Chosen) else self.where
        return (self.name, where) if where else (self.name,)


@dataclass(eq=False)
class Kind(Value):
    """What is known of a value before it is known: its kind, what to call it, whether it is a fraction, which words it may be."""

    kind: str
    called: str
    fraction: bool = False
    plain: Any = None
    words: tuple[str, ...] = ()
    parameter: bool = False

    @classmethod
    def of(cls, other: Any) -> Any:
        match other:
            case Kind():
                return other
            case Members():
                raise other.refusal()
            case bool():
                return Kind(YESNO, str(other), plain=other)
            case int():
                return Kind(NUMBER, str(other), plain=other)
            case str():
                return Kind(TEXT, f'"{other}"', plain=other)
            case date():
                return Kind(DATE, str(other), plain=other)
            case float():
                raise BadRule(f"the float {other} is not exact: write a fraction of whole numbers, or percent()")
        raise BadRule(f"cannot compute with {other!r}")

    def _says(self) -> str:
        return f"{self.kind} `{self.called}`"

    def _same(self, other: Kind, verb: str) -> str:
        """The kind both share; 0 is money as well as a number."""
        kinds = {kind.kind for kind in (self, other) if not (kind.kind == NUMBER and kind.plain == 0)} or {NUMBER}
        if len(kinds) > 1:
            for one, two in ((self, other), (other, self)):
                if one.kind == MONEY and two.kind == NUMBER and two.plain is not None:
                    raise BadRule(f"`{two.called}` beside {one._says()}: a sum of money belongs in parameters.yaml, with its source")
            raise BadRule(f"cannot {verb} {self._says()} and {other._says()}")
        return kinds.pop()

    def _counted(self, verb: str) -> None:
        if self.kind not in (MONEY, NUMBER):
            raise BadRule(f"cannot {verb} {self._says()}")

    def _plus(self, other: Any) -> Any:
        kind = self._same(other, "add")
        self._counted("add")
        return Kind(kind, f"{self.called} + {other.called}", self.fraction or other.fraction)

    def _times(self, other: Any) -> Any:
        self._counted("multiply")
        other._counted("multiply")
        if self.kind == other.kind == MONEY:
            raise BadRule(f"cannot multiply {self._says()} and {other._says()}")
        return Kind(MONEY if MONEY in (self.kind, other.kind) else NUMBER, f"{self.called} * {other.called}", self.fraction or other.fraction)

    def _over(self, other: Any) -> Any:
        self._counted("divide")
        if other.kind != NUMBER or other.fraction:
            raise BadRule(f"cannot divide {self._says()} by {other._says()}: only counts and whole numbers divide; compare products instead")
        if isinstance(other.plain, int) and other.plain <= 0:
            raise BadRule(f"cannot divide {self._says()} by {other.plain}")
        return Kind(self.kind, f"{self.called} / {other.called}", fraction=True)

    def _negative(self) -> Any:
        self._counted("negate")
        return Kind(self.kind, f"-{self.called}", self.fraction)

    def _less(self, other: Any) -> Any:
        kind = self._same(other, "compare")
        if kind in (YESNO, TEXT, LIST, BANDS):
            raise BadRule(f"{self._says()} is neither less nor more than {other._says()}; put each comparison in parentheses")
        return Kind(YESNO, f"{self.called} < {other.called}")

    def _equal(self, other: Any) -> Any:
        self._same(other, "compare")
        for one, two in ((self, other), (other, self)):
            if one.words and isinstance(two.plain, str) and two.plain not in one.words:
                raise BadRule(f'`{one.called}` is never "{two.plain}"; it is one of {", ".join(one.words)}')
        return Kind(YESNO, f"{self.called} == {other.called}")

    def _claim(self) -> None:
        if self.kind != YESNO:
            raise BadRule(f"{self._says()} is not yes or no; put each comparison in parentheses")

    def _both(self, other: Any) -> Any:
        self._claim()
        other._claim()
        return Kind(YESNO, f"{self.called} and {other.called}")

    _either = _both

    def _not(self) -> Any:
        self._claim()
        return Kind(YESNO, f"~({self.called})")

    def _choose(self, then: Any, otherwise: Any) -> Any:
        self._claim()
        kind = then._same(otherwise, "choose between")
        words = () if kind != TEXT else tuple(dict.fromkeys((*then.spoken(), *otherwise.spoken())))
        plain = then.plain if then.plain == otherwise.plain else None
        return Kind(kind, f"{then.called} or {otherwise.called}", then.fraction or otherwise.fraction, plain, words)

    def spoken(self) -> tuple[str, ...]:
        """The words this text may be, as far as known."""
        return (self.plain,) if isinstance(self.plain, str) else self.words

    def _rounded(self, way: Any) -> Any:
        if self.kind != MONEY:
            raise BadRule(f"rounded() rounds money; {self._says()} is not")
        if way.kind != TEXT or not set(way.spoken()) <= set(WAYS):
            raise BadRule(f"rounded() needs one of {', '.join(WAYS)}, not {way._says()}")
        return Kind(MONEY, f"rounded {self.called}")

    def _full_months(self, until: Any) -> Any:
        if not self.kind == until.kind == DATE:
            raise BadRule(f"full_years() and full_months() count between dates, not {self._says()} and {until._says()}")
        return Kind(NUMBER, f"months since {self.called}")

    def _full_years(self, until: Any) -> Any:
        return self._full_months(until)

    def _month_begins(self, months: Any) -> Any:
        if self.kind != DATE or months.kind != NUMBER or months.fraction:
            raise BadRule(f"month_begins() asks a date and a number of months, not {self._says()} and {months._says()}")
        return Kind(DATE, f"the month {months.called} after {self.called}")

    def _untold(self) -> Any:
        return Kind(YESNO, f"what {self.called} does not tell")

    def _of_parameter(self, word: str, *kinds: str) -> None:
        if not self.parameter or (kinds and self.kind not in kinds):
            raise BadRule(f"{word} asks a parameter{' of ' + kinds[0] if kinds else ''}; {self._says()} is not")

    def given(self) -> Kind:
        self._of_parameter("is_set()")
        return Kind(YESNO, f"is_set({self.called})")

    def names(self, word: str) -> Kind:
        self._of_parameter("named()", LIST)
        if self.words and word not in self.words:
            raise BadRule(f'`{self.called}` never names "{word}"; it names of {", ".join(self.words)}')
        return Kind(YESNO, f"named({self.called}, {word})")

    def length(self) -> Kind:
        self._of_parameter("band()", BANDS)
        return Kind(NUMBER, f"bands of {self.called}")

    def edges(self) -> list[tuple[Kind, Kind]]:
        return [(Kind(MONEY, "below"), Kind(MONEY, "amount"))]

    def __floordiv__(self, other: Any) -> Any:
        raise BadRule("// forgets a remainder: write / and round the answer with rounded()")

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        raise BadRule(f"{self._says()} has no `{name}`")


@dataclass
class Members:
    """The values of each member, as a household rule sees them: only total, count_of, any_of and every take them."""

    name: str
    value: Kind
    gatherings: list[Gathering] = field(default_factory=list)

    def refusal(self) -> BadRule:
        whose = "supporter" if self.name.startswith("supporter_") else "person"
        return BadRule(f"`{self.name}` belongs to each {whose}: make the arithmetic a {whose} rule, then total(), count_of(), any_of() or every() it")

    def gathered(self, word: str, where: Any) -> Kind:
        if where is not None and not isinstance(where, Chosen) and not (isinstance(where, Members) and where.value.kind == YESNO):
            raise BadRule(f"{word}(…, where=) needs the name of a claim about each member")
        if word == "total":
            self.value._counted("total")
        else:
            self.value._claim()
        self.gatherings.append(Gathering(word, self.name, where if isinstance(where, Chosen) else where.name if where is not None else None))
        return Kind({"total": self.value.kind, "count_of": NUMBER}.get(word, YESNO), f"{word} {self.name}")

    def __eq__(self, word: Any) -> Any:
        if self.value.kind != TEXT or not isinstance(word, str):
            raise self.refusal()
        self.value._equal(Kind.of(word))
        return Chosen(self.name, word)

    def _refuse(self, *_: Any) -> Any:
        raise self.refusal()

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __lt__ = __gt__ = __le__ = __ge__ = _refuse
    __ne__ = __and__ = __rand__ = __or__ = __ror__ = __invert__ = __neg__ = __bool__ = _refuse
    __hash__ = None  # type: ignore[assignment]


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name that may have been meant; nothing when none is near."""
    return next(iter(get_close_matches(name, list(known), n=1)), "")


def misspelt(name: str, known: Iterable[str]) -> str:
    """The end of a sentence about a name nobody knows."""
    return f"; did you mean `{near}`?" if (near := nearest(name, known)) else ""
