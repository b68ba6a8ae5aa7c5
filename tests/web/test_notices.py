"""公示公布的页面: open to everybody without a cookie, kept by nobody, and closed to guesses."""

import io
import re
import zipfile
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from doudi.base import regions
from doudi.casework import actions
from doudi.casework.models import OnlineObjection
from doudi.oversight.models import DayRecord
from tests.casework.story import DECIDED, LAST_OF_NOTICE, POSTED, a_poor_family, applied, granted, staff
from tests.casework.test_notices import posted
from tests.leaks import texts_of_pdf
from tests.people import VILLAGE

TOWN, COUNTY = VILLAGE[:9], VILLAGE[:6]


@pytest.fixture
def day(system, monkeypatch):
    """Sets the day that pages speak of."""
    monkeypatch.setattr(settings, "DEMO", True)

    def be(on):
        DayRecord.objects.all().delete()
        DayRecord.objects.create(region="370702", on=on)

    be(POSTED)
    return be


def read(address: str, **given) -> str:
    answer = Client().get(address, given)
    assert answer.status_code == 200, address
    return answer.content.decode()


def of(region: str) -> str:
    return reverse("notices_of", args=[region])


def send(number: str, client: Client | None = None, **given: str):
    typed = {"number": number, "words": "他家的儿子在外地务工。", "objector": "", "contact": ""} | given
    return (client or Client()).post(reverse("object_online"), typed)


def test_a_resident_finds_the_notice_from_the_city_down(officer_of, day):
    application = posted(officer_of)
    name = application.applicant.name
    for address, below in ((reverse("notices"), of(COUNTY)), (of(COUNTY), of(TOWN)), (of(TOWN), of(VILLAGE))):
        said = read(address)
        assert f'href="{below}"' in said and "公示 1 " in said and name not in said and application.number not in said, address
    said = read(of(VILLAGE))
    assert name in said and application.number in said and "3 人" in said and f"{reverse('object_online')}?number={application.number}" in said


def test_the_way_names_each_place_once(day):
    for region in (VILLAGE[:4], COUNTY, TOWN, VILLAGE):
        way = re.findall(r'<ol class="public-way">(.*?)</ol>', read(of(region)))[0]
        named = re.findall(r"<(?:a|span)[^>]*>([^<]+)</", way)
        assert named == [regions.name_of(VILLAGE[:digits]) for digits in (4, 6, 9, 12) if digits <= len(region)]


def test_a_place_is_found_by_its_name(officer_of, day):
    said = read(reverse("notices"), q=regions.name_of(VILLAGE))
    assert f'href="{of(VILLAGE)}"' in said
    assert "没有找到" in read(reverse("notices"), q="不存在的地方")


def test_the_notice_is_gone_the_moment_it_is_objected_to_and_after_its_last_day(officer_of, day):
    application = posted(officer_of)
    day(LAST_OF_NOTICE)
    assert application.number in read(of(VILLAGE))
    day(LAST_OF_NOTICE + timedelta(days=1))
    assert application.number not in read(of(VILLAGE)) and application.applicant.name not in read(of(VILLAGE))
    day(POSTED + timedelta(days=1))
    actions.object_to(application_id=application.pk, objector="邻居", words="有人务工。", officer=application.accepted_by, on=POSTED + timedelta(days=1))
    assert application.number not in read(of(VILLAGE))


def test_what_is_given_is_published_page_by_page(officer_of, day, monkeypatch):
    monkeypatch.setattr("doudi.web.portal.notices.SHOWN", 2)
    people, families = staff(officer_of), [a_poor_family(1) for _ in range(3)]
    for family in families:
        granted(family, people, wage=300)
    day(DECIDED)
    pages = [read(of(VILLAGE)), read(of(VILLAGE), page=2)]
    assert [sum(family.head.name in page for family in families) for page in pages] == [2, 1]
    assert "710.00 元" in pages[0] and "示例标准" in pages[0]
    assert all(family.head.name not in read(of(TOWN)) for family in families)


@pytest.mark.parametrize("region", ["370703999999", "37", "11", "370702001001001", "x", "370702..", "３７０７", "3707021"])
def test_no_such_place_is_not_found(day, region):
    assert Client().get(of(region)).status_code == 404


def test_pages_give_no_cookie_and_are_not_kept_or_indexed(officer_of, day):
    number = posted(officer_of).number
    client = Client()
    answers = [client.get(reverse("notices")), client.get(of(VILLAGE)), client.get(reverse("object_online")), send(number, client), send("SQ", client)]
    for answer in answers:
        assert not answer.cookies and "Set-Cookie" not in answer.headers
        assert answer.headers["Cache-Control"] == "no-store"
        assert "noindex" in answer.headers["X-Robots-Tag"] and "noarchive" in answer.headers["X-Robots-Tag"]
        assert answer.headers["X-Frame-Options"] == "DENY" and answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'self'" in answer.headers["Content-Security-Policy"] and "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
        assert "csrfmiddlewaretoken" not in answer.content.decode()
    assert client.get("/robots.txt").content.decode() == "User-agent: *\nDisallow: /\n"


