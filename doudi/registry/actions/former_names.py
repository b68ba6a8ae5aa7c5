"""曾用名: a name somebody bore before is recorded with its grounds, and taken back with a reason; the registered name stays as it is."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.db import transaction

from doudi.base import access, audit
from doudi.base.models import Officer
from doudi.registry.models import FormerName, Person
from doudi.registry.names import name_key, plain, spelt

BY_OFFICER = "officer"
_NAME = re.compile(r"(?:[^\W\d_]|·){2,40}")


class CannotRecordFormerName(Exception):
    """Worded for the officer; shown on the page as it stands."""


@transaction.atomic
def record_former_name(
    *, person_id: int, name: str, because: str, officer: Officer | None, on: date, until_on: date | None = None, source: str = BY_OFFICER
) -> FormerName:
    """Write down that this person bore this name until `until_on` (not known: none), on what grounds. The same again changes nothing.

    Departments may still write somebody so: matching knows them by it (个人信息保护法 第八条). An officer says so; no machine does.
    """
    person = Person.objects.select_for_update().filter(pk=person_id).first()
    if person is None:
        raise CannotRecordFormerName("没有这个人员，或不在您负责的区域内。")
    access.require(officer, "registry.former_name", person.region)
    name = spelt(name)
    if officer is None or not because.strip():
        raise CannotRecordFormerName("请写明曾用名的依据，例如：户口簿“曾用名”栏。")
    if not _NAME.fullmatch(name):
        raise CannotRecordFormerName("曾用名应为 2 至 40 个字，不含数字和符号。")
    if plain(name) == plain(person.name):
        raise CannotRecordFormerName("与现在登记的姓名相同（含异体字），不需要登记曾用名。")
    if until_on and not person.born_on <= until_on <= on:
        raise CannotRecordFormerName("更名日期应在出生之后、今天以前。")
    before = FormerName.objects.filter(person=person, name=name, withdrawn_on=None).first()
    if before:
        return before
    former = FormerName.objects.create(
        person=person,
        name=name,
        name_key=name_key(name),
        until_on=until_on,
        source=source,
        because=because.strip()[:400],
        recorded_on=on,
        recorded_by=officer,
        region=person.region,
    )
    audit.record("registry.former_name_recorded", about=person, by=officer, because=former.because, detail={"former_name": former.pk, "source": source})
    return former


@transaction.atomic
def withdraw_former_name(*, former_name_id: int, because: str, officer: Officer, on: date) -> FormerName:
    """It was not this person's name: matching knows them by it no more. What was taken in under it stays, and can be taken back row by row."""
    former = FormerName.objects.select_for_update(of=("self",)).select_related("person").filter(pk=former_name_id).first()
    if former is None:
        raise CannotRecordFormerName("没有这条曾用名，或不在您负责的区域内。")
    access.require(officer, "registry.former_name", former.person.region)
    if not because.strip():
        raise CannotRecordFormerName("请写明撤销曾用名的理由。")
    if former.withdrawn_on is None:
        _withdraw(former, because.strip()[:400], officer, on)
    return former


@transaction.atomic
def withdraw_former_names_from(*, sources: Iterable[str], because: str, officer: Officer, on: date) -> int:
    """Those that rest on a decision which is taken back, in the caller's right; how many there were."""
    resting = list(FormerName.objects.select_for_update(of=("self",)).select_related("person").filter(source__in=list(sources), withdrawn_on=None))
    for former in resting:
        _withdraw(former, because, officer, on)
    return len(resting)


@transaction.atomic
def record_department_names(*, source: str, department: str, said: Mapping[str, tuple[int, Sequence[str]]], on: date, region: str) -> int:
    """What a department's own register calls people's former names: by its reference the person, and the names; how many are new.

    It is kept as the department's word and the reference's last: what an earlier word said and this one does not is withdrawn with it. What is the registered
    name, stands already, or an officer has withdrawn of this person, is not put there (again); nor what another enters meanwhile.
    """
    now = {(ref, person, spelt(name)) for ref, (person, names) in said.items() for name in names}
    earlier = FormerName.objects.select_for_update(of=("self",)).filter(source=source, ref__in=list(said), withdrawn_on=None)
    over = [one.pk for one in earlier if (one.ref, one.person_id, one.name) not in now]
    FormerName.objects.filter(pk__in=over).update(withdrawn_on=on, withdrawn_because="来源已更正")
    # Whoever is entering a name of theirs is waited for here: once the names are written it would be one waiting for the other.
    meant = Person.objects.raw("SELECT id FROM registry_person WHERE id = ANY(%s) ORDER BY id FOR KEY SHARE", [sorted({person for _, person, _ in now})])
    people = Person.objects.in_bulk([one.pk for one in meant])
    by_officers = FormerName.objects.filter(person__in=people, withdrawn_by__isnull=False).values_list("person_id", "name")
    known = set(FormerName.objects.filter(person__in=people, withdrawn_on=None).values_list("person_id", "name")) | set(by_officers)
    fresh: dict[tuple[int, str], str] = {}
    for ref, person, name in sorted(now):
        if person in people and (person, name) not in known and plain(name) != plain(people[person].name):
            fresh.setdefault((person, name), ref)
    theirs = FormerName.objects.filter(source=source, ref__in=list(said), withdrawn_on=None)
    before = theirs.count()
    FormerName.objects.bulk_create(
        [
            FormerName(
                person_id=person,
                name=name,
                name_key=name_key(name),
                source=source,
                ref=ref,
                because=f"{department}报送",
                recorded_on=on,
                region=people[person].region,
            )
            for (person, name), ref in sorted(fresh.items())
        ],
        ignore_conflicts=True,
    )
    new = theirs.count() - before
    if new or over:
        audit.record("registry.former_names_told", about=None, by=None, region=region, detail={"source": source, "new": new, "withdrawn": len(over)})
    return new


def _withdraw(former: FormerName, because: str, officer: Officer, on: date) -> None:
    former.withdrawn_on, former.withdrawn_by, former.withdrawn_because = on, officer, because
    former.save(update_fields=["withdrawn_on", "withdrawn_by", "withdrawn_because"])
    audit.record("registry.former_name_withdrawn", about=former.person, by=officer, because=because, detail={"former_name": former.pk})
