"""应退明细: of which lines' money a recovery takes back how much, and where each fen that is cleared belongs."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby

from django.db.models import Q, Sum

from doudi.benefits import books
from doudi.benefits.models import Adjustment, Award, PayLine, PayRun, Recovery, RecoveryMove, RecoveryPart

from .adjustments import mark
from .funds import give_back

GIVEN = (PayLine.State.SENT, PayLine.State.PAID)
Cleared = Sequence[tuple[RecoveryPart, int]]


def lines_of_month(found: Adjustment, states: Iterable[str] = GIVEN) -> list[PayLine]:
    """What was given of the month that an adjustment is about: its own line first, then what was paid on top of it as arrears."""
    beside = Adjustment.objects.filter(award__standing=found.award.standing_id, award__kind=found.award.kind, month=found.month)
    arrears = Q(award__kind=Award.Kind.ARREARS, award__decided_by__in=[mark(one) for one in beside.values_list("pk", flat=True)])
    return list(PayLine.objects.filter(Q(award=found.award_id, month=found.month) | arrears, state__in=list(states)).order_by("pk"))


def free_of(lines: Iterable[PayLine]) -> dict[PayLine, int]:
    """How much of each line no decision takes back yet, fen."""
    taken = dict(RecoveryPart.objects.filter(line__in=list(lines)).order_by().values_list("line").annotate(fen=Sum("amount_fen")))
    return {line: line.amount_fen - taken.get(line.pk, 0) for line in lines}


def decide_parts(recovery: Recovery, amounts: Mapping[int, int]) -> list[RecoveryPart] | str:
    """Lay what is to come back (fen, by adjustment) upon the lines that brought it; or why it cannot be: it has not arrived, or is taken already."""
    made = []
    for found in recovery.adjustments.select_related("award").order_by("month", "pk"):
        rest, month = amounts.get(found.pk, 0), f"{found.month:%Y年%m月}"
        lines = lines_of_month(found, [PayLine.State.PAID]) if rest else []
        list(PayLine.objects.select_for_update().filter(pk__in=[line.pk for line in lines]).order_by("pk"))  # two decisions about one line wait in turn
        for line, free in free_of(lines).items():
            if (part := min(rest, free)) > 0:
                made.append(RecoveryPart(recovery=recovery, adjustment=found, line=line, amount_fen=part, region=line.region))
                rest -= part
        if rest:
            return f"{month}的款项还没有全部到账，或者已由别的决定责令退回，不能决定退回这么多；没有到账的请写零。"
    return RecoveryPart.objects.bulk_create(made)


def clear_parts(recovery: Recovery, fen: int, *, is_given_up: bool) -> Cleared:
    """Lay what is repaid, set off or given up upon the parts that are open, the earliest month first."""
    cleared = []
    for part in recovery.parts.select_for_update(of=("self",)).select_related("line__run"):
        if taken := min(fen, part.left_fen):
            part.cleared_fen += taken
            part.written_off_fen += taken if is_given_up else 0
            part.save(update_fields=["cleared_fen", "written_off_fen"])
            cleared.append((part, taken))
            fen -= taken
    if fen:
        raise ValueError(f"{recovery.number}: {fen} fen belong to no part of it")
    return cleared


def first_run(line: PayLine) -> PayRun:
    """The run that first held a line's money as owed: a new attempt commits nothing again."""
    while line.replaces is not None and line.replaces.is_owed:
        line = line.replaces
    return line.run


def is_this_years(part: RecoveryPart, on: date) -> bool:
    """Whether the money was spent in the year of a day."""
    return books.year_of(first_run(part.line)) == on.year


def post_claim(recovery: Recovery, parts: Iterable[RecoveryPart], on: date) -> None:
    """What was decided to come back: less spending of this year, or an adjustment of an earlier one."""
    _post(recovery, f"recovery:{recovery.pk}", [(part, part.amount_fen) for part in parts], books.CLAIMED, books.CLAIMED_OF_BEFORE, on)


def post_move(move: RecoveryMove, cleared: Cleared, on: date, spent_as: PayLine | None) -> None:
    """What was cleared; money repaid of this year's spending is there to be used again, from the sources it was drawn from (专款专用)."""
    of_now, of_before = {
        "repaid": (books.REPAID, books.TURNED_IN),
        "set_off": (books.SET_OFF, books.SET_OFF),
        "written_off": (books.WRITTEN_OFF, books.WRITTEN_OFF_OF_BEFORE),
    }[move.kind]
    key = f"recovery:{move.recovery_id}:{move.pk}"
    _post(move.recovery, key, cleared, of_now, of_before, on, spent_as)
    if move.kind != RecoveryMove.Kind.REPAID:
        return
    for run_id, of_run in _by_run([one for one in cleared if is_this_years(one[0], on)]):
        run = PayRun.objects.select_for_update().get(pk=run_id)
        give_back(run, sum(fen for _, fen in of_run), key=f"{key}:{run.pk}", on=on)


def _post(recovery: Recovery, key: str, parts: Cleared, of_now: str, of_before: str, on: date, spent_as: PayLine | None = None) -> None:
    for _, of_run in _by_run(parts):
        first, event = of_run[0][0], of_now if is_this_years(of_run[0][0], on) else of_before
        lines = [(part.line, fen) for part, fen in of_run]
        books.post_back(event, key=key, number=recovery.number, run=first_run(first.line), parts=lines, on=on, spent_as=spent_as)


def _by_run(parts: Cleared) -> list[tuple[int, list[tuple[RecoveryPart, int]]]]:
    """In one order of runs, so that two who clear at once wait for each other."""
    known = sorted(((first_run(part.line).pk, part, fen) for part, fen in parts), key=lambda one: (one[0], one[1].pk))
    return [(run, [(part, fen) for _, part, fen in of_run]) for run, of_run in groupby(known, key=lambda one: one[0])]
