"""一项检查: what one check asks of a line, in SQL, and what it says; which of them there are, their folders tell.

A line is `l` (a run's line, or an award that is due), its standing `s`, its payee `payee`, its account `c`, the line of the month before `before`.
Reads the registry's people, memberships and staff.
"""

from dataclasses import dataclass

NOW_MEMBER = "m.household_id = l.household_id AND m.from_on <= %(on)s AND (m.until_on IS NULL OR m.until_on > %(on)s)"
PAYEE_IS_DEAD = "coalesce(payee.death_known_on <= %(on)s, false)"


@dataclass(frozen=True)
class Hold:
    """A reason not to pay a line: there is nobody to pay, nowhere to pay it, nothing it rests on, or it stands twice.

    `awards` is the condition on an award that is due, `lines` the one on a line between the list and the county's signature (empty: not asked
    again). `order` says which reason is told where several hold. `word` is said to the family.
    """

    code: str
    title: str
    order: int
    word: str
    awards: str = ""
    lines: str = ""


@dataclass(frozen=True)
class Flag:
    """Something to look at about a line that is paid all the same: when, and the words an officer reads (an SQL expression)."""

    code: str
    title: str
    when: str
    words: str
