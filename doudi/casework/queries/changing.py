"""变更的结果: what may come out of a change, and until when an exit period may last."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from doudi.benefits import queries as paid
from doudi.casework.assessment import Assessment
from doudi.casework.models import Change, Decision

# What may come out of what was proposed: never more than the family was heard about.
OUTCOMES = {
    "end": ("end", "exit", "reduce", "keep"),
    "reduce": ("reduce", "keep"),
    "increase": ("increase", "keep"),
    "resume": ("resume", "keep"),
    "move": ("move", "keep"),
}


@dataclass(frozen=True)
class Present:
    """What one standing brings a month after this one: its awards, the money of its kind, and 分类施保 beside it, in fen.

    While a month is paid less by agreement (抵扣), the supplement is what it is again afterwards.
    """

    awards: tuple[Any, ...]
    main_fen: int
    supplement_fen: int

    @property
    def month_fen(self) -> int:
        return self.main_fen + self.supplement_fen


def present_of(household_id: int, standing_id: int, on: date, *, kinds: tuple[str, ...] = ()) -> Present:
    """The awards of a standing that are still to be paid after this month, of all kinds or of those named."""
    last = date(on.year + on.month // 12, on.month % 12 + 1, 1)
    found = [one for one in paid.monthly_awards_of(household_id) if one.standing_id == standing_id and (not kinds or one.kind in kinds)]
    awards = tuple(one for one in found if one.until_month is None or one.until_month > last)
    supplements = [one for one in awards if one.kind == "dibao_supplement"]
    main_fen = sum(one.amount_fen for one in awards if one.kind != "dibao_supplement")
    return Present(awards, main_fen, max(supplements, key=lambda one: (one.from_month, one.pk)).amount_fen if supplements else 0)


def month_by_rules(change: Change, assessment: Assessment, on: date) -> int | None:
    """What the rules of today give a dibao family a month, 分类施保 included; None where they cannot tell or are not asked."""
    return assessment.month_fen(present_of(change.household_id, change.standing_id, on).supplement_fen) if change.scheme == "dibao" else None


def outcomes_of(change: Change) -> tuple[str, ...]:
    """What may come out of a change, by what was proposed and of what."""
    if change.kind == "move" or change.scheme == "tekun_care":
        return change.kind, "keep"
    return OUTCOMES[change.kind] if change.scheme == "dibao" else ("end", "keep")


def exit_limit(assessment: Assessment, on: date) -> date | None:
    """The first month without help where the rules find an exit period; None where they find none, or one that ends with this month."""
    found = {step.rule: step.value for step in assessment.finding.steps}
    limit: date | None = found.get("exit_could_last_until") if found.get("graduated_exit") is True else None
    next_month = date(on.year + on.month // 12, on.month % 12 + 1, 1)
    return limit if limit and limit > next_month else None


CORRECTED_BY = {"grant": ("reduce", "end", "increase"), "reduce": ("increase", "resume"), "end": ("resume",), "exit": ("resume", "increase", "end")}


def kinds_correcting(decision: Decision) -> tuple[str, ...]:
    """What may be proposed where a decision on help was wrong; any outcome not named may be followed by each."""
    return CORRECTED_BY.get(decision.outcome, ("reduce", "end", "increase", "resume"))
