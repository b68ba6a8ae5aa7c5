"""识读与核对: nothing a machine read enters a case; what a person confirms must fit the register, and every field is compared."""

from datetime import timedelta

import pytest

from doudi.base import crypto, limited
from doudi.base.access import CannotAccess
from doudi.base.models import AuditEntry
from doudi.casework import actions
from doudi.casework import queries as cases
from doudi.casework.actions import CannotConfirm, CannotRecognise
from doudi.casework.models import Transcript
from tests import uploads
from tests.casework.story import ON, a_poor_family, applied, staff
from tests.casework.test_attach import attached
from tests.casework.test_defences import refused

pytestmark = pytest.mark.usefixtures("system")
CARD = ("name", "sex", "born_on", "id_number")
BILL = ("billed_on", "self_paid")


@pytest.fixture
def people(officer_of):
    return staff(officer_of)


@pytest.fixture
def family():
    return a_poor_family()


@pytest.fixture
def application(family, people):
    return applied(family, people)


def number_of(person):
    return crypto.open_text(person.id_sealed, purpose="id_number")


def said_by(person, **other):
    sex = "男" if person.sex == "male" else "女"
    return {"name": person.name, "sex": sex, "born_on": person.born_on.isoformat(), "id_number": number_of(person)} | other


def confirm(attachment, person, fields, officer, *, compared=(*CARD, *BILL), on=ON):
    return actions.confirm_transcript(attachment_id=attachment.pk, person_id=person.pk, fields=fields, compared=compared, officer=officer, on=on)


def test_a_card_that_is_the_persons_is_confirmed_and_nothing_else_is_kept(application, family, people):
    attachment = attached(application, people.clerk, kind="id_card")
    found = confirm(attachment, family.head, said_by(family.head), people.second)
    assert (found.person, found.billed_on, found.self_paid_fen, found.confirmed_by) == (family.head, None, None, people.second)
    assert cases.get_paper(attachment.pk).transcript == found
    assert number_of(family.head) not in str(AuditEntry.objects.values_list("detail", "because"))


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"id_number": "110105194912310021"}, "校验码|不是登记的"),
        ({"id_number": "11010519491231002X"}, "不是登记的"),
        ({"id_number": ""}, "不是 18 位"),
        ({"name": "别人"}, "与登记不一致"),
        ({"sex": "男女"}, "与登记不一致"),
        ({"born_on": "1980-06-02"}, "与登记不一致"),
        ({"born_on": ""}, "与登记不一致"),
    ],
)
def test_a_card_of_somebody_else_is_not_confirmed(application, family, people, other, words):
    attachment = attached(application, people.clerk, kind="id_card")
    with pytest.raises(CannotConfirm, match=words) as refusal:
        confirm(attachment, family.head, said_by(family.head, **other), people.clerk)
    assert not other.get("id_number") or other["id_number"] not in str(refusal.value)
    assert not Transcript.objects.exists()


def test_the_card_of_another_member_is_not_the_heads(application, family, people):
    attachment = attached(application, people.clerk, kind="id_card")
    with pytest.raises(CannotConfirm, match="是不是选错了人"):
        confirm(attachment, family.head, said_by(family.people[1]), people.clerk)
    with pytest.raises(CannotConfirm, match="哪位成员"):
        confirm(attachment, a_poor_family().head, said_by(family.head), people.clerk)


def test_every_field_is_compared(application, family, people):
    attachment = attached(application, people.clerk, kind="id_card")
    for left in CARD:
        with pytest.raises(CannotConfirm, match="请逐项对照照片并勾选"):
            confirm(attachment, family.head, said_by(family.head), people.clerk, compared=[name for name in CARD if name != left])
    confirm(attachment, family.head, said_by(family.head), people.clerk, compared=CARD)


@pytest.mark.parametrize(
    ("day", "paid", "words"),
    [
        ("", "1", "票据日期"),
        ("2026-02-30", "1", "票据日期"),
        ((ON + timedelta(days=1)).isoformat(), "1", "晚于今天"),
        ("2026-10-01", "", "请写元"),
        ("2026-10-01", "1.234", "请写元"),
        ("2026-10-01", "1e9", "请写元"),
        ("2026-10-01", "-1", "负数"),
    ],
)
def test_a_bill_that_cannot_be_is_not_confirmed(application, family, people, day, paid, words):
    with pytest.raises(CannotConfirm, match=words):
        confirm(attached(application, people.clerk, kind="bill"), family.head, {"billed_on": day, "self_paid": paid}, people.clerk)


