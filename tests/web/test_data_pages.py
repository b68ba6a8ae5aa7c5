"""数据与人员页面: files, rows that wait for a person, and who works here."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from doudi.base import access, officers
from doudi.base.models import AuditEntry, Officer
from doudi.oversight.models import DayRecord
from doudi.registry.models import Person
from doudi.verification.models import Delivery, RefusedFile, WaitingRow
from doudi.verification.under_way import Line, UnderWay
from tests.people import a_person, an_id
from tests.verification.files import DAY, a_death, csv_bytes
from tests.web.conftest import PASSWORD
from tests.web.places import TODAY

COUNTY, TOWN = "370702", "370702001"
NAME = f"hukou_370702_{DAY:%Y%m%d}.csv"
pytestmark = pytest.mark.usefixtures("the_day")

Sign = Callable[[Officer], Client]
Officers = Callable[..., Officer]


@pytest.fixture
def the_day(system: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "DEMO", True)
    DayRecord.objects.create(region=COUNTY, on=TODAY)


@pytest.fixture
def county(signed_in: Sign, officer_of: Officers) -> Client:
    return signed_in(officer_of("county", COUNTY))


def bring(client: Client, rows: list[dict[str, str]], name: str = NAME) -> tuple[int, str]:
    response = client.post(reverse("feeds_receive"), {"file": SimpleUploadedFile(name, csv_bytes(rows))})
    return response.status_code, response.content.decode()


def test_nothing_has_come_yet(county: Client) -> None:
    assert "还没有收到文件" in county.get(reverse("feeds")).content.decode()
    assert "没有待核对的记录" in county.get(reverse("waiting")).content.decode()


def test_a_file_is_brought_and_known_at_once(county: Client, django_capture_on_commit_callbacks: Callable[..., object]) -> None:
    number = an_id()
    person = a_person(name="某甲", id_number=number)
    rows = [a_death(number, "某甲", ref="HJ1"), a_death(an_id(), "某乙", on="2026-13-01", ref="HJ2")]
    for _ in range(2):
        assert bring(county, rows)[0] == 302
    delivery = Delivery.objects.get()
    assert (delivery.rows, delivery.accepted, delivery.quarantined) == (2, 1, 1)
    person.refresh_from_db()
    assert person.died_on is not None and person.death_known_on == TODAY
    shown = county.get(reverse("delivery", args=[delivery.pk])).content.decode()
    assert "业务日期（YWRQ）" in shown and NAME in shown
    assert number not in shown


@pytest.mark.parametrize("name", ["新建文件.csv", "../../etc/passwd", "x" * 300 + ".csv", "户" * 90, "hukou_370783_20261012.csv"])
def test_a_file_that_is_not_ours_is_refused_in_words_and_remembered(name: str, county: Client) -> None:
    status, said = bring(county, [], name)
    assert status == 422 and "文件" in said
    assert Delivery.objects.count() == 0 and RefusedFile.objects.count() == 1
    assert "没有拒收的文件" not in county.get(reverse("feeds")).content.decode()


def test_no_file_is_said(county: Client) -> None:
    response = county.post(reverse("feeds_receive"))
    assert response.status_code == 422 and "请选择要接收的文件" in response.content.decode()


def test_an_inspector_looks_and_cannot_bring(signed_in: Sign, officer_of: Officers) -> None:
    client = signed_in(officer_of("inspector", COUNTY))
    assert "上传部门文件" not in client.get(reverse("feeds")).content.decode()
    assert bring(client, [])[0] == 403


def a_waiting_death(client: Client) -> tuple[WaitingRow, Person, str]:
    number = an_id()
    person = a_person(name="某甲", id_number=number)
    wrong = number[:10] + str((int(number[10]) + 1) % 2) + number[11:]
    assert bring(client, [a_death(wrong, "某甲", ref="HJ1")])[0] == 302
    return WaitingRow.objects.get(ref="HJ1"), person, wrong


def test_side_by_side_marks_what_differs_and_hides_the_rest(county: Client) -> None:
    row, person, wrong = a_waiting_death(county)
    shown = county.get(reverse("waiting_row", args=[row.pk])).content.decode()
    assert shown.count("<mark>") == 2 and wrong not in shown
    assert "姓名相同，身份证号差一位" in shown
    assert AuditEntry.objects.filter(verb="verification.waiting_read", about_id=row.pk).exists()


def test_two_different_numbers_are_not_shown_by_their_differences() -> None:
    """With many digits different the marks would spell both numbers out."""
    from doudi.base import crypto
    from doudi.verification import queries

    one, other = an_id(), a_person(id_number=an_id(sex="male", seq=77))
    row = WaitingRow(id_sealed=crypto.seal_text("3" * 6 + "19111111" + "1234", purpose="id_number"))
    digits = queries.side_by_side(row, other)
    assert "".join(digit.registered for digit in digits)[4:14] == "*" * 10
    assert one


def test_names_are_held_beside_each_other_letter_by_letter(county: Client) -> None:
    number = an_id()
    a_person(name="欧阳国某", id_number=number)
    assert bring(county, [a_death(number, "欧阳果某", ref="HJ1")])[0] == 302
    shown = county.get(reverse("waiting_row", args=[WaitingRow.objects.get().pk])).content.decode()
    assert "<mark>果</mark>" in shown and "<mark>国</mark>" in shown and shown.count("<mark>") == 2
    assert "姓名同音，身份证号相同" in shown and "几乎可以确定" in shown
    listed = county.get(reverse("waiting")).content.decode()
    assert "1 人，几乎可以确定" in listed and "大量记录" not in listed


def test_a_former_name_is_said_with_the_settling_and_shown_beside_the_next_row(county: Client) -> None:
    number = an_id()
    person = a_person(name="某文静", id_number=number)
    assert bring(county, [a_death(number, "某大妮", ref="HJ1")])[0] == 302
    row = WaitingRow.objects.get()
    page = reverse("waiting_row", args=[row.pk])
    assert "“某大妮”是此人的曾用名" in county.get(page).content.decode()
    refused = county.post(reverse("waiting_settle", args=[row.pk]), {"person": "nobody", "reason": "户口簿", "former": "yes"})
    assert refused.status_code == 422 and "不能登记曾用名" in refused.content.decode()
    settled = county.post(reverse("waiting_settle", args=[row.pk]), {"person": person.pk, "reason": "户口簿曾用名栏", "former": "yes"})
    assert settled.status_code == 302 and "曾用名 <strong>某大妮</strong>，与部门所写相同" in county.get(page).content.decode()
    assert bring(county, [a_death(number, "某大妮", ref="HJ2")], "hukou_370702_20261012_gz1.csv")[0] == 302
    again = county.get(reverse("waiting_row", args=[WaitingRow.objects.get(ref="HJ2").pk])).content.decode()
    assert "曾用名相同，身份证号相同" in again and "是此人的曾用名" not in again  # a death is asked about all the same; nothing to record twice


def test_a_decision_is_taken_back_on_its_page(county: Client, signed_in: Sign, officer_of: Officers) -> None:
    row, person, _ = a_waiting_death(county)
    assert "撤销核对" not in county.get(reverse("waiting_row", args=[row.pk])).content.decode()
    county.post(reverse("waiting_settle", args=[row.pk]), {"person": person.pk, "reason": "派出所核实"})
    assert row.name in county.get(reverse("waiting") + "?list=settled").content.decode()
    assert "撤销核对" in county.get(reverse("waiting_row", args=[row.pk])).content.decode()
    inspector = signed_in(officer_of("inspector", COUNTY))
    assert "撤销核对" not in inspector.get(reverse("waiting_row", args=[row.pk])).content.decode()
    assert inspector.post(reverse("waiting_take_back", args=[row.pk]), {"reason": "不是此人"}).status_code == 403
    refused = county.post(reverse("waiting_take_back", args=[row.pk]), {"reason": " "})
    assert refused.status_code == 422 and "理由" in refused.content.decode()
    assert county.post(reverse("waiting_take_back", args=[row.pk]), {"reason": "经来源核实，不是此人"}).status_code == 302
    person.refresh_from_db()
    shown = county.get(reverse("waiting_row", args=[row.pk])).content.decode()
    assert person.died_on is None and "撤销：经来源核实，不是此人" in shown and row.name in county.get(reverse("waiting")).content.decode()


def test_a_crowd_is_shown_with_its_file_and_its_person(county: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from doudi.verification.matching import deciding

    monkeypatch.setattr(deciding, "MOST_CLAIMS", 2)
    person = a_person(name="某甲")
    assert bring(county, [a_death(an_id(seq=300 + place), "某甲", ref=f"HJ{place}") for place in range(4)])[0] == 302
    listed = county.get(reverse("waiting")).content.decode()
    assert listed.count("某甲") == 1 and "大量记录指向同一人" in listed and f"{person.name}：4 条，hukou_" in listed
    assert "有 4 条记录指向某甲" in county.get(reverse("waiting_row", args=[WaitingRow.objects.first().pk])).content.decode()


def test_settling_needs_a_person_and_a_reason(county: Client) -> None:
    row, person, _ = a_waiting_death(county)
    for given in ({}, {"person": "x", "reason": "核实"}, {"person": person.pk, "reason": " "}):
        response = county.post(reverse("waiting_settle", args=[row.pk]), given)
        assert response.status_code == 422 and "请" in response.content.decode()
    for _ in range(2):
        assert county.post(reverse("waiting_settle", args=[row.pk]), {"person": person.pk, "reason": "派出所核实"}).status_code == 302
    person.refresh_from_db()
    assert person.death_known_on == TODAY
    assert AuditEntry.objects.filter(verb="verification.settled").count() == 1
    assert "已确认本人" in county.get(reverse("waiting_row", args=[row.pk])).content.decode()


def test_nobody_here_and_no_newcomer_by_death(county: Client) -> None:
    row, person, _ = a_waiting_death(county)
    assert county.post(reverse("waiting_admit", args=[row.pk]), {"reason": "新人"}).status_code == 422
    assert county.post(reverse("waiting_settle", args=[row.pk]), {"person": "nobody", "reason": "外地人员"}).status_code == 302
    person.refresh_from_db()
    assert person.died_on is None


def test_the_written_number_is_shown_for_a_reason(county: Client) -> None:
    row, _, wrong = a_waiting_death(county)
    assert county.post(reverse("waiting_number", args=[row.pk])).status_code == 422
    assert wrong in county.post(reverse("waiting_number", args=[row.pk]), {"reason": "核对"}).content.decode()
    assert AuditEntry.objects.get(verb="verification.number_opened").because == "核对"


@pytest.fixture
def admin(officer_of: Officers) -> Officer:
    return officer_of("administrator")


NEW = {"username": "town1-9", "name": "某新", "role": "township", "region": TOWN, "department": "", "unit": "", "because": "新任"}


def test_an_officer_is_added_with_a_password_shown_once(signed_in: Sign, admin: Officer) -> None:
    client = signed_in(admin)
    response = client.post(reverse("officer_add"), NEW)
    password = response.context["password"]
    assert password in response.content.decode() and password not in client.get(reverse("officers")).content.decode()
    newcomer = Client()
    assert newcomer.post(reverse("sign_in"), {"username": "town1-9", "password": password}).status_code == 302
    again = client.post(reverse("officer_add"), NEW)
    assert again.status_code == 422 and "已经有人使用" in again.content.decode()
    [entry] = AuditEntry.objects.filter(verb="base.officer_engaged")
    assert password not in str(entry.detail) and entry.because == "新任"


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"username": "Ab"}, "小写字母"),
        ({"name": ""}, "姓名"),
        ({"because": " "}, "理由"),
        ({"role": "king"}, "岗位"),
        ({"region": COUNTY}, "乡镇"),
        ({"region": "999"}, "乡镇"),
        ({"role": "county"}, "县"),
        ({"role": "department", "region": COUNTY}, "部门"),
        ({"department": "medical_insurance"}, "部门"),
        ({"role": "administrator"}, "不选择区划"),
    ],
)
def test_an_officer_that_cannot_be_is_refused(wrong: dict[str, str], words: str, signed_in: Sign, admin: Officer) -> None:
    response = signed_in(admin).post(reverse("officer_add"), NEW | wrong)
    assert response.status_code == 422 and words in response.content.decode()
    assert not Officer.objects.filter(username="town1-9").exists()


def test_somebody_who_leaves_is_out_at_once_and_may_come_back(
    signed_in: Sign, admin: Officer, officer_of: Officers, with_password: Callable[[Officer], Officer]
) -> None:
    leaver, client = with_password(officer_of("township", TOWN)), signed_in(admin)
    theirs = Client()
    theirs.post(reverse("sign_in"), {"username": leaver.username, "password": PASSWORD})
    address = reverse("officer_switch", args=[leaver.pk])
    assert client.post(address, {"to": "off", "because": ""}).status_code == 422
    for _ in range(2):
        assert client.post(address, {"to": "off", "because": "调离"}).status_code == 302
    assert theirs.get(reverse("own_account")).status_code == 302
    assert AuditEntry.objects.filter(verb="base.officer_suspended").count() == 1
    assert client.post(address, {"to": "on", "because": "回任"}).status_code == 302
    leaver.refresh_from_db()
    assert leaver.is_active


def test_the_administrator_does_not_lock_themselves_out(signed_in: Sign, admin: Officer) -> None:
    response = signed_in(admin).post(reverse("officer_switch", args=[admin.pk]), {"to": "off", "because": "测试"})
    assert response.status_code == 422 and "自己" in response.content.decode()
    with pytest.raises(officers.CannotSuspend):
        officers.suspend(officer_id=admin.pk, because="测试", officer=admin)
    with pytest.raises(officers.CannotReinstate):
        officers.reinstate(officer_id=admin.pk, because=" ", officer=admin)
    with pytest.raises(officers.CannotEngage):
        officers.engage(**(NEW | {"role": "king"}), officer=admin)


def test_only_the_administrator_keeps_officers(officer_of: Officers, tmp_path: Path) -> None:
    for role in ("township", "county", "finance", "inspector"):
        with pytest.raises(access.CannotAccess):
            officers.engage(**NEW, officer=officer_of(role, TOWN if role == "township" else COUNTY))


def polled(client: Client, page: str) -> HttpResponse:
    """What a page is answered that asks as htmx would."""
    [address] = re.findall(r'hx-get="([^"]*under-way[^"]*)"', page)
    return client.get(address, headers={"HX-Request": "true"})


def test_the_page_shows_how_far_a_file_is_and_is_told_when_it_is_done(own_home: Path, county: Client, signed_in: Sign, officer_of: Officers) -> None:
    page = county.get(reverse("feeds")).content.decode()
    assert "正在接收的文件" not in page and polled(county, page).status_code == 204, "the control: nothing is being received"
    with transaction.atomic(), Line(UnderWay(NAME, "hukou", COUNTY, rows=1_200_000), print) as line:
        line.begin("检查")
        page = county.get(reverse("feeds")).content.decode()
        assert "第 2 步，共 4 步，检查。已读 1,200,000 行。" in page and 'aria-label="hukou_370702_20261012.csv 的接收进度"' in page
        assert polled(county, page).status_code == 204
        elsewhere = signed_in(officer_of("county", "370783"))
        assert "正在接收的文件" not in elsewhere.get(reverse("feeds")).content.decode()
        line.begin("入库")
        answer = polled(county, page)
        assert "第 4 步，共 4 步，入库" in (page := answer.content.decode()) and "HX-Trigger" not in answer.headers
        with pytest.raises(RuntimeError), line:
            raise RuntimeError
    answer = polled(county, page)
    assert NAME not in answer.content.decode() and "files-changed" in answer.headers["HX-Trigger"]
    assert polled(county, answer.content.decode()).status_code == 204
