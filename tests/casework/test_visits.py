"""调查: the ways of looking into a case, the form of the scheme, the scale at the first visit, and who signed."""

import io

import pytest
from PIL import Image

from doudi.base import files
from doudi.casework import actions
from doudi.casework import queries as cases
from doudi.casework.actions import Looked, Signed
from doudi.casework.models import Investigation, Signature
from doudi.casework.queries.papers import papers_of_application
from doudi.registry import queries as registry
from tests.casework.story import ON, SURVEYED, a_poor_family, applied, fresh, staff
from tests.casework.test_one_case import an_old_man

pytestmark = pytest.mark.usefixtures("system")


def a_signature() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (60, 20), "white").save(made, "PNG")
    return made.getvalue()


def looked_into(case, people, looked: Looked, on=SURVEYED) -> Investigation:
    return actions.investigate(
        application_id=case.pk, officers=[people.surveyor, people.second], findings="看了住房，问了收入。", looked=looked, on=on
    )


def test_the_form_and_both_signatures_are_kept(officer_of):
    people, family = staff(officer_of), a_poor_family()
    case = applied(family, people)
    signed = [Signed("family", family.head.name, a_signature()), Signed("officer", people.surveyor.name, instead="纸质记录上已签名。")]
    visit = looked_into(case, people, Looked(answers={"home": "租住", "living": "有困难"}, signed=signed))
    assert visit.form == [("住房", "租住"), ("吃、穿、用和取暖", "有困难")]
    drawn, said = Signature.objects.order_by("id")
    assert files.read(drawn.file).startswith(b"\xff\xd8\xff") and said.instead, "made anew, sealed under its digest"


@pytest.mark.parametrize(
    ("looked", "words"),
    [
        (Looked("neighbour", who="邻居"), "请先记录入户调查"),
        (Looked("remote"), "不入户"),
        (Looked("by_dream"), "调查方式"),
        (Looked(answers={"home": "城堡"}), "没有这样的项目或者答案"),
        (Looked(answers={"carer": "亲友"}), "没有这样的项目或者答案"),
        (Looked(signed=[Signed("family", "")]), "签字人"),
        (Looked(signed=[Signed("family", "某甲")]), "签名"),
        (Looked(signed=[Signed("family", "某甲", b"x", "又写了原因")]), "签名"),
        (Looked(able={-1: ()}), "在世成员"),
    ],
)
def test_half_a_visit_is_refused_and_nothing_is_kept(officer_of, looked, words):
    people = staff(officer_of)
    case = applied(a_poor_family(), people)
    with pytest.raises(actions.CannotInvestigate, match=words):
        looked_into(case, people, looked)
    assert not Investigation.objects.exists() and fresh(case).state == "accepted"


def test_what_is_no_picture_is_no_signature(officer_of):
    people, family = staff(officer_of), a_poor_family()
    with pytest.raises(actions.CannotAttach):
        looked_into(applied(family, people), people, Looked(signed=[Signed("family", family.head.name, b"<script>")]))


def test_neighbours_letters_and_conferences_come_beside_the_visit(officer_of):
    people = staff(officer_of)
    case = applied(a_poor_family(), people)
    looked_into(case, people, Looked("remote", because="暴雨，道路中断。"))
    for manner, who in (("neighbour", "邻居，同村"), ("letter", "某公司，函〔2026〕1号"), ("conference", "民政、村委会")):
        with pytest.raises(actions.CannotInvestigate, match="请写明"):
            looked_into(case, people, Looked(manner))
        assert looked_into(case, people, Looked(manner, who=who)).who == who
    assert fresh(case).state == "investigated" and case.investigations.count() == 4
    assert [paper.title for paper in papers_of_application(case.pk) if paper.template == "visit"] == [
        "电话、视频调查记录",
        "邻里访问记录",
        "信函索证记录",
        "小组会商记录",
    ]


def test_the_scale_at_the_first_visit_says_how_much_care(officer_of):
    people, family = staff(officer_of), an_old_man()
    case = applied(family, people, wage=0)
    actions.turn_to(application_id=case.pk, scheme="tekun", words="本人同意。", officer=people.clerk, on=ON)
    able = ("eats_unaided", "dresses_unaided", "gets_up_unaided")
    looked_into(fresh(case), people, Looked(able={family.head.pk: able}, answers={"carer": "没有人"}))
    facts = registry.case_of(family.household.pk, on=SURVEYED).members[0]
    assert (facts["eats_unaided"], facts["walks_unaided"]) == (True, False)
    assert cases.assess_application(case.pk, SURVEYED).proposal("tekun").shares[0].sums["tekun_care"] == 34_000, "three not alone: partly lost"
