"""公示与公布: the one place that says what a list in the village may show, and nothing beside it.

社会救助法 第十一条、第四十五条; 57号 第十九条、第二十四条; 43号 第十五条、第十七条、第二十六条; 83号 四(二).
公示 is of a proposal to help, or to end tekun support, while its days run and nobody has objected; 公布 is of help that is given, for as long as it is given.
Both are asked of exactly one place: the village is as far as the law makes them known; what lies above counts, and names nobody.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from doudi.base import regions
from doudi.benefits import queries as paid
from doudi.casework.models import Application, Change, Decision
from doudi.registry import queries as registry

ADULT_YEARS = 18
A_NAME = re.compile(r"[^\W\d_]+([·．・ ][^\W\d_]+)*")
"""Letters and nothing else: a number or a remark that was typed into a name does not hang in the village."""

PROPOSALS = {
    "dibao": "拟确认为最低生活保障家庭",
    "single_person_dibao": "拟给予最低生活保障",  # not why one person alone is taken in: that would name an illness or a disability
    "marginal": "拟确认为最低生活保障边缘家庭",
    "tekun": "拟给予特困人员救助供养",
}
ENDING = "拟终止特困人员救助供养"
PUBLISHED = {"dibao": "dibao_monthly", "single_person_dibao": "dibao_monthly", "tekun": "tekun_basic"}
"""Whose help is published, and which money of it: supplements and care money would say who is disabled, ill or needs care."""

KINDS = {"dibao": "最低生活保障", "single_person_dibao": "最低生活保障", "tekun": "特困人员救助供养"}
OF_FAMILIES, OF_PERSONS = ("dibao", "single_person_dibao"), ("tekun",)
"""Whoever is taken into dibao alone stands as the family that applied: their own name would say who in it is ill or disabled."""


@dataclass(frozen=True)
class NoticeContent:
    """The whole of a 公示: its number and place, applicant, number of members, proposal, and the days it hangs."""

    number: str
    village: str
    applicant: str
    members: int | None
    proposal: str
    posted_on: date
    last_on: date


@dataclass(frozen=True)
class PublishedContent:
    """The whole of one line of a 公布: name, number of members, what help, how much a month."""

    applicant: str
    members: int
    kind: str
    amount_fen: int | None


def notice_content(application_id: int) -> NoticeContent:
    """What the notice of one application says.

    DoesNotExist where no notice hangs or hung: an opinion not to help is never posted, and a notice objected to comes down.
    """
    posted = Application.objects.filter(opinion_kind__in=PROPOSALS, notice_posted_on__isnull=False, objected_on=None)
    return _of_application(posted.select_related("applicant").get(pk=application_id))


def notices_hanging(on: date) -> list[NoticeContent]:
    """All notices that hang on that day within the reader's region, the latest first."""
    return _contents(_applications(on), _endings(on))


def notices_in(region: str, on: date) -> list[NoticeContent]:
    """Those of exactly this place."""
    return _contents(_applications(on).filter(region=region), _endings(on).filter(region=region))


def count_notices(on: date) -> dict[str, int]:
    """How many hang, by place, within the reader's region."""
    return Counter(region for rows in (_applications(on), _endings(on)) for region in rows.values_list("region", flat=True))


def case_behind(number: str, on: date) -> Application | Change | None:
    """The case whose notice hangs under this number today; none for any other number, whether or not there is such a case."""
    read = re.fullmatch(r"(SQ|BG)[0-9]{6}-[0-9]{4}-([0-9]{6,12})", number)
    if read is None:
        return None
    rows: QuerySet[Application] | QuerySet[Change] = _applications(on) if read[1] == "SQ" else _endings(on)
    case = rows.filter(pk=int(read[2])).first()
    return case if case is not None and case.number == number else None


def published_in(region: str, on: date) -> list[PublishedContent]:
    """What is given to the people of exactly this place, in the order of their names; nothing of what was refused, reduced or ended."""
    lines: dict[tuple[str, int], list[paid.Receiving]] = {}
    for one in paid.receiving_in(region, on, PUBLISHED):
        whose = one.person_id if one.kind in OF_PERSONS and one.person_id else one.household_id
        lines.setdefault((KINDS[one.kind], whose), []).append(one)
    firsts = [ones[0] for ones in lines.values()]
    families = registry.families_shown({one.household_id for one in firsts}, on)
    applicants = _applicants(one.decided_by for one in firsts)
    alone = registry.people_shown(one.person_id for one in firsts if one.person_id and one.kind in OF_PERSONS)
    found = [_published(ones, region, on, families.get(ones[0].household_id), applicants, alone) for ones in lines.values()]
    return sorted((line for line in found if line), key=lambda line: (registry.spelt(line.applicant), line.kind))


