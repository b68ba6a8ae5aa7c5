"""A report is frozen, numbered, made by an officer, tells what is unknown as unknown, and is superseded by a newer one, never changed."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, transaction

from doudi.base import access, crypto, files
from doudi.base.models import AuditEntry, Officer
from doudi.verification import reports
from doudi.verification.actions import CannotReport, make_report, settle
from doudi.verification.exchange import queries
from doudi.verification.feed import all_feeds
from doudi.verification.items import items_behind
from doudi.verification.models import Answer, Item, Report, RequestedPerson, WaitingRow
from doudi.verification.report import canonical, found_about, report_pdf
from tests.people import Family, a_family
from tests.verification.files import DAY, a_vehicle
from tests.verification.reports import a_checked_family, an_account, asked_about, number_of, received

pytestmark = pytest.mark.usefixtures("system")
NEXT = DAY + timedelta(days=1)


def reported(family: Family, officer: Officer, *, on: date = DAY) -> Report:
    with access.acting(officer):
        return make_report(household_id=family.household.pk, origin="application:1", about="申请 SQ1", officer=officer, on=on)


def test_it_says_who_was_asked_what_was_found_and_what_differs(tmp_path: Path, officer_of: Callable[..., Officer]) -> None:
    family = a_checked_family(tmp_path)
    report = reported(family, officer_of("county"))
    said = reports.read_report(report)
    assert (report.number, report.valid_until) == ("HD370702-2026-000001", DAY + timedelta(days=90))
    assert [one["name"] for one in said["members"]] == [one.name for one in family.people] and said["unanswered"] == 0
    assert {(one["whose"], one["source"].partition("·")[2], one["state"]) for one in said["sources"]} >= {
        (family.head.name, "银行存款", "命中"), (family.people[1].name, "银行存款", "未命中"), (family.head.name, "车辆登记", "未命中"),
    }  # fmt: skip
    assert [(one["source"], one["counted"]) for one in said["items"]] == [
        ("不动产登记", "1 套"), ("不动产登记", "不计入"), ("银行存款", "1,200.50 元"), ("银行存款", "300,000.00 元"),
    ]  # fmt: skip
    assert "开户行 示例农商银行，账号末四位 0002" in said["items"][3]["words"]
    assert {one["head"]: one["found"] for one in said["totals"]} == {"非豁免车辆数": "0 辆", "住房套数": "1 套", "银行存款": "301,200.50 元"}
    money = next(one for one in said["beside"] if one["title"] == "金融资产")
    assert (money["declared"], money["found"], money["more"]) == ("5,000.00 元", "301,200.50 元", "多 296,200.50 元")
    [rules] = said["rules"]
    assert rules["titles"] == "住房套数、金融资产" and "财产符合低保规定（社会救助法 第十八条" in rules["rules"]
    assert said["effect"]["change"].startswith("财产超出低保规定")
    assert number_of(family.head) not in json.dumps(said, ensure_ascii=False)


def test_silence_and_contradiction_are_told_as_such_and_no_sum_hides_them(tmp_path: Path, officer_of: Callable[..., Officer]) -> None:
    family = a_checked_family(tmp_path, silent=("vehicles",))
    lists = {one.request.feed: one.request.number for one in RequestedPerson.objects.select_related("request")}
    received(tmp_path, "vehicles", [a_vehicle(lists["vehicles"], number_of(family.head), "某某某", found="未命中")])
    said = reports.read_report(reported(family, officer_of("county")))
    states = {one["whose"]: one["state"] for one in said["sources"] if "车辆" in one["source"]}
    assert states == {family.head.name: "冲突", family.people[1].name: "未反馈", family.people[2].name: "未反馈"}
    assert said["unanswered"] == 3
    assert next(one for one in said["totals"] if one["head"] == "非豁免车辆数") == {"head": "非豁免车辆数", "found": "不清楚", "words": "0/3 人已答复"}


def test_a_township_sees_the_same_answers_as_its_county(tmp_path: Path, officer_of: Callable[..., Officer]) -> None:
    """Whose files the answers came in is the county's; that must not turn an answer into silence."""
    family = a_checked_family(tmp_path, silent=("vehicles",))
    number = RequestedPerson.objects.filter(request__feed="vehicles").first().request.number
    received(tmp_path, "vehicles", [a_vehicle(number, number_of(family.head), "某某某", found="未命中")])
    seen = []
    for role, region in (("county", "370702"), ("township", "370702001")):
        with access.acting(officer_of(role, region)):
            found = found_about(family.household.pk, DAY)
            seen.append(([(one.whose, one.feed.name, one.state) for one in found.told], sum(map(len, found.items.values()))))
    assert seen[0] == seen[1] and seen[0][1] == 4 and "冲突" in str(seen[1])


