"""批次与明细: a run in numbers, its lines with what holds and flags them, and what a family was paid."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Prefetch, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce, Substr

from doudi.benefits.checks import FLAG_TITLES, HOLD_TITLES
from doudi.benefits.models import Adjustment, Award, LineFlag, PayLine, PayRun, RunSignature
from doudi.benefits.months import month_after

Line = PayLine


@dataclass(frozen=True)
class Part:
    """One row of an overview: what it counts, how many lines, how much."""

    code: str
    title: str
    lines: int
    fen: int


@dataclass(frozen=True)
class Overview:
    """A run on one page: by state, kind of help and township; what is held and flagged; who signed; against the month before."""

    run: PayRun
    lines: int
    fen: int
    by_state: Sequence[Part]
    by_kind: Sequence[Part]
    by_township: Sequence[Part]
    holds: Sequence[Part]
    flags: Sequence[Part]
    signatures: Sequence[RunSignature]
    month_before_lines: int
    month_before_fen: int


def runs(month: date | None = None) -> QuerySet[PayRun]:
    """Runs of a month, or all, the latest first."""
    found = PayRun.objects.all() if month is None else PayRun.objects.filter(month=month)
    return found.order_by("-month", "region", "-kind", "seq")


def get_run(run_id: int) -> PayRun:
    """One run."""
    return PayRun.objects.get(pk=run_id)


def find_run(*, region: str, month: date) -> PayRun | None:
    """The run of a county and month, or None: ours, or the list of the system before."""
    return PayRun.objects.filter(region=region, month=month, kind__in=(PayRun.Kind.REGULAR, PayRun.Kind.IMPORTED)).first()


def overview(run_id: int) -> Overview:
    """The run in numbers, as far as the asker's region goes; money counts lines that are to be paid, were sent or were paid."""
    run = get_run(run_id)
    lines = PayLine.objects.filter(run=run)
    live = lines.filter(state__in=("due", "sent", "paid", "failed"))
    month_before = month_after(run.month, -1)
    before = PayLine.objects.filter(run__in=PayRun.objects.filter(region=run.region, month=month_before), month=month_before, state__in=("sent", "paid"))
    total, total_before = (part.aggregate(lines=Count("pk"), fen=Coalesce(Sum("amount_fen"), Value(0))) for part in (live, before))
    return Overview(
        run=run,
        lines=total["lines"],
        fen=total["fen"],
        by_state=_parts(lines, F("state"), Line.State.choices),
        by_kind=_parts(live, F("kind"), Award.Kind.choices),
        by_township=_parts(live, Substr("region", 1, 9), []),
        holds=_parts(lines.filter(state="held"), F("hold_reason"), list(HOLD_TITLES.items())),
        flags=_parts(lines.exclude(flags=None), F("flags__code"), list(FLAG_TITLES.items())),
        signatures=list(run.signatures.select_related("officer").order_by("pk")),
        month_before_lines=total_before["lines"],
        month_before_fen=total_before["fen"],
    )


def _parts(lines: QuerySet[PayLine], by: F | Substr, titles: Sequence[tuple[str, str]]) -> list[Part]:
    title = dict(titles)
    counted = lines.order_by().annotate(code=by).values("code").annotate(count=Count("pk"), fen=Sum("amount_fen")).order_by("code")
    return [Part(row["code"], title.get(row["code"], row["code"]), row["count"], row["fen"]) for row in counted]


def lines_of(run_id: int, *, state: str = "", hold: str = "", flag: str = "", township: str = "") -> QuerySet[PayLine]:
    """A run's lines with payee, account and flags, narrowed as asked; a page slices it."""
    asked = Q(run_id=run_id)
    for field, wanted in (("state", state), ("hold_reason", hold), ("flags__code", flag), ("region__startswith", township)):
        asked &= Q(**{field: wanted}) if wanted else Q()
    return _with_people(PayLine.objects.filter(asked)).order_by("region", "pk")


def get_line(line_id: int) -> PayLine:
    """One line with its people."""
    return _with_people(PayLine.objects.all()).get(pk=line_id)


def held_lines(month: date | None = None) -> QuerySet[PayLine]:
    """Lines that wait for a person: held ones and ones that came back, the oldest first."""
    waiting = PayLine.objects.filter(waits=True)
    return _with_people(waiting if month is None else waiting.filter(month=month)).order_by("month", "pk")


def untold_holds() -> QuerySet[PayLine]:
    """Held lines of which the family has not been told, the oldest first."""
    return _with_people(PayLine.objects.filter(waits=True, state="held", hold__told_on=None, hold__isnull=False)).order_by("hold__county_on", "pk")


def months_that_came_back(region: str) -> list[date]:
    """The months of which the bank sent money back that has not been paid again or cancelled, the oldest first."""
    came_back = PayLine.objects.filter(waits=True, run__region=region, state=PayLine.State.FAILED)
    return sorted(set(came_back.values_list("month", flat=True)))


def payments_of(household_id: int) -> QuerySet[PayLine]:
    """Everything a family was paid or was to be paid, the latest first, every attempt."""
    return _with_people(PayLine.objects.filter(household_id=household_id)).order_by("-month", "-attempt", "-pk")


def adjustments_of(household_id: int) -> QuerySet[Adjustment]:
    """What was found after payment not to have been due, for one family."""
    return Adjustment.objects.filter(household_id=household_id).select_related("award").order_by("-month", "pk")


def open_adjustments_on(on: date) -> QuerySet[Adjustment]:
    """Adjustments that wait for a person, the most urgent first."""
    return Adjustment.objects.filter(state=Adjustment.State.OPEN, opened_on__lte=on).select_related("award").order_by("due_on", "pk")


def _with_people(lines: QuerySet[PayLine]) -> QuerySet[PayLine]:
    beside = lines.select_related("run", "household", "payee", "account", "award", "hold__told_by")
    return beside.prefetch_related(Prefetch("flags", LineFlag.objects.order_by("code")))
