"""路线: each names its receiver, deadlines and answers, and passes its own example; one that cannot be right is refused by name."""

from dataclasses import replace

import pytest

from doudi.base.models import Officer
from doudi.referral import actions
from doudi.referral.route import Route, all_routes
from tests.people import a_family
from tests.referral.builders import MONDAY


def test_medical_aid_stands() -> None:
    assert all_routes()["medical_aid"].department == "medical_insurance"


@pytest.mark.usefixtures("system")
@pytest.mark.parametrize("route", all_routes().values(), ids=lambda route: route.name)
def test_a_route_passes_its_own_example(route: Route, sender: Officer, bureau: Officer) -> None:
    family, example = a_family(1), dict(route.example)
    need = str(example.pop("need_words"))
    sent = actions.open_referral(
        route=route.name, household_id=family.household.pk, person_id=family.head.pk, origin="alert:1", need_words=need, officer=sender, on=MONDAY
    )
    bureau.department = route.department
    actions.accept(referral_id=sent.pk, officer=bureau, on=MONDAY)
    assert actions.complete(referral_id=sent.pk, **example, officer=bureau, on=MONDAY).state == "completed"


@pytest.mark.parametrize(
    "wrong", [{"department": ""}, {"department_title": ""}, {"source": ""}, {"outcomes": {}}, {"due_workdays": 0}, {"escalation_workdays": 0}]
)
def test_a_route_without_receiver_deadline_or_answers_is_refused_by_name(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="medical_aid"):
        replace(all_routes()["medical_aid"], **wrong)
