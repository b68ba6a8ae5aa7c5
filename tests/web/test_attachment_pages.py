"""材料页面: sent by a phone or by a plain form, looked at, compared, taken away; what every answer owes to whoever stands behind the officer."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from doudi.base.models import AuditEntry, Officer
from doudi.casework import actions
from doudi.casework.models import Application, Attachment, Transcript
from doudi.casework.reading import Seen
from doudi.oversight.models import DayRecord
from doudi.web import uploading
from tests import uploads
from tests.casework import story
from tests.casework.test_transcribe import CARD, said_by
from tests.people import Family

Sign = Callable[[Officer], Client]


@pytest.fixture
def people(system: None, officer_of: Callable[..., Officer], monkeypatch: pytest.MonkeyPatch) -> story.Staff:
    monkeypatch.setattr(settings, "DEMO", True)
    DayRecord.objects.create(region="370702", on=story.ON)
    return story.staff(officer_of)


@pytest.fixture
def family(people: story.Staff) -> Family:
    return story.a_poor_family()


@pytest.fixture
def application(people: story.Staff, family: Family) -> Application:
    return story.applied(family, people)


@pytest.fixture
def clerk(people: story.Staff, signed_in: Sign) -> Client:
    return signed_in(people.clerk)


def sent(name: str = "张三身份证.jpg", content: bytes | None = None, kind: str = "image/jpeg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, uploads.jpeg() if content is None else content, kind)


def send(client: Client, application: Application, *files: SimpleUploadedFile, kind: str = "other", live: bool = False):
    headers = {"X-Requested-With": "fetch"} if live else {}
    return client.post(reverse("application_attach", args=[application.pk]), {"kind": kind, "file": list(files)}, headers=headers)


def page_of(client: Client, application: Application) -> str:
    return client.get(reverse("application", args=[application.pk])).content.decode()


def the_paper(kind: str = "other") -> Attachment:
    return Attachment.objects.get(kind=kind)


def test_a_plain_form_sends_several_at_once(clerk: Client, application: Application) -> None:
    answer = send(clerk, application, sent(), sent("../../etc/passwd", uploads.jpeg(colour="red")), sent("x.exe", uploads.pdf(2), "text/html"))
    assert answer.status_code == 302 and answer["Location"].endswith("#papers")
    said = page_of(clerk, application)
    assert said.count("data:image/jpeg;base64,") == 3 and "2 页" in said and "已上传 3 份材料" in said
    assert not re.search("张三|passwd|x.exe", said), "what it was called on the phone is kept nowhere"


def test_one_bad_file_does_not_hold_up_the_others(clerk: Client, application: Application) -> None:
    send(clerk, application, sent(), sent(content=uploads.SCRIPT), sent(content=uploads.jpeg(colour="red")))
    assert "第 2 个文件：这是网页或矢量图" in page_of(clerk, application) and Attachment.objects.count() == 2


def test_the_script_is_answered_with_the_list_or_with_words(clerk: Client, application: Application) -> None:
    answer = send(clerk, application, sent(), live=True)
    assert (answer.status_code, answer.content.count(b"<li>")) == (200, 1) and b"<html" not in answer.content
    again = send(clerk, application, sent(), live=True)
    assert (again.status_code, again.content.count(b"<li>")) == (200, 1), "a retry is the paper of the first time"
    refused = send(clerk, application, sent(content=b""), live=True)
    assert (refused.status_code, refused["Content-Type"]) == (422, "text/plain; charset=utf-8") and "空的" in refused.content.decode()
    assert "请先选择" in send(clerk, application, live=True).content.decode()


@pytest.mark.parametrize("kind", ["", "x", "visit:0", "visit:999999999999999999999", "visit:-1", "bill:1"])
def test_a_kind_that_is_none_is_refused(clerk: Client, application: Application, kind: str) -> None:
    assert send(clerk, application, sent(), kind=kind, live=True).status_code == 422
    assert not Attachment.objects.exists()


def test_fifty_megabytes_are_counted_and_not_held(clerk: Client, application: Application, monkeypatch: pytest.MonkeyPatch) -> None:
    held: list[int] = []
    kept = uploading.content_of
    monkeypatch.setattr("doudi.web.console.attachments.content_of", lambda one: (held.append(len(kept(one))), kept(one))[1])
    answer = send(clerk, application, sent(content=bytes(50_000_000)), live=True)
    assert (answer.status_code, answer.content.decode(), held) == (422, "文件有 50 MB，一次最多 20 MB。请降低照片质量或拆分后再传。", [0])


def test_many_files_together_are_not_held_either(clerk: Client, application: Application, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploading, "MOST_TOGETHER", 30_000)
    send(clerk, application, *(sent(content=uploads.jpeg(colour=colour)) for colour in ("red", "green", "blue", "black", "gold", "pink")))
    assert 0 < Attachment.objects.count() < 6 and "一次最多" in page_of(clerk, application)


def test_nothing_of_a_stranger_is_held(application: Application, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is signed in: the bytes are counted and let go; the page is the sign-in page."""
    written: list[int] = []
    original = uploading.WithinLimit.file_complete
    monkeypatch.setattr(uploading.WithinLimit, "file_complete", lambda self, size: (written.append(len(self.kept.getvalue())), original(self, size))[1])
    assert send(Client(), application, sent()).status_code == 302 and not Attachment.objects.exists()
    assert set(written) <= {0}


def test_other_pages_keep_their_own_way_of_taking_files(people: story.Staff, signed_in: Sign) -> None:
    """A department's file may be larger than a paper: the limit is of these pages alone."""
    answer = signed_in(people.reviewer).post(reverse("feeds_receive"), {"file": sent("x.csv", bytes(21_000_000), "text/csv")})
    assert "一次最多 20 MB" not in answer.content.decode()


