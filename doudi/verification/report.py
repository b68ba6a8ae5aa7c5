"""核对报告的内容: what stands in a report, in plain JSON values; the same family on the same day gives the same content, and that its digest."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from doudi.base import papers, regions
from doudi.registry import queries as registry
from doudi.registry.queries import FamilyCase
from doudi.verification.beside import Beside, beside_of, effect_of, living, rules_touched
from doudi.verification.crossing import about_family, answers_of, people_of
from doudi.verification.feed import all_feeds
from doudi.verification.items import Shown, items_behind
from doudi.verification.models import Answer
from doudi.verification.tellers import connected
from doudi.verification.told import HIT, MISS, SILENT, Told, told_about
from doudi.verification.words import BY_NAME, day_words, fact_of, place_words, said_of

TEMPLATES = Path(__file__).parent / "templates"
TITLE = "社会救助家庭经济状况核对报告"
SHARED = ("homes_seen", "companies_seen", "married_seen")
BASIS = "社会救助法 第四十条、第四十一条、第四十三条；最低生活保障审核确认办法 第十七条、第十八条"


@dataclass(frozen=True)
class Found:
    """All that a report is written from, and all that the officer's page shows: the family's case, who answered what, the things behind the answers."""

    case: FamilyCase
    told: Sequence[Told]
    items: dict[int, list[Shown]]

    @property
    def beside(self) -> list[Beside]:
        """Declared beside found, what differs first."""
        return beside_of(self.case)

    @property
    def unanswered(self) -> int:
        """How many answers nobody can rest on."""
        return sum(not one.is_answered for one in self.told)


def found_about(household_id: int, on: date) -> Found:
    """What is known of a family on a day; raises DoesNotExist outside the reader's region. Things behind answers are opened: the caller records the read."""
    case = registry.case_of(household_id, on=on)
    told = told_about(case)
    answers = Answer.objects.filter(pk__in=[one.answer_id for one in told if one.answer_id])
    return Found(case, told, items_behind(answers))


def contents_of(found: Found, *, number: str, household: Any, about: str, made_on: date, valid_until: date, by: str, supersedes: str) -> dict[str, Any]:
    """The report as it will be kept: words, no number that somebody would have to reckon with. ID numbers are masked in it."""
    case = found.case
    names, effect = dict(living(case)), effect_of(case)
    elsewhere = _elsewhere(case.household_id, case.date)
    living_here = {one.person_id: one for one in registry.members_of(case.household_id, case.date)}
    return {
        "title": TITLE,
        "number": number,
        "basis": BASIS,
        "household": household.number,
        "place": place_words(household.region),
        "office": f"{regions.name_of(household.region[:6])}民政局",
        "about": about or "定期核查（社会救助法 第四十六条）",
        "made_on": day_words(made_on),
        "valid_until": day_words(valid_until),
        "made_by": by,
        "supersedes": supersedes,
        "members": [_member(living_here[person]) for person in names],
        "sources": [*(_source(one) for one in found.told), *elsewhere],
        "unanswered": found.unanswered + sum(one["state"] not in (HIT, MISS) for one in elsewhere),
        "items": [_item(one, thing) for one in found.told if one.answer_id for thing in found.items.get(one.answer_id, ())],
        "totals": _totals(found),
        "beside": [_beside(one, names) for one in found.beside],
        "rules": _rules(found.beside, case.date),
        "effect": {"declared": effect.declared, "found": effect.found, "change": effect.change} if effect else None,
        "is_illustrative": bool(effect and effect.is_illustrative),
    }


