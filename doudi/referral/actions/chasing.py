"""督办: what the clock does: silence past a deadline comes before both sides, and answers become facts of the family."""

from datetime import date

from django.db import transaction

from doudi.base import audit, workdays
from doudi.referral.models import Referral, State
from doudi.referral.route import all_routes
from doudi.registry import actions as registry


@transaction.atomic
def escalate_unanswered(*, on: date) -> list[Referral]:
    """Escalate, once for each sending, every open referral whose deadline has passed; whoever holds it has a last deadline, which both sides see."""
    late = Referral.objects.select_for_update(skip_locked=True).filter(due_on__lt=on, escalated_on=None).exclude(state=State.COMPLETED)
    escalated = []
    for referral in late:
        referral.escalated_on = on
        referral.escalation_due_on = workdays.workdays_after(on, all_routes()[referral.route].escalation_workdays)
        audit.record("referral.escalated", about=referral, by=None, detail={"state": referral.state, "due_on": referral.due_on.isoformat()})
        escalated.append(referral)
    Referral.objects.bulk_update(escalated, ["escalated_on", "escalation_due_on"], batch_size=1000)
    return escalated


@transaction.atomic
def record_answers(*, on: date) -> int:
    """Money that departments gave becomes a fact of the person, once, so that rules and pages below see it; returns how many there were."""
    aided = list(Referral.objects.select_for_update(skip_locked=True).filter(outcome="aided", noted_on=None, completed_on__lte=on))
    for referral in aided:
        registry.record_fact(
            person_id=referral.person_id,
            name="aid_received",
            amount=referral.outcome_amount_fen,
            from_on=referral.outcome_from_on,
            source=f"转介：{all_routes()[referral.route].title}",
            ref=f"referral:{referral.pk}",
            on=on,
        )
        referral.noted_on = on
    Referral.objects.bulk_update(aided, ["noted_on"], batch_size=1000)
    return len(aided)