def test_a_picture_is_answered_so_that_nobody_keeps_or_misreads_it(clerk: Client, application: Application, people: story.Staff) -> None:
    send(clerk, application, sent())
    address = reverse("attachment_picture", args=[the_paper().pk])
    answer = clerk.get(address)
    assert answer.content.startswith(b"\xff\xd8\xff") and answer["Content-Type"] == "image/jpeg"
    assert "no-store" in answer["Cache-Control"] and answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"] == f'inline; filename="paper-{the_paper().pk}-1.jpg"' and answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert AuditEntry.objects.filter(verb="attachment.read", officer_name=people.clerk.name).count() == 1
    for page in ("2", "x", "-1", "１", "9" * 30):
        assert clerk.get(address, {"page": page}).status_code == 404
    assert clerk.post(address).status_code == 405


def test_who_is_not_let_in(clerk: Client, application: Application, officer_of: Callable[..., Officer], signed_in: Sign) -> None:
    send(clerk, application, sent(), kind="id_card")
    paper = the_paper("id_card")
    stranger, finance, inspector = (signed_in(officer_of(*who)) for who in (("township", "370702002"), ("finance",), ("inspector",)))
    for name in ("attachment", "attachment_picture"):
        address = reverse(name, args=[paper.pk])
        assert [one.get(address).status_code for one in (stranger, finance, inspector)] == [404, 403, 200]
    assert [send(one, application, sent()).status_code for one in (stranger, finance, inspector)] == [404, 403, 403]
    assert 'type="file"' not in page_of(inspector, application) and 'type="file"' in page_of(clerk, application)


def test_a_card_is_filled_by_the_machine_and_confirmed_by_a_person(clerk: Client, application: Application, family: Family, monkeypatch) -> None:
    send(clerk, application, sent(), kind="id_card")
    paper, said = the_paper("id_card"), said_by(family.head)
    seen = [Seen(name, name, said[name], 990 if name != "sex" else 700) for name in CARD]
    monkeypatch.setattr(actions, "recognise", lambda **_: seen)
    filled = clerk.post(reverse("attachment_recognise", args=[paper.pk]), {"page": "1"}).content.decode()
    assert all(f'value="{said[name]}"' in filled for name in CARD) and "尚未记入本案" in filled
    assert "读得清楚" in filled and "请细看" in filled and "把握 70%" in filled and not re.search(r"checked", filled)
    assert not Transcript.objects.exists()

    address = reverse("attachment_confirm", args=[paper.pk])
    half = clerk.post(address, {**said, "person": family.head.pk, "compared": CARD[:3]})
    assert half.status_code == 422 and "公民身份号码" in half.content.decode() and f'value="{said["name"]}"' in half.content.decode()
    whole = clerk.post(address, {**said, "person": family.head.pk, "compared": CARD}, follow=True)
    assert "已核对" in whole.content.decode() and "与登记一致" in whole.content.decode()
    assert f"已核对：{family.head.name}" in page_of(clerk, application)


def test_without_the_library_the_form_is_there_to_be_filled_by_hand(clerk: Client, application: Application, family: Family, monkeypatch) -> None:
    monkeypatch.setattr(actions, "is_reader_here", lambda: False)
    monkeypatch.setattr("doudi.casework.actions.transcribe.is_reader_here", lambda: False)
    send(clerk, application, sent(), kind="bill")
    paper = the_paper("bill")
    shown = clerk.get(reverse("attachment", args=[paper.pk])).content.decode()
    assert "没有安装文字识别" in shown and "先由本机识读" not in shown
    refused = clerk.post(reverse("attachment_recognise", args=[paper.pk]))
    assert refused.status_code == 422 and "没有安装文字识别" in refused.content.decode()
    fields = {"billed_on": "2026-10-08", "self_paid": "88.5", "person": family.head.pk, "compared": ["billed_on", "self_paid"]}
    assert clerk.post(reverse("attachment_confirm", args=[paper.pk]), fields).status_code == 302
    assert Transcript.objects.get().self_paid_fen == 8_850 and "自付 88.50 元" in page_of(clerk, application)


def test_taken_away_with_a_reason_it_is_told_and_gone(clerk: Client, application: Application) -> None:
    send(clerk, application, sent())
    paper = the_paper()
    address = reverse("attachment_remove", args=[paper.pk])
    assert clerk.post(address, {"reason": " "}).status_code == 422
    assert clerk.post(address, {"reason": "拍到了邻居。"}).status_code == 302
    said = page_of(clerk, application)
    assert "已删除 1 份" in said and "拍到了邻居。" in said and "data:image" not in said
    assert clerk.get(reverse("attachment_picture", args=[paper.pk])).status_code == 404
    assert "拍到了邻居。" in clerk.get(reverse("attachment", args=[paper.pk])).content.decode()


def test_a_lost_file_is_told_and_the_house_stands(clerk: Client, application: Application, own_home) -> None:
    send(clerk, application, sent())
    next(path for path in (own_home / "files").rglob("*") if path.is_file()).unlink()
    answer = clerk.get(reverse("attachment_picture", args=[the_paper().pk]))
    assert answer.status_code == 410 and "不在本机" in answer.content.decode()
    assert clerk.get(reverse("attachment", args=[the_paper().pk])).status_code == 200


def test_photographs_hang_on_the_visit_that_was_chosen(clerk: Client, application: Application, people: story.Staff) -> None:
    story.surveyed(application, people)
    visit = application.investigations.get()
    assert f'value="visit:{visit.pk}"' in page_of(clerk, application)
    send(clerk, application, sent(), kind=f"visit:{visit.pk}")
    assert the_paper("visit").investigation == visit and visit.on == date(2026, 10, 13)
