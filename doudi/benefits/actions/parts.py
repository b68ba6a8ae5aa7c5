"""应退明细: of which lines' money a recovery takes back how much, and where each fen that is cleared belongs."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby

from django.db.models import Q, QuerySet, Sum

from doudi.benefits import books
from doudi.benefits.models import Adjustment, Award, Entry, PayLine, PayRun, Recovery, RecoveryMove, RecoveryPart

from .adjustments import mark
from .funds import give_back
from .set_off_months import paper_of

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
    return {line: fen - taken.get(line.pk, 0) for line, fen in spent_on(lines).items()}


def spent_on(lines: Iterable[PayLine]) -> dict[PayLine, int]:
    """What each line has brought its family, fen: what was paid, and what was set against a debt of the family by agreement instead."""
    papers = {paper_of(line): line for line in lines}
    against = dict(_set_offs(papers).values_list("paper").annotate(fen=Sum("amount_fen")))
    return {line: line.amount_fen + against.get(paper, 0) for paper, line in papers.items()}


def _set_offs(papers: Iterable[str]) -> "QuerySet[RecoveryMove]":
    return RecoveryMove.objects.filter(kind=RecoveryMove.Kind.SET_OFF, paper__in=list(papers)).order_by()


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
            return f"{month}的款项还没有全部到账，或者已由别的决定要求退回，不能决定退回这么多；没有到账的请写零。"
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


def goes_back_to(cleared: Cleared) -> list[tuple[RecoveryPart, PayRun, int]]:
    """Whose money is it that a family has returned (fen)? What was set against a debt instead of being paid was the run's whose money that debt was, and
    comes back first; the rest is the run's that owed the line first."""
    found = []
    for part, fen in cleared:
        rest, at = fen, part.cleared_fen - fen + sum(RecoveryPart.objects.filter(line=part.line_id, pk__lt=part.pk).values_list("amount_fen", flat=True))
        for run, most in _withheld(part.line):
            taken = min(rest, max(most - at, 0))
            at, rest = max(at - most, 0), rest - taken
            if taken:
                found.append((part, run, taken))
        if rest:
            found.append((part, first_run(part.line), rest))
    return found


def _withheld(line: PayLine) -> list[tuple[PayRun, int]]:
    """What of a line was set against a debt (fen), by the run whose money the debt was."""
    found = []
    for move in _set_offs([paper_of(line)]).order_by("pk"):
        entries = Entry.objects.filter(key__startswith=f"recovery:{move.recovery_id}:{move.pk}:", key__endswith=f":{books.SET_OFF}").order_by("pk")
        fens = entries.filter(postings__account="claim").annotate(fen=Sum("postings__amount_fen")).values_list("run", "fen")
        found += [(PayRun.objects.get(pk=run), -fen) for run, fen in fens]
    return found


def is_this_years(part: RecoveryPart, on: date) -> bool:
    """Whether the money was spent in the year of a day."""
    return books.year_of(first_run(part.line)) == on.year


def post_claim(recovery: Recovery, parts: Iterable[RecoveryPart], on: date) -> None:
    """What was decided to come back: less spending of this year, or an adjustment of an earlier one."""
    _post(recovery, f"recovery:{recovery.pk}", [(part, part.amount_fen) for part in parts], books.CLAIMED, books.CLAIMED_OF_BEFORE, on)


def post_move(move: RecoveryMove, cleared: Cleared, on: date, spent_as: PayLine | None) -> None:
    """What was cleared; money repaid of this year's spending is there to be used again, from the sources it was drawn from (专款专用)."""
    key = f"recovery:{move.recovery_id}:{move.pk}"
    if move.kind == RecoveryMove.Kind.REPAID:
        _post_repaid(move, goes_back_to(cleared), key, on)
        return
    of_now, of_before = {"set_off": (books.SET_OFF, books.SET_OFF), "written_off": (books.WRITTEN_OFF, books.WRITTEN_OFF_OF_BEFORE)}[move.kind]
    _post(move.recovery, key, cleared, of_now, of_before, on, spent_as)


def _post_repaid(move: RecoveryMove, repaid: Sequence[tuple[RecoveryPart, PayRun, int]], key: str, on: date) -> None:
    by_run = sorted(repaid, key=lambda one: (one[1].pk, one[0].pk))  # in one order of runs, so that two who clear at once wait for each other
    for run_id, group in groupby(by_run, key=lambda one: one[1].pk):
        of_run = list(group)
        is_now, number = books.year_of(of_run[0][1]) == on.year, move.recovery.number
        parts = [(part.line, fen) for part, _, fen in of_run]
        books.post_back(books.REPAID if is_now else books.TURNED_IN, key=key, number=number, run=of_run[0][1], parts=parts, on=on)
        if is_now:
            run = PayRun.objects.select_for_update().get(pk=run_id)
            give_back(run, sum(fen for _, _, fen in of_run), key=f"{key}:{run_id}", on=on)


def _post(recovery: Recovery, key: str, parts: Cleared, of_now: str, of_before: str, on: date, spent_as: PayLine | None = None) -> None:
    for _, of_run in _by_run(parts):
        first, event = of_run[0][0], of_now if is_this_years(of_run[0][0], on) else of_before
        lines = [(part.line, fen) for part, fen in of_run]
        books.post_back(event, key=key, number=recovery.number, run=first_run(first.line), parts=lines, on=on, spent_as=spent_as)


def _by_run(parts: Cleared) -> list[tuple[int, list[tuple[RecoveryPart, int]]]]:
    """In one order of runs, so that two who clear at once wait for each other."""
    known = sorted(((first_run(part.line).pk, part, fen) for part, fen in parts), key=lambda one: (one[0], one[1].pk))
    return [(run, [(part, fen) for _, part, fen in of_run]) for run, of_run in groupby(known, key=lambda one: one[0])]
