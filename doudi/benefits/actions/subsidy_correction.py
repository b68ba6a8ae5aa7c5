"""补贴更正: a subsidy declared wrongly is put right by two officers; what has not arrived is taken back in words, the rest is found family by family."""

from datetime import date
from typing import Any

from django.db import connection, transaction
from django.db.models import Q

from doudi.base import access, audit
from doudi.base.models import Officer
from doudi.base.workdays import workdays_after
from doudi.benefits.models import Award, PayLine, PriceSubsidy, SubsidyCorrection
from doudi.benefits.months import month_after
from doudi.benefits.rules import subsidy_answer_due_on

from .adjustments import ALL_OF_IT, SOON
from .imprest import hold_once
from .resetting import COUNTED
from .subsidy import MOST_FEN, CannotSubsidise
from .taking_back import take_back

# What each person was to be given by an award: as declared, or as an earlier correction had opened it anew.
OWN = """
own AS (
    SELECT a.*, coalesce(c.amount_fen, p.amount_fen) AS each_fen FROM benefits_award a
    JOIN benefits_pricesubsidy p ON p.id = %(subsidy)s LEFT JOIN benefits_subsidycorrection c ON c.id = nullif(split_part(a.decided_by, ':', 3), '')::bigint
    WHERE starts_with(a.region, %(region)s) AND a.kind = 'price_subsidy' AND (a.decided_by = %(declared)s OR starts_with(a.decided_by, %(declared)s || ':'))
        AND a.until_month > a.from_month
)
"""
# On a list from which it was just taken back: that award is over, and another says what is right. On no list yet: it simply says what is right, and where
# nothing was due it is over before it began. What a person has cancelled by hand stays cancelled.
ANEW = f"""
WITH {OWN}, unlisted AS (
    SELECT id, amount_fen / each_fen * %(fen)s AS due FROM own WHERE NOT EXISTS (SELECT FROM benefits_payline l WHERE l.award_id = own.id)
), ended AS (
    UPDATE benefits_award a SET until_month = a.from_month, ended_by = %(by)s FROM own WHERE a.id = own.id AND a.id = ANY(%(taken_back)s)
    RETURNING a.*, own.each_fen
), made AS (
    INSERT INTO benefits_award (standing_id, household_id, kind, amount_fen, from_month, until_month, payee_id, account_id, decided_by, ended_by, region)
    SELECT standing_id, household_id, kind, amount_fen / each_fen * %(fen)s, from_month, %(after)s, payee_id, account_id, %(by)s, %(by)s, region
    FROM ended WHERE %(fen)s > 0 ORDER BY id
), said AS (
    UPDATE benefits_award a SET amount_fen = unlisted.due, decided_by = %(by)s, ended_by = %(by)s FROM unlisted WHERE a.id = unlisted.id AND unlisted.due > 0
), gone AS (
    UPDATE benefits_award a SET until_month = a.from_month, ended_by = %(by)s FROM unlisted WHERE a.id = unlisted.id AND unlisted.due = 0
)
SELECT (SELECT count(*) FROM ended) + (SELECT count(*) FROM unlisted)
"""  # noqa: S608
# What has left is given, with what earlier findings have added or taken, as in `open_differences`. Where all of it was found after the last death nothing is
# due to anybody. Where others live, theirs is reckoned here; the share of the dead stands as it was given until the review of the family has worked it out
# (`open_adjustments`), and is due no more once it has. A share is of who was counted when it was declared: who lived there, without a standing of their own.
DIFFERENCES = f"""
WITH {OWN}, award AS (
    SELECT own.*, own.amount_fen / own.each_fen AS people FROM own WHERE NOT EXISTS (
        SELECT FROM benefits_adjustment j WHERE j.award_id = own.id AND j.decided_by = '' AND j.reason = %(all_of_it)s AND j.result <> 'not_due')
), dead AS (
    SELECT j.award_id, count(*) AS people, count(*) FILTER (WHERE j.amount_fen IS NULL) AS unknown
    FROM benefits_adjustment j JOIN award ON award.id = j.award_id JOIN benefits_pricesubsidy p ON p.id = %(subsidy)s
    WHERE j.decided_by = '' AND j.result <> 'not_due' AND (j.amount_fen IS NOT NULL OR EXISTS (
        SELECT FROM registry_membership m WHERE m.household_id = award.household_id AND m.person_id = j.person_id
            AND m.from_on <= p.on AND (m.until_on IS NULL OR m.until_on > p.on)
    ) AND NOT EXISTS (SELECT FROM own theirs JOIN benefits_standing s ON s.id = theirs.standing_id WHERE s.person_id = j.person_id))
    GROUP BY 1
), listed AS (
    SELECT l.award_id, sum(l.amount_fen) AS fen FROM benefits_payline l JOIN award ON award.id = l.award_id
    WHERE l.state NOT IN ('reissued', 'cancelled') GROUP BY 1
), {COUNTED}), reckoned AS (
    SELECT award.*, dead.people IS NOT NULL AS is_bereaved, greatest(listed.fen + coalesce(sums.asked, 0) - right_now.due, 0)
        + least(listed.fen + coalesce(sums.taken, 0) - right_now.due, 0) AS over
    FROM award JOIN listed ON listed.award_id = award.id LEFT JOIN sums ON sums.award_id = award.id LEFT JOIN dead ON dead.award_id = award.id
    CROSS JOIN LATERAL (SELECT (award.people - coalesce(dead.people, 0)) * %(fen)s + coalesce(dead.unknown, 0) * award.each_fen AS due) AS right_now
    WHERE dead.people IS NULL OR dead.people < award.people
)
INSERT INTO benefits_adjustment (award_id, household_id, person_id, month, direction, decided_by, amount_fen, reason,
    opened_on, due_on, owner_region, state, result, outcome, region)
SELECT id, household_id, payee_id, %(month)s, CASE WHEN over > 0 THEN 'over' ELSE 'under' END, %(by)s, abs(over),
    CASE WHEN over > 0 THEN '价格临时补贴更正，发多了' ELSE '价格临时补贴更正，应补发' END
        || CASE WHEN is_bereaved THEN '（只算在世成员，去世成员的一份另行核定）' ELSE '' END,
    %(on)s, %(soon)s, left(region, 9), 'open', '', '', region
FROM reckoned WHERE over <> 0 ORDER BY region, id ON CONFLICT DO NOTHING RETURNING direction, amount_fen
"""  # noqa: S608