def test_two_answers_that_contradict_each_other_are_a_conflict_unless_one_corrects(tmp_path: Path) -> None:
    family = a_family(1)
    number = asked_about(family)["bank_deposits"].number
    received(tmp_path, "bank_deposits", [an_account(number, family.head, found="未命中")])
    received(tmp_path, "bank_deposits", [an_account(number, family.head)], on=NEXT)
    assert _state(family, NEXT) == "冲突"
    received(tmp_path, "bank_deposits", [an_account(number, family.head)], on=NEXT, correction=1)
    assert _state(family, NEXT) == "命中"


def test_two_departments_that_see_the_same_thing_and_differ_are_a_conflict_here_as_on_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("doudi.verification.tellers.figure_or_none", lambda name, **_: ("tax_returns", "social_insurance"))
    family = a_family(1)
    lists = asked_about(family)
    for name, found in (("tax_returns", "命中"), ("social_insurance", "未命中")):
        feed = all_feeds()[name]
        who = {"QQH": lists[name].number, "SFZH": number_of(family.head), "XM": family.head.name, "CX": found}
        cells = feed.given[0] if found == "命中" else {}
        received(tmp_path, name, [dict.fromkeys(feed.columns, "") | cells | who])
    told = {one.feed.name: (one.state, one.words) for one in found_about(family.household.pk, DAY).told}
    assert {state for state, _ in told.values()} == {"冲突"} == {one.state for one in queries.progress_of(family.household.pk, on=DAY)}
    assert all_feeds()["social_insurance"].title in told["tax_returns"][1]


def _state(family: Family, on: date) -> str:
    return next(one.state for one in found_about(family.household.pk, on).told if one.feed.name == "bank_deposits")


def test_its_digest_is_that_of_its_content_and_its_file_is_the_one_handed_out(tmp_path: Path, officer_of: Callable[..., Officer]) -> None:
    report = reported(a_checked_family(tmp_path), officer_of("county"))
    contents = reports.read_report(report)
    assert crypto.sm3(canonical(contents)).hex() == report.digest and crypto.sm3(canonical(contents | {"valid_until": "2099年1月1日"})).hex() != report.digest
    pdf = reports.report_file(report)
    assert pdf.startswith(b"%PDF") and crypto.sm3(pdf).hex() == report.file_digest
    assert report_pdf(contents, digest=report.digest, on=DAY) == pdf


def test_a_newer_one_takes_its_place_and_nothing_of_it_is_changed(tmp_path: Path, officer_of: Callable[..., Officer]) -> None:
    family, officer = a_checked_family(tmp_path), officer_of("county")
    old, new = reported(family, officer), reported(family, officer, on=NEXT)
    assert (new.number, new.supersedes_id) == ("HD370702-2026-000002", old.pk)
    assert reports.read_report(new)["supersedes"] == old.number
    for change in ({"digest": "0" * 64}, {"valid_until": date(2099, 1, 1)}):
        with pytest.raises(DatabaseError, match="keeps what was written"), transaction.atomic():
            Report.objects.filter(pk=old.pk).update(**change)
    with pytest.raises(DatabaseError, match="keeps what was written"), transaction.atomic():
        Report.objects.filter(pk=new.pk).delete()
    other = a_family(1)
    given = {"made_on": NEXT, "made_by": officer, "valid_until": NEXT, "sealed": b"", "digest": "", "file": "", "file_digest": "", "region": "370702"}
    with pytest.raises(DatabaseError, match="same family"), transaction.atomic():
        Report.objects.create(number="HD370702-2026-000009", household=other.household, supersedes=new, **given)


def test_a_machine_makes_none_nor_an_office_that_may_not(tmp_path: Path, officer_of: Callable[..., Officer]) -> None:
    family = a_checked_family(tmp_path)
    with pytest.raises(CannotReport, match="系统不能代办"):
        make_report(household_id=family.household.pk, officer=None, on=DAY)
    for role, region in (("township", "370702001"), ("inspector", "370702"), ("county", "370703")):
        officer = officer_of(role, region)
        with access.acting_as_system(), pytest.raises(access.CannotAccess):
            make_report(household_id=family.household.pk, officer=officer, on=DAY)
    unasked = a_family(1)
    with pytest.raises(CannotReport, match="还没有"):
        reported(unasked, officer_of("county"))
    assert not Report.objects.exists()


