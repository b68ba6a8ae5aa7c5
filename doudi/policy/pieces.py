"""片段: a text of a sum in pieces, so that each number in it can be asked about."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Piece:
    """A piece of text; with a `name` the value of that fact, rule or parameter, `titled` where it needs its title beside it; with a `place` that person's."""

    said: str
    name: str = ""
    place: int = 0
    title: str = ""
    titled: bool = False

    @property
    def is_member(self) -> bool:
        """Whether it says who is meant, and not a value."""
        return not self.name and self.place > 0

    def __str__(self) -> str:
        between = " " if self.said.lstrip("-")[:1].isdigit() else "："
        return f"{self.title}{between}{self.said}" if self.titled and self.title else self.said


Text = tuple[Piece, ...]


def listed(*texts: Text, between: str = "；") -> Text:
    """The clauses of the texts, one after another, each once."""
    clauses = dict.fromkeys(clause for text in texts for clause in _clauses(text, Piece(between)) if clause)
    found = [piece for clause in clauses for piece in (Piece(between), *clause)]
    return tuple(found[1:])


def _clauses(text: Text, between: Piece) -> list[Text]:
    """The text where its separators part it."""
    ends = [place for place, piece in enumerate(text) if piece == between]
    return [text[start:end] for start, end in zip([0, *(end + 1 for end in ends)], [*ends, len(text)], strict=True)]


def plainly(text: Iterable[Piece], names: Sequence[str] = ()) -> str:
    """The text as one line; members by these names, or by their place."""
    return "".join(names[piece.place - 1] if piece.is_member and piece.place <= len(names) else str(piece) for piece in text).strip()


def fully(text: Iterable[Piece], names: Sequence[str] = ()) -> str:
    """The same, with its title beside every value but the place's own counts and shares."""
    return plainly((replace(piece, titled=piece.titled or "." not in piece.name or "元" in piece.said) for piece in text), names)
