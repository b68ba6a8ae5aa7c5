"""低收入人口: a feed about them tells of nobody else; rows about others go back and nothing of them is kept."""

from pathlib import Path

import pytest

from doudi.registry import actions as registry
from doudi.registry.models import Fact
from doudi.verification import matching
from doudi.verification.actions import receive
from doudi.verification.models import QuarantinedRow, WaitingRow
from tests.people import a_family, an_id
from tests.verification.files import DAY, csv_bytes, laid
from tests.verification.test_requests import number_of

pytestmark = pytest.mark.usefixtures("system")


def a_row(number: str, name: str, ref: str, **other: str) -> dict[str, str]:
    return {"SFZH": number, "XM": name, "LX": "服刑", "RJRQ": "20260309", "SFRQ": "", "BH": ref} | other


def came(folder: Path, rows: list[dict[str, str]]) -> object:
    receipt = receive(path=laid(folder, f"custody_370702_{DAY:%Y%m%d}.csv", csv_bytes(rows, feed="custody")), on=DAY, officer=None)
    registry.record([receipt], on=DAY)
    return receipt


def test_only_watched_families_are_told_about(tmp_path: Path) -> None:
    watched, other = a_family(members=2), a_family(members=1)
    assert registry.watch_households([watched.household.pk, watched.household.pk], on=DAY) == 1
    assert registry.watch_households([watched.household.pk], on=DAY) == 0
    rows = [a_row(number_of(one), one.name, f"SF{place}") for place, one in enumerate([*watched.people, other.head])]
    receipt = came(tmp_path, [*rows, a_row(an_id(), "某甲", "SF9"), a_row("1101051949123100", "某乙", "SF10")])
    assert (receipt.accepted, receipt.refused_beyond, receipt.quarantined, receipt.waiting) == (2, 3, 0, 0)
    assert {fact.person_id for fact in Fact.objects.filter(name="in_custody")} == {one.pk for one in watched.people}
    assert not QuarantinedRow.objects.exists() and not WaitingRow.objects.exists()


def test_without_the_gateway_everybody_would_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control."""
    monkeypatch.setattr(matching, "watched", list)
    other = a_family(members=1)
    assert came(tmp_path, [a_row(number_of(other.head), other.head.name, "SF1")]).accepted == 1


def test_released_before_taken_in_cannot_be(tmp_path: Path) -> None:
    watched = a_family(members=1)
    registry.watch_households([watched.household.pk], on=DAY)
    receipt = came(tmp_path, [a_row(number_of(watched.head), watched.head.name, "SF1", SFRQ="20260101")])
    assert receipt.quarantined == 1


def test_three_facts_of_one_certificate_are_one_row(tmp_path: Path) -> None:
    family = a_family(members=2)
    rows = [
        {"SFZH": number_of(one), "XM": one.name, "CJLB": "肢体", "CJDJ": grade, "FZRQ": "20261009", "ZH": f"CZ{place}"}
        for place, (one, grade) in enumerate(zip(family.people, ("二级", "三级"), strict=True))
    ]
    receipt = receive(path=laid(tmp_path, f"disability_370702_{DAY:%Y%m%d}.csv", csv_bytes(rows, feed="disability")), on=DAY, officer=None)
    assert (receipt.rows, receipt.accepted, receipt.refused_beyond) == (2, 1, 1)
    assert sorted(receipt.facts["name"].to_pylist()) == ["disability_certified", "disability_grade", "disability_kind"]