def test_a_number_and_a_digest_confirm_it_and_say_nothing_else(tmp_path: Path, officer_of: Callable[..., Officer]) -> None:
    family, officer = a_checked_family(tmp_path), officer_of("county")
    report = reported(family, officer)
    ends = f"{report.digest[:8]}…{report.digest[-8:]}"
    for said, is_file in ((report.digest, False), (ends, False), (report.digest.upper(), False), (report.file_digest, True)):
        found = reports.confirm(f" {report.number.lower()} ", said)
        assert found and (found.made_on, found.is_file, found.superseded_on) == (DAY, is_file, None) and found.is_valid(DAY)
        assert not found.is_valid(report.valid_until + timedelta(days=1))
    for number, said in (
        (report.number, "0" * 64), (report.number, report.digest[:8]), (report.number, ""), ("HD370702-2026-000009", report.digest),
        ("", report.digest), ("HD370702-2026-00000%", report.digest), (report.number, "%" * 16),
    ):  # fmt: skip
        assert reports.confirm(number, said) is None
    reported(family, officer, on=NEXT)
    superseded = reports.confirm(report.number, report.digest)
    assert superseded and superseded.superseded_on == NEXT and not superseded.is_valid(NEXT)


def test_the_public_reads_no_more_of_a_report_than_that(tmp_path: Path, officer_of: Callable[..., Officer]) -> None:
    reported(a_checked_family(tmp_path), officer_of("county"))
    with access.acting_as_public("370702"):
        assert Report.objects.values_list("number", flat=True).count() == 1
    for column in ("household_id", "sealed", "file", "made_by_id", "origin"):
        with pytest.raises(DatabaseError, match="permission denied"), access.acting_as_public("370702"):
            list(Report.objects.values_list(column))
    with access.acting_as_public("370703"):
        assert not Report.objects.values_list("number", flat=True).exists()


def test_items_are_sealed_within_the_region_and_private_columns_are_not_kept(tmp_path: Path, officer_of: Callable[..., Officer]) -> None:
    family = a_checked_family(tmp_path)
    answer = Answer.objects.get(requested__person=family.head, requested__request__feed="bank_deposits")
    assert [one.counted for one in items_behind([answer])[answer.pk]] == ["1,200.50 元", "300,000.00 元"]
    assert not any("示例".encode() in bytes(one.sealed) for one in Item.objects.all())
    with access.acting(officer_of("county", "370703")):
        assert not Item.objects.exists()
    with pytest.raises(DatabaseError, match="keeps what was written"), transaction.atomic():
        Item.objects.update(counted=0)


def test_items_of_a_row_about_somebody_else_go_with_it(tmp_path: Path, officer_of: Callable[..., Officer]) -> None:
    family, officer = a_family(2), officer_of("county")
    number = asked_about(family)["bank_deposits"].number
    rows = [an_account(number, one) | {"XM": "别的人"} for one in family.people]
    received(tmp_path, "bank_deposits", rows)
    assert Item.objects.count() == 2 and not Answer.objects.exists()
    mine, others = WaitingRow.objects.order_by("requested__place")
    settle(waiting_id=mine.pk, person_id=family.head.pk, reason="曾用名。", officer=officer, on=NEXT)
    settle(waiting_id=others.pk, person_id=None, reason="同号不同人。", officer=officer, on=NEXT)
    [answer] = Answer.objects.all()
    assert len(items_behind([answer])[answer.pk]) == 1 and Item.objects.count() == 1


def test_who_made_it_is_written_down_and_a_changed_file_is_refused(tmp_path: Path, officer_of: Callable[..., Officer], own_home: Path) -> None:
    family, officer = a_checked_family(tmp_path), officer_of("county")
    report = reported(family, officer)
    entry = AuditEntry.objects.get(verb="verification.reported")
    assert (entry.officer_id, entry.about_id, entry.detail["digest"]) == (officer.pk, report.pk, report.digest)
    kept = own_home / "files" / report.file[:2] / report.file[2:]
    kept.write_bytes(kept.read_bytes()[:-1] + b"\0")
    with pytest.raises(files.CannotRead):
        reports.report_file(report)
