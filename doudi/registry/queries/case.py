"""一户: one family on a day as the rules see it, by the same reducers as everybody, with where each value comes from."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db.models import Q

from doudi.policy.cases import Case
from doudi.policy.rule import NEVER
from doudi.registry.lakeside import lake_rows
from doudi.registry.models import Fact, Household, Membership
from doudi.registry.queries.coverage import Cover, covered
from doudi.registry.queries.standings import registered_and_paid, standings
from doudi.registry.reducers import OF_HOUSEHOLD, OF_PERSON, Reducer, year_before
from doudi.registry.rows import FACT_ROWS


class Source(NamedTuple):
    """Who said it (a feed, `declaration:12`, `visit:3`) and the day the house learned it."""

    source: str
    day: date


@dataclass(frozen=True)
class FamilyCase(Case):
    """A family's case for the counter; `person_ids` in the order of its members; `sources` by person (None: the household) and fact, where anybody spoke."""

    household_id: int = 0
    person_ids: tuple[int, ...] = ()
    sources: Mapping[tuple[int | None, str], Source] = field(default_factory=dict)


Subject = tuple[int | None, int | None]


class Row(NamedTuple):
    """A fact row as the register or the lake holds it."""

    person_id: int | None
    household_id: int | None
    name: str
    amount: int | None
    word: str | None
    from_on: date
    until_on: date | None
    source: str
    ref: str
    known_on: date
    said_by: str

    @property
    def day(self) -> date:
        return self.until_on - timedelta(days=1) if self.until_on else self.from_on

    @property
    def is_withdrawn(self) -> bool:
        return self.until_on is not None and self.until_on <= self.from_on


def case_of(household_id: int, *, on: date) -> FamilyCase:
    """What is known of a family on a day, unknown where nobody knows; raises Household.DoesNotExist outside the reader's region."""
    household = Household.objects.get(pk=household_id)
    lives = Membership.objects.filter(household=household, from_on__lte=on).exclude(until_on__lte=on).select_related("person").order_by("id")
    people = [membership.person for membership in lives]
    person_ids = [person.pk for person in people]
    said, covers = rows_said([household], person_ids, on=on), covered(on)
    confirmed, crossing = standings(household_id, on=on), registered_and_paid(person_ids, on=on)
    sources: dict[tuple[int | None, str], Source] = {}

    def reduced(person_id: int | None, region: str, reducers: Iterable[Reducer]) -> dict[str, Any]:
        found, subject = {}, (person_id, None if person_id else household_id)
        for reducer in reducers:
            found[reducer.fact.name], source = reduce(reducer, said[subject, reducer.row], cover_of(reducer, region, covers), on=on)
            if source:
                sources[person_id, reducer.fact.name] = source
        return found

    members: list[dict[str, Any]] = []
    for membership, person in zip(lives, people, strict=True):
        own, (registered, paid) = confirmed.of_person.get(person.pk, "none"), crossing[person.pk]
        is_known_dead = person.death_known_on is not None and person.death_known_on <= on
        members.append(
            {"name": person.name, "relation": membership.relation, "sex": person.sex, "born_on": person.born_on}
            | {"died_on": person.died_on if is_known_dead else NEVER, "hukou_region": person.region, "hukou_area": person.area}
            | reduced(person.pk, person.region, OF_PERSON)
            | {"already_person_tier": own, "person_standing": own, "households_registered": registered, "paid_households": paid}
        )
        if is_known_dead and (told := said[(person.pk, None), "died_on"]):
            sources[person.pk, "died_on"] = Source(told[-1].said_by, person.death_known_on or on)
    alive: list[dict[str, Any]] = [member for member in members if member["died_on"] > on]
    seen = [member["vehicles_seen"] for member in alive]
    facts = reduced(None, household.region, OF_HOUSEHOLD) | {
        "vehicles": None if None in seen or not members else sum(seen),
        "already_tier": confirmed.kind,
        "already_since": confirmed.since,
        "already_dibao_monthly_amount": confirmed.dibao_fen,
        "standing": confirmed.kind,
        "registered_members": len(alive),
    }
    if asked := [source for (_, fact), source in sources.items() if fact == "vehicles_seen"]:
        sources[None, "vehicles"] = max(asked, key=lambda source: source.day)
    return FamilyCase(
        date=on,
        region=household.region,
        area=household.area,
        household=facts,
        members=members,
        name=household.number,
        household_id=household_id,
        person_ids=tuple(person_ids),
        sources=sources,
    )


def cover_of(reducer: Reducer, region: str, covers: Mapping[tuple[str, str], Cover]) -> Cover | None:
    """Who has covered this fact where this person is registered."""
    return next((cover for (name, place), cover in sorted(covers.items()) if name == reducer.row and region.startswith(place)), None)


def reduce(reducer: Reducer, rows: list[Row], cover: Cover | None, *, on: date) -> tuple[Any, Source | None]:
    """One fact from its rows in force, and where it comes from."""
    if not reducer.is_yearly:
        held = [row for row in rows if row.from_on <= on and (row.until_on is None or row.until_on > on)]
        last = max(held, key=lambda row: (row.from_on, row.known_on, row.source, row.ref), default=None)
        return (reducer.value(last.amount, last.word, last.from_on), Source(last.said_by, last.known_on)) if last else (None, None)
    inside = [row for row in rows if year_before(on) <= row.day < on]
    last = max(inside, key=lambda row: (row.known_on, row.source, row.ref), default=None)
    source = Source(last.said_by, last.known_on) if last else Source(cover.source, min(cover.until_on, on)) if cover and reducer.is_fed else None
    if (reducer.is_fed and not cover) or (not inside and not reducer.is_fed) or any(row.amount is None for row in inside):
        return None, source
    return sum(row.amount or 0 for row in inside), source


def rows_said(households: Sequence[Household], person_ids: Sequence[int], *, on: date) -> defaultdict[tuple[Subject, str], list[Row]]:
    """What stands by that day of these households and people, by subject (person, or none and the household) and row name."""
    theirs = Fact.objects.filter(Q(person__in=person_ids) | Q(person=None, household__in=households), known_on__lte=on).exclude(superseded_on__lte=on)
    rows = [Row._make((*values, said_by or values[7])) for *values, said_by in theirs.values_list(*FACT_ROWS.names, "stated_in")]
    if any(household.watched_on is None or household.watched_on > on for household in households):
        from_lake = lake_rows(list(person_ids), on=on)
        rows[:0] = [Row._make((*values, values[7])) for values in zip(*(column.to_pylist() for column in from_lake.columns), strict=True)]
    standing: dict[tuple[str, str], Row] = {}
    for row in sorted(rows, key=lambda row: row.known_on):
        standing[row.source, row.ref] = row
    found: defaultdict[tuple[Subject, str], list[Row]] = defaultdict(list)
    for row in standing.values():
        if not row.is_withdrawn:
            found[(row.person_id, None if row.person_id else row.household_id), row.name].append(row)
    return found
