"""已有材料: what a family has brought before and need not bring again."""

from datetime import date

from doudi.casework.models import Application, Asked
from doudi.casework.procedures.table import months_after


def already_here(application: Application, on: date) -> dict[str, str]:
    """By code, what was brought in another case of the family within twelve months, and where it lies (57号 10: 不再要求重复提交)."""
    rows = Asked.objects.filter(
        application__household_id=application.household_id, settled="brought", settled_on__gt=months_after(on, -12), settled_on__lte=on
    ).exclude(application=application)
    found = rows.select_related("application").order_by("settled_on", "id")
    return {one.code: f"{one.settled_on:%Y-%m-%d} 已交，见 {one.application.number}" for one in found}