def test_an_objection_by_number_is_taken_without_a_cookie(officer_of, day):
    application = posted(officer_of)
    answer = send(application.number, Client(enforce_csrf_checks=True))
    row = OnlineObjection.objects.get()
    assert answer.status_code == 200 and row.number in answer.content.decode() and row.application == application


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null", "http://testserver.elsewhere.example"])
def test_another_sites_form_is_refused(officer_of, day, origin):
    typed = {"number": posted(officer_of).number, "words": "他家的儿子在外地务工。"}
    assert Client().post(reverse("object_online"), typed, headers={"Origin": origin}).status_code == 403
    assert not OnlineObjection.objects.exists()
    assert Client().post(reverse("object_online"), typed, headers={"Origin": "http://testserver"}).status_code == 200


def test_guessing_a_number_tells_nothing(officer_of, day):
    """Same status, same length, same number of questions to the database, whether nobody's, waiting, or past."""
    waiting = applied(a_poor_family(), staff(officer_of)).number
    answers = set()
    for number in (waiting, "SQ370702-2026-999999", "SQ370702-2026-888888"):
        with CaptureQueriesContext(connection) as asked:
            answer = send(number)
        answers.add((answer.status_code, re.sub(rf"{number}", "", answer.content.decode()), len(asked)))
    assert len(answers) == 1 and {status for status, *_ in answers} == {422}


def test_an_officer_prints_and_takes_the_list_of_their_own_place(officer_of, signed_in, day):
    application = posted(officer_of)
    client = signed_in(officer_of("township", TOWN))
    assert reverse("wall_sheet", args=[VILLAGE, "notices"]) in client.get(reverse("wall")).content.decode()
    sheet = client.get(reverse("wall_sheet", args=[VILLAGE, "notices"])).content.decode()
    assert application.number in sheet and application.applicant.name in sheet
    answer = client.get(reverse("wall_table", args=[VILLAGE, "notices"]))
    book = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    assert sorted(book.namelist()) == ["[Content_Types].xml", "_rels/.rels", "xl/_rels/workbook.xml.rels", "xl/workbook.xml", "xl/worksheets/sheet1.xml"]
    assert application.number in book.read("xl/worksheets/sheet1.xml").decode()
    for which in ("notices", "published", "everything"):
        foreign = signed_in(officer_of("township", "370702002"))
        assert foreign.get(reverse("wall_sheet", args=[VILLAGE, which])).status_code == 404
        assert foreign.get(reverse("wall_table", args=[VILLAGE, which])).status_code == 404
        assert foreign.get(reverse("wall_paper", args=[VILLAGE, which])).status_code == 404
    assert client.get(reverse("wall_sheet", args=[VILLAGE, "everything"])).status_code == 404


def test_the_paper_for_the_wall_says_what_the_page_says(officer_of, signed_in, day):
    """The same bytes again, and the same for nothing."""
    application = posted(officer_of)
    client = signed_in(officer_of("township", TOWN))
    made = [b"".join(client.get(reverse("wall_paper", args=[VILLAGE, "notices"])).streaming_content) for _ in range(2)]
    said = re.sub(r"\s", "", " ".join(texts_of_pdf(made[0])))
    assert made[0] == made[1] and application.number in said and application.applicant.name in said and "社会救助公示" in said
    none = re.sub(r"\s", "", " ".join(texts_of_pdf(b"".join(client.get(reverse("wall_paper", args=[VILLAGE, "published"])).streaming_content))))
    assert "今天没有" in none and "示例标准" in none


def test_an_objection_is_taken_up_on_its_page(officer_of, signed_in, day):
    application = posted(officer_of)
    send(application.number, words="<b>他家</b>的儿子在外地务工。", contact="13800000000")
    row = OnlineObjection.objects.get()
    clerk, county = signed_in(officer_of("township", TOWN)), signed_in(officer_of("county"))
    address = reverse("objection", args=[row.pk])
    assert address in clerk.get(reverse("queue")).content.decode() and address in clerk.get(reverse("wall")).content.decode()
    said = clerk.get(address).content.decode()
    assert "&lt;b&gt;他家&lt;/b&gt;" in said and "13800000000" in said and "不作为异议登记" not in said
    assert "不作为异议登记" in county.get(address).content.decode()
    assert county.post(reverse("objection_set_aside", args=[row.pk]), {"reason": ""}).status_code == 422
    assert clerk.post(reverse("objection_set_aside", args=[row.pk]), {"reason": "不想办"}).status_code == 403
    assert clerk.post(reverse("objection_record", args=[row.pk])).status_code == 302
    application.refresh_from_db()
    assert application.state == "objected" and "已登记" in clerk.get(address).content.decode()
