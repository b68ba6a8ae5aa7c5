"""政策页面: the law beside its rules, and what would follow if a figure were set otherwise."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from doudi import law
from doudi.base.models import Officer
from doudi.policy import Rule
from doudi.sandbox import example_people
from doudi.web.components import formula
from doudi.web.console import law_rule, what_if

ON = date(2026, 10, 12)
Sign = Callable[[Officer], Client]
Officers = Callable[..., Officer]


@pytest.fixture
def at(system: None, officer_of: Officers, signed_in: Sign) -> Callable[[str], Client]:
    return lambda role: signed_in(officer_of(role, "370702"))


def body(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def test_every_rule_is_listed_and_its_page_opens(at: Callable[[str], Client]) -> None:
    """In every scheme, on both sides of the day the Law came into force."""
    client = at("township")
    for day in ("2026-06-30", "2026-10-12"):
        listed = re.findall(r'href="/law/(\w+)', body(client, f"{reverse('law_rules')}?on={day}"))
        assert set(listed) == set(law.book(date.fromisoformat(day)).rules)
    for name in ("below_dibao_standard", "tier", "counts", "property_within_limits"):
        assert law.book(ON).title_of(name) in body(client, reverse("law_rule", args=[name]))


def test_a_rule_stands_beside_its_article_with_figures_and_cases(at: Callable[[str], Client]) -> None:
    said = body(at("finance"), reverse("law_rule", args=["below_dibao_standard"]) + "?on=2026-10-12")
    for words in ("对家庭人均收入低于当地最低生活保障标准", "社会救助法 第十八条", "示例标准", "家庭可支配收入", "收入恰好等于标准", "符合低保条件", "城镇"):
        assert words in said, words


def test_yesterdays_rule_rests_on_yesterdays_law(at: Callable[[str], Client]) -> None:
    said = body(at("county"), reverse("law_rule", args=["below_dibao_standard"]) + "?on=2026-06-30")
    assert "暂行办法 第九条" in said and "社会救助暂行办法" in said


@pytest.mark.parametrize("asked", ["no_such_rule", "tier'--", "<b>"])
def test_a_rule_nobody_knows_is_not_found(at: Callable[[str], Client], asked: str) -> None:
    assert "<b>" not in body(at("county"), reverse("law_rule", args=[asked]), 404)


@pytest.mark.parametrize("typed", ["?on=yesterday", "?on=0001-01-01", "?on=2026-02-30", "?q=" + "长" * 500, "?q=<script>"])
def test_what_is_typed_into_the_list_does_no_harm(at: Callable[[str], Client], typed: str) -> None:
    assert "<script>" not in body(at("county"), reverse("law_rules") + typed)


def test_nothing_found_is_said(at: Callable[[str], Client]) -> None:
    assert "没有找到" in body(at("county"), reverse("law_rules") + "?q=第九百条")


def test_every_formula_is_read_aloud_without_code() -> None:
    """No name of the program is left in what is read aloud."""
    for day in (date(2026, 6, 30), ON):
        book = law.book(day)
        for rule in book.rules.values():
            said = formula.read_aloud(book, rule)
            assert said and not re.search(r"[a-z]+_[a-z]+|law\.|\bwhen\b", " ".join(said)), (rule.name, said)


def test_a_rules_own_words_are_read_as_they_are_meant() -> None:
    book = law.book(ON)
    assert formula.read_aloud(book, book.rules["below_dibao_standard"]) == [
        "（〔家庭人口数〕 高于 0） 并且 （〔家庭可支配收入（近12个月）〕 ÷ 12 低于 〔最低生活保障标准〕 × 〔家庭人口数〕）"
    ]


def test_the_code_shown_is_the_code_that_runs() -> None:
    rule: Rule = law.book(ON).rules["below_dibao_standard"]
    assert "return (member_count > 0)" in formula.source_of(rule) and '"""' not in formula.source_of(rule)


def test_a_text_that_was_not_read_is_named_and_not_invented() -> None:
    (article,) = law_rule.articles_of("没有的办法 第一条")
    assert article.text == "" and article.source is None


def test_without_example_people_the_page_offers_to_make_them(at: Callable[[str], Client]) -> None:
    client = at("county")
    assert "准备示例人口" in body(client, reverse("what_if"))
    assert client.post(reverse("what_if_prepare")).status_code == 302
    said = body(client, reverse("what_if"))
    assert "先看一个例子：低保标准提高 5%" in said and "示例人口，全部编造" in said and "准备示例人口" not in said
    assert "submit, load" in said and re.search(r'name="standard"[^>]*value="5"', said), "the page asks its own question as soon as it is there"
    asked = body(client, reverse("what_if") + "?standard=5")
    assert "最低生活保障标准 +5%" in asked and "新进入" in asked and "submit, load" not in asked
    present = body(client, reverse("what_if") + "?standard=0")
    assert "还没有调整" in present and "submit, load" not in present and re.search(r'name="standard"[^>]*value="0"', present)


def test_a_moved_slider_tells_what_would_follow(at: Callable[[str], Client]) -> None:
    client = at("county")
    example_people.make(on=ON)
    said = body(client, reverse("what_if") + "?standard=10&percent=200")
    for words in ("最低生活保障标准 +10%", "新进入", "每月多支出", "按县区", "潍城区", "示例标准", "最少～最多", "不读取任何真实家庭", "示意图"):
        assert words in said, words
    assert not re.search(r"\d{17}[\dX]", said), "no number of anybody's"


@pytest.mark.parametrize("typed", ["standard=999", "standard=abc", "standard=5.5", "standard=-", "standard=--5", "percent=99999999999999999999", "months=１２"])
def test_a_slider_out_of_range_is_refused_in_words(at: Callable[[str], Client], typed: str) -> None:
    client = at("county")
    example_people.make(on=ON)
    assert "之间的整数" in body(client, f"{reverse('what_if')}?{typed}", 422)


def test_every_lever_is_a_parameter_of_the_law() -> None:
    assert {lever.parameter for lever in what_if.LEVERS} <= set(law.book(ON).figures.parameters)


def test_who_does_not_plan_does_not_see_it(at: Callable[[str], Client]) -> None:
    assert at("township").get(reverse("what_if")).status_code == 403
