"""转介的状态: whatever is tried in whatever order, only the table's edges are walked, and none closes without an outcome."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from doudi.base.models import Officer
from doudi.referral import actions, queries
from doudi.referral.actions import sending
from doudi.referral.models import Referral
from tests.referral.builders import a_referral

EDGES = {
    ("sent", "accept"): "accepted",
    ("sent", "return_"): "returned",
    ("accepted", "return_"): "returned",
    ("accepted", "complete"): "completed",
    ("returned", "send_again"): "sent",
    ("returned", "withdraw"): "completed",
}
SPRING = date(2026, 3, 2)  # so that the longest walk stays within the year whose holidays are known
WALKS = settings(max_examples=30, stateful_step_count=10, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])
REFUSALS = (actions.CannotAccept, actions.CannotReturn, actions.CannotComplete, actions.CannotSendAgain, actions.CannotWithdraw)
ANSWERS: list[dict[str, Any]] = [{"outcome": "aided", "amount_fen": 100}, {"outcome": "enrolled"}, {"outcome": "not_eligible", "reason": "not_covered"}]


def machine_of(sender: Officer, bureau: Officer) -> type[RuleBasedStateMachine]:
    class ReferralMachine(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.referral_id, self.state, self.day = a_referral(sender, on=SPRING).pk, "sent", SPRING.toordinal()

        @rule(verb=st.sampled_from(["accept", "return_", "complete", "send_again", "withdraw"]), answer=st.sampled_from(ANSWERS))
        def attempt(self, verb: str, answer: dict[str, Any]) -> None:
            given: dict[str, dict[str, Any]] = {
                "accept": {"officer": bureau},
                "return_": {"reason": "材料不全。", "officer": bureau},
                "complete": {**answer, "officer": bureau},
                "send_again": {"need_words": "已补正。", "officer": sender},
                "withdraw": {"reason": "不再需要。", "officer": sender},
            }
            before = Referral.objects.filter(pk=self.referral_id).values().get()
            try:
                getattr(actions, verb)(referral_id=self.referral_id, on=date.fromordinal(self.day), **given[verb])
            except REFUSALS as refusal:
                assert (self.state, verb) not in EDGES, f"{verb} from {self.state} refused: {refusal}"
                assert Referral.objects.filter(pk=self.referral_id).values().get() == before
            else:
                self.state = EDGES[self.state, verb]

        @rule(days=st.integers(1, 20))
        def time_passes(self, days: int) -> None:
            self.day += days
            before = Referral.objects.get(pk=self.referral_id)
            escalated = {one.pk for one in actions.escalate_unanswered(on=date.fromordinal(self.day))}
            late = before.state != "completed" and before.due_on.toordinal() < self.day and before.escalated_on is None
            assert (self.referral_id in escalated) == late

        @invariant()
        def it_is_where_the_table_says(self) -> None:
            referral = Referral.objects.get(pk=self.referral_id)
            assert referral.state == self.state
            assert bool(referral.outcome) == (self.state == "completed") == (not queries.unanswered_for(referral.origin).exists())
            assert referral.due_on is not None and referral.department

    return ReferralMachine


@pytest.mark.usefixtures("system")
def test_only_the_tables_edges_are_walked(sender: Officer, bureau: Officer) -> None:
    run_state_machine_as_test(machine_of(sender, bureau), settings=WALKS)


@pytest.mark.usefixtures("system")
def test_a_hole_in_the_table_would_be_found(sender: Officer, bureau: Officer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control: with one edge more in the verbs, the walk falls through it."""
    monkeypatch.setitem(sending.STEPS, "withdraw", ("returned", "sent"))
    with pytest.raises(Exception, match="sent"):
        run_state_machine_as_test(machine_of(sender, bureau), settings=settings(WALKS, max_examples=500, phases=[Phase.generate]))


def test_the_verbs_and_this_table_name_the_same_edges(officer_of: Callable[..., Officer]) -> None:
    edges = {(state, verb) for verb, states in sending.STEPS.items() if verb != "reveal" for state in states}
    assert edges == EDGES.keys()
