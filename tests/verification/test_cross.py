"""Signed files between provinces: only a registered key's, meant for us, whole, once; answered by an officer and nobody else (83号 三(二))."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import DatabaseError, transaction

from doudi.base import access, crypto
from doudi.base.models import AuditEntry, Officer
from doudi.base.workdays import workdays_after
from doudi.verification import crossing, letters, reports
from doudi.verification.actions import (
    CannotAnswerElsewhere,
    CannotAskElsewhere,
    CannotConsent,
    CannotTrust,
    Paper,
    answer_elsewhere,
    ask_elsewhere,
    consent_at_window,
    consent_of_supporter,
    end_sender,
    make_report,
    receive_cross,
    register_sender,
    request_checks,
    withdraw_consent,
)
from doudi.verification.envelope import fingerprint_of
from doudi.verification.models import Consent, CrossPerson, CrossRequest, Request, RequestedPerson, Sender
from tests.people import Family, a_family, an_id, consents_of
from tests.verification.files import COUNTY, DAY
from tests.verification.reports import number_of
from tests.verification.test_envelope import pem

pytestmark = pytest.mark.usefixtures("system")
KEY, OTHER = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
NOW = datetime(2026, 10, 12, 2, tzinfo=UTC)
Commits = Callable[..., Any]


@pytest.fixture
def peer() -> Sender:
    """An office elsewhere, registered for our county."""
    return register_sender(name="示例外省核对中心", region=COUNTY, feeds=["cross_province"], public_key=pem(KEY), officer=None, on=DAY)


def a_letter(kind: str, number: str, body: dict[str, Any], *, key: Ed25519PrivateKey = KEY, **changed: Any) -> bytes:
    """What the office elsewhere signs for us."""
    begins = int(NOW.timestamp())
    claims = {"iss": fingerprint_of(pem(key)), "aud": f"doudi:{letters.own_fingerprint()}", "iat": begins, "exp": begins + 86_400}
    claims |= {"kind": kind, "number": number, "body": body}
    return jwt.encode({name: value for name, value in (claims | changed).items() if value is not None}, key, "EdDSA").encode()


def a_request(*people: dict[str, str], number: str = "GD-2026-7", **changed: Any) -> bytes:
    asked = list(people) or [{"name": "某甲", "id_number": an_id()}]
    return a_letter("cross-request", number, {"reason": "低保申请（社会救助法 第四十条）", "people": asked}, **changed)


def received(content: bytes, *, now: datetime = NOW) -> CrossRequest:
    return receive_cross(content=content, on=DAY, now=now)


def asked_out(family: Family, peer: Sender, officer: Officer, commits: Commits) -> CrossRequest:
    consents_of(family.household.pk)
    with commits(execute=True):
        return ask_elsewhere(household_id=family.household.pk, peer_id=peer.pk, reason="申请核对", officer=officer, on=DAY, now=NOW)


def test_out_in_a_file_only_the_other_side_believes_and_back(
    peer: Sender, officer_of: Callable[..., Officer], own_home: Path, django_capture_on_commit_callbacks: Commits
) -> None:
    family, officer = a_family(2), officer_of("county")
    sent = asked_out(family, peer, officer, django_capture_on_commit_callbacks)
    file = own_home / "cross" / "out" / f"{sent.number}.jws"
    assert sent.number == "XC370702-2026-000001" and file.stat().st_mode & 0o077 == 0
    claims = jwt.decode(file.read_text(), letters.own_public_key(), ["EdDSA"], audience=f"doudi:{peer.fingerprint}", options={"verify_exp": False})
    assert [one["id_number"] for one in claims["body"]["people"]] == [number_of(person) for person in family.people]
    assert not any(number_of(person).encode() in bytes(sent.sealed) for person in family.people)
    rows = [{"place": 1, "state": "命中", "words": "住房 1 套"}, {"place": 2, "state": "未反馈", "words": ""}]
    answer = a_letter("cross-answer", sent.number, {"answers": rows})
    heard = received(answer)
    assert heard.answered_on == DAY and crossing.answers_of(heard, DAY) == {1: ("命中", "住房 1 套"), 2: ("未反馈", "")}
    assert received(answer).pk == heard.pk
    request_checks(household_ids=[family.household.pk], reason="申请", officer=officer, on=DAY)
    said = reports.read_report(make_report(household_id=family.household.pk, officer=officer, on=DAY))
    told = [(one["whose"], one["state"], one["words"]) for one in said["sources"] if "异地协查" in one["source"]]
    assert told == [(family.head.name, "命中", "住房 1 套"), (family.people[1].name, "未反馈", "")]
    assert said["unanswered"] == sum(one["state"] != "命中" for one in said["sources"])
    with pytest.raises(CannotTrust, match="已经答复"):
        received(a_letter("cross-answer", sent.number, {"answers": [rows[0] | {"words": "没有"}, rows[1]]}))


def test_by_when_an_answer_is_looked_for_is_the_places_to_say_and_none_is_a_term_too(
    peer: Sender, officer_of: Callable[..., Officer], monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Commits
) -> None:
    officer, commits = officer_of("county"), django_capture_on_commit_callbacks
    both = asked_out(a_family(1), peer, officer, commits), received(a_request())
    assert {one.due_on for one in both} == {workdays_after(DAY, 10)}, "as this place's file says"
    terms = iter([3, 1, None, None])
    monkeypatch.setattr("doudi.law.figures.figure_or_none", lambda name, **_: next(terms) if name == "verification.cross_workdays" else None)
    assert asked_out(a_family(1), peer, officer, commits).due_on == workdays_after(DAY, 3)
    assert received(a_request(number="GD-2026-8")).due_on == workdays_after(DAY, 1)
    without = asked_out(a_family(1), peer, officer, commits), received(a_request(number="GD-2026-9"))
    assert {one.due_on for one in without} == {None}
    assert [list(crossing.requests(way))[-1].due_on for way in ("out", "in")] == [None, None], "after those with a term"
    assert answer_elsewhere(cross_id=without[1].pk, answers={1: ("未命中", "")}, officer=officer, on=DAY, now=NOW).answered_on == DAY


ONE, TWO = {"place": 1, "state": "未命中"}, {"place": 2, "state": "未命中"}
NOT_WHOLE = ([], [ONE], [ONE | {"state": "是"}, TWO], "x", [1, 2], [ONE, ONE], [ONE | {"words": "字" * 301}, TWO], [ONE, TWO, TWO])


@pytest.mark.parametrize("rows", NOT_WHOLE)
def test_an_answer_that_is_not_whole_is_none(rows: Any, peer: Sender, officer_of: Callable[..., Officer], django_capture_on_commit_callbacks: Commits) -> None:
    sent = asked_out(a_family(2), peer, officer_of("county"), django_capture_on_commit_callbacks)
    with pytest.raises(CannotTrust):
        received(a_letter("cross-answer", sent.number, {"answers": rows}))
    assert CrossRequest.objects.get(pk=sent.pk).answered_on is None


def test_a_request_from_elsewhere_waits_for_an_officer_who_answers_each_person(
    peer: Sender, officer_of: Callable[..., Officer], own_home: Path, django_capture_on_commit_callbacks: Commits
) -> None:
    ours, stranger = a_family(1), an_id()
    asked = received(a_request({"name": ours.head.name, "id_number": number_of(ours.head)}, {"name": "路人", "id_number": stranger}))
    assert (asked.direction, asked.region, asked.answered_on) == ("in", COUNTY, None) and crossing.known_here(asked) == {1}
    assert received(a_request({"name": "某甲", "id_number": stranger}, number="GD-2026-8")).pk != asked.pk
    officer = officer_of("county")
    with pytest.raises(CannotAnswerElsewhere, match="每个人"):
        answer_elsewhere(cross_id=asked.pk, answers={1: ("命中", "住房 1 套")}, officer=officer, on=DAY, now=NOW)
    with pytest.raises(CannotAnswerElsewhere, match="命中的写明"):
        answer_elsewhere(cross_id=asked.pk, answers={1: ("命中", " "), 2: ("未命中", "")}, officer=officer, on=DAY, now=NOW)
    with django_capture_on_commit_callbacks(execute=True):
        given = answer_elsewhere(cross_id=asked.pk, answers={1: ("命中", "住房 1 套"), 2: ("未反馈", "")}, officer=officer, on=DAY, now=NOW)
    [file] = (own_home / "cross" / "out").glob("*-answer.jws")
    told = jwt.decode(file.read_text(), letters.own_public_key(), ["EdDSA"], audience=f"doudi:{peer.fingerprint}", options={"verify_exp": False})
    assert (told["kind"], told["number"]) == ("cross-answer", "GD-2026-7") and [one["state"] for one in told["body"]["answers"]] == ["命中", "未反馈"]
    assert given.answered_by_id == officer.pk and AuditEntry.objects.filter(verb="verification.cross_answered", officer_id=officer.pk).count() == 1
    with pytest.raises(CannotAnswerElsewhere, match="已于"):
        answer_elsewhere(cross_id=asked.pk, answers={}, officer=officer, on=DAY, now=NOW)
    for changed in ({"answer_digest": "0"}, {"answered_by": None}, {"sealed": b""}):
        with pytest.raises(DatabaseError), transaction.atomic():
            CrossRequest.objects.filter(pk=asked.pk).update(**changed)


def test_who_may_not_answers_and_asks_nothing(peer: Sender, officer_of: Callable[..., Officer]) -> None:
    asked, family = received(a_request()), a_family(1)
    for role, region in (("township", "370702001"), ("inspector", "370702"), ("county", "370703")):
        officer = officer_of(role, region)
        with pytest.raises(access.CannotAccess):
            answer_elsewhere(cross_id=asked.pk, answers={1: ("未命中", "")}, officer=officer, on=DAY, now=NOW)
        with pytest.raises(access.CannotAccess):
            ask_elsewhere(household_id=family.household.pk, peer_id=peer.pk, reason="申请", officer=officer, on=DAY, now=NOW)
    county = officer_of("county")
    with access.acting(officer_of("county", "370703")), pytest.raises(CannotAnswerElsewhere, match="不在您负责"):
        answer_elsewhere(cross_id=asked.pk, answers={1: ("未命中", "")}, officer=county, on=DAY, now=NOW)
    for given, match in (({"officer": None}, "具体的工作人员"), ({"peer_id": 0}, "在用的协查单位"), ({"reason": " "}, "依据")):
        with pytest.raises(CannotAskElsewhere, match=match):
            ask_elsewhere(**{"household_id": family.household.pk, "peer_id": peer.pk, "reason": "申请", "officer": county, "on": DAY, "now": NOW} | given)


FORGED: dict[str, tuple[Callable[[], bytes], str]] = {
    "another key": (lambda: a_request(key=OTHER), "没有登记"),
    "another's signature": (lambda: a_request(key=OTHER, iss=fingerprint_of(pem(KEY))), "签名不符"),
    "another receiver": (lambda: a_request(aud="doudi:" + "0" * 64), "不是发给本单位"),
    "no receiver": (lambda: a_request(aud=None), "签名不符或内容不全"),
    "valid for ever": (lambda: a_request(exp=int(NOW.timestamp()) + 10**8), "超过三十日"),
    "not yet": (lambda: a_request(iat=int(NOW.timestamp()) + 3_600), "尚未生效"),
    "a kind of its own": (lambda: a_letter("hukou", "x", {}), "不符合约定"),
    "a number that is none": (lambda: a_letter("cross-request", "", {}), "不符合约定"),
    "nobody": (lambda: a_letter("cross-request", "x", {"reason": "申请", "people": []}), "1 到 50"),
    "too many": (lambda: a_request(*[{"name": "某甲", "id_number": an_id()}] * 51), "1 到 50"),
    "no reason": (lambda: a_letter("cross-request", "x", {"people": [{"name": "某甲", "id_number": an_id()}]}), "写明依据"),
    "a wrong number": (lambda: a_request({"name": "某甲", "id_number": "1" * 18}), "第 1 人"),
    "no such question": (lambda: a_letter("cross-answer", "XC370702-2026-000099", {"answers": []}), "没有向这个单位"),
    "no file of ours": (lambda: "签名".encode(), "不是签名文件"),
    "far too large": (lambda: b"a" * 1_000_001, "过大"),
}


@pytest.mark.parametrize("name", FORGED)
def test_what_is_not_to_be_believed_is_refused_and_nothing_of_it_is_kept(name: str, peer: Sender) -> None:
    made, match = FORGED[name]
    with pytest.raises(CannotTrust, match=match):
        received(made())
    assert not CrossRequest.objects.exists()
    if name in ("another's signature", "another receiver", "too many"):
        assert AuditEntry.objects.filter(verb="verification.cross_refused", about_id=peer.pk).count() == 1


def test_the_same_letter_well_signed_is_believed(peer: Sender) -> None:
    """Negative control of the forgeries: nothing else stands in their way."""
    assert received(a_request()).direction == "in"


def test_a_number_means_one_request_and_an_ended_key_none(peer: Sender, officer_of: Callable[..., Officer]) -> None:
    content = a_request()
    assert received(content).pk == received(content).pk
    with pytest.raises(CannotTrust, match="内容不同"):
        received(a_request({"name": "某乙", "id_number": an_id()}))
    with pytest.raises(CannotTrust, match="已过期"):
        received(a_request(number="GD-9"), now=NOW + timedelta(days=31))
    end_sender(fingerprint=peer.fingerprint, because="换了密钥。", officer=None, on=DAY)
    with pytest.raises(CannotTrust, match="已停用"):
        received(a_request(number="GD-10"))
    assert CrossRequest.objects.count() == 1


def test_a_departments_machine_is_no_office_elsewhere() -> None:
    register_sender(name="示例户籍系统", region=COUNTY, feeds=["hukou"], public_key=pem(KEY), officer=None, on=DAY)
    with pytest.raises(CannotTrust, match="没有登记"):
        received(a_request())
    assert not CrossRequest.objects.exists()


def named_in(sent: CrossRequest, own_home: Path) -> list[str]:
    """Whose numbers the letter carries."""
    token = (own_home / "cross" / "out" / f"{sent.number}.jws").read_text()
    claims = jwt.decode(token, letters.own_public_key(), ["EdDSA"], options={"verify_exp": False, "verify_aud": False})
    return [one["id_number"] for one in claims["body"]["people"]]


def test_only_who_has_consented_is_named(peer: Sender, officer_of: Callable[..., Officer], own_home: Path, django_capture_on_commit_callbacks: Commits) -> None:
    family, officer = a_family(3), officer_of("county")
    first, second, third = consents_of(family.household.pk)
    withdraw_consent(consent_id=second.pk, because="本人提出", officer=officer, on=DAY)
    Consent.objects.filter(pk=third.pk).update(until_on=DAY - timedelta(days=1))
    narrow = Paper("B", DAY, feeds=["vehicles"], guardian="某监护人")
    consent_at_window(household_id=family.household.pk, person_id=family.people[2].pk, paper=narrow, officer=officer, on=DAY)
    sent = asked_out(family, peer, officer, django_capture_on_commit_callbacks)
    assert named_in(sent, own_home) == [number_of(family.head)]
    assert list(CrossPerson.objects.values_list("request", "place", "consent")) == [(sent.pk, 1, first.pk)]
    withdraw_consent(consent_id=first.pk, because="本人提出", officer=officer, on=DAY)
    given = {"household_id": family.household.pk, "peer_id": peer.pk, "reason": "申请核对", "officer": officer, "on": DAY, "now": NOW}
    for people in ((), [family.head.pk], [0]):
        with pytest.raises(CannotAskElsewhere, match="有效授权"):
            ask_elsewhere(**given, people=people)


def test_a_supporter_from_elsewhere_is_asked_about_there_and_on_no_list_here(
    peer: Sender, officer_of: Callable[..., Officer], own_home: Path, django_capture_on_commit_callbacks: Commits
) -> None:
    family, officer, number = a_family(2), officer_of("county"), an_id(address="110105")
    consents_of(family.household.pk)
    given = {"household_id": family.household.pk, "name": "某外乡", "id_number": number, "relation": "申请人的儿子", "officer": officer, "on": DAY}
    with pytest.raises(CannotConsent, match="不能只勾选"):
        consent_of_supporter(**given, paper=Paper("YWR-0", DAY, feeds=["vehicles"], asked_at="elsewhere"))
    with pytest.raises(CannotConsent, match="由谁核对"):
        consent_at_window(household_id=family.household.pk, person_id=family.head.pk, paper=Paper("C", DAY, asked_at="elsewhere"), officer=officer, on=DAY)
    son = consent_of_supporter(**given, paper=Paper("YWR-1", DAY, asked_at="elsewhere"))
    request_checks(household_ids=[family.household.pk], reason="申请", officer=officer, on=DAY)
    assert RequestedPerson.objects.exists() and not RequestedPerson.objects.filter(person=son.person).exists()
    asking = {
        "household_id": family.household.pk,
        "peer_id": peer.pk,
        "reason": "义务人核对（社会救助法 第四十一条）",
        "officer": officer,
        "on": DAY,
        "now": NOW,
    }
    with django_capture_on_commit_callbacks(execute=True):
        everybody, alone = ask_elsewhere(**asking), ask_elsewhere(**asking, people=[son.person_id])
    assert named_in(everybody, own_home) == [number_of(one) for one in family.people] and named_in(alone, own_home) == [number]
    received(a_letter("cross-answer", alone.number, {"answers": [{"place": 1, "state": "命中", "words": "住房 2 套"}]}))
    said = reports.read_report(make_report(household_id=family.household.pk, officer=officer, on=DAY))
    assert ("某外乡", "命中", "住房 2 套") in [(one["whose"], one["state"], one["words"]) for one in said["sources"] if "异地协查" in one["source"]]


def test_of_whom_the_consent_has_ended_no_answer_is_kept(peer: Sender, officer_of: Callable[..., Officer], django_capture_on_commit_callbacks: Commits) -> None:
    family, officer = a_family(2), officer_of("county")
    sent = asked_out(family, peer, officer, django_capture_on_commit_callbacks)
    withdraw_consent(consent_id=Consent.objects.get(person=family.head).pk, because="本人提出", officer=officer, on=DAY)
    rows = [{"place": place, "state": "命中", "words": f"住房 {place} 套"} for place in (1, 2)]
    heard = received(a_letter("cross-answer", sent.number, {"answers": rows}))
    kept = json.loads(crypto.open_bytes(bytes(heard.answer_sealed), purpose=crossing.PURPOSE))
    assert [(one["state"], one["words"]) for one in kept] == [("未反馈", "授权已撤回或者到期，未留存"), ("命中", "住房 2 套")]
    assert crossing.answers_of(heard, DAY) == {1: ("授权已撤回", ""), 2: ("命中", "住房 2 套")}
    withdraw_consent(consent_id=Consent.objects.get(person=family.people[1]).pk, because="本人提出", officer=officer, on=DAY)
    assert crossing.answers_of(heard, DAY)[2] == ("授权已撤回", ""), "nor is what was answered before told any longer"


def test_the_database_holds_by_whose_leave_anybody_is_asked_about(
    peer: Sender, officer_of: Callable[..., Officer], django_capture_on_commit_callbacks: Commits
) -> None:
    family, other, officer = a_family(1), a_family(1), officer_of("county")
    sent = asked_out(family, peer, officer, django_capture_on_commit_callbacks)
    [theirs], [mine] = consents_of(other.household.pk), consents_of(family.household.pk)
    narrow = consent_at_window(household_id=family.household.pk, person_id=family.head.pk, paper=Paper("B", DAY, feeds=["vehicles"]), officer=officer, on=DAY)
    over = consent_at_window(household_id=family.household.pk, person_id=family.head.pk, paper=Paper("D", DAY), officer=officer, on=DAY)
    CrossPerson.objects.create(request=sent, place=9, consent=mine, region=sent.region)
    for leave in (theirs, narrow, over):
        if leave is over:
            withdraw_consent(consent_id=over.pk, because="本人提出", officer=officer, on=DAY)
        with pytest.raises(DatabaseError, match="without their consent"), transaction.atomic():
            CrossPerson.objects.create(request=sent, place=8, consent=leave, region=sent.region)
    consent_at_window(household_id=family.household.pk, person_id=family.head.pk, paper=Paper("E", DAY), officer=officer, on=DAY)
    with pytest.raises(DatabaseError), transaction.atomic():
        CrossPerson.objects.filter(place=9).delete()
    son = consent_of_supporter(
        household_id=family.household.pk,
        name="某外乡",
        id_number=an_id(),
        relation="儿子",
        officer=officer,
        on=DAY,
        paper=Paper("Y", DAY, asked_at="elsewhere"),
    )
    request_checks(household_ids=[family.household.pk], reason="申请", officer=officer, on=DAY)
    [one, *_] = Request.objects.all()
    with pytest.raises(DatabaseError, match="without their consent"), transaction.atomic():
        RequestedPerson.objects.create(request=one, place=9, person=son.person, household=family.household, consent=son, region=one.region)
