"""定期核查: everybody who receives against every feed, unknown kept apart from nothing, differences told and nothing done about them."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from doudi.base import access, lake
from doudi.base.discover import modules_in
from doudi.base.models import AuditEntry
from doudi.benefits.models import Standing
from doudi.cli import app
from doudi.flows.recurrent import check_recipients
from doudi.registry import actions as registry
from doudi.verification.actions import receive, request_checks
from tests.benefits.builders import a_recipient
from tests.databases import Clone
from tests.people import Family, a_family, consents_of
from tests.verification.files import COUNTY, DAY, a_file, a_vehicle
from tests.verification.test_requests import number_of


def receiving() -> Family:
    return a_recipient(town="370702001").family


def declared(family: Family, name: str, amount: int) -> None:
    registry.record_fact(household_id=family.household.pk, name=name, amount=amount, source="declared", ref=f"d/{name}/{family.household.pk}", on=DAY)


def seen(family: Family, name: str, amount: int) -> None:
    registry.record_fact(person_id=family.head.pk, name=name, amount=amount, source="bank_deposits", ref=f"s/{name}/{family.head.pk}", on=DAY)


@pytest.mark.usefixtures("system")
def test_what_was_told_found_and_never_answered_is_counted_apart(tmp_path: Path) -> None:
    family, silent, other = receiving(), receiving(), a_family()
    consents_of(family.household.pk, silent.household.pk)
    lists = request_checks(household_ids=[one.household.pk for one in (family, silent)], reason="定期核查", officer=None, on=DAY)
    number = next(one.number for one in lists if one.feed == "vehicles")
    rows = [a_vehicle(number, number_of(one), one.name, found="命中" if one == family.head else "未命中") for one in family.people]
    registry.record([receive(path=a_file(tmp_path, "vehicles", rows), on=DAY, officer=None)], on=DAY)
    check = check_recipients(on=DAY, region=COUNTY)
    people = len(family.people) + len(silent.people)
    told = {one.feed.name: (one.told, one.found, one.silent, one.asked) for one in check.feeds}
    assert (check.households, check.people) == (2, people) and other.people
    assert told["vehicles"] == (len(family.people), 1, len(silent.people), len(silent.people))
    assert told["bank_deposits"] == (0, 0, people, people) and told["hukou"][0] == people and "securities" not in told
    assert {"students", "employment", "custody", "major_illness", "hospital_bills", "disability", "funerals"} <= told.keys()


@pytest.mark.usefixtures("system")
def test_only_more_than_was_declared_differs_and_unknown_never_does() -> None:
    more, less, unknown, equal = (receiving() for _ in range(4))
    for family, said in ((more, 100_00), (less, 100_000_00), (equal, 5_000_00)):
        declared(family, "financial_assets", said)
    for family in (more, less, unknown, equal):
        seen(family, "deposits_seen", 5_000_00)
    standings = list(Standing.objects.order_by("pk").values())
    check = check_recipients(on=DAY, region=COUNTY)
    assert check.differences.to_pylist() == [
        {"household_id": more.household.pk, "person_id": None, "name": "financial_assets", "declared": 100_00, "found": 5_000_00}
    ]
    assert check.differing == 1 and list(Standing.objects.order_by("pk").values()) == standings, "nothing is done about it"
    entry = AuditEntry.objects.get(verb="verification.recipients_checked")
    assert (entry.detail["differing"], entry.region) == (1, COUNTY) and str(more.head.name) not in str(entry.detail)
    assert lake.read(f"verification.differences.{COUNTY}", until_on=DAY)


@pytest.mark.usefixtures("system")
def test_what_one_person_declared_is_held_against_the_larger_word() -> None:
    family = receiving()
    registry.record_fact(person_id=family.head.pk, name="wage", amount=1_000_00, source="declared", ref="d/w", on=DAY, from_on=DAY.replace(month=6))
    seen(family, "insured_wage_seen", 3_000_00)
    [row] = check_recipients(on=DAY, region=COUNTY).differences.to_pylist()
    assert (row["person_id"], row["name"], row["found"]) == (family.head.pk, "wage_12m", 3_000_00)


@pytest.mark.usefixtures("system")
def test_another_county_is_another_batch() -> None:
    receiving()
    assert check_recipients(on=DAY, region="370703").households == 0


def test_the_command_line(fresh_database: Clone) -> None:
    modules_in("doudi.cli")
    with access.acting_as_system():
        receiving()

    def run(*words: str) -> tuple[int, str]:
        ran = CliRunner().invoke(app, ["verify", *words], env={"COLUMNS": "160"})
        return ran.exit_code, ran.output

    assert run("--on", str(DAY)) == (2, "请写明户号，或者 --recipients。用法：doudi verify --help\n")
    code, shown = run("--recipients", "--on", str(DAY))
    assert code == 0 and "车辆登记" in shown and "核对多于申报的 0 户" in shown
    code, text = run("--recipients", "--on", str(DAY), "--json")
    told = json.loads(text)
    assert code == 0 and told["households"] == 1 and told["feeds"][0].keys() == {"feed", "told", "found", "silent", "asked"}
