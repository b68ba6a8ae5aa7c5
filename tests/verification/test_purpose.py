"""What was answered for one family's case is told in no other's, and after a withdrawal nowhere."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from doudi.base.models import Officer
from doudi.verification import reports, told
from doudi.verification.actions import Paper, carry_consents, consent_of_supporter, make_report, request_checks, withdraw_consent
from doudi.verification.exchange.queries import progress_of
from doudi.verification.feed import all_feeds
from doudi.verification.models import Consent, RequestedPerson
from doudi.verification.report import contents_of, found_about
from tests.people import Family, a_family, a_household, consents_of, join
from tests.verification.files import DAY
from tests.verification.reports import a_checked_family, an_account, received
from tests.verification.test_requests import NEXT, number_of

pytestmark = pytest.mark.usefixtures("system")


@pytest.fixture
def clerk(officer_of: Callable[..., Officer]) -> Officer:
    return officer_of("county")


def written(family: Family) -> dict[str, Any]:
    about = {"number": "1", "about": "", "made_on": DAY, "valid_until": DAY, "by": "经办", "supersedes": ""}
    return contents_of(found_about(family.household.pk, DAY), household=family.household, **about)


@pytest.fixture
def father(clerk: Officer, tmp_path: Path) -> Family:
    """His daughter's bank was asked for her own application; for his she let the vehicle office be asked, and nobody else."""
    hers, his = a_family(members=1), a_family(members=1)
    for one in (hers, his):
        consents_of(one.household.pk)
    lists = {one.feed: one for one in request_checks(household_ids=[hers.household.pk], reason="申请", officer=None, on=DAY)}
    received(tmp_path, "bank_deposits", [an_account(lists["bank_deposits"].number, hers.head, yuan="88888.00", tail="7777")])
    paper, daughter = Paper("WC-9", DAY, feeds=("vehicles",)), {"name": hers.head.name, "id_number": number_of(hers.head), "relation": "女儿"}
    consent_of_supporter(household_id=his.household.pk, paper=paper, officer=clerk, on=DAY, **daughter)
    request_checks(household_ids=[his.household.pk], reason="申请", officer=None, on=DAY)
    return his


def test_a_report_tells_nothing_that_was_asked_for_another_family(father: Family) -> None:
    said = written(father)
    vehicles = all_feeds()["vehicles"]
    assert [one["source"] for one in said["sources"] if "女儿" in one["whose"]] == [f"{vehicles.department}·{vehicles.title}"]
    assert not [one for one in said["items"] if "7777" in one["words"]]


def test_who_moved_on_another_paper_is_told_of_by_that_one_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the paper the answers of the former family's case are not told, though they are about the same person; the control tells them."""
    family, home = a_checked_family(tmp_path), a_household(number="H370702001000777")
    join(home, family.head)
    assert {one.state for one in told.told_about(_case(home.pk))} == {"未请求"}
    monkeypatch.setattr(told, "asked_for", lambda household_id: RequestedPerson.objects.all())
    assert {one.state for one in told.told_about(_case(home.pk))} == {"命中", "未命中"}


def test_what_was_answered_before_a_move_goes_along_with_the_paper(tmp_path: Path) -> None:
    family, home = a_checked_family(tmp_path), a_household(number="H370702001000777")
    before = {one.answer_id for one in told.told_about(_case(family.household.pk)) if one.answer_id}
    join(home, family.head)
    assert carry_consents(person_ids=[family.head.pk], from_household_id=family.household.pk, to_household_id=home.pk, on=DAY)
    assert {one.answer_id for one in told.told_about(_case(home.pk)) if one.answer_id} & before


def test_a_report_after_the_withdrawal_uses_nothing_that_was_answered_before(clerk: Officer, tmp_path: Path) -> None:
    family = a_checked_family(tmp_path)
    before = reports.read_report(make_report(household_id=family.household.pk, officer=clerk, on=DAY))
    assert {one.state for one in progress_of(family.household.pk, on=NEXT)} == {"命中", "未命中"}
    for one in Consent.objects.all():
        withdraw_consent(consent_id=one.pk, because="本人当面撤回。", officer=clerk, on=NEXT)
    after = reports.read_report(make_report(household_id=family.household.pk, officer=clerk, on=NEXT))
    assert {(one.state, one.answered_on) for one in progress_of(family.household.pk, on=NEXT)} == {("授权已撤回", None)}
    assert before["items"] and not after["items"] and {one["state"] for one in after["sources"]} == {"授权已撤回"}
    assert {row["found"] for row in after["beside"]} == {"没有答复"} and after["effect"] is None, "nor does the calculation"
    assert {row["found"] for row in before["beside"]} != {"没有答复"} and before["effect"]


def _case(household_id: int) -> Any:
    from doudi.registry import queries

    return queries.case_of(household_id, on=DAY)
