"""所学: how often people so alike were the same person among labelled records, and from where on a machine may say so by itself.

`learnt.yaml` is content: `python -m bench.verification.learn` writes it anew, nobody by hand.
"""

from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import yaml

LEARNT = Path(__file__).with_name("learnt.yaml")
BAR = 9_995
"""Of ten thousand accepted without a person at least so many are right: the lower bound of each kind of likeness, not its average."""
Z = 1.6449
"""One-sided 95 %."""


@dataclass(frozen=True)
class Seen:
    """Among labelled records: how many so alike were the same person, and how many were not."""

    right: int
    wrong: int

    @cached_property
    def certainty(self) -> int:
        """How many of ten thousand were the same person, rounded down."""
        return self.right * 10_000 // max(self.right + self.wrong, 1)

    @property
    def at_least(self) -> int:
        """The same as can be relied on, by so many as were seen (Wilson's lower bound), rounded down."""
        seen = self.right + self.wrong
        if not seen:
            return 0
        share, z2 = self.right / seen, Z * Z
        spread = Z * (share * (1 - share) / seen + z2 / (4 * seen * seen)) ** 0.5
        return int(10_000 * (share + z2 / (2 * seen) - spread) / (1 + z2 / seen))

    @cached_property
    def may_be_accepted(self) -> bool:
        return self.at_least >= BAR


UNSEEN = Seen(0, 0)


@dataclass(frozen=True)
class Learnt:
    """What was learnt: by slip, spelling and rivals; and by the weight of likeness (from this weight on, in hundredths)."""

    patterns: dict[tuple[str, str, str], Seen]
    ladder: tuple[tuple[int, Seen], ...]
    ask_from: int
    accept_from: int | None

    def certainty_of(self, weight: int) -> int | None:
        """How many of ten thousand best of so much weight were the same person; None where none were seen."""
        below = [seen for start, seen in self.ladder if start <= weight]
        return below[-1].certainty if below else None


@cache
def learnt() -> Learnt:
    """The content in use."""
    return read(yaml.safe_load(LEARNT.read_text(encoding="utf-8")))


def read(content: dict[str, Any]) -> Learnt:
    """The content as it stands in the file."""
    patterns = {(one["slip"], one["spelling"], one["rivals"]): Seen(one["right"], one["wrong"]) for one in content["patterns"]}
    likeness = content["likeness"]
    ladder = tuple((step["from"], Seen(step["right"], step["wrong"])) for step in likeness["ladder"])
    return Learnt(patterns, ladder, likeness["ask_from"], likeness["accept_from"])
