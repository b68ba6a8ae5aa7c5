"""真相: what a month of the house has found of what was planted, and that the month shows silence too, of a department and of a record."""

from doudi.base.access import acting_as_system
from doudi.referral.models import Referral
from doudi.sandbox import findings
from doudi.sandbox.score import score
from tests.oversight.conftest import EVENING, Played


def test_a_month_finds_the_truth_and_silence_does_not_help(played: Played) -> None:
    city = played.home / "city"
    with acting_as_system("370702"):
        scores = score(city, findings.found(city), ends=EVENING, answered=findings.answered(city).get)
    assert scores["deaths"].recall == scores["double_registration"].recall == 1.0
    vehicles = scores["hidden_vehicles"]
    assert vehicles.recall >= 0.95
    # Recall counts only owners whom the vehicle office has answered for: nearly all of them must have been asked about and answered.
    assert vehicles.arrived / vehicles.planted >= 0.9


def test_a_department_that_lets_a_need_lie_is_chased_and_answers(played: Played) -> None:
    """What nobody is late with, nobody sees chased: the month shows it."""
    with acting_as_system("370702"):
        chased = list(Referral.objects.exclude(escalated_on=None))
    assert chased
    assert all(one.escalated_on > one.due_on for one in chased)
    assert any(one.completed_on and one.completed_on > one.escalated_on for one in chased)
