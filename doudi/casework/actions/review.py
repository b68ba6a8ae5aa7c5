"""复核: families that receive are listed when they are due, what they report is written down, and somebody looks; at most a change is proposed."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db import connection, transaction

from doudi import law
from doudi.base import access, audit
from doudi.base.models import Officer
from doudi.benefits import queries as paid
from doudi.casework.actions.step import be_named, living_members, say
from doudi.casework.models import Application, Review, ReviewPace
from doudi.casework.models.review import OUTCOMES
from doudi.casework.procedures import REVIEWS, after
from doudi.casework.queries.reviews import TEKUN_WHY, class_of, review_classes, shortest, why
from doudi.registry import actions as registry
from doudi.registry import queries as known


class CannotReview(Exception):
    """Worded for the officer."""


class CannotSetPace(Exception):
    """Worded for the officer."""


REPORTABLE = ("report", "death", "work", "self_care")
"""What a family, a carer or a village may report; the other causes are the house's own."""

ALLOWED = {"expiry": ("told",), "moved": ("unchanged", "change", "told"), "arrived": ("unchanged", "change", "told"), "relief": ("explained",)}
"""What a review of a cause may come to, where it is not the usual two."""

# The next date of a family's interval: from its last review, else from the day its standing began, the first that has not passed.
LIST_DUE = """
WITH held AS (
    SELECT DISTINCT ON (household_id) id, household_id, kind, from_on, region FROM benefits_standing
    WHERE from_on <= %(on)s AND until_on IS NULL AND kind IN ('dibao', 'marginal', 'tekun')
    ORDER BY household_id, person_id NULLS FIRST, id
), pace AS (
    SELECT DISTINCT ON (household_id) household_id, months, reason FROM casework_reviewpace ORDER BY household_id, id DESC
), last AS (
    SELECT household_id, max(closed_on) AS closed_on FROM casework_review WHERE cause = 'periodic' AND state = 'closed' GROUP BY household_id
), class AS (
    SELECT h.*, coalesce(c.months, CASE WHEN h.kind = 'tekun' THEN %(tekun)s ELSE %(shortest)s END) AS usual,
        coalesce(c.why, CASE WHEN h.kind = 'tekun' THEN %(tekun_why)s ELSE %(unclear)s END) AS usual_why, p.months AS own, p.reason AS own_why, l.closed_on
    FROM held h LEFT JOIN unnest(%(homes)s::bigint[], %(months)s::int[], %(whys)s::text[]) AS c(household_id, months, why) USING (household_id)
    LEFT JOIN pace p USING (household_id) LEFT JOIN last l USING (household_id)
), paced AS (
    SELECT *, least(usual, own) AS months, CASE WHEN own < usual THEN left(own_why, 120) ELSE usual_why END AS why FROM class
), counted AS (
    SELECT *, greatest(1, (extract(year FROM age(%(on)s, from_on)) * 12 + extract(month FROM age(%(on)s, from_on)))::int / months) AS turn FROM paced
), dated AS (
    SELECT *, CASE
        WHEN closed_on IS NOT NULL THEN (closed_on + make_interval(months => months))::date
        WHEN (from_on + make_interval(months => turn * months))::date >= %(on)s THEN (from_on + make_interval(months => turn * months))::date
        ELSE (from_on + make_interval(months => (turn + 1) * months))::date END AS due_on
    FROM counted
)
INSERT INTO casework_review (household_id, region, standing_id, cause, words, months, why, state, opened_on, due_on, outcome, findings)
SELECT household_id, region, id, 'periodic', '', months, why, 'opened', %(on)s, greatest(due_on, %(on)s), '', ''
FROM dated WHERE due_on <= %(until)s ORDER BY region, household_id
ON CONFLICT DO NOTHING RETURNING id
"""

