"""不变式: what must be true of the house on any evening, each proved by one query over the tables themselves."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Invariant:
    """One sentence that must hold, with the rows it speaks of and the rows that break it.

    `rows` counts what was looked at and `breaches` selects the offenders as `(id, words)`; both are SQL text over the rooms' tables, because a proof
    that called the rooms' own code would repeat their mistakes. `%(on)s` is the day asked about.
    """

    name: str
    source: str
    rows: str
    breaches: str


def all_invariants() -> list[Invariant]:
    """Every invariant of the house, in the order in which they are printed."""
    from doudi.base.discover import modules_in

    return [invariant for module in modules_in("doudi.oversight.invariants") for invariant in module.INVARIANTS]
