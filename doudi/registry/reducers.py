"""归并: the one table that makes rule facts of fact rows; `queries.frames` reads it for everybody, `queries.case` for one family.

A row's day is the last day of its period, or the day it began when it has no end. Two ways of reducing:
`…_12m` adds the rows named without `_12m` whose day lies in the twelve months before the day asked about; anything else takes the row in force that began last
(of a date that row's first day; the amount 0 says never). What nobody said is unknown. A yearly fact that is never asked comes from a feed: it is known where
the feed has covered the year, and then no row is a zero.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from doudi.policy.facts import FACTS
from doudi.policy.rule import DATE, HOUSEHOLD, NEVER, PERSON, TEXT, YESNO, Fact
from doudi.registry.house_facts import SEEN, SEEN_BY_DEPARTMENTS

# How long a feed may be silent before what it supplies is unknown (illustrative: an agreement with each department would say).
FRESH = timedelta(days=7)

# Not made of rows: the register and the standings say these, `vehicles` adds up its members' vehicles_seen.
REGISTERED = {"name", "id_number", "relation", "sex", "born_on", "died_on", "hukou_region", "hukou_area"}
STANDING = {"already_tier", "already_since", "already_dibao_monthly_amount", "already_person_tier"}
ADDED_UP = {"vehicles"}

# Departments say these; a family is never asked for them.
NOT_ASKED = {"medical_self_paid_12m", "relapse_watch", "orphan_support", "other_hardship", *(fact.name for fact in (*SEEN, *SEEN_BY_DEPARTMENTS))}


@dataclass(frozen=True)
class Reducer:
    """How rows become one rule fact."""

    fact: Fact

    @property
    def row(self) -> str:
        """The name its rows carry."""
        return self.fact.name.removesuffix("_12m")

    @property
    def is_yearly(self) -> bool:
        return self.fact.name.endswith("_12m")

    @property
    def is_asked(self) -> bool:
        return self.fact.name not in NOT_ASKED

    @property
    def is_fed(self) -> bool:
        """Known where a feed has covered the year."""
        return self.is_yearly and not self.is_asked

    @property
    def nothing(self) -> tuple[int | None, str | None]:
        """The amount and word of a row that says there is nothing: what leaving the fact out of a case file means."""
        if self.fact.kind == TEXT:
            return None, str(self.fact.left_out)
        return (0 if self.fact.kind == DATE else int(self.fact.left_out)), None

    def value(self, amount: int | None, word: str | None, from_on: date) -> int | str | bool | date | None:
        """What a row in force says; None is unknown."""
        if self.fact.kind == TEXT:
            return word
        if amount is None:
            return None
        if self.fact.kind == DATE:
            return from_on if amount else NEVER
        return bool(amount) if self.fact.kind == YESNO else amount


_NOT_OF_ROWS = REGISTERED | STANDING | ADDED_UP
REDUCERS = {fact.name: Reducer(fact) for fact in (*FACTS, *SEEN, *SEEN_BY_DEPARTMENTS) if fact.level in (PERSON, HOUSEHOLD) and fact.name not in _NOT_OF_ROWS}
BY_ROW = {reducer.row: reducer for reducer in REDUCERS.values()}
OF_PERSON = [reducer for reducer in REDUCERS.values() if reducer.fact.level == PERSON]
OF_HOUSEHOLD = [reducer for reducer in REDUCERS.values() if reducer.fact.level == HOUSEHOLD]
DECLARED_PERSON = tuple(reducer.row for reducer in OF_PERSON if reducer.is_asked)
DECLARED_HOUSEHOLD = tuple(reducer.row for reducer in OF_HOUSEHOLD if reducer.is_asked)

# What happens to people and is written into the register itself; kept as facts, never reduced.
REGISTER_EVENTS = ("died_on", "moved_in", "moved_out")

# Of two rows of one source, ref and day the withdrawal stands, else the greater row, whichever came first. PostgreSQL and DuckDB both read this text.
STANDS = (
    "row((until_on IS NOT DISTINCT FROM from_on), from_on, coalesce(until_on, DATE '9999-12-31'), coalesce(amount, -9223372036854775807), coalesce(word, ''))"
)


def year_before(on: date) -> date:
    """The same day a year earlier; 28 February for 29 February."""
    return on.replace(year=on.year - 1, day=28) if (on.month, on.day) == (2, 29) else on.replace(year=on.year - 1)