def each_fen(subsidy: PriceSubsidy) -> int:
    """What each person is to be given by it, as far as it has been put right."""
    last = subsidy.corrections.filter(is_approved=True).order_by("-pk").first()
    return subsidy.amount_fen if last is None else last.amount_fen


@transaction.atomic
def propose_subsidy_correction(*, subsidy_id: int, amount_fen: int, paper: str, reason: str, officer: Officer, on: date) -> SubsidyCorrection:
    """Say what each person should have been given (fen; 0: nothing was due at all), why, and by which paper; nothing changes by this.

    Raises CannotSubsidise, CannotAccess.
    """
    subsidy = _take(subsidy_id, officer)
    if not 0 <= amount_fen <= MOST_FEN or not paper.strip() or not reason.strip():
        raise CannotSubsidise("请写明更正后的每人金额（不该发的写 0，不超过 1,000 元）、依据和理由。")
    if subsidy.corrections.filter(answered_on=None).exists():
        raise CannotSubsidise("这项补贴已有一件更正等待另一人审批。")
    if amount_fen == each_fen(subsidy):
        raise CannotSubsidise("更正后的金额与现在的相同。")
    made = SubsidyCorrection.objects.create(
        subsidy=subsidy, amount_fen=amount_fen, paper=paper.strip()[:60], reason=reason.strip()[:300], proposed_by=officer, proposed_on=on,
        due_on=subsidy_answer_due_on(subsidy.region, on), region=subsidy.region,
    )  # fmt: skip
    audit.record("subsidy.correction_proposed", about=subsidy, by=officer, because=made.reason, region=subsidy.region, detail={"fen": amount_fen})
    return made


@transaction.atomic
def answer_subsidy_correction(*, correction_id: int, is_approved: bool, words: str, officer: Officer, on: date) -> SubsidyCorrection:
    """Another of the county approves it, and with that it is done: what has not been released is taken back and opened anew as it should be; what has
    left is found too much or too little, each family's by itself, and a person settles each. Or it is sent back, and everything stays as it was.
    No list of what is given once is made meanwhile: a line would say what the award no longer says.
    """
    correction = SubsidyCorrection.objects.filter(pk=correction_id).first()
    if correction:
        hold_once(correction.region)
    subsidy = _take(correction.subsidy_id if correction else 0, officer)
    correction = SubsidyCorrection.objects.select_for_update().get(pk=correction_id)
    if correction.answered_on is not None:
        raise CannotSubsidise("这件更正已经审批过。")
    if correction.proposed_by_id == officer.pk:
        raise CannotSubsidise("提出更正的人不能自己审批，请由另一人审批。")
    if not words.strip():
        raise CannotSubsidise("请写明审批意见。")
    correction.is_approved, correction.answer, correction.answered_by, correction.answered_on = is_approved, words.strip()[:300], officer, on
    if is_approved:
        _put_right(subsidy, correction, officer, on)
    correction.save()
    verb = "subsidy.corrected" if is_approved else "subsidy.correction_refused"
    detail = {name: getattr(correction, name) for name in ("amount_fen", "anew", "taken_back", "over", "over_fen", "under", "under_fen")}
    audit.record(verb, about=subsidy, by=officer, because=correction.answer, region=subsidy.region, detail=detail if is_approved else {})
    return correction


def _take(subsidy_id: int, officer: Officer) -> PriceSubsidy:
    """The subsidy, locked: one correction after another."""
    subsidy = PriceSubsidy.objects.select_for_update(of=("self",)).filter(pk=subsidy_id).first()
    if subsidy is None:
        raise CannotSubsidise("没有这项补贴，或者它不在您负责的区域内。")
    access.require(officer, "benefits.declare_subsidy", subsidy.region)
    return subsidy


def _put_right(subsidy: PriceSubsidy, correction: SubsidyCorrection, officer: Officer, on: date) -> None:
    words = f"价格临时补贴更正（{correction.paper}）：{correction.reason}"
    own = PayLine.objects.filter(Q(award__decided_by=subsidy.mark) | Q(award__decided_by__startswith=f"{subsidy.mark}:"), kind=Award.Kind.PRICE_SUBSIDY)
    lines = take_back(own, key=correction.mark, words=words, officer=officer, on=on)
    correction.taken_back = len(lines)
    given: dict[str, Any] = {
        "subsidy": subsidy.pk, "declared": subsidy.mark, "by": correction.mark, "region": subsidy.region, "month": subsidy.month,
        "after": month_after(subsidy.month), "fen": correction.amount_fen, "taken_back": [line.award_id for line in lines], "on": on,
        "soon": workdays_after(on, SOON), "all_of_it": ALL_OF_IT,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(ANEW, given)
        (correction.anew,) = cursor.fetchone()
        cursor.execute(DIFFERENCES, given)
        found = cursor.fetchall()
    for direction in ("over", "under"):
        fens = [fen for way, fen in found if way == direction]
        setattr(correction, direction, len(fens))
        setattr(correction, f"{direction}_fen", sum(fens))
