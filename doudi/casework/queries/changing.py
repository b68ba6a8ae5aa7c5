"""变更的结果: what may come out of a change, and until when an exit period may last."""

from datetime import date

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
