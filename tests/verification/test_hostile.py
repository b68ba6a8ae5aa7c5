"""Damaged bytes of every format: one message or every row accounted for; never a crash, never half a file."""

import io
from pathlib import Path
from unittest.mock import patch

import openpyxl
import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from doudi.base import access
from doudi.base.discover import modules_in
from doudi.base.models import AuditEntry, LakeDay
from doudi.cli import app
from doudi.verification import consenting, matching
from doudi.verification.actions import CannotReceive, FileHeld, receive
from doudi.verification.checking import check, type_rows
from doudi.verification.feed import all_feeds
from doudi.verification.models import Delivery, HeldFile, QuarantinedRow, RefusedFile, WaitingRow
from doudi.verification.reading import CannotRead, read_sheet
from tests.databases import Clone
from tests.verification.files import COUNTY, DAY, a_bill, a_death, a_vehicle, csv_bytes, laid, parquet_bytes, xlsx_bytes

NUMBER = "11010519491231002X"
GOLDEN = {
    "hukou": csv_bytes([a_death(NUMBER, "某甲䶮", ref=f"HJ{place}") for place in range(5)]),
    "hospital_bills": xlsx_bytes([a_bill(NUMBER, "某甲", ref=f"YB{place}") for place in range(5)]),
    "vehicles": parquet_bytes([a_vehicle(f"R-{place}", NUMBER, "某甲") for place in range(5)]),
}


@st.composite
def damaged(draw: st.DrawFn, content: bytes) -> bytes:
    """The file with bytes cut off, flipped, put in, taken out or doubled."""
    found = bytearray(content)
    for _ in range(draw(st.integers(1, 4))):
        at, size = draw(st.integers(0, max(len(found) - 1, 0))), draw(st.integers(1, 40))
        slip = draw(st.sampled_from(("cut", "flip", "insert", "remove", "double")))
        if slip == "cut":
            del found[at:]
        elif slip == "flip" and found:
            found[at] ^= draw(st.integers(1, 255))
        elif slip == "insert":
            found[at:at] = draw(st.sampled_from((b"\0", b'"', b"\n", b"\r", b",", b"\xff\xfe", b"\xed\xa0\x80", b"=cmd()", "䶮".encode(), b"9" * 300)))
        elif slip == "remove":
            del found[at : at + size]
        else:
            found[at:at] = found[at : at + size]
    return bytes(found)


@pytest.mark.parametrize("name", GOLDEN)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(choice=st.data())
def test_damaged_bytes_are_refused_or_every_row_is_accounted_for(system: None, name: str, choice: st.DataObject) -> None:
    feed = all_feeds()[name]
    try:
        sheet = read_sheet(choice.draw(damaged(GOLDEN[name])), feed)
    except CannotRead as refusal:
        assert NUMBER not in str(refusal)
        return
    everybody = patch.object(matching, "listed", lambda pairs, feed, region: dict.fromkeys(pairs))
    with everybody, patch.object(consenting, "ended", lambda asked, on: set()):
        checked = check(type_rows(sheet, feed, region=COUNTY, on=DAY), feed, region=COUNTY, received_on=DAY)
    parts = [checked.rows, checked.quarantined, checked.beyond]
    assert sum(part.num_rows for part in parts) + checked.repeated == sheet.rows.num_rows + len(sheet.broken)
    numbers = [number for part in parts for number in part["row_number"].to_pylist()]
    assert len(numbers) == len(set(numbers))


def without_heading(name: str) -> bytes:
    """The file as an export that forgot its first line."""
    if name == "hukou":
        return GOLDEN[name].split(b"\r\n", 1)[1]
    book = openpyxl.load_workbook(io.BytesIO(GOLDEN[name]))
    book.active.delete_rows(1)
    book.save(written := io.BytesIO())
    return written.getvalue()


@pytest.mark.parametrize("name", ["hukou", "hospital_bills"])
def test_a_file_without_a_heading_tells_nobody_whose_number_stood_there(fresh_database: Clone, tmp_path: Path, name: str) -> None:
    """Not the terminal, not the list of refused files, not the audit, which nobody can ever mend."""
    modules_in("doudi.cli")
    path = laid(tmp_path, all_feeds()[name].file_name(COUNTY, DAY), without_heading(name))
    nameless = laid(tmp_path, f"某甲 {NUMBER}.csv", b"")
    run = CliRunner().invoke(app, ["receive", str(path), str(nameless), "--on", str(DAY)], env={"COLUMNS": "160"})
    assert run.exit_code == 2 and "8 列的列名不认识（第 1、2、3、4、5、6、7、8 列）" in run.output
    with access.acting_as_system():
        kept = [one.words for one in RefusedFile.objects.all()] + [f"{one.because}{one.detail}" for one in AuditEntry.objects.all()]
    assert len(kept) == 4 and not any(NUMBER in words for words in [run.output, *kept])
    assert not any("某甲䶮" in words or "示例医院" in words for words in [run.output, *kept])


@pytest.mark.parametrize("name", GOLDEN)
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(choice=st.data())
def test_damaged_files_leave_a_whole_delivery_or_nothing(system: None, tmp_path: Path, name: str, choice: st.DataObject) -> None:
    ends_whole(laid(tmp_path, all_feeds()[name].file_name(COUNTY, DAY), choice.draw(damaged(GOLDEN[name]))))


def test_a_heading_written_partly_twice_is_a_whole_end_too(system: None, tmp_path: Path) -> None:
    """One column more than its rows have values: no row can be read, so the file waits for a person."""
    content = GOLDEN["hukou"].replace(b"SFZH,", b"SFZH,XSFZH,", 1)
    assert ends_whole(laid(tmp_path, all_feeds()["hukou"].file_name(COUNTY, DAY), content)) == "held"


def ends_whole(path: Path) -> str:
    """Takes the file in and undoes it; every row is accounted for, or nothing of the file counts: it was refused, or lies sealed for a person."""
    mark = transaction.savepoint()
    try:
        receipt = receive(path=path, on=DAY, officer=None)
    except (CannotReceive, FileHeld) as error:
        assert not any(kind.objects.exists() for kind in (Delivery, QuarantinedRow, WaitingRow, LakeDay))
        assert HeldFile.objects.count() == isinstance(error, FileHeld)
        return "held" if isinstance(error, FileHeld) else "refused"
    else:
        assert QuarantinedRow.objects.count() == receipt.quarantined and WaitingRow.objects.count() == receipt.waiting
        assert receipt.rows == receipt.accepted + receipt.repeated + receipt.quarantined + receipt.waiting + receipt.refused_beyond
        return "taken in"
    finally:
        transaction.savepoint_rollback(mark)
