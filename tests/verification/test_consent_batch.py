"""Paper consents from before the system: a whole spreadsheet of them or none, each with its scan, and the same file twice is once."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from doudi.base import access
from doudi.base.models import Officer
from doudi.verification.actions import CannotConsent, record_paper_consents
from doudi.verification.models import Consent
from tests.people import CHILD, Family, a_family, an_id
from tests.verification.files import DAY
from tests.verification.test_requests import number_of

HEADINGS = ["户号", "姓名", "身份证号", "签署日期", "扫描件号", "代签监护人"]


def a_row(family: Family, place: int = 0, **changed: str) -> dict[str, str]:
    """As the bureau's clerk types it."""
    person = family.people[place]
    guardian = family.head.name if person.born_on == CHILD else ""
    row = [family.household.number, person.name, number_of(person), "2025-03-02", f"扫描-{person.pk}", guardian]
    return dict(zip(HEADINGS, row, strict=True)) | changed


def a_list(folder: Path, rows: list[dict[str, str]], name: str = "授权.csv") -> Path:
    path = folder / name
    lines = [",".join(HEADINGS), *(",".join(row[heading] for heading in HEADINGS) for row in rows)]
    path.write_bytes("\r\n".join(lines).encode("gb18030"))
    return path


def taken(path: Path, officer: Officer | None = None) -> int:
    return record_paper_consents(path=path, region="370702", officer=officer, on=DAY)


@pytest.mark.usefixtures("system")
def test_a_list_is_taken_once_and_children_have_their_guardians(tmp_path: Path) -> None:
    family = a_family(members=3)
    path = a_list(tmp_path, [a_row(family, place) for place in range(3)])
    assert (taken(path), taken(path)) == (3, 0)
    assert dict(Consent.objects.values_list("person_id", "guardian")) == {
        family.head.pk: "",
        family.people[1].pk: "",
        family.people[2].pk: family.head.name,
    }
    one = Consent.objects.get(person=family.head)
    assert (one.manner, one.given_on, one.recorded_on, one.reference) == ("batch", date(2025, 3, 2), DAY, f"扫描-{family.head.pk}")


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"户号": "H0"}, "第 3 行户号：不在本地区"),
        ({"姓名": "某别人"}, "第 3 行姓名：与登记的不一致"),
        ({"身份证号": an_id()}, "第 3 行身份证号：不是该户"),
        ({"身份证号": "3707021980"}, "第 3 行身份证号"),
        ({"签署日期": "20990101"}, "第 3 行签署日期"),
        ({"扫描件号": ""}, "第 3 行扫描件号"),
    ],
)
@pytest.mark.usefixtures("system")
def test_one_bad_row_keeps_the_whole_list_out_and_names_line_and_field(tmp_path: Path, changed: dict[str, str], words: str) -> None:
    family = a_family(members=2)
    with pytest.raises(CannotConsent, match=words) as refusal:
        taken(a_list(tmp_path, [a_row(family), a_row(family, 1, **changed)]))
    assert "授权.csv" in str(refusal.value) and "没有登记任何一份" in str(refusal.value) and not Consent.objects.exists()
    assert number_of(family.people[1]) not in str(refusal.value)


@pytest.mark.usefixtures("system")
def test_a_child_without_a_guardian_and_a_file_that_is_none_are_refused(tmp_path: Path) -> None:
    family = a_family(members=3)
    with pytest.raises(CannotConsent, match="第 2 行：.*不满十四周岁"):
        taken(a_list(tmp_path, [a_row(family, 2, 代签监护人="")]))
    for path, words in [(tmp_path / "无.csv", "打不开"), (a_list(tmp_path, [], "空.txt"), "XLSX 或者 CSV")]:
        with pytest.raises(CannotConsent, match=words):
            taken(path)


@pytest.mark.usefixtures("system")
def test_another_countys_families_and_officers_stay_out(tmp_path: Path, officer_of: Callable[..., Officer]) -> None:
    there = a_family(members=1, region="370703001001")
    with pytest.raises(CannotConsent, match="不在本地区"):
        taken(a_list(tmp_path, [a_row(there)]))
    finance = officer_of("finance")
    with access.acting(finance), pytest.raises(access.CannotAccess):
        taken(a_list(tmp_path, []), finance)
