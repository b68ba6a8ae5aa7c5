"""差额: what a corrected decision shows of months that are paid, whatever household carried the help then and carries it now."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.db.models import F, Sum

from doudi.base import access, audit
from doudi.base.models import Officer
from doudi.base.workdays import workdays_after
from doudi.benefits.chains import awards_on, carried, in_month
from doudi.benefits.models import Adjustment, Award, PayLine, Standing
from doudi.benefits.months import month_after, month_of
from doudi.benefits.rules import is_death_month_paid
from doudi.registry import queries as registry

from .adjustments import SOON, asked_fen, mark, standing_findings, taken_fen
from .set_off_months import BY_AGREEMENT


@transaction.atomic
def open_differences(
    *, household_id: int, kind: str, due_fen: int, from_month: date, until_month: date, reason: str, decided_by: str, officer: Officer | None, on: date,
    standing_id: int | None = None,
) -> list[Adjustment]:  # fmt: skip
    """What a corrected decision shows to have been paid too much or too little, month by month (fen); nothing is taken or paid by this.

    Given is what stands on a list for the family in that month and kind of help, by whatever award and whatever household has carried the help, or will
    where this month's list is not made yet, with what earlier findings have added or taken: so it does not matter which of two late facts arrives first,
    nor on which side of a move. What was withheld by agreement was given too: it went against the family's debt, or is owed to it by a finding of its own
    (`owe_for_month`). What was given up with approval stays with the family: it is neither asked for again nor paid again. For a month after
    the death of whose money it is nothing is due. A month with nothing over or under opens nothing; asked again, nothing is opened twice. `standing_id`
    keeps apart two who receive alike in one household. Owner: the township, or the county where the help has gone from one township to another; term: ten
    working days. Raises CannotReckon where the officer does not see every household of it.
    """
    standings = carried(household_id, kind, standing_id)
    awards = awards_on(standings, kind)
    if not awards:
        return []
    access.require(officer, "benefits.confirm", awards[0].region)
    towns = {one.region[:9] for one in awards}
    owner = towns.pop() if len(towns) == 1 else awards[0].region[:6]  # help that has gone from one township to another is the county's to work out
    opened = []
    for month, (least, most) in _given(standings, kind, awards, _months(from_month, until_month), on).items():
        award, stop = _award_of(awards, month), nothing_due_from(in_month(standings, month), month, on)
        due = 0 if stop and month >= stop else due_fen
        over = max(least - due, 0) + min(most - due, 0)
        if not over:
            continue
        adjustment, is_new = Adjustment.objects.get_or_create(
            award=award,
            month=month,
            person_id=award.payee_id,
            decided_by=decided_by,
            defaults={
                "household_id": award.household_id,
                "direction": Adjustment.Direction.OVER if over > 0 else Adjustment.Direction.UNDER,
                "amount_fen": abs(over),
                "reason": reason[:200],
                "opened_on": on,
                "due_on": workdays_after(on, SOON),
                "owner_region": owner,
                "region": award.region,
            },
        )
        if is_new:
            audit.record("adjustment.opened", about=adjustment, by=officer, because=adjustment.reason)
        opened.append(adjustment)
    return opened


def _months(month: date, until: date) -> list[date]:
    """Every month from one (included) until another (excluded)."""
    months = []
    while month < until:
        months.append(month)
        month = month_after(month)
    return months


def _award_of(awards: Sequence[Award], month: date) -> Award:
    """The award by which a month was paid, or that came nearest before it."""
    begun = [one for one in awards if one.from_month <= month]
    runs = [one for one in begun if one.until_month is None or month < one.until_month]
    return next(iter(runs or begun), awards[-1])


def _given(standings: Sequence[Standing], kind: str, awards: Sequence[Award], months: Sequence[date], on: date) -> dict[date, tuple[int, int]]:
    """Fen by month, every month of the period: without and with what was given up, which stays with the family and is not asked for again."""
    listed = PayLine.objects.filter(award__standing__in=list(standings), kind=kind, month__in=list(months))
    alive = listed.exclude(state__in=("reissued", "cancelled")).order_by()
    given = dict(alive.values_list("month").annotate(fen=Sum(F("amount_fen") + F("award__set_off_fen"))))
    for month in months:
        if month not in given:
            runs = [one for one in awards if one.from_month <= month and (one.until_month is None or month < one.until_month)]
            given[month] = sum(one.amount_fen + one.set_off_fen for one in runs) if month >= month_of(on) else 0
    least, most = dict(given), dict(given)
    for found in found_before(standings, kind):
        if found.month in given:
            sign = -1 if found.direction == Adjustment.Direction.OVER else 1
            least[found.month] += asked_fen(found) * sign
            most[found.month] += taken_fen(found) * sign
    return {month: (least[month], most[month]) for month in months}


def found_before(standings: Sequence[Standing], kind: str) -> list[Adjustment]:
    """What was found of this money, of its arrears too, and was not dismissed; what an agreement withheld for nothing is reckoned by the agreement."""
    of_kind = Adjustment.objects.filter(award__standing__in=list(standings), award__kind=kind).exclude(decided_by__startswith=BY_AGREEMENT)
    marks = [mark(one) for one in of_kind.values_list("pk", flat=True)]
    arrears = Adjustment.objects.filter(award__kind=Award.Kind.ARREARS, award__decided_by__in=marks)
    return [*standing_findings(of_kind), *standing_findings(arrears)]


def nothing_due_from(standing: Standing, month: date, on: date) -> date | None:
    """From which month on nothing is due because nobody is left of those whose money it was in a month, as far as is known by a day; None while one lives.

    Whose money it was: the person of the standing; else who lived in the household then, or last, where all have moved out of it; and who lived there
    when the last of these died, though they have moved since.
    """
    people = [standing.person] if standing.person else [one.person for one in registry.members_or_last(standing.household_id, month)]
    if not people or not all(one.death_known_on and one.death_known_on <= on and one.died_on for one in people):
        return None
    last = max(one.died_on for one in people if one.died_on)
    if not standing.person and any(one.person.died_on is None for one in registry.members_of(standing.household_id, last)):
        return None
    return month_after(last) if is_death_month_paid(standing.region[:6], on) else month_of(last)