def canonical(contents: dict[str, Any]) -> bytes:
    """One spelling of one content: keys in order, no blanks, UTF-8; what the digest is taken of, and anybody with the content can take again."""
    return json.dumps(contents, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def report_pdf(contents: dict[str, Any], *, digest: str, on: date) -> bytes:
    """The report on paper, its content's digest on it; raises CannotPrint where a city's template is broken."""
    return papers.printed("report", {**contents, "digest": digest}, ours=TEMPLATES, on=on)


def _member(one: Any) -> dict[str, str]:
    return {
        "name": one.person.name,
        "relation": one.get_relation_display(),
        "sex": one.person.get_sex_display(),
        "born": f"{one.person.born_on.year}年{one.person.born_on.month}月",
        "id_number": registry.masked_id_number(one.person),
    }


def _source(one: Told) -> dict[str, str]:
    said = said_of(one.feed.tells[0], one.value) if one.state == HIT else ""
    return {
        "whose": one.whose,
        "source": f"{one.department}·{one.feed.title}",
        "asked_on": f"{one.asked_on or '—'}",
        "answered_on": f"{one.answered_on or '—'}",
        "state": one.state,
        "words": "；".join(filter(None, [said, one.words])),
    }


def _elsewhere(household_id: int, on: date) -> list[dict[str, str]]:
    """What offices of other provinces answered about the family, person by person, by that day."""
    rows = []
    for asked in reversed(about_family(household_id).filter(asked_on__lte=on)):
        heard = answers_of(asked, on) if asked.answered_on and asked.answered_on <= on else {}
        for one in people_of(asked):
            state, words = heard.get(one["place"], (SILENT, ""))
            days = {"asked_on": f"{asked.asked_on}", "answered_on": f"{asked.answered_on}" if heard else "—"}
            rows.append({"whose": one["name"], "source": f"异地协查·{asked.peer_name}", **days, "state": state, "words": words})
    return rows


def _item(one: Told, thing: Shown) -> dict[str, str]:
    cells = "，".join(f"{title} {said}" for title, said in thing.cells)
    return {"whose": one.whose, "source": one.feed.title, "words": cells or "来源没有说明", "counted": thing.counted}


def _totals(found: Found) -> list[dict[str, str]]:
    """By head, over all members: with an answer missing a sum is a sum of what is known, and says so."""
    rows = []
    for feed in connected(found.case.region, found.case.date):
        mine = [one for one in found.told if one.feed.name == feed.name and not one.is_outside]
        known = [one.value for one in mine if one.value is not None]
        name = feed.tells[0]
        least = "至少 " if len(known) < len(mine) else ""
        said = f"{least}{_sum(name, known)}" if known else "不清楚"
        rows.append({"head": fact_of(name).title.removeprefix("核对发现的"), "found": said, "words": f"{len(known)}/{len(mine)} 人已答复"})
    return rows


def _sum(name: str, known: Sequence[int]) -> str:
    """Everything adds up but what two people may own together: of that only how much one of them has is said."""
    return said_of(name, max(known) if name in SHARED else sum(known))


def _beside(one: Beside, names: dict[int, Any]) -> dict[str, str]:
    more = one.found - one.declared if one.differs else None
    sources = dict.fromkeys(_whence(part.source.source) for part in one.parts if part.source)
    return {
        "whose": "全家" if one.person_id is None else names[one.person_id]["name"],
        "title": BY_NAME[one.name].title,
        "declared": said_of(one.name, one.declared) or "不清楚",
        "found": said_of(one.name, one.found) if one.is_found else "没有答复",
        "more": f"多 {said_of(one.name, more)}" if more is not None else "",
        "still": f"还差 {one.still} 份答复" if one.still else "",
        "who": "、".join(sources),
        "day": f"{one.day or ''}",
    }


def _rules(rows: Sequence[Beside], on: date) -> list[dict[str, str]]:
    """Which rules read what was compared; things that the same rules read stand together."""
    found: dict[str, list[str]] = {}
    for name in dict.fromkeys(row.name for row in rows):
        read = "；".join(f"{title}（{source}）" for title, source in rules_touched(name, on))
        found.setdefault(read, []).append(BY_NAME[name].title)
    return [{"titles": "、".join(titles), "rules": read} for read, titles in found.items() if read]


def _whence(source: str) -> str:
    feed = all_feeds().get(source)
    return f"{feed.department}·{feed.title}" if feed else source
