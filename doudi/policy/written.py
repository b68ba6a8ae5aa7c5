"""列式: the face that writes down what a formula did with its values, as one would on paper, so that every rule explains itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from doudi.base.money import yuan_words
from doudi.policy.explain import said
from doudi.policy.pieces import Piece, Text, listed
from doudi.policy.rule import DATE, MONEY, NEVER, NUMBER, TEXT, YESNO
from doudi.policy.scalars import Members, Scalar

MONTHS = {12: "12 个月"}
"""The one number that formulas themselves hold besides counts: a year's income is a month's twelve times."""
SUM, PRODUCT, ATOM = range(3)
"""How closely a text holds together: what binds less stands in brackets."""
COMPARED = {"<": ("低于", "不低于"), ">": ("高于", "不高于"), "<=": ("不高于", "高于"), ">=": ("不低于", "低于")}
ON_DAYS = {"<": ("早于", "不早于"), ">": ("晚于", "不晚于"), "<=": ("不晚于", "晚于"), ">=": ("不早于", "早于")}


class Written(Scalar):
    """A value with the text that says where it comes from.

    A claim's text says what is so, whether or not the claim holds. `because` is why a value was chosen that stands in the rule itself.
    """

    __slots__ = ("because", "kind", "origin", "rank", "text", "used")

    def __init__(self, value: Scalar, kind: str, text: Text = (), used: frozenset[str] = frozenset(), *, rank: int = ATOM, because: Text = ()) -> None:
        super().__init__(value.plain, value.why, value.share)
        self.kind, self.text, self.used, self.rank, self.because = kind, text, used, rank, because
        self.origin: Any = value

    @classmethod
    def of(cls, other: Any) -> Written:
        if isinstance(other, Written):
            return other
        value = Scalar.of(other)
        kind = YESNO if isinstance(value.plain, bool) else NUMBER if isinstance(value.plain, int) else DATE if isinstance(value.plain, date) else TEXT
        words = MONTHS.get(value.plain, said(value.plain, kind)) if kind == NUMBER else said(value.plain, kind)
        return cls(value, kind, () if kind == YESNO else (Piece(words),))

    @property
    def told(self) -> Text:
        """What this claim rests on."""
        return self.text or self.because

    @property
    def _equals(self) -> str:
        """`= 1.00 元`; a fraction of a fen or of one is cut, and said to be about so much."""
        if self.plain is None or self.kind not in (MONEY, NUMBER):
            return f"= {said(self.plain, self.kind)}"
        whole, rest = divmod(abs(self.plain), self.share)
        signed = whole if self.plain > 0 else -whole
        return ("≈ " if rest else "= ") + (yuan_words(signed) if self.kind == MONEY else str(signed))

    def _side(self) -> Text:
        return self.text if self.rank == ATOM else (*self.text, Piece(f" {self._equals}"))

    def _first(self) -> Text:
        """What begins a comparison is said with its title."""
        return tuple(replace(piece, titled=True) for piece in self.text) if self.rank == ATOM else self._side()

    def _beside(self, other: Written) -> Text:
        """What ends a comparison; a number of the rule itself is said with the measure of what it is compared with."""
        if self.used or self.kind != NUMBER or other.rank != ATOM:
            return self._side()
        return (Piece(f"{self.plain}{other.text[-1].said.lstrip('-0123456789,.')}"),)

    def _within(self, rank: int) -> Text:
        return self.text if self.rank >= rank else (Piece("（"), *self.text, Piece("）"))

    def _kind_beside(self, other: Written) -> str:
        return MONEY if MONEY in (self.kind, other.kind) else NUMBER

    def _joined(self, other: Written, value: Scalar, sign: str, rank: int, closer: int) -> Written:
        text = (*self._within(rank), Piece(f" {sign} "), *other._within(closer))
        return Written(value, self._kind_beside(other), text, self.used | other.used, rank=rank)

    def _plus(self, other: Any) -> Written:
        value = super()._plus(other)
        for one, two in ((self, other), (other, self)):
            if two.plain == 0 and value.plain is not None:
                return Written(value, self._kind_beside(other), one.text, one.used, rank=one.rank)
        return self._joined(other, value, "+", SUM, SUM)

    def __sub__(self, other: Any) -> Written:
        other = self.of(other)
        value = super()._plus(Scalar._negative(other))
        if other.plain == 0 and value.plain is not None:
            return Written(value, self._kind_beside(other), self.text, self.used, rank=self.rank)
        return self._joined(other, value, "−", SUM, PRODUCT)

    def __rsub__(self, other: Any) -> Written:
        return self.of(other) - self

    def _negative(self) -> Written:
        return self.of(0) - self

    def _times(self, other: Any) -> Written:
        return self._joined(other, super()._times(other), "×", PRODUCT, PRODUCT)

    def _over(self, other: Any) -> Written:
        return self._joined(other, super()._over(other), "÷", PRODUCT, ATOM)

    def _percent(self, share: Any) -> Written:
        return self._joined(share, Scalar._over(Scalar._times(self, share), Scalar(100)), "×", PRODUCT, PRODUCT)

    def _rounded(self, way: Any) -> Written:
        value = super()._rounded(way)
        if value.plain is None or value.plain * self.share == self.plain:
            return Written(value, MONEY, self.text, self.used, rank=self.rank)
        return Written(value, MONEY, (*self.text, Piece(f"，{said(way.plain, TEXT)}")), self.used | way.used, rank=SUM)

    def _full_years(self, until: Any) -> Written:
        return Written(super()._full_years(until), NUMBER, (*self.text, Piece(" 至 "), *until.text), self.used | until.used, rank=SUM)

    def _full_months(self, until: Any) -> Written:
        return Written(super()._full_months(until), NUMBER, (*self.text, Piece(" 至 "), *until.text), self.used | until.used, rank=SUM)

    def _month_begins(self, months: Any) -> Written:
        value = super()._month_begins(months)
        if value.plain == NEVER:
            return Written(value, DATE, self.text, self.used)
        return Written(value, DATE, (*self.text, Piece(" 之后第 "), *months.text, Piece("，当月 1 日")), self.used | months.used, rank=SUM)

    def _untold(self) -> Written:
        return Written(self.origin._untold(), YESNO, (), self.used)

    def _claims(self, value: Scalar, other: Written, words: str) -> Written:
        used = self.used | other.used
        if self.plain is None or other.plain is None or not (self.text and other.text):
            return Written(value, YESNO, (), used)
        if value.plain and words == "高于" and other.plain == 0 and not other.used:
            return Written(value, YESNO, (), used)
        if NEVER in (self.plain, other.plain):
            return Written(value, YESNO, self.text if self.plain == NEVER else other.text, used)
        return Written(value, YESNO, (*self._first(), Piece(f"，{words} "), *other._beside(self)), used)

    def _compared(self, sign: str, other: Any) -> Written:
        other = self.of(other)
        less = Scalar._less(self, other) if sign in ("<", ">=") else Scalar._less(other, self)
        value = less if sign in "<>" else less._not()
        return self._claims(value, other, (ON_DAYS if self.kind == DATE else COMPARED)[sign][not value.plain])

    def __lt__(self, other: Any) -> Written:
        return self._compared("<", other)

    def __gt__(self, other: Any) -> Written:
        return self._compared(">", other)

    def __le__(self, other: Any) -> Written:
        return self._compared("<=", other)

    def __ge__(self, other: Any) -> Written:
        return self._compared(">=", other)

    def _equal(self, other: Any) -> Written:
        value = super()._equal(other)
        if self.kind in (MONEY, NUMBER, DATE):
            return self._claims(value, other, "等于" if value.plain else "不等于")
        named = [one for one in (self, other) if one.used]
        return Written(value, YESNO, listed(*(one.text for one in named)), self.used | other.used)

    def _weighed(self, other: Written, value: Scalar, decisive: bool) -> Written:
        """Both texts where both are needed to know it, else those that decide alone."""
        sides = [one for one in (self, other) if value.plain is not decisive or one.plain is decisive]
        return Written(value, YESNO, listed(*(one.told for one in sides)), frozenset().union(*(one.used for one in sides)))

    def _both(self, other: Any) -> Written:
        return self._weighed(other, super()._both(other), decisive=False)

    def _either(self, other: Any) -> Written:
        return self._weighed(other, super()._either(other), decisive=True)

    def _not(self) -> Written:
        return Written(super()._not(), YESNO, self.told, self.used)

    def _choose(self, then: Any, otherwise: Any) -> Written:
        value = super()._choose(then, otherwise)
        if self.plain is None:
            return Written(value, then.kind, (), self.used)
        chosen = then if self.plain else otherwise
        kind = self._kind_beside(chosen) if MONEY in (then.kind, otherwise.kind) else chosen.kind
        because = listed(self.told, chosen.because) if chosen.because or not chosen.used else ()
        return Written(value, kind, chosen.text, self.used | chosen.used, rank=chosen.rank, because=because)

    def given(self) -> Written:
        found = self.origin.given()
        (piece,) = self.text
        return Written(found, YESNO, (replace(piece, said="有规定" if found.plain else "当地没有规定", titled=True),), self.used)

    def names(self, word: str) -> Written:
        found = self.origin.names(word)
        (piece,) = self.text
        return Written(found, YESNO, (replace(piece, said=f"{'包括' if found.plain else '不包括'}{said(word, TEXT)}", titled=True),), self.used)

    def length(self) -> Written:
        return Written(self.origin.length(), NUMBER, (), self.used)

    def edges(self) -> list[Any]:
        (piece,) = self.text
        lines = self.origin.edges()
        return [tuple(Written(one, MONEY, (replace(piece, said=said(one.plain, MONEY), titled=False),), self.used) for one in line) for line in lines]


class People(Members):
    """Written values of several people: a gathering says whose each is."""

    face = Written

    def gathered(self, word: str, where: Members | None) -> Any:
        found = super().gathered(word, where)
        names = frozenset().union(*(one.used for one in (*self, *(where or ()))))
        counted = [place for place, one in enumerate(self) if (one.plain is not False) and (where is None or where[place].plain is not False)]
        if word == "count_of":
            holders = listed(*(self.whose(place) for place in counted), between="、")
            return Written(found, NUMBER, (*holders, Piece(f" 共 {said(found.plain, NUMBER)} 人")), names)
        text = found if len(self) == 1 else super(People, self._named()).gathered(word, where._named() if isinstance(where, People) else where)
        kind = MONEY if word == "total" and any(one.kind == MONEY for one in self) else found.kind
        return Written(found, kind, text.text if text.used else (Piece(said(found.plain, kind)),) if word == "total" else text.told, names, rank=text.rank)

    def _named(self) -> People:
        """The same, each with whose it is."""
        return People(Written(one, one.kind, (*self.whose(place), Piece(" "), *one.told), one.used, rank=one.rank) for place, one in enumerate(self))

    def whose(self, place: int) -> Text:
        """Whose value this is."""
        first = next(iter(self[place].text), Piece(""))
        number = first.place or place + 1
        return (Piece(f"第 {number} 名义务人") if first.name.startswith("supporter_") else Piece(f"第 {number} 人", place=number),)
