"""Two at once: the same file, the same waiting row, the same family."""

import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from doudi.base import access, lake
from doudi.base.models import Officer
from doudi.registry.actions import record_department_names, record_former_name
from doudi.registry.models import FormerName, Person
from doudi.verification.actions import receive, request_checks, settle, take_back
from doudi.verification.matching import deciding
from doudi.verification.matching.learnt import Learnt, Seen
from doudi.verification.models import Delivery, RequestedPerson, WaitingRow
from doudi.verification.tellers import connected
from tests.databases import Clone
from tests.people import a_family, a_person, an_id, consents_of
from tests.races import at_once
from tests.verification.files import DAY, a_bill, a_death, a_file

NEXT = DAY + timedelta(days=1)


def test_one_file_brought_twice_at_once_is_one_delivery(fresh_database: Clone, tmp_path: Path, officer_of: Callable[..., Officer]) -> None:
    with access.acting_as_system():
        number = an_id()
        a_person(name="某甲", id_number=number)
        one, two = officer_of("county"), officer_of("county")
    path, heard = a_file(tmp_path, "hukou", [a_death(number, "某甲")]), []
    brought = [(officer, lambda officer=officer: heard.append(receive(path=path, on=DAY, officer=officer).exists)) for officer in (one, two)]
    assert at_once(*brought) == ["done", "done"]
    with access.acting_as_system():
        assert sorted(heard) == [False, True] and Delivery.objects.count() == 1


def test_of_two_who_settle_a_row_differently_one_is_told(fresh_database: Clone, tmp_path: Path, officer_of: Callable[..., Officer]) -> None:
    with access.acting_as_system():
        person = a_person(name="某甲")
        receive(path=a_file(tmp_path, "hukou", [a_death(an_id(), "某甲")]), on=DAY, officer=None)
        row, one, two = WaitingRow.objects.get(), officer_of("county"), officer_of("county")
    said = [(one, person.pk), (two, None)]
    acts = [(by, lambda by=by, who=who: settle(waiting_id=row.pk, person_id=who, reason="核实", officer=by, on=NEXT)) for by, who in said]
    heard = at_once(*acts)
    assert heard[0] == "done" and "结果不同" in heard[1]
    with access.acting_as_system():
        assert WaitingRow.objects.get().person_id == person.pk


def test_two_who_ask_about_one_family_ask_once(fresh_database: Clone, officer_of: Callable[..., Officer]) -> None:
    with access.acting_as_system():
        family, one, two = a_family(members=2), officer_of("township", "370702001"), officer_of("county")
        consents_of(family.household.pk)
    acts = [(by, lambda by=by: request_checks(household_ids=[family.household.pk], reason="申请", officer=by, on=DAY)) for by in (one, two)]
    assert at_once(*acts) == ["done", "done"]
    with access.acting_as_system():
        assert [RequestedPerson.objects.filter(request__feed=feed.name).count() for feed in connected("370702", DAY)] == [2, 2, 2]


@pytest.mark.parametrize("is_held", [True, False])
def test_two_who_take_back_rows_of_one_file_leave_neither(
    is_held: bool, fresh_database: Clone, tmp_path: Path, officer_of: Callable[..., Officer], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second waits for the first and sees what it left; the control: without the feed being held it rewrites a day that is gone."""
    monkeypatch.setattr(deciding, "learnt", lambda: Learnt({("one_digit", "same", "alone"): Seen(10_000, 0)}, (), 0, None))
    with access.acting_as_system():
        numbers = [an_id(seq=120), an_id(seq=230)]
        for name, number in zip(("某甲子", "某乙丑"), numbers, strict=True):
            a_person(name=name, id_number=number)
        slipped = [number[:15] + str((int(number[15]) + 3) % 10) + number[16:] for number in numbers]
        rows = [a_bill(number, name, ref=f"YB{place}") for place, (name, number) in enumerate(zip(("某甲子", "某乙丑"), slipped, strict=True))]
        receive(path=a_file(tmp_path, "hospital_bills", rows), on=DAY, officer=None)
        accepted = list(WaitingRow.objects.filter(outcome="accepted"))
        officers = [officer_of("county"), officer_of("county")]
    assert len(accepted) == 2
    if not is_held:
        monkeypatch.setattr(sys.modules["doudi.verification.actions.take_back"], "hold_feed", lambda feed: None)
    acts = [
        (by, lambda by=by, row=row: take_back(waiting_id=row.pk, reason="不是此人", officer=by, on=NEXT)) for by, row in zip(officers, accepted, strict=True)
    ]
    assert at_once(*acts) == ["done", "done"]
    with access.acting_as_system():
        assert (lake.read("hospital_bills", until_on=NEXT) == []) is is_held


@pytest.mark.parametrize("of_an_officer", [True, False])
def test_who_enters_a_name_and_who_is_told_it_wait_for_each_other(of_an_officer: bool, fresh_database: Clone, officer_of: Callable[..., Officer]) -> None:
    with access.acting_as_system():
        people = [a_person(name=name) for name in ("张文静", "李文静")]
        one, two = officer_of("county"), officer_of("county")

    def told_of(ref: str, whom: list[Person]) -> None:
        said = {f"{ref}{place}": (person.pk, [f"{person.name[0]}大妮"]) for place, person in enumerate(whom)}
        record_department_names(source="hukou", department="公安局", said=said, on=DAY, region="370702")

    def entered() -> None:
        record_former_name(person_id=people[0].pk, name="张大妮", because="户口簿", officer=one, on=DAY)

    other = entered if of_an_officer else lambda: told_of("B", people[::-1])
    assert at_once((one, other), (two, lambda: told_of("A", people))) == ["done", "done"]
    with access.acting_as_system():
        assert sorted(FormerName.objects.values_list("name", flat=True)) == ["张大妮", "李大妮"]