def count_published(region: str, on: date) -> dict[str, int]:
    """How many families and people receive, by place, in and below a region."""
    families, persons = (paid.count_receiving(region, on, kinds, each=each) for kinds, each in ((OF_FAMILIES, "household"), (OF_PERSONS, "person")))
    return Counter(families) + Counter(persons)


def _applications(on: date) -> QuerySet[Application]:
    rows = Application.objects.filter(state="noticed", opinion_kind__in=PROPOSALS, notice_posted_on__lte=on, notice_last_on__gte=on)
    shown = ("region", "accepted_on", "opinion_kind", "opinion_members", "notice_posted_on", "notice_last_on", "applicant__name", "applicant__born_on")
    return rows.select_related("applicant").only(*shown).order_by("-notice_posted_on", "pk")


def _endings(on: date) -> QuerySet[Change]:
    rows = Change.objects.filter(scheme="tekun", kind="end", state="noticed", notice_posted_on__lte=on, notice_last_on__gte=on)
    rows = rows.filter(standing__person__isnull=False)
    shown = ("region", "opened_on", "notice_posted_on", "notice_last_on", "standing__person__name", "standing__person__born_on")
    return rows.select_related("standing__person").only(*shown).order_by("-notice_posted_on", "pk")


def _contents(applications: Iterable[Application], endings: Iterable[Change]) -> list[NoticeContent]:
    found = [*map(_of_application, applications), *map(_of_ending, endings)]
    return sorted(found, key=lambda notice: (-notice.posted_on.toordinal(), notice.number))


def _of_application(row: Application) -> NoticeContent:
    return _content(row, row.applicant, members=row.opinion_members, proposal=PROPOSALS[row.opinion_kind])


def _of_ending(row: Change) -> NoticeContent:
    return _content(row, row.standing.person, members=1, proposal=ENDING)


def _content(row: Application | Change, person: registry.Named, *, members: int | None, proposal: str) -> NoticeContent:
    if row.notice_posted_on is None or row.notice_last_on is None:
        raise ValueError(f"{row.number} was never posted")
    village = regions.name_of(row.region)
    applicant = _shown(person.name, person.born_on, row.notice_posted_on, f"{village} {row.number}")
    return NoticeContent(row.number, village, applicant, members, proposal, row.notice_posted_on, row.notice_last_on)


def _published(
    ones: list[paid.Receiving],
    region: str,
    on: date,
    family: registry.FamilyShown | None,
    applicants: Mapping[str, registry.Named],
    alone: Mapping[int, registry.Named],
) -> PublishedContent | None:
    """One line for the standings of one family, or of one tekun person; none where nobody of it is left."""
    first, is_alone = ones[0], ones[0].kind in OF_PERSONS
    named = alone.get(first.person_id or 0) if is_alone else applicants.get(first.decided_by) or (family and family.head)
    if not named or not family:
        return None
    applicant = _shown(named.name, named.born_on, on, f"{regions.name_of(region)} {region[:6]}-{first.standing_id:06d}")
    amounts = [one.amount_fen for one in ones]
    return PublishedContent(applicant, 1 if is_alone else family.members, KINDS[first.kind], None if None in amounts else sum(fen or 0 for fen in amounts))


def _shown(name: str, born_on: date, on: date, number: str) -> str:
    """The name of an adult; a child stands as village and number, and so does a name that is more than a name."""
    grown_on = born_on.year + ADULT_YEARS, born_on.month, born_on.day
    return name if (on.year, on.month, on.day) >= grown_on and A_NAME.fullmatch(name) else number


def _applicants(decided_by: Iterable[str]) -> dict[str, registry.Named]:
    """Who had applied, by the decision that granted it."""
    decisions = {int(words.removeprefix("decision:")): words for words in decided_by if words.startswith("decision:")}
    found = Decision.objects.filter(pk__in=decisions, outcome="grant", application__isnull=False)
    rows = found.order_by().values_list("pk", "application__applicant__name", "application__applicant__born_on")
    return {decisions[pk]: registry.Named(name, born_on) for pk, name, born_on in rows}
