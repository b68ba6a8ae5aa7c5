"""事实表: every fact a case may tell, read from facts.yaml, where a newcomer may read them too.

A room adds its own as a list of Fact given to `Book.extended`.
"""

from importlib import resources
from typing import Any

import yaml

from doudi.policy.rule import MONEY, NEVER, Fact

_TABLE = yaml.safe_load((resources.files("doudi.policy") / "facts.yaml").read_text(encoding="utf-8"))


def _fact(name: str, level: str, row: dict[str, Any]) -> Fact:
    left_out = NEVER if row.get("left_out") == "never" else row.get("left_out")
    return Fact(name, level, row["kind"], row["title"], left_out, tuple(row.get("words", ())), None if row.get("signed") else 0, row.get("most"))


FACTS = tuple(_fact(name, level, row) for level in ("person", "household", "supporter") for name, row in _TABLE[level].items())
SAID: dict[str, str] = {**{fact.name: fact.title for fact in FACTS if fact.kind == MONEY}, **_TABLE["said"]}
"""How a word of the house is said to people; `tier=none` is how that word is said of that result."""
TIERS = next(fact.words for fact in FACTS if fact.name == "already_tier")
TAGS = ("relapse_watch", "orphan_support", "other_hardship")
"""What other departments say of a household beside its tier; told among its results, computed by no rule."""
MEASURED: dict[str, str] = {**_TABLE["measured"], "percent": "%", "months": "个月", "years": "岁"}
"""The measure word after a number, by its name or a parameter's unit."""
