"""预警文字: what an alert says: the sentence with its figures, and below it each fact with where it comes from and its day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from doudi.base.money import yuan_words
from doudi.monitoring.signal import Signal
from doudi.policy import Book
from doudi.policy.facts import SAID
from doudi.policy.rule import DATE, MONEY, TEXT
from doudi.registry.queries import Card, Source
from doudi.verification.feed import all_feeds

Sources = Mapping[tuple[int, int | None, str], Source]
DECLARED = dict.fromkeys(("statement", "declaration", "application"), "家庭申报")
SAID_BY = {**DECLARED, "register": "低收入人口数据库", "visit": "入户走访", "import": "既有档案"}


@dataclass(frozen=True)
class Finding:
    """A signal known to hold: for whom, how far it has gone, and the values it speaks of; `members` are the family's rows, by person."""

    signal: Signal
    household_id: int
    person_id: int | None
    households: tuple[int, ...]
    step: int
    values: Mapping[str, Any]
    members: Mapping[int, Mapping[str, Any]]
    illustrative: frozenset[str]

    @property
    def cause(self) -> str:
        """What the finding rests on: a family, a person in a family, or a person in several."""
        where = f"household:{'+'.join(map(str, self.households))}"
        return f"person:{self.person_id}/{where}" if self.person_id else where


def sentence(finding: Finding, cards: Mapping[int, Card], book: Book) -> str:
    """The alert in one sentence; a figure that is not official says so."""
    said = {name: spoken(book, name, value) for name, value in finding.values.items()}
    card = cards[finding.household_id]
    not_official = finding.illustrative & set(book.plan([finding.signal.name]).parameters)
    return finding.signal.says.format(
        **said,
        person_name=card.names.get(finding.person_id, "") if finding.person_id else "",
        household_numbers="、".join(cards[one].number for one in finding.households),
        illustrative="，示例标准" if not_official else "",
    )


def evidence_of(finding: Finding, cards: Mapping[int, Card], sources: Sources, book: Book, on: date) -> list[dict[str, str]]:
    """The facts below the sentence: title, value, source and day; of a family's members only those who add to it."""
    listed = []
    for name in finding.signal.shows:
        for person_id, value in _values(finding, name, book):
            found = sources.get((finding.household_id, person_id, name))
            whose = f"（{cards[finding.household_id].names.get(person_id, '')}）" if person_id else ""
            rule = book.rules.get(name)
            source = whence(found.source) if found else book.source_of(rule) if rule else ""
            day = found.day if found else on
            listed.append({"name": name, "title": book.title_of(name) + whose, "value": spoken(book, name, value), "source": source, "day": day.isoformat()})
    return listed


def facts_shown(findings: Iterable[Finding], book: Book) -> list[str]:
    """The facts (not rules) whose source and day the alerts of these findings give."""
    return list(dict.fromkeys(name for finding in findings for name in finding.signal.shows if name in book.facts))


def whence(source: str) -> str:
    """A source as officers read it: `hospital_bills` is 医疗保障局·医保结算, `declaration:12` 家庭申报."""
    feed = all_feeds().get(source)
    return f"{feed.department}·{feed.title}" if feed else SAID_BY.get(source.partition(":")[0], source)


def spoken(book: Book, name: str, value: Any) -> str:
    """A value as officers read it."""
    if value is None:
        return "未知"
    match book.kind_of(name):
        case kind if kind == MONEY:
            return yuan_words(value)
        case kind if kind == DATE:
            return f"{value.year}年{value.month}月{value.day}日"
        case kind if kind == TEXT:
            return str(SAID.get(value, value))
    return str(value)


def _values(finding: Finding, name: str, book: Book) -> list[tuple[int | None, Any]]:
    """Whose value and which: the household's, the person's, or each member's who has one."""
    level = book.facts[name].level if name in book.facts else book.rules[name].level
    if level == "household":
        return [(None, finding.values[name])]
    if finding.person_id:
        return [(finding.person_id, finding.values[name])]
    return [(person_id, row[name]) for person_id, row in finding.members.items() if row[name]]