# A standing that its own decision has limited runs out by itself; the family is told in time, once for each standing.
LIST_EXPIRING = """
INSERT INTO casework_review (household_id, region, standing_id, cause, words, why, state, opened_on, due_on, outcome, findings)
SELECT s.household_id, s.region, s.id, 'expiry', '', '', 'opened', %(on)s, least(s.until_on - 1, %(term)s), '', ''
FROM benefits_standing s
WHERE s.from_on <= %(on)s AND s.until_on > %(on)s AND s.until_on <= %(until)s
    AND (s.ended_by = s.decided_by OR s.ended_by IN (SELECT 'decision:' || id FROM casework_decision WHERE outcome = 'exit'))
    AND NOT EXISTS (SELECT FROM casework_review r WHERE r.standing_id = s.id AND r.cause = 'expiry')
ORDER BY s.region, s.household_id
ON CONFLICT DO NOTHING RETURNING id
"""


@transaction.atomic
def open_due_reviews(*, on: date) -> int:
    """List every family whose review falls due within thirty days (57号 31; 18号 二); how many are new. Asked again it lists nobody twice."""
    classes = review_classes(on)
    homes, months, whys = ([one[place] for one in classes] for place in range(3))
    tekun = int(law.book(on).figure("review.tekun_months", region="", on=on))
    given = {
        "homes": homes,
        "months": months,
        "whys": whys,
        "tekun": tekun,
        "tekun_why": TEKUN_WHY,
        "shortest": shortest(on),
        "unclear": why(None, None),
        "on": on,
    }
    return _list("periodic", LIST_DUE, {**given, "until": on + timedelta(days=after.AHEAD_DAYS)})


@transaction.atomic
def open_expiries(*, on: date) -> int:
    """List every family whose limited standing, or exit period, ends within thirty days, so that somebody tells it in time; how many are new."""
    return _list("expiry", LIST_EXPIRING, {"on": on, "until": on + timedelta(days=after.AHEAD_DAYS), "term": after.REMINDER.ends(on)})


def _list(cause: str, statement: str, given: dict[str, Any]) -> int:
    access.require(access.SYSTEM, "casework.open_review")
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        listed = [row[0] for row in cursor.fetchall()]
    if listed:
        region = Review.objects.get(pk=listed[0]).region[:6]
        audit.record("review.listed", about=None, by=access.SYSTEM, region=region, detail={"cause": cause, "reviews": listed})
    return len(listed)


@transaction.atomic
def open_review(*, household_id: int, cause: str, words: str, person_id: int | None = None, event_on: date | None = None, officer: Officer, on: date) -> Review:
    """Write down what a family or somebody near it reports (法 46; 57号 30; 43号 23), to be looked into in its term.

    `event_on` is the day of a death or a change of self-care: a death counts three months from it (83号 一(三)). Reported again while the first
    waits, the words are added to it.
    """
    be_named(officer, CannotReview)
    household = known.get_household(household_id)
    access.require(officer, "casework.open_review", household.region)
    said = say(words, "报告的情况", CannotReview)
    if cause not in REVIEWS:
        raise CannotReview("没有这种事由。")
    if event_on is not None and event_on > on:
        raise CannotReview("发生日期不能晚于今天。")
    standings = paid.standings_of(household_id, on)
    tekun = [one for one in standings if one.kind == "tekun"]
    if cause == "self_care" and not any(one.person_id == person_id for one in tekun):
        raise CannotReview("自理能力变化须指明一位在享供养的特困人员（43号 第二十三条）。")
    if waiting := Review.objects.select_for_update().filter(household_id=household_id, cause=cause, state="opened").first():
        waiting.words = f"{waiting.words}\n{on}：{said}".strip()
        waiting.save(update_fields=["words"])
        audit.record("review.added_to", about=waiting, by=officer, because=said)
        return waiting
    term = REVIEWS[cause].total
    standing = next((one for one in tekun if one.person_id == person_id), None) if cause == "self_care" else next(iter(standings), None)
    review = Review.objects.create(
        household_id=household_id,
        region=household.region,
        standing_id=standing.pk if standing else None,
        cause=cause,
        words=said,
        reported_by_id=person_id,
        opened_by=officer,
        opened_on=on,
        due_on=max(on, term.ends(event_on)) if event_on and cause == "death" else term.ends(on),
    )
    audit.record("review.opened", about=review, by=officer, because=said)
    return review


