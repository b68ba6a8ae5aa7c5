"""公开的内容不泄露: whatever was written about a family, nothing of it stands in a page, a printed sheet, a PDF or any part of a table file."""

import random
import re
import zipfile
from datetime import date

import pytest
from django.conf import settings as installation
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from doudi.base import crypto
from doudi.casework import actions
from doudi.casework.queries import notices
from doudi.oversight.models import DayRecord
from doudi.registry.actions import Declared
from tests.casework.story import DECIDED, ON, OPINED, POSTED, SUBMITTED, an_account, staff, vehicles_answered
from tests.leaks import a_card, leaks, texts_of, texts_of_pdf
from tests.people import ADULT, CHILD, VILLAGE, Family, a_household, a_person, an_id, join

PLANTED = (
    "户主患尿毒症，每周透析三次。",
    "配偶肢体二级残疾，长期住院。",
    "长子曾因盗窃被判处有期徒刑。",
    "次子强制戒毒两年。",
    "住示例路12号3号楼2单元501室。",
)
NAMES = st.one_of(
    st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=2, max_size=4).filter(lambda name: not leaks(name)),
    st.sampled_from(["某某（尿毒症）", "某某13912345678", "某某 11010519491231002X", "某 服刑 某/", "<b>某某</b>"]),
)


@st.composite
def stories(draw):
    """What people write down about families: any mixture of what must not be known."""
    digits = st.text("0123456789", min_size=8, max_size=8)
    pieces = st.one_of(
        st.sampled_from(PLANTED),
        digits.map(lambda tail: f"电话 139{tail}。"),
        digits.map(lambda tail: f"卡号 {a_card('62170000' + tail[:7])}。"),
        st.integers(0, 499).map(lambda turn: f"身份证 {an_id(ADULT, 'male', turn)}。"),
    )
    words = st.lists(pieces, min_size=1, max_size=3).map("".join)
    return {
        "name": draw(NAMES),
        "child": draw(st.booleans()),
        "members": draw(st.integers(1, 3)),
        "illness": draw(st.sampled_from(["none", "limb", "mental", "intellectual"])),
        "words": [draw(words) for _ in range(6)],
    }


def live(told, officer_of) -> str:
    """One family applies, hangs, is objected to or helped, with the story's words in every free text there is; returns the number of a notice."""
    people, home = staff(officer_of), a_household()
    persons = [a_person(name=told["name"], born_on=CHILD if told["child"] else ADULT), *(a_person() for _ in range(told["members"] - 1))]
    for place, person in enumerate(persons):
        join(home, person, "head" if place == 0 else "other")
        person.phone_sealed = crypto.seal_text("13900000000", purpose="phone")
        person.save()
    family, words, number = Family(home, tuple(persons)), iter(told["words"] * 2), ""
    vehicles_answered(family)
    declared = [Declared(persons[0].pk, "disability_kind", word=told["illness"]), Declared(persons[0].pk, "major_illness", amount=1)]
    for decided in (False, True):
        declared.append(Declared(None, "able_supporter_outside", 1))
        application = actions.accept(
            household_id=home.pk,
            applicant_id=persons[0].pk,
            declared=declared if not decided else [],
            origin=next(words)[:40],
            officer=people.clerk,
            on=ON,
            relatives=next(words),
            account_id=an_account(family, people.clerk) if not decided else None,
        )
        actions.record_complaint(application_id=application.pk, words=next(words), officer=people.clerk, on=ON)
        actions.investigate(application_id=application.pk, officers=[people.surveyor, people.second], findings=next(words), on=ON)
        actions.give_opinion(application_id=application.pk, outcome="grant", reason=next(words), officer=people.surveyor, on=OPINED)
        actions.post_notice(application_id=application.pk, officer=people.clerk, on=POSTED)
        number = application.number
        if not decided:
            row = actions.receive_objection(number=number, words=next(words), objector="匿名", contact="13900000000", address="x", on=POSTED)
            yield number
            actions.set_aside_online(online_id=row.pk, reason=next(words), officer=people.reviewer, on=POSTED)
            actions.submit(application_id=application.pk, officer=people.clerk, on=SUBMITTED)
            visit = {"officers": [people.reviewer, people.visitor], "findings": "属实。", "on": SUBMITTED}
            actions.visit_by_county(application_id=application.pk, **visit)
            actions.decide(application_id=application.pk, outcome="grant", reason=next(words), officer=people.reviewer, on=DECIDED)
            yield number
            return


