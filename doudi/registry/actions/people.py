"""登记人员: newcomers (births, moves from elsewhere) enter the register, and who lives here no more leaves a household."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pyarrow as pa
from django.db import transaction

from doudi.base import access, audit, crypto, idnumber
from doudi.base.models import Officer
from doudi.registry.actions.record import record
from doudi.registry.models import Membership, Person
from doudi.registry.names import name_key, spelt
from doudi.registry.received import Received
from doudi.registry.rows import FACT_ROWS


class CannotEndMembership(Exception):
    """Worded for the officer; shown on the page as it stands."""


class CannotRegister(Exception):
    """Worded for the officer; never repeats the number."""


@dataclass(frozen=True)
class Newcomer:
    """Somebody not in the register yet, as the household registration names them."""

    name: str
    id_number: str
    born_on: date
    sex: str
    region: str
    area: str


@transaction.atomic
def register_people(newcomers: Sequence[Newcomer]) -> list[int]:
    """The person ids of these people, in order; who is registered already keeps what is registered. Refuses a malformed number, and somebody who is
    registered where the caller may not look."""
    numbers = [idnumber.normalise(newcomer.id_number) for newcomer in newcomers]
    for newcomer, number in zip(newcomers, numbers, strict=True):
        if reason := idnumber.check(number):
            raise CannotRegister(f"{newcomer.name}：{reason}，不能登记。")
    marks = crypto.index_many(numbers, purpose="id_number")
    tails = crypto.tail_marks((number[-4:] for number in numbers), purpose="id_tail")
    Person.objects.bulk_create(
        [
            Person(
                name=spelt(newcomer.name),
                name_key=name_key(spelt(newcomer.name)),
                id_sealed=crypto.seal_text(number, purpose="id_number"),
                id_index=mark,
                id_tail=tail,
                sex=newcomer.sex,
                born_on=newcomer.born_on,
                region=newcomer.region,
                area=newcomer.area,
            )
            for newcomer, number, mark, tail in zip(newcomers, numbers, marks, tails, strict=True)
        ],
        ignore_conflicts=True,
    )
    ids = {bytes(mark): pk for mark, pk in Person.objects.filter(id_index__in=marks).values_list("id_index", "id") if mark}
    if unseen := [newcomer.name for newcomer, mark in zip(newcomers, marks, strict=True) if mark not in ids]:
        raise CannotRegister(f"{unseen[0]}：此人登记在您负责的区域以外。请由上一级民政部门登记。")
    return [ids[mark] for mark in marks]


@transaction.atomic
def end_membership(*, household_id: int, person_id: int, until_on: date, because: str, officer: Officer | None, on: date) -> None:
    """Somebody found to live in a household no more (registered twice, or dead) belongs to it until that day; kept as a move out, to be corrected like one."""
    lives = Membership.objects.filter(household=household_id, person=person_id, from_on__lt=until_on).exclude(until_on__lte=until_on)
    membership = lives.select_for_update().order_by("id").last()
    if membership is None:
        raise CannotEndMembership("此人当日不是该家庭成员，或不在您负责的区域内。")
    access.require(officer, "registry.end_membership", membership.region)
    if not because.strip():
        raise CannotEndMembership("请写明移出家庭的理由。")
    moved_out = {"person_id": person_id, "household_id": household_id, "name": "moved_out", "amount": 1, "from_on": until_on, "known_on": on}
    row = {**moved_out, "source": "membership", "ref": f"{membership.pk}/until"}
    record([Received("membership", pa.Table.from_pylist([row], schema=FACT_ROWS))], on=on)
    detail = {"person": person_id, "until_on": until_on.isoformat()}
    audit.record("registry.membership_ended", about=membership.household, by=officer, because=because.strip(), detail=detail)
