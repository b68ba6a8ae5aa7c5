"""核对是谁: an officer compares somebody's record with those it may be about, decides, and takes the decision back."""

from collections.abc import Callable
from pathlib import Path

from doudi.base import idnumber
from doudi.base.access import acting_as_system
from doudi.registry import actions as register
from doudi.registry import queries as registered
from doudi.registry.models import Person
from doudi.sandbox.calibration import COUNTY
from doudi.verification.actions import receive
from doudi.verification.matching.slips import ONE_DIGIT, meant
from doudi.verification.models import WaitingRow
from tests.journeys.county import County
from tests.journeys.seat import Seat
from tests.verification.files import a_bill, a_death, a_file


def slipped(number: str) -> str:
    return number[:15] + str((int(number[15]) + 3) % 10) + number[16:]


def brought(county: County, folder: Path) -> str:
    """A file in which a death may be two people's, a bill is by a homophone accepted, and very many deaths lead to one; the name of the two."""
    with acting_as_system(COUNTY):
        one, other, many = Person.objects.filter(died_on=None, name__regex="^...$").order_by("id")[20:23]
        numbers = registered.numbers_of([one.pk, other.pk, many.pk])
        near = next(row["number"] for row in meant([slipped(numbers[one.pk])]).to_pylist() if row["slip"] == ONE_DIGIT and row["number"] != numbers[one.pk])
        twin = register.Newcomer(one.name, near, idnumber.born_on(near), idnumber.sex(near), one.region, one.area)
        register.register_people([twin])
        deaths = [a_death(slipped(numbers[one.pk]), one.name, ref="HJX1", on=f"{county.on:%Y%m%d}")]
        deaths += [a_death(numbers[many.pk], many.name, ref=f"HJY{place}", on=f"{county.on:%Y%m%d}") for place in range(230)]
        receive(path=a_file(folder, "hukou", deaths, on=county.on, correction=7), on=county.on, officer=None)
        bill = a_bill(slipped(numbers[other.pk]), other.name, ref="YBX1", on=f"{county.on:%Y%m%d}")
        receive(path=a_file(folder, "hospital_bills", [bill], on=county.on, correction=7), on=county.on, officer=None)
        return str(one.name)


def test_a_record_is_compared_decided_and_taken_back(county: County, seat: Callable[[str], Seat], tmp_path: Path) -> None:
    name = brought(county, tmp_path)
    at = seat("示例·县级审核二")
    at.open("/waiting")
    assert "大量记录指向同一人" in at.text and "230 条" in at.text
    at.look("waiting-crowd")
    with acting_as_system(COUNTY):
        row = WaitingRow.objects.get(ref="HJX1")
    at.open(f"/waiting/{row.pk}")
    assert at.text.count("姓名相同，身份证号差一位") == 2
    at.look("waiting-several")
    at.page.locator("input[name=person]").first.check()
    at.page.locator("#reason").fill("电话向派出所核实")
    at.press("确认")
    at.open("/waiting?list=settled")
    at.link(name)
    at.look("waiting-settled")
    at.page.locator("#back-reason").fill("经来源核实，不是此人")
    at.press("撤销核对")
    assert "登记已恢复原状" in at.page.locator("body").inner_text() and "撤销：经来源核实，不是此人" in at.text
    at.look("waiting-taken-back")
    at.open("/waiting?list=accepted")
    assert "自动确认" in at.text
    at.look("waiting-accepted")


def test_a_former_name_is_recorded_with_the_settling(county: County, seat: Callable[[str], Seat], tmp_path: Path) -> None:
    with acting_as_system(COUNTY):
        renamed = Person.objects.filter(died_on=None, name__regex="^...$").order_by("id")[26]
        [number] = registered.numbers_of([renamed.pk]).values()
        borne = f"{renamed.name[0]}大妮"
        for correction, ref in ((8, "YBZ1"), (9, "YBZ2")):
            bill = a_bill(number, borne, ref=ref, on=f"{county.on:%Y%m%d}")
            receive(path=a_file(tmp_path, "hospital_bills", [bill], on=county.on, correction=correction), on=county.on, officer=None)
        first, second = (WaitingRow.objects.get(ref=ref).pk for ref in ("YBZ1", "YBZ2"))
    at = seat("示例·县级审核二")
    at.open(f"/waiting/{first}")
    at.page.locator("input[name=person]").first.check()
    at.page.locator("input[name=former]").check()
    at.page.locator("#reason").fill("户口簿“曾用名”栏")
    at.look("waiting-former-name")
    at.press("确认")
    at.open(f"/waiting/{second}")
    assert f"曾用名 {borne}，与部门所写相同" in at.text
    at.look("waiting-former-name-known")
