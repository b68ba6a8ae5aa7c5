"""一次性待遇: temporary relief is paid once, and confers no standing that lasts."""

from datetime import date

from django.db import transaction

from doudi.base import access, audit
from doudi.base.models import Officer
from doudi.benefits.actions.awards import wrong_account, wrong_amount
from doudi.benefits.models import Award, Standing
from doudi.benefits.models.entitlement import ONCE
from doudi.benefits.months import month_after, month_of
from doudi.registry import queries as registry


class CannotHelpOnce(Exception):
    """Worded for the officer."""


@transaction.atomic
def help_once(
    *, household_id: int, kind: str, amount_fen: int, payee_id: int, account_id: int | None, decided_by: str, officer: Officer | None, on: date
) -> Award:
    """Pay this amount (fen) once, with the next one-off run of the month of the decision (法 29, 50); the same decision never pays twice.

    The standing it hangs on begins and ends on that day: it says what was decided and makes nobody a family in help.
    """
    if kind not in ONCE:
        raise CannotHelpOnce(f"“{kind}”不是一次性救助。")
    household = registry.get_household(household_id)
    access.require(officer, "benefits.confirm", household.region)
    if why := wrong_amount(amount_fen) or wrong_account(payee_id, account_id, kind):
        raise CannotHelpOnce(why)
    if Standing.objects.filter(household_id=household_id, kind=kind, decided_by=decided_by).exists():
        raise CannotHelpOnce("这一决定已经开立过救助金，不重复开立。")
    standing = Standing.objects.create(
        household_id=household_id, kind=kind, from_on=on, until_on=on, decided_by=decided_by, ended_by=decided_by, region=household.region
    )
    month = month_of(on)
    award = Award.objects.create(
        standing=standing,
        household_id=household_id,
        kind=Award.Kind.TEMPORARY_RELIEF,
        amount_fen=amount_fen,
        from_month=month,
        until_month=month_after(month),
        payee_id=payee_id,
        account_id=account_id,
        decided_by=decided_by,
        ended_by=decided_by,
        region=household.region,
    )
    audit.record("award.opened", about=award, by=officer, because=decided_by, detail={"amount_fen": amount_fen})
    return award
