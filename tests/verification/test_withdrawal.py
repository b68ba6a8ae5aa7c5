"""Withdrawn by oneself: only with the slip's own code; no list that leaves later; the township hears, nothing else happens by itself."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, transaction

from doudi.base import access
from doudi.base.models import AuditEntry, Officer
from doudi.base.workdays import workdays_after
from doudi.verification import consent_slips
from doudi.verification.actions import (
    CannotHear,
    CannotWithdrawOnline,
    carry_consents,
    end_consents,
    hear_withdrawal,
    receive,
    request_checks,
    withdraw_consent,
    withdraw_online,
    withdrawal,
)
from doudi.verification.exchange.lists import content_of
from doudi.verification.models import Answer, Consent, Request, RequestedPerson, Withdrawal
from doudi.web.console.duties import duties_of
from tests.people import Family, a_family, a_household, consents_of
from tests.verification.files import DAY, a_file, a_vehicle
from tests.verification.test_requests import NEXT, number_of

pytestmark = pytest.mark.usefixtures("system")
ELSEWHERE = "370783001001"


@pytest.fixture
def clerk(officer_of: Callable[..., Officer]) -> Officer:
    return officer_of("county")


@pytest.fixture
def family() -> Family:
    made = a_family(members=2)
    consents_of(made.household.pk)
    return made


def slip_of(family: Family) -> dict[str, str]:
    """What the head holds."""
    number = Consent.objects.filter(person=family.head).order_by("id")[0].number
    return {"number": number, "code": consent_slips.code_of(number)}


def withdrawn(slip: dict[str, str], *, on: date = DAY, address: str = "192.0.2.1") -> Withdrawal:
    return withdraw_online(**slip, address=address, on=on)


def test_a_code_belongs_to_one_slip_and_forgives_how_it_is_typed(family: Family) -> None:
    mine, theirs = Consent.objects.order_by("id")
    code = consent_slips.code_of(mine.number)
    assert len(code.replace("-", "")) == 12 and code != consent_slips.code_of(theirs.number)
    for typed in (code, code.lower(), code.replace("-", " "), "".join(chr(ord(letter) + 0xFEE0) for letter in code)):
        assert consent_slips.proven(f" {mine.number.lower()} ", typed) == mine.number
    for number, typed in ((theirs.number, code), (mine.number, code[:-1]), (mine.number, ""), ("", code), (mine.number, "某" * 12), ("HS370702-1", code)):
        assert consent_slips.proven(number, typed) is None


def test_a_wrong_code_looks_nothing_up(family: Family, django_assert_num_queries: Callable[..., object]) -> None:
    number = slip_of(family)["number"]
    wrong = {"number": number, "code": "2222-2222-2222"}
    with django_assert_num_queries(0):
        assert consent_slips.shown_to_holder(**wrong, on=DAY) is None
        with pytest.raises(CannotWithdrawOnline, match="不相符"):
            withdrawn(wrong)
    assert not Withdrawal.objects.exists() and Consent.objects.filter(withdrawn_on=None).count() == 2
    nobody = "HS370702-99999999"
    with pytest.raises(CannotWithdrawOnline, match="不相符"):
        withdrawn({"number": nobody, "code": consent_slips.code_of(nobody)})


def test_its_holder_reads_what_was_agreed_to_and_that_is_written_down(family: Family) -> None:
    request_checks(household_ids=[family.household.pk], reason="申请", officer=None, on=DAY)
    shown = consent_slips.shown_to_holder(**slip_of(family), on=NEXT)
    assert shown and shown.holds and shown.who == family.head.name[0] + "＊" * (len(family.head.name) - 1)
    assert shown.asked == Request.objects.count() >= 3 and shown.last_asked_on == DAY and len(shown.covers) >= shown.asked
    assert AuditEntry.objects.get(verb="verification.consent_shown").about_id == shown.consent.pk


def test_taken_back_it_is_on_no_list_that_leaves_later_and_no_answer_is_kept(family: Family, tmp_path: Path) -> None:
    request_checks(household_ids=[family.household.pk], reason="申请", officer=None, on=DAY)
    [request] = Request.objects.filter(feed="vehicles")
    number = number_of(family.head)
    assert number in content_of(request, DAY).decode("utf-8-sig")
    receipt = withdrawn(slip_of(family))
    leaving = content_of(request, DAY).decode("utf-8-sig")
    assert number not in leaving and number_of(family.people[1]) in leaving
    rows = [a_vehicle(request.number, number_of(person), person.name, found="未命中") for person in family.people]
    assert receive(path=a_file(tmp_path, "vehicles", rows), on=DAY, officer=None).refused_beyond == 1
    assert list(Answer.objects.values_list("requested__person_id", flat=True)) == [family.people[1].pk]
    request_checks(household_ids=[family.household.pk], reason="申请", officer=None, on=DAY + timedelta(days=200))
    assert not RequestedPerson.objects.filter(person=family.head, request__asked_on__gt=DAY).exists()
    assert AuditEntry.objects.filter(verb="verification.consent_withdrawn_online").count() == 1 and receipt.number.startswith("CH370702-2026-")


def test_the_same_once_more_is_the_same_receipt(family: Family) -> None:
    slip = slip_of(family)
    assert withdrawn(slip).pk == withdrawn(slip, on=NEXT).pk and Withdrawal.objects.count() == 1
    shown = consent_slips.shown_to_holder(**slip, on=NEXT)
    assert shown and not shown.holds and shown.withdrawal == Withdrawal.objects.get()


def test_everything_signed_for_the_case_goes_and_nobody_elses(family: Family, clerk: Officer) -> None:
    first = Consent.objects.get(person=family.head)
    again = Consent.objects.create(
        person=family.head, household=family.household, role="member", manner="window", reference="又签", given_on=DAY, recorded_on=DAY, region=first.region
    )
    new, other = a_household(region="370702002001"), a_family(members=1)
    [theirs] = consents_of(other.household.pk)
    carry_consents(person_ids=[family.head.pk], from_household_id=family.household.pk, to_household_id=new.pk, on=DAY)
    receipt = withdrawn(slip_of(family), on=NEXT)
    assert receipt.household_id == new.pk and receipt.region == new.region, "who looks after them now hears them"
    gone = Consent.objects.filter(withdrawal=receipt)
    assert {one.person_id for one in gone} == {family.head.pk} and {first.pk, again.pk} < set(gone.values_list("pk", flat=True))
    assert Consent.objects.filter(pk=theirs.pk, withdrawn_on=None).exists() and Consent.objects.get(person=family.people[1]).withdrawn_on is None


def test_what_is_over_needs_no_withdrawal(family: Family, clerk: Officer) -> None:
    withdraw_consent(consent_id=Consent.objects.get(person=family.head).pk, because="在窗口提出", officer=clerk, on=DAY)
    with pytest.raises(CannotWithdrawOnline, match="已于 2026-10-12 撤回"):
        withdrawn(slip_of(family), on=NEXT)
    idle = a_family(members=1)
    consents_of(idle.household.pk)
    end_consents(in_hand=[], on=DAY)
    with pytest.raises(CannotWithdrawOnline, match="到期"):
        withdrawn(slip_of(idle), on=NEXT)
    assert not Withdrawal.objects.exists()


def test_one_address_takes_back_so_many_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(withdrawal, "OF_A_SENDER", 2)
    families = [a_family(members=1) for _ in range(3)]
    consents_of(*(one.household.pk for one in families))
    slips_held = [slip_of(one) for one in families]
    withdrawn(slips_held[0])
    withdrawn(slips_held[1])
    with pytest.raises(CannotWithdrawOnline, match="较多"):
        withdrawn(slips_held[2])
    assert withdrawn(slips_held[2], address="192.0.2.2").pk and withdrawn(slips_held[0]).pk, "another address; and a receipt is shown again"
    assert b"192" not in bytes(Withdrawal.objects.all()[0].sender)


A_TERM = "doudi.law.figures.figure_or_none"


def test_by_when_they_are_heard_is_the_places_to_say(family: Family, monkeypatch: pytest.MonkeyPatch) -> None:
    assert withdrawn(slip_of(family)).due_on == workdays_after(DAY, 5), "as this place's file says"
    asked: list[tuple[str, str]] = []
    monkeypatch.setattr(A_TERM, lambda name, *, region, on: asked.append((name, region)) or 1)
    other = a_family(members=1, region=ELSEWHERE)
    consents_of(other.household.pk)
    assert withdrawn(slip_of(other)).due_on == workdays_after(DAY, 1) and asked == [("verification.hearing_workdays", ELSEWHERE)]


def test_where_no_term_is_set_it_holds_at_once_and_waits_for_an_officer_all_the_same(
    family: Family, clerk: Officer, monkeypatch: pytest.MonkeyPatch, officer_of: Callable[..., Officer]
) -> None:
    monkeypatch.setattr(A_TERM, lambda *_, **__: None)
    receipt = withdrawn(slip_of(family))
    assert receipt.due_on is None and not Consent.objects.filter(person=family.head, withdrawn_on=None).exists()
    [duty] = [one for one in duties_of(officer_of("township", region="370702001"), NEXT) if one.kind == "consent"]
    assert duty.due_on == NEXT and "没有规定听取期限" in duty.why, "every day until it is done, never late by a term that nobody has set"
    with pytest.raises(DatabaseError), transaction.atomic():
        Withdrawal.objects.filter(pk=receipt.pk).update(due_on=DAY)
    assert hear_withdrawal(withdrawal_id=receipt.pk, words="已当面听取。", officer=clerk, on=NEXT).heard_on == NEXT


def test_the_township_hears_once_by_somebody_of_the_place(family: Family, officer_of: Callable[..., Officer]) -> None:
    receipt, given = withdrawn(slip_of(family)), {"words": "本人担心隐私，同意入户查看。", "on": NEXT}
    with access.acting(officer_of("township", region="370702001")):
        assert [one.pk for one in consent_slips.to_hear()] == [receipt.pk]
    elsewhere = officer_of("township", region="370702002")
    with access.acting(elsewhere), pytest.raises(CannotHear, match="不在您负责"):
        hear_withdrawal(withdrawal_id=receipt.pk, officer=elsewhere, **given)
    clerk = officer_of("township", region="370702001")
    with pytest.raises(CannotHear, match="写明"):
        hear_withdrawal(withdrawal_id=receipt.pk, officer=clerk, words=" ", on=NEXT)
    heard = hear_withdrawal(withdrawal_id=receipt.pk, officer=clerk, **given)
    assert heard.heard_by_id == clerk.pk and not consent_slips.to_hear().exists()
    with pytest.raises(CannotHear, match="不能重复"):
        hear_withdrawal(withdrawal_id=receipt.pk, officer=clerk, **given)
    assert AuditEntry.objects.filter(verb="verification.withdrawal_heard", officer_id=clerk.pk).count() == 1


def test_the_database_holds_whose_taking_back_it_was(family: Family, clerk: Officer) -> None:
    receipt = withdrawn(slip_of(family))
    theirs = Consent.objects.filter(person=family.people[1])
    with pytest.raises(DatabaseError, match="by somebody else"), transaction.atomic():
        theirs.update(withdrawn_on=DAY, withdrawal=receipt, because="冒充")
    with pytest.raises(DatabaseError, match="before_somebody"), transaction.atomic():
        theirs.update(withdrawn_on=DAY, because="无人")
    rows = Withdrawal.objects.filter(pk=receipt.pk)
    for change in ({"person": family.people[1]}, {"due_on": NEXT}, {"heard_on": NEXT}):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.delete()
    rows.update(heard_on=NEXT, heard_by=clerk, heard_words="听取")
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(heard_words="改写")
    with transaction.atomic():
        theirs.update(withdrawn_on=DAY, withdrawn_by=clerk, because="在窗口提出")