def owe_explanation(application: Application, *, until: date, officer: Officer, on: date) -> Review:
    """Help was given at once; what it rests on is written down afterwards (法 50)."""
    review = open_review(
        household_id=application.household_id, cause="relief", words=f"{application.number} 先行救助，紧急情况解除后补充说明情况。", officer=officer, on=on
    )
    review.due_on = until
    review.save(update_fields=["due_on"])
    return review


@transaction.atomic
def close_review(
    *, review_id: int, outcome: str, findings: str, facts: Sequence[registry.Declared] = (), officer: Officer, on: date, verb: str = "check_review"
) -> Review:
    """Say what was found; what differs from what was declared replaces it. Nothing changes by this: a change is proposed beside it, by name."""
    review = take_review(review_id, verb, officer=officer, on=on)
    allowed = ALLOWED.get(review.cause, ("unchanged", "change"))
    if outcome not in allowed:
        raise CannotReview(f"这项核查的结果只能是：{'、'.join(OUTCOMES[one] for one in allowed)}。")
    review.findings = say(findings, "核查情况", CannotReview)
    members = living_members(review.household_id, on)
    for fact in facts:
        if fact.person_id is not None and fact.person_id not in members:
            raise CannotReview("更正的事项须属于该户在世的成员。")
        registry.record_fact(
            person_id=fact.person_id,
            household_id=None if fact.person_id else review.household_id,
            name=fact.name,
            amount=fact.amount,
            word=fact.word,
            source="review",
            ref=str(review.pk),
            on=on,
        )
    review.state, review.outcome, review.closed_by, review.closed_on = "closed", outcome, officer, on
    review.save()
    audit.record("review.closed", about=review, by=officer, because=review.findings, detail={"outcome": outcome})
    return review


def take_review(review_id: int, verb: str, *, officer: Officer, on: date) -> Review:
    """The review, locked, if its table lets this officer do `verb` now; refused in words otherwise."""
    be_named(officer, CannotReview)
    review = Review.objects.select_for_update(of=("self",)).filter(pk=review_id).first()
    if review is None:
        raise CannotReview("没有这项核查，或者它不在您负责的区域内。")
    access.require(officer, f"casework.{verb}", review.region)
    if review.procedure.step(verb, review.state) is None:
        raise CannotReview(f"{review.number} 现在是“{review.procedure.states[review.state]}”，不能办理“{review.procedure.title_of(verb)}”。")
    if on < review.opened_on:
        raise CannotReview(f"办理日期 {on} 早于列入日期 {review.opened_on}。")
    return review


@transaction.atomic
def set_pace(*, household_id: int, months: int, reason: str, officer: Officer, on: date) -> ReviewPace:
    """Look at one family more often than its class says; never more seldom (57号 31)."""
    be_named(officer, CannotSetPace)
    household = known.get_household(household_id)
    access.require(officer, "casework.set_pace", household.region)
    kinds = [one.kind for one in paid.standings_of(household_id, on)]
    if not kinds:
        raise CannotSetPace("该户没有在享身份，不设核查间隔。")
    usual = class_of(household_id, kinds, on)
    if not 1 <= months <= usual.months:
        raise CannotSetPace(f"核查间隔只能缩短：应在 1 到 {usual.months} 个月之间（57号 第三十一条）。")
    pace = ReviewPace.objects.create(
        household_id=household_id, months=months, reason=say(reason, "缩短间隔的理由", CannotSetPace), set_by=officer, on=on, region=household.region
    )
    Review.objects.filter(household_id=household_id, cause="periodic", state="opened").update(months=months, why=pace.reason[:120])
    audit.record("review.paced", about=pace, by=officer, because=pace.reason, detail={"months": months})
    return pace
