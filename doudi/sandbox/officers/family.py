"""入户所见: the truth of one family, as two officers at its door would see it; nobody opens more than one family's."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

import pyarrow.parquet as pq

from doudi.registry import queries as registry
from doudi.registry.actions import Declared

SITUATIONS = ("died", "lives_in", "vehicle", "illness")


@dataclass(frozen=True)
class Seen:
    """What a visit shows: situations in a word by kind, and what the family lives on by (name, birthday) or, of the family itself, by None."""

    situations: dict[str, str]
    facts: dict[tuple[str, date] | None, dict[str, int | str]]

    def yearly(self, *names: str) -> int:
        """The family's total of these, fen a year."""
        return sum(int(facts.get(name, 0)) for facts in self.facts.values() for name in names)

    @property
    def income_fen(self) -> int:
        """What it lives on in a year, as the officers reckon it at the door; the rules reckon later."""
        return self.yearly("wage", "business_net", "property_net", "pension", "support_received", "other_transfer") - self.yearly("work_cost")

    def declared(self, household_id: int, *, on: date) -> list[Declared]:
        """The same as a declaration of the family's present members."""
        who = {(member.person.name, member.person.born_on): member.person_id for member in registry.members_of(household_id, on)}
        said = [(who.get(key) if key else None, key, facts) for key, facts in self.facts.items()]
        return [
            Declared(person, name, amount=value) if isinstance(value, int) else Declared(person, name, word=value)
            for person, key, facts in said
            if key is None or person is not None
            for name, value in facts.items()
        ]


@lru_cache(maxsize=8)
def look(city: Path, number: str) -> Seen:
    """Go to one family's door."""
    table = pq.read_table(city / "truth" / "families.parquet", filters=[("household_number", "=", number)])
    situations: dict[str, str] = {}
    facts: dict[tuple[str, date] | None, dict[str, int | str]] = {}
    for row in table.to_pylist():
        if row["fact"] in SITUATIONS:
            situations[row["fact"]] = row["word"]
        else:
            key = (row["name"], row["born_on"]) if row["name"] else None
            facts.setdefault(key, {})[row["fact"]] = row["word"] if row["amount"] is None else row["amount"]
    return Seen(situations, facts)
