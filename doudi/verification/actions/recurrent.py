"""定期核查: everybody who receives, against every feed they may be checked with, at once; what differs is a lead for a person, never a finding against anybody.

社会救助法 第四十六条. Computed on the lake's picture of the day; evidence is one entry for the whole batch.
"""

# ruff: noqa: S608 (every text put into SQL here is this room's own; days and regions are bound)

from dataclasses import dataclass
from datetime import date

import duckdb
import pyarrow as pa
from django.db import transaction
from django.db.models import Count

from doudi.base import access, audit, lake
from doudi.base.models import Officer
from doudi.policy.rule import MONEY
from doudi.registry import queries as registry
from doudi.verification.beside import OF_FAMILY, OF_PERSON
from doudi.verification.feed import Feed, all_feeds
from doudi.verification.models import RequestedPerson
from doudi.verification.tellers import connected
from doudi.verification.words import BY_NAME

SUMMED = {name: parts for name, parts in OF_FAMILY.items() if BY_NAME[name].kind == MONEY}
"""Money adds up over a family; of the rest, which two people may own together, at least as many as one of them has."""
SHARED = {name: parts for name, parts in OF_FAMILY.items() if name not in SUMMED}
DIFFERENCES = pa.schema([("household_id", pa.int64()), ("person_id", pa.int64()), ("name", pa.string()), ("declared", pa.int64()), ("found", pa.int64())])


@dataclass(frozen=True)
class FeedChecked:
    """One feed over everybody: of how many it has told, of whom it has found something, of whom nothing fresh is known, and how many of these are on a
    list that is out."""

    feed: Feed
    told: int
    found: int
    silent: int
    asked: int


@dataclass(frozen=True)
class RecurrentCheck:
    """The whole batch: who was checked, by which feeds, and where departments saw more than was declared (fen, or a number of things)."""

    households: int
    people: int
    feeds: list[FeedChecked]
    differences: pa.Table

    @property
    def differing(self) -> int:
        """Families with a difference."""
        return len(self.differences["household_id"].unique())


@transaction.atomic
def check_recipients(*, region: str, officer: Officer | None, on: date) -> RecurrentCheck:
    """Hold what departments have told by this day against what families that receive have declared. Needs the day's pictures in the lake.

    Unknown stays unknown: who is silent is counted, not suspected. The differences go to the lake under keys of people, for officers who look into them.
    """
    access.require(officer, "verification.request", region)
    may_tell = _feeds(region, on)
    seen = {fact for pairs in (SUMMED, SHARED, OF_PERSON) for parts in pairs.values() for fact in parts}
    frames = registry.frames(on, wanted={*SUMMED, *SHARED, *OF_PERSON, *seen, *(fact for feed in may_tell for fact in feed.tells)})
    known = frames.members.schema.names
    feeds = [(feed, fact) for feed in may_tell if (fact := next((one for one in feed.tells if one in known), ""))]
    with duckdb.connect() as engine:
        engine.register("households", frames.households)
        engine.register("members", frames.members)
        engine.execute(_RECIPIENTS, {"region": region, "on": on})
        told = engine.execute(_told([fact for _, fact in feeds], frames.members.schema), {"on": on}).fetchall()
        differences = engine.sql(" UNION ALL ".join(_differing()) + " ORDER BY household_id, name, person_id").to_arrow_table().cast(DIFFERENCES)
    [(households, people, *counts)] = told
    waits = _on_open_lists(region)
    pairs = zip(feeds, counts[::2], counts[1::2], strict=True)
    rows = [FeedChecked(feed, known, found, people - known, waits.get(feed.name, 0)) for (feed, _), known, found in pairs]
    if differences.num_rows:
        lake.publish(f"verification.differences.{region}", on, differences, replaces=True)
    check = RecurrentCheck(households, people, rows, differences)
    detail = {"households": households, "people": people, "differing": check.differing, "digest": lake.digest_of(differences)}
    told_of = {one.feed.name: [one.told, one.found] for one in rows}
    audit.record("verification.recipients_checked", about=None, by=officer, region=region, detail={**detail, "feeds": told_of})
    return check


def _feeds(region: str, on: date) -> list[Feed]:
    """Those that may tell of recipients here: asked ones where they are connected, all others as they send."""
    asked = {feed.name for feed in connected(region[:6], on)}
    return [feed for feed in all_feeds().values() if not feed.is_requested or feed.name in asked]


_RECIPIENTS = """
    CREATE TABLE recipient AS SELECT m.*, h.region FROM members m JOIN households h USING (household_id)
    WHERE starts_with(h.region, $region) AND m.died_on > $on
      AND (h.standing <> 'none' OR m.household_id IN (SELECT household_id FROM members WHERE person_standing <> 'none'))
"""


def _told(facts: list[str], schema: pa.Schema) -> str:
    """Of each fact: about how many something is known, and of how many something was found; somebody in two families counts once."""
    columns = []
    for fact in facts:
        kind = schema.field(fact).type
        something = f"{fact} NOT IN ('none', '')" if pa.types.is_string(kind) else fact if pa.types.is_boolean(kind) else f"{fact} > 0"
        something = f"{fact} <= $on" if pa.types.is_date(kind) else something
        columns.append(f"count(*) FILTER ({fact} IS NOT NULL), count(*) FILTER ({something})")
    once = "SELECT * FROM recipient QUALIFY row_number() OVER (PARTITION BY person_id ORDER BY household_id) = 1"
    return f"SELECT (SELECT count(DISTINCT household_id) FROM recipient), count(*), {', '.join(columns)} FROM ({once})"


def _differing() -> list[str]:
    """One query for each thing declared: whose, what was declared, what was found; only where more was found than declared."""
    queries = []
    for name, parts in (SUMMED | SHARED).items():
        found = f"sum({' + '.join(f'coalesce({part}, 0)' for part in parts)})" if name in SUMMED else f"max({parts[0]})"
        every = f"SELECT household_id, CAST({found} AS BIGINT) AS found FROM recipient GROUP BY household_id"
        queries.append(
            f"SELECT household_id, CAST(NULL AS BIGINT) AS person_id, '{name}' AS name, CAST(h.{name} AS BIGINT) AS declared, f.found"
            f" FROM ({every}) f JOIN households h USING (household_id) WHERE f.found > h.{name}"
        )
    for name, words in OF_PERSON.items():
        found = f"greatest({', '.join(words)})"  # DuckDB's passes over what is null: the largest word that was said
        queries.append(
            f"SELECT household_id, person_id, '{name}' AS name, CAST({name} AS BIGINT) AS declared, CAST({found} AS BIGINT) AS found"
            f" FROM recipient WHERE {found} > {name}"
        )
    return queries


def _on_open_lists(region: str) -> dict[str, int]:
    """How many people of each feed are on a list that has no answer about them yet."""
    waiting = RequestedPerson.objects.filter(request__answered_on=None, request__region__startswith=region[:6], answers=None)
    return dict(waiting.values_list("request__feed").annotate(Count("person", distinct=True)))