def test_a_bill_is_confirmed_and_put_right_by_a_later_word(application, family, people):
    attachment = attached(application, people.clerk, kind="bill")
    first = confirm(attachment, family.head, {"billed_on": ON.isoformat(), "self_paid": "1,234.50"}, people.clerk)
    assert (first.self_paid_fen, first.billed_on) == (123_450, ON)
    later = confirm(attachment, family.people[1], {"billed_on": "2026-10-01", "self_paid": "0"}, people.second)
    assert cases.get_paper(attachment.pk).transcript == later and Transcript.objects.count() == 2
    refused(lambda: Transcript.objects.filter(pk=first.pk).update(self_paid_fen=1), "casework_transcript")
    refused(lambda: Transcript.objects.filter(pk=first.pk).delete(), "casework_transcript")
    wrong = {name: getattr(first, name) for name in ("attachment_id", "person_id", "confirmed_by_id", "confirmed_on", "region")}
    refused(lambda: Transcript.objects.create(**wrong, kind="id_card", self_paid_fen=1), "transcript_fits_its_paper")
    refused(lambda: Transcript.objects.create(**wrong, kind="bill", self_paid_fen=1), "transcript_fits_its_paper")


def test_only_cards_and_bills_are_read_and_not_by_everybody(application, family, people, officer_of):
    other = attached(application, people.clerk)
    for what in (lambda: confirm(other, family.head, {}, people.clerk), lambda: recognise(other, people.clerk)):
        with pytest.raises((CannotConfirm, CannotRecognise), match="只识读身份证和医疗票据"):
            what()
    card, inspector = attached(application, people.clerk, uploads.pdf(), kind="id_card"), officer_of("inspector")
    for what in (lambda: confirm(card, family.head, {}, inspector), lambda: recognise(card, inspector)):
        with pytest.raises(CannotAccess):
            what()
    actions.remove_attachment(attachment_id=card.pk, reason="重拍。", officer=people.clerk, on=ON)
    with pytest.raises(CannotConfirm, match="没有这份材料"):
        confirm(card, family.head, {}, people.clerk)


def test_a_closed_case_takes_no_more(application, family, people):
    card = attached(application, people.clerk, kind="id_card")
    actions.withdraw(application_id=application.pk, reason="家里情况好转。", officer=people.clerk, on=ON)
    with pytest.raises(CannotConfirm, match="已办结"):
        confirm(card, family.head, said_by(family.head), people.clerk)


def recognise(attachment, officer):
    return actions.recognise(attachment_id=attachment.pk, number=1, officer=officer)


def test_without_the_library_the_page_works_and_says_so(application, people, monkeypatch):
    monkeypatch.setattr("doudi.casework.actions.transcribe.is_reader_here", lambda: False)
    with pytest.raises(CannotRecognise, match="没有安装文字识别"):
        recognise(attached(application, people.clerk, kind="id_card"), people.clerk)


def test_what_was_read_is_written_down_nowhere(application, people, monkeypatch):
    monkeypatch.setattr("doudi.casework.actions.transcribe.is_reader_here", lambda: True)
    card = attached(application, people.clerk, kind="bill")
    monkeypatch.setattr(limited, "work", lambda *_, **__: ([["个人自付：88.00", 950, 0, 0, 30]], []))
    seen = {one.name: (one.value, one.percent) for one in recognise(card, people.clerk)}
    assert seen == {"billed_on": ("", 0), "self_paid": ("88.00", 95)}
    assert not Transcript.objects.exists() and "88" not in str(AuditEntry.objects.get(verb="attachment.recognised").detail)


def test_a_reader_that_fails_says_one_sentence(application, people, monkeypatch):
    monkeypatch.setattr("doudi.casework.actions.transcribe.is_reader_here", lambda: True)
    monkeypatch.setattr("doudi.casework.actions.transcribe.LETTERS", "doudi.base.limited.no_such_task")
    with pytest.raises(CannotRecognise, match="无法安全打开"):
        recognise(attached(application, people.clerk, kind="bill"), people.clerk)


def test_a_drawn_card_and_a_drawn_bill_are_read_on_this_machine(application, family, people):
    """The whole way, with the models of the library's wheel, in the limited process without a network."""
    pytest.importorskip("rapidocr", reason="没有装 doudi[ocr]")
    head, number = family.head, number_of(family.head)
    drawn = uploads.id_card("陈示例", "男", (head.born_on.year, head.born_on.month, head.born_on.day), number)
    card = {one.name: one for one in recognise(attached(application, people.clerk, drawn, kind="id_card"), people.clerk)}
    assert {name: card[name].value for name in CARD} == {"name": "陈示例", "sex": "男", "born_on": head.born_on.isoformat(), "id_number": number}
    bill = recognise(attached(application, people.clerk, uploads.bill("2026 年 10 月 8 日", "1,234.50"), kind="bill"), people.clerk)
    assert {one.name: one.value for one in bill} == {"billed_on": "2026-10-08", "self_paid": "1234.50"}
    blank = attached(application, people.clerk, uploads.jpeg((900, 600), "white"), kind="bill")
    try:
        assert [one.value for one in recognise(blank, people.clerk)] == ["", ""]
    except CannotRecognise as why:
        assert "没有认出文字" in str(why)
