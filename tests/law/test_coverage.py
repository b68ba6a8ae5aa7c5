"""逐条对照: every article of the Law stands in it once, what it points at is there, and the page is fresh."""

from importlib import import_module

import pytest
from django.urls import NoReverseMatch, get_resolver, reverse

from doudi import law
from doudi.law import coverage
from doudi.law.coverage import KINDS, articles, as_page
from tests.house.walk import TOP

ARTICLES = {one.number: one for one in articles()}
BUILT = [one for one in articles() if one.kind in ("rule", "procedure", "page")]


def test_the_law_has_seventy_eight_articles_and_none_is_absent():
    assert len(articles()) == len(ARTICLES) == 78
    assert {one.kind for one in articles()} <= set(KINDS)
    assert all(one.what.endswith("。") for one in articles())


@pytest.mark.parametrize("article", articles(), ids=lambda one: one.number)
def test_what_it_points_at_is_there(article):
    for name in article.pages:
        assert is_a_page(name), name
    for verb in article.verbs:
        assert is_callable(verb), verb


def is_a_page(name: str) -> bool:
    return any(key == name for key in get_resolver().reverse_dict)


def is_callable(dotted: str) -> bool:
    module, _, name = dotted.rpartition(".")
    try:
        return callable(getattr(import_module(module), name, None))
    except ImportError:
        return False


def test_a_page_or_verb_that_is_not_there_is_seen():
    assert is_a_page("queue")
    assert reverse("queue")
    assert not is_a_page("quene")
    with pytest.raises(NoReverseMatch):
        reverse("quene")
    assert is_callable("doudi.casework.actions.hear")
    assert not is_callable("doudi.casework.actions.heer")
    assert not is_callable("doudi.caseworks.actions.hear")


@pytest.mark.parametrize("article", BUILT, ids=lambda one: one.number)
def test_what_is_called_built_points_somewhere(article):
    if article.kind == "rule":
        assert article.rules or article.parameters or article.verbs
    else:
        assert article.verbs if article.kind == "procedure" else article.pages


def test_what_is_not_built_points_nowhere():
    for one in articles():
        if one.kind in ("open", "not_software"):
            assert not (one.pages or one.verbs or one.rules), one.number


def test_every_rule_that_rests_on_the_law_is_found():
    citing = {rule.name for rule in law.rules() if rule.source.startswith("社会救助法 ")}
    assert citing
    assert citing == {name for one in articles() for name in one.rules}
    assert ARTICLES["第十八条"].kind == "rule"
    assert "dibao_eligible" in ARTICLES["第十八条"].rules
    assert "dibao.standard" in ARTICLES["第十九条"].parameters


def test_an_article_left_out_or_invented_is_refused(monkeypatch):
    said = coverage.yaml.safe_load((law.FOLDER / "coverage.yaml").read_text(encoding="utf-8"))
    for wrong in ({key: row for key, row in said.items() if key != "第四条"}, said | {"第七十九条": said["第一条"]}):
        monkeypatch.setattr(coverage.yaml, "safe_load", lambda text, wrong=wrong: wrong)
        with pytest.raises(ValueError, match="第四条|第七十九条"):
            articles.__wrapped__()


def test_the_page_is_fresh():
    assert (TOP / "docs" / "law-coverage.md").read_text(encoding="utf-8") == as_page(), "run make coverage"
