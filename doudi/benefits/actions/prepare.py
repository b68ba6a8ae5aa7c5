"""生成批次: the month's run of a county, made once whatever is retried."""

from collections.abc import Collection
from datetime import date

from django.db import connection, transaction
from django.db.models import F

from doudi.base import access, audit
from doudi.base.models import Officer
from doudi.benefits import checking
from doudi.benefits.models import Award, PayLine, PayRun
from doudi.benefits.models.entitlement import PAID_ONCE
from doudi.benefits.months import month_of

from .imprest import hold_once

COUNTY = 6
TOWN = 9


class CannotPrepareRun(Exception):
    """Worded for the officer."""


@transaction.atomic
def prepare_run(*, region: str, month: date, on: date, officer: Officer | None, filed: Collection[int] = ()) -> PayRun:
    """The run of a county and month with a line for every award in force; asked again, by whomever, the same run.

    A month that the system before ours has paid is not made again: its imported list is the month's run.
    `filed` are families whose near relatives among the staff are on file.
    Two who ask at once meet at the run's unique key: the second waits for the first and gets what it made.
    """
    access.require(officer, "benefits.prepare_run", region)
    if len(region) != COUNTY or month != month_of(month):
        raise CannotPrepareRun("发放批次按区县和月份生成。")
    if imported := PayRun.objects.filter(region=region, month=month, kind=PayRun.Kind.IMPORTED).first():
        return imported
    run, is_new = begin_run(region=region, month=month, kind=PayRun.Kind.REGULAR, seq=1, on=on, officer=officer)
    if is_new:
        lines = checking.insert_lines(run, on=on)
        if not lines:
            raise CannotPrepareRun(f"{month:%Y-%m} 没有应发的待遇。")
        checking.flag_lines(run, on=on, filed=filed)
        count_townships(run)
        audit.record("run.prepared", about=run, by=officer, detail={"lines": lines})
    return run


@transaction.atomic
def prepare_once(*, region: str, on: date, officer: Officer | None) -> list[PayRun]:
    """A run for what was decided once and has no line yet, month by month; nothing where nothing waits. Asked again, by whomever, nothing is made twice."""
    access.require(officer, "benefits.prepare_run", region)
    hold_once(region)
    waiting = Award.objects.filter(kind__in=PAID_ONCE, region__startswith=region, lines=None, imprest_move=None, from_month__lte=on)
    waiting = waiting.exclude(until_month=F("from_month"))  # over before it began
    made = []
    for month in waiting.order_by("from_month").values_list("from_month", flat=True).distinct():
        seq = PayRun.objects.filter(region=region, month=month, kind=PayRun.Kind.ONCE).count() + 1
        run, is_new = begin_run(region=region, month=month, kind=PayRun.Kind.ONCE, seq=seq, on=on, officer=officer)
        if is_new and (lines := checking.insert_lines(run, on=on)):
            checking.flag_lines(run, on=on)
            count_townships(run)
            audit.record("run.prepared", about=run, by=officer, detail={"lines": lines})
            made.append(run)
        elif is_new:
            run.delete()  # another has just taken what was waiting
    return made


def begin_run(*, region: str, month: date, kind: str, seq: int, on: date, officer: Officer | None) -> tuple[PayRun, bool]:
    """The run of this key, and whether it was made just now."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO benefits_payrun (region, month, kind, seq, state, townships, digest, prepared_on, prepared_by_id)"
            " VALUES (%s, %s, %s, %s, 'prepared', 0, '', %s, %s) ON CONFLICT DO NOTHING RETURNING id",
            [region, month, kind, seq, on, officer.pk if officer else None],
        )
        made = cursor.fetchone()
    return PayRun.objects.get(pk=made[0]) if made else PayRun.objects.get(region=region, month=month, kind=kind, seq=seq), made is not None


def count_townships(run: PayRun) -> None:
    """Remember how many townships have lines to sign for: a township sees only its own."""
    towns = PayLine.objects.filter(run=run, state=PayLine.State.DUE).values_list("region", flat=True)
    run.townships = len({region[:TOWN] for region in towns.distinct()})
    run.save(update_fields=["townships"])
