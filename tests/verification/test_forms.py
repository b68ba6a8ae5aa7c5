"""形式: the same rows as CSV, workbook, JSON lines or Parquet, under codes or titles, come to the same."""

import json
from pathlib import Path

import pytest

from doudi.verification.actions import receive
from doudi.verification.feed import SUFFIXES, all_feeds
from doudi.verification.models import QuarantinedRow, WaitingRow
from tests.people import a_family, an_id
from tests.verification.files import COUNTY, DAY, WRITERS, a_death, laid
from tests.verification.test_requests import number_of

pytestmark = pytest.mark.usefixtures("system")


def as_lines(rows: list[dict[str, str]], *, feed: str) -> bytes:
    titles = {code: column.title for code, column in all_feeds()[feed].columns.items()}
    return "".join(json.dumps({titles[code]: value for code, value in row.items()}, ensure_ascii=False) + "\n" for row in rows).encode("gb18030")


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_any_form_of_the_same_rows_ends_the_same(suffix: str, tmp_path: Path) -> None:
    family, stranger = a_family(members=1), an_id()
    rows = [
        a_death(number_of(family.head), family.head.name, ref="HJ1"),
        a_death(stranger, "某甲", ref="HJ2"),
        a_death(stranger, "某乙", on="20261399", ref="HJ3"),
    ]
    content = (WRITERS | {"jsonl": as_lines})[suffix](rows, feed="hukou")
    receipt = receive(path=laid(tmp_path, f"hukou_{COUNTY}_{DAY:%Y%m%d}.{suffix}", content), on=DAY, officer=None)
    [fact] = receipt.facts.to_pylist()
    assert (fact["person_id"], fact["name"], fact["ref"], str(fact["from_on"])) == (family.head.pk, "died_on", "HJ1", "2026-10-09")
    assert (WaitingRow.objects.get().ref, WaitingRow.objects.get().row_number) == ("HJ2", 3)
    assert (QuarantinedRow.objects.get().row_number, QuarantinedRow.objects.get().column) == (4, "YWRQ")
