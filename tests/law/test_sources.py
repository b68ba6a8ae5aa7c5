"""法源: every citation leads to a passage of an official text that was in force."""

import hashlib
from datetime import date, timedelta

import pytest

from doudi import law
from doudi.law.sources import CannotCite, in_force, passages, sources

CITATIONS = sorted(
    {cited for rule in law.rules() for cited in (rule.source, rule.formerly) if cited}
    | {one.source for one in law.parameters()}
    | {stretch.source for one in law.parameters() for stretch in one.stretches}
)
UNREAD = {source for source in sources().values() if source.text is None}


@pytest.mark.parametrize("citation", CITATIONS)
def test_every_citation_leads_to_a_passage(citation):
    """At least one that was read: nothing rests on a text nobody has read."""
    assert passages(citation)
    assert all(passages(citation))


@pytest.mark.parametrize(
    ("citation", "words"),
    [
        ("社会救助法 第十八条", "家庭人均收入低于当地最低生活保障标准"),
        ("社会救助法 第十八条第二款", "分档定额发放"),
        ("法 第二十一条第三款", "上浮一定比例"),
        ("57号 第十三条第二款(三)", "基础养老金"),
        ("57号 第八条第二款", "1.5倍"),
        ("57号 第十三条第三款", "必要的就业成本"),
        ("国办发〔2023〕39号 三(三)", "加强动态监测"),
        ("民法典 第一千零七十四条", "祖父母"),
        ("行政诉讼法 第五十七条", "先予执行"),
        ("个人信息保护法 第十三条第三项、第三十四条", "国家机关"),
    ],
)
def test_a_citation_leads_to_the_right_words(citation, words):
    assert words in passages(citation)[-1]


@pytest.mark.parametrize(
    ("parameter", "words"),
    [
        ("dibao.rounding", "实际差额"),
        ("dibao.floor_percent", "实际差额"),
        ("benefits.death_month_paid", "死亡"),
        ("marginal.percent", "1.5倍"),
        ("income.rigid_deducted_percent", "刚性支出"),
        ("dibao.work_disregard.percent", "就业成本"),
    ],
)
def test_a_figure_rests_on_an_article_that_speaks_of_it(parameter, words):
    (source,) = {one.source for one in law.parameters() if one.name == parameter}
    assert words in passages(source)[0]


def test_the_marginal_share_is_an_example_since_the_province_sets_it():
    for on, marked, words in ((date(2026, 6, 30), False, "1.5倍"), (date(2026, 7, 1), True, "上浮一定比例")):
        assert law.book(on).figures.value("marginal.percent", "370702", "urban", on)[1] is marked
        (stretch,) = [one for one in law.book(on).figures.parameters["marginal.percent"].stretches if one.from_on <= on < one.until_on]
        assert words in passages(stretch.source)[0]


def test_property_rested_on_the_interim_measures():
    (rule,) = [rule for rule in law.rules() if rule.name == "property_within_limits"]
    assert "家庭财产状况规定" in passages(rule.formerly)[0]


@pytest.mark.parametrize(
    "citation",
    [
        "社会救助法 第七十九条",
        "社会救助法 第十八条第三款",
        "57号 第七条(五)",
        "57号 第十三条第一款(六)",
        "58号 第一条",
        "社会救助法",
        "39号 九(一)",
        "39号 三(九)",
        "民法典 第五十七条",
        "社会救助法 第十八",
        "42号 第一条",
        "14号 一(一)",
        "社会救助法 第十八条；42号 第一条",
    ],
)
def test_a_citation_that_leads_nowhere_is_refused(citation):
    with pytest.raises(CannotCite):
        passages(citation)


def test_several_passages_are_all_looked_up():
    assert len(passages("社会救助法 第三十九条第二款、第六十二条；个人信息保护法 第三十四条")) == 3
    with pytest.raises(CannotCite):
        passages("社会救助法 第三十九条、第八十条")


def test_a_text_that_was_not_read_may_be_named_and_brings_nothing():
    assert passages("42号") == []
    assert passages("社会救助法 第二十四条；42号") == passages("社会救助法 第二十四条")
    assert all(source.title and not source.digest for source in UNREAD)
    assert {source.short for source in UNREAD} >= {"42号", "14号", "47号", "临救26"}


def test_what_took_a_text_s_place_began_when_it_ended():
    told = {source.short: source for source in sources().values() if source.until or source.superseded_by}
    assert {short: source.superseded_by for short, source in told.items()} == {"暂行办法": "社会救助法", "220号": "57号", "2016年特困办法": "43号"}
    for source in told.values():
        assert source.until == sources()[source.superseded_by].in_force or (source.until is None and "没有找到明文" in source.note)


def test_the_texts_are_as_they_were_taken():
    for source in set(sources().values()) - UNREAD:
        text = law.FOLDER / "texts" / source.text
        assert hashlib.sha256(text.read_bytes()).hexdigest() == source.digest, source.short


def test_no_text_lies_there_uncited_by_the_list():
    assert {file.name for file in (law.FOLDER / "texts").glob("*.md")} == {source.text for source in sources().values()} - {None}


@pytest.mark.parametrize(
    "on", sorted({day + timedelta(shift) for day in in_force().values() for shift in (-1, 0) if day + timedelta(shift) >= date(2021, 7, 1)})
)
def test_every_rule_rests_on_a_text_in_force_that_day(on):
    book = law.book(on)
    for rule in book.rules.values():
        cited = sources()[book.source_of(rule).split(" ")[0]]
        assert cited.in_force and cited.in_force <= on, f"{rule.name} on {on}"
        assert cited.until is None or on < cited.until, f"{rule.name} on {on}"
