"""预警的状态: whatever is tried in whatever order, only the table's edges are walked, and a refusal changes nothing."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from doudi.base.models import Officer
from doudi.monitoring import actions
from doudi.monitoring.models import Alert, Outcome
from tests.monitoring.builders import MONDAY, TOWN, an_alert

EDGES = {
    ("raised", "sign"): "signed",
    ("signed", "record_visit"): "visited",
    ("visited", "record_visit"): "visited",
    ("visited", "hand_over"): "visited",
    ("visited", "conclude"): "concluded",
}
WALKS = settings(max_examples=30, stateful_step_count=8, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])
REFUSALS = (actions.CannotSign, actions.CannotRecordVisit, actions.CannotHandOver, actions.CannotConclude)


def machine_of(officers: tuple[Officer, Officer]) -> type[RuleBasedStateMachine]:
    class AlertMachine(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.alert_id, self.state, self.day = an_alert().pk, "raised", MONDAY.toordinal()

        @rule(verb=st.sampled_from(["sign", "record_visit", "hand_over", "conclude"]), outcome=st.sampled_from(Outcome.values))
        def attempt(self, verb: str, outcome: str) -> None:
            self.day += 1
            on = date.fromordinal(self.day)
            given: dict[str, dict[str, Any]] = {
                "sign": {"officer": officers[0]},
                "record_visit": {"officers": officers, "findings": "在家。"},
                "hand_over": {"follow_up": "referral:1", "due_on": on, "officer": officers[1]},
                "conclude": {"outcome": outcome, "words": "已核实。", "follow_up": FOLLOW.get(outcome, ""), "officer": officers[0]},
            }
            before = Alert.objects.filter(pk=self.alert_id).values().get()
            try:
                getattr(actions, verb)(alert_id=self.alert_id, on=on, **given[verb])
            except REFUSALS as refusal:
                assert (self.state, verb) not in EDGES, f"{verb} from {self.state} refused: {refusal}"
                assert Alert.objects.filter(pk=self.alert_id).values().get() == before
            else:
                self.state = EDGES[self.state, verb]

        @invariant()
        def it_is_where_the_table_says(self) -> None:
            alert = Alert.objects.get(pk=self.alert_id)
            assert alert.state == self.state
            assert bool(alert.outcome) == (self.state == "concluded")
            assert (alert.signed_by_id is None) == (self.state == "raised")
            assert (alert.visits.count() > 0) == (self.state in ("visited", "concluded"))
            assert alert.due_on is not None and alert.owner_region

    return AlertMachine


FOLLOW = {"include": "application:1", "refer": "referral:1", "exit": "change:1"}


@pytest.mark.usefixtures("system")
def test_only_the_tables_edges_are_walked(officer_of: Callable[..., Officer]) -> None:
    officers = officer_of("township", TOWN), officer_of("township", TOWN)
    run_state_machine_as_test(machine_of(officers), settings=WALKS)


@pytest.mark.usefixtures("system")
def test_a_hole_in_the_table_would_be_found(officer_of: Callable[..., Officer], monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control: with one edge more in the verbs, the walk falls through it."""
    from doudi.monitoring.actions import handling

    monkeypatch.setitem(handling.STEPS, "record_visit", ("raised", "signed", "visited"))
    officers = officer_of("township", TOWN), officer_of("township", TOWN)
    with pytest.raises(Exception, match="raised"):
        run_state_machine_as_test(machine_of(officers), settings=settings(WALKS, max_examples=500, phases=[Phase.generate]))
