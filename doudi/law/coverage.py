"""逐条对照: what of the Social Assistance Law is a rule, a procedure, a page, not software, or not built yet; no article is left out."""

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from doudi import law
from doudi.law.sources import sources

KINDS = {"rule": "规则", "procedure": "程序", "page": "页面", "not_software": "不由软件做", "open": "还没有"}
THE_LAW = "社会救助法"
_HEAD = """# 社会救助法逐条对照 · What of the Law is built

由 `doudi law coverage` 生成，手写的部分在 `doudi/law/coverage.yaml`；`make coverage` 重写本页，测试核对它没有过时。
“规则”列出依据该条的规则（含施行前依据的变体）和参数；“还没有”写明属于哪一块工作。
"""


@dataclass(frozen=True)
class Article:
    """One article: what the software does with it, by which rules, figures, pages and verbs."""

    number: str
    chapter: str
    kind: str
    what: str
    rules: tuple[str, ...]
    parameters: tuple[str, ...]
    pages: tuple[str, ...]
    verbs: tuple[str, ...]


@cache
def articles() -> tuple[Article, ...]:
    """Every article of the Law, in order; one that a rule rests on is a rule, whatever else is said of it."""
    said = yaml.safe_load((Path(__file__).parent / "coverage.yaml").read_text(encoding="utf-8"))
    if set(said) != set(_chapters()):
        raise ValueError(f"coverage.yaml and the Law differ in {sorted(set(said) ^ set(_chapters()))}")
    return tuple(_article(number, chapter, said[number]) for number, chapter in _chapters().items())


def _article(number: str, chapter: str, row: dict) -> Article:  # type: ignore[type-arg]
    rules = tuple(sorted({rule.name for rule in law.rules() if number in _cited(rule.source)}))
    cited_by = {one.name: _cited("；".join((one.source, *(stretch.source for stretch in one.stretches)))) for one in law.declared()}
    figures = tuple(sorted(name for name, cited in cited_by.items() if number in cited))
    kind = "rule" if rules else row["kind"]
    if kind not in KINDS:
        raise ValueError(f"{number}: no kind {kind}")
    return Article(number, chapter, kind, row["what"], rules, figures, tuple(row.get("pages", ())), tuple(row.get("verbs", ())))


@cache
def _chapters() -> dict[str, str]:
    """The chapter of each article, as the official text has them."""
    text = (law.FOLDER / "texts" / str(sources()[THE_LAW].text)).read_text(encoding="utf-8")
    found, chapter = {}, ""
    for line in text.splitlines():
        if line.startswith("## "):
            chapter = line.removeprefix("## ")
        elif named := re.match(r"(第[零一二三四五六七八九十]+条)[ 　]", line):
            found[named[1]] = chapter
    return found


def _cited(citation: str) -> set[str]:
    """The Law's articles in a citation."""
    names = {THE_LAW, *sources()[THE_LAW].also}
    parts = [one.strip().partition(" ") for one in re.split("[；;]", citation)]
    return {number for name, _, places in parts if name in names for number in re.findall("第[零一二三四五六七八九十]+条", places)}


def as_page() -> str:
    """docs/law-coverage.md."""
    counts = Counter(one.kind for one in articles())
    lines = [_HEAD, f"共 {len(articles())} 条：{'，'.join(f'{title} {counts[kind]}' for kind, title in KINDS.items())}。"]
    chapter = ""
    for one in articles():
        if one.chapter != chapter:
            chapter = one.chapter
            lines += ["", f"## {chapter}", "", "| 条 | 状态 | 说明 | 在哪里 |", "|---|---|---|---|"]
        lines.append(f"| {one.number} | {KINDS[one.kind]} | {one.what} | {_where(one)} |")
    return "\n".join(lines) + "\n"


def _where(one: Article) -> str:
    groups = {"规则": one.rules, "参数": one.parameters, "页面": one.pages, "动作": tuple(verb.removeprefix("doudi.") for verb in one.verbs)}
    return "；".join(f"{title} {'、'.join(f'`{name}`' for name in names)}" for title, names in groups.items() if names)
