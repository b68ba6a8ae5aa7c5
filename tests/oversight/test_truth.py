"""真相: what a month of the house has found of what was planted; what nobody was told of may not make a recall look good."""

from doudi.base.access import acting_as_system
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
