"""立户、迁移与去世: a household that comes about, people who move into it, and a death that a family reports before the registry does."""

from collections.abc import Sequence
from datetime import date

import pyarrow as pa
from django.db import transaction

from doudi.base import access, audit, regions
from doudi.base.models import Officer
from doudi.registry.actions.record import record
from doudi.registry.actions.statements import STATEMENT, statement_ref
from doudi.registry.models import AREAS, Fact, Household, Membership, Person
from doudi.registry.received import Received
from doudi.registry.rows import FACT_ROWS

SOURCE = "membership"


class CannotMovePeople(Exception):
    """Worded for the officer; shown on the page as it stands."""


class CannotReportDeath(Exception):
    """Worded for the officer; shown on the page as it stands."""


@transaction.atomic
def form_household(*, like_household_id: int, region: str, area: str, on: date) -> Household:
    """A household of its own in this village, with a number of the house's until the household registration gives one."""
    if len(region) != 12 or not regions.is_code(region):
        raise CannotMovePeople("请选择迁入的村（社区）。")
    if area not in AREAS:
        raise CannotMovePeople("请选择城镇或农村。")
    stem = f"Q{region[:9]}{on:%y%m%d}{like_household_id}"
    return Household.objects.create(number=f"{stem}-{Household.objects.filter(number__startswith=stem).count() + 1}", region=region, area=area, formed_on=on)


@transaction.atomic
def move_people(*, household_id: int, person_ids: Sequence[int], to_household_id: int, because: str, officer: Officer, on: date) -> int:
    """These people live in another household from today; kept as moves, to be corrected like one. How many went.

    Without the head among them the first becomes the head there; into a household that has one, everybody comes as another relative.
    """
    access.require(officer, "registry.end_membership", Household.objects.get(pk=household_id).region)
    if not because.strip():
        raise CannotMovePeople("请写明迁移、分户或并户的情况。")
    living = Membership.objects.filter(household=household_id, from_on__lt=on, person__died_on=None).exclude(until_on__lte=on).order_by("id")
    going = {one.person_id: one for one in living.select_for_update(of=("self",)) if one.person_id in set(person_ids)}
    if not person_ids or len(going) != len(set(person_ids)):
        raise CannotMovePeople("迁移的人须是该户今天以前登记、在世的成员。")
    has_head = Membership.objects.filter(household=to_household_id, relation="head").exclude(until_on__lte=on).exists()
    takes_head = any(one.relation == "head" for one in going.values())
    rows = []
    for place, (person_id, lives) in enumerate(going.items()):
        relation = "other" if has_head else lives.relation if takes_head else "head" if place == 0 else "other"
        row = {"person_id": person_id, "from_on": on, "known_on": on, "source": SOURCE}
        rows.append({**row, "household_id": household_id, "name": "moved_out", "amount": 1, "ref": f"{lives.pk}/until"})
        rows.append({**row, "household_id": to_household_id, "name": "moved_in", "word": relation, "ref": f"{to_household_id}/{person_id}/{on}"})
    record([Received(SOURCE, pa.Table.from_pylist(rows, schema=FACT_ROWS))], on=on)
    detail = {"people": sorted(going), "to": to_household_id}
    audit.record("registry.people_moved", about=Household.objects.get(pk=household_id), by=officer, because=because.strip(), detail=detail)
    return len(going)


@transaction.atomic
def copy_household_facts(*, household_id: int, to_household_id: int, on: date) -> int:
    """What is known of a household as such is known of the one that it has become by moving as a whole."""
    to = Household.objects.get(pk=to_household_id)
    said = Fact.objects.filter(household=household_id, person=None, superseded_on=None, source=STATEMENT)
    copies = [
        Fact(
            household=to,
            name=one.name,
            amount=one.amount,
            word=one.word,
            from_on=one.from_on,
            until_on=one.until_on,
            source=STATEMENT,
            ref=statement_ref(one.name, None, to.pk),
            stated_in=one.stated_in,
            known_on=on,
            region=to.region,
        )
        for one in said
    ]
    return len(Fact.objects.bulk_create(copies, ignore_conflicts=True))


@transaction.atomic
def report_death(*, person_id: int, died_on: date, because: str, officer: Officer, on: date) -> None:
    """A family or a village says that somebody has died; known from today, until the registry's own day takes its place."""
    person = Person.objects.filter(pk=person_id).first()
    if person is None:
        raise CannotReportDeath("没有这个人员，或不在您负责的区域内。")
    access.require(officer, "registry.declare", person.region)
    if person.died_on is not None:
        raise CannotReportDeath(f"已登记于 {person.died_on} 去世。")
    if died_on > on or died_on < person.born_on:
        raise CannotReportDeath("去世日期应在出生以后、不晚于今天。")
    if not because.strip():
        raise CannotReportDeath("请写明由谁报告、凭什么材料。")
    row = {"person_id": person_id, "name": "died_on", "amount": 1, "from_on": died_on, "known_on": on, "source": "report", "ref": f"death/{person_id}"}
    record([Received("report", pa.Table.from_pylist([row], schema=FACT_ROWS))], on=on)
    audit.record("registry.death_reported", about=person, by=officer, because=because.strip(), detail={"died_on": died_on.isoformat()})
