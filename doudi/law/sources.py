"""法源: every legal text once, and the passages that rules rest on."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import yaml

_FOLDER = Path(__file__).parent
_PLACE = re.compile(r"(第[零一二三四五六七八九十百千]+条)?(第[一二三四五六七八九十]+款)?(?:第([一二三四五六七八九十]+)项|[(（]([一二三四五六七八九十]+)[)）])?")
_SECTION = re.compile(r"([一二三四五六七八九十]+)(?:[(（]([一二三四五六七八九十]+)[)）])?")
_COUNT = "一二三四五六七八九十"


class CannotCite(LookupError):
    """A citation that leads nowhere."""


@dataclass(frozen=True)
class Source:
    """One legal text: how it is cited, what it is, from when until when it is in force, what took its place, and the file that holds it.

    Without a file its text was not read: it may be named, never cited by article. `in_force` is None where no day was found; `note` says what is unsure.
    """

    short: str
    title: str
    number: str
    issued_by: str
    passed: date | None
    in_force: date | None
    until: date | None
    superseded_by: str
    text: str | None
    digest: str
    part: str
    note: str
    also: tuple[str, ...]


@cache
def sources() -> Mapping[str, Source]:
    """Every text by each of its short names."""
    found: dict[str, Source] = {}
    for short, row in yaml.safe_load((_FOLDER / "sources.yaml").read_text(encoding="utf-8")).items():
        source = Source(
            short,
            row["title"],
            row.get("number", ""),
            row["issued_by"],
            row.get("passed"),
            row.get("in_force"),
            row.get("until"),
            row.get("superseded_by", ""),
            row.get("text"),
            row.get("digest", ""),
            row.get("part", ""),
            row.get("note", ""),
            tuple(row.get("also", ())),
        )
        for name in (short, *source.also):
            if name in found:
                raise ValueError(f"{name} stands twice in sources.yaml")
            found[name] = source
    return found


@cache
def in_force() -> Mapping[str, date]:
    """From which day each text is in force, by each of its short names; of some that were not read no day is known."""
    return {name: source.in_force for name, source in sources().items() if source.in_force}


def passages(citation: str) -> list[str]:
    """The articles a citation names, as they stand in the official text: `社会救助法 第十八条第二款；57号 第七条`; raises CannotCite.

    A text that was not read may stand in it by its name alone, and brings nothing.
    """
    found = []
    for one in re.split("[；;]", citation):
        name, _, places = one.strip().partition(" ")
        source = sources().get(name)
        if source is None:
            raise CannotCite(f"法源目录里没有“{name}”（{citation}）")
        if source.text is None and not places:
            continue
        found += [_passage(source, place.strip(), citation) for place in re.split("[、,]", places)]
    return found


def _passage(source: Source, place: str, citation: str) -> str:
    if source.text is None:
        raise CannotCite(f"{source.short} 的原文没有读到，不能引用（{citation}）")
    text = (_FOLDER / "texts" / source.text).read_text(encoding="utf-8")
    if source.part:
        text = text.partition(f"## {source.part}\n")[2].partition("\n## ")[0]
    found = _article(text, place) if place.startswith("第") else _section(text, place)
    if not found:
        raise CannotCite(f"{source.short} 里没有“{place}”（{citation}）")
    return found


def _article(text: str, place: str) -> str | None:
    named = _PLACE.fullmatch(place)
    if not named or not named[1]:
        return None
    body = re.search(rf"^\s*{named[1]}[ 　\s]([\s\S]*?)(?=^\s*第[零一二三四五六七八九十百千]+条[ 　\s]|^#|\Z)", text, re.MULTILINE)
    if not body:
        return None
    article, item = body[1].strip(), named[3] or named[4]
    if named[2]:
        paragraphs = _paragraphs(article)
        number = _COUNT.index(named[2][1:-1]) + 1
        if number > len(paragraphs):
            return None
        article = paragraphs[number - 1]
    return article if not item or re.search(rf"[(（]{item}[)）]", article) else None


def _paragraphs(article: str) -> list[str]:
    """The numbered items belong to the paragraph before them."""
    paragraphs: list[str] = []
    for line in (line.strip() for line in article.splitlines() if line.strip()):
        if re.match(r"[(（][一二三四五六七八九十]+[)）]", line) and paragraphs:
            paragraphs[-1] += f"\n{line}"
        else:
            paragraphs.append(line)
    return paragraphs


def _section(text: str, place: str) -> str | None:
    named = _SECTION.fullmatch(place)
    body = named and re.search(rf"^#*\s*{named[1]}、([\s\S]*?)(?=^#*\s*[一二三四五六七八九十]+、|\Z)", text, re.MULTILINE)
    if not named or not body:
        return None
    if not named[2]:
        return body[1].strip()
    item = re.search(rf"^\s*[（(]{named[2]}[)）]([\s\S]*?)(?=^\s*[（(][一二三四五六七八九十]+[)）]|\Z)", body[1], re.MULTILINE)
    return item[1].strip() if item else None
