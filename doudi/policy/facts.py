"""事实表: every fact a case may tell, read from facts.yaml, where a newcomer may read them too.

A room adds its own as a list of Fact given to `Book.extended`.
"""

from importlib import resources

import yaml

from doudi.policy.rule import NEVER, Fact

_TABLE = yaml.safe_load((resources.files("doudi.policy") / "facts.yaml").read_text(encoding="utf-8"))

FACTS = tuple(
    Fact(
        name,
        level,
        row["kind"],
        row["title"],
        NEVER if row.get("left_out") == "never" else row.get("left_out"),
        tuple(row.get("words", ())),
        None if row.get("signed") else 0,
        row.get("most"),
    )
    for level in ("person", "household", "supporter")
    for name, row in _TABLE[level].items()
)
SAID: dict[str, str] = _TABLE["said"]
"""How a word of the house is said to people."""
TIERS = next(fact.words for fact in FACTS if fact.name == "already_tier")
PERSON_FACTS = tuple(fact for fact in FACTS if fact.level == "person")
HOUSEHOLD_FACTS = tuple(fact for fact in FACTS if fact.level == "household")
