"""暂缓的告知: the family of a held line is told why, and what to do; who told it, when and how is kept."""

from datetime import date

from django.db import transaction

from doudi.base import access, audit
from doudi.base.models import Officer
from doudi.benefits.models import LineHold


class CannotTellHold(Exception):
    """Worded for the officer."""


@transaction.atomic
def tell_hold(*, line_id: int, how: str, officer: Officer, on: date) -> LineHold:
    """Write down that the family knows; once."""
    hold = LineHold.objects.select_for_update(of=("self",)).select_related("line").filter(line=line_id).first()
    if hold is None:
        raise CannotTellHold("这一笔没有暂缓，或者不在您负责的区域内。")
    access.require(officer, "benefits.tell_hold", hold.region)
    if hold.told_on is not None:
        raise CannotTellHold(f"已于 {hold.told_on} 告知：{hold.told_how}。")
    if not how.strip() or len(how.strip()) > 120:
        raise CannotTellHold("请写明告知了谁、以何方式（120 字以内）。")
    hold.told_on, hold.told_how, hold.told_by = on, how.strip(), officer
    hold.save(update_fields=["told_on", "told_how", "told_by"])
    audit.record("line.hold_told", about=hold.line, by=officer, detail={"how": hold.told_how})
    return hold