def everything_shown(client: Client, officer: Client, number: str) -> dict[str, str]:
    """What everybody may read, and what goes on the wall, by address."""
    public = [reverse("notices"), *(reverse("notices_of", args=[VILLAGE[:digits]]) for digits in (6, 9, 12))]
    asked = [*public, f"{reverse('object_online')}?number={number}"]
    shown = {address: client.get(address).content.decode() for address in asked}
    for posting in ("notices", "published"):
        sheet = reverse("wall_sheet", args=[VILLAGE, posting])
        shown[sheet] = re.sub(r'<p class="under-heading.*?</p>', "", officer.get(sheet).content.decode())
        table = reverse("wall_table", args=[VILLAGE, posting])
        shown[table] = " ".join(texts_of(b"".join(officer.get(table).streaming_content)))
        paper = reverse("wall_paper", args=[VILLAGE, posting])
        shown[paper] = " ".join(texts_of_pdf(b"".join(officer.get(paper).streaming_content)))
    return shown


def found_in(shown: dict[str, str]) -> list[str]:
    """Leaks by address, the site's own advice left aside."""
    advice = "不要写他人的病情、身份证号和账号"
    return [f"{address} {leak}" for address, text in shown.items() for leak in leaks(re.sub(r"<[^>]*>", " ", text.replace(advice, "")))]


@pytest.fixture
def watched(system, monkeypatch, signed_in, officer_of):
    """Lives a story on a day and says what was leaked, leaving nothing behind."""
    monkeypatch.setattr(installation, "DEMO", True)
    officer = signed_in(officer_of("township", VILLAGE[:9]))

    def watch(told) -> tuple[list[str], int]:
        found, seen, before = [], 0, transaction.savepoint()
        days = iter((POSTED, date(2026, 11, 2)))
        for number in live(told, officer_of):
            DayRecord.objects.all().delete()
            DayRecord.objects.create(region="370702", on=next(days))
            shown = everything_shown(Client(), officer, number)
            seen += shown[reverse("notices_of", args=[VILLAGE])].count('<th scope="row"')
            found += found_in(shown)
        transaction.savepoint_rollback(before)
        return found, seen

    return watch


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=stories())
def test_nothing_written_about_a_family_is_shown(watched, told):
    found, seen = watched(told)
    assert found == [] and seen == 2, "once as a notice, once as a published line"


LEAKING = {
    "a name as it was typed": ("_shown", lambda name, born_on, on, number: name),
    "a proposal with its reason": ("PROPOSALS", {"dibao": "拟确认；户主患尿毒症"}),
    "a number with the phone": ("_shown", lambda name, born_on, on, number: f"{number} 139-1234-5678"),
    "a full-width id number": ("_shown", lambda name, born_on, on, number: "１１０１０５１９４９１２３１００２Ｘ"),
}


@pytest.mark.parametrize("leak", LEAKING)
def test_a_leak_would_be_found(watched, monkeypatch, leak):
    """Negative controls: the one place that decides is made to show more."""
    monkeypatch.setattr(notices, *LEAKING[leak])
    told = {"name": "某某（尿毒症）", "child": False, "members": 1, "illness": "none", "words": ["情况属实。"] * 6}
    found = watched(told)[0]
    assert {suffix for suffix in ("published", ".xlsx", ".pdf") for one in found if f"{suffix} " in one} >= ({".xlsx", ".pdf"})


def test_the_scan_misses_nothing_that_is_planted_and_raises_no_false_alarm():
    """10,000 planted, half of them with blanks or in full width; and as many ordinary lines."""
    chance, missed, alarms = random.Random(14), 0, 0
    spellings = (
        str,
        lambda text: " ".join(text),
        lambda text: text.translate({48 + digit: 0xFF10 + digit for digit in range(10)}),
        lambda text: f"{text[:6]}-{text[6:]}",
    )
    for turn in range(10_000):
        tail = f"{chance.randrange(10**8):08d}"
        kinds = (
            an_id(date(1950 + turn % 60, 1 + turn % 12, 1 + turn % 28), seq=turn % 500),
            f"1{3 + turn % 7}{tail}{turn % 10}",
            a_card(f"6217{tail}{turn % 1000:03d}"),
            PLANTED[turn % len(PLANTED)],
        )
        text = kinds[turn % 4]
        missed += not leaks(f"某甲，{text if turn % 4 == 3 else spellings[turn // 4 % 4](text)}，共 3 人")
        alarms += bool(leaks(f"SQ370702-2026-{turn:06d} 某甲 3 人 拟确认为最低生活保障家庭 2026-10-15 2026-10-22 {chance.randrange(10**7) / 100:,.2f} 元"))
    assert (missed, alarms) == (0, 0)


@pytest.mark.parametrize("part", ["docProps/core.xml", "xl/comments1.xml", "xl/worksheets/sheet2.xml"])
def test_a_hidden_part_of_a_table_would_be_read(tmp_path, part):
    """Negative control: properties, comments and sheets that no program shows."""
    with zipfile.ZipFile(tmp_path / "x.xlsx", "w") as book:
        book.writestr("xl/worksheets/sheet1.xml", "<row/>")
        book.writestr(part, '<c hidden="1">11010519491231002X</c>')
    assert leaks(" ".join(texts_of((tmp_path / "x.xlsx").read_bytes()))) == ["id number: 11010519491231002X"]
