"""数据湖: whole or not at all, once, and never a float."""

from datetime import date
from typing import BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.db import transaction

from doudi.base import lake
from doudi.base.models import LakeDay

DAY = date(2026, 10, 12)
FEED = "hospital_bills"


def bills(*amounts: int | None) -> pa.Table:
    numbers = list(range(1, len(amounts) + 1))
    return pa.table({"household_id": pa.array(numbers, pa.int64()), "amount": pa.array(amounts, pa.int64()), "name": ["medical_self_paid"] * len(amounts)})


def total(files: list[str]) -> int:
    return sum(value or 0 for file in files for value in pq.read_table(file)["amount"].to_pylist())


def test_a_published_day_is_read_whole(db: None) -> None:
    assert lake.publish(FEED, DAY, bills(100, None, 250), "household_id")
    assert total(lake.read(FEED, until_on=DAY)) == 350
    assert lake.read(FEED, until_on=date(2026, 10, 11)) == []
    assert lake.read(FEED, until_on=DAY, since_on=date(2026, 10, 13)) == []


def test_the_same_rows_again_change_nothing(db: None) -> None:
    table = bills(100, 250)
    in_pieces = pa.concat_tables([table.slice(0, 1), table.slice(1)])
    assert [lake.publish(FEED, DAY, table), lake.publish(FEED, DAY, table), lake.publish(FEED, DAY, in_pieces)] == [True, False, False]
    assert len(lake.read(FEED, until_on=DAY)) == 1


def test_what_lies_under_a_null_is_no_content() -> None:
    values = pa.Array.from_buffers(pa.int64(), 2, [pa.py_buffer(b"\x01"), pa.array([5, 77], pa.int64()).buffers()[1]])
    assert lake.digest_of(pa.table({"amount": values})) == lake.digest_of(pa.table({"amount": pa.array([5, None], pa.int64())}))
    assert lake.digest_of(bills(0)) != lake.digest_of(bills(None))
    assert lake.digest_of(bills(1, 2)) != lake.digest_of(bills(2, 1))


def test_late_rows_add_and_a_picture_replaces(db: None) -> None:
    lake.publish(FEED, DAY, bills(100))
    lake.publish(FEED, DAY, bills(7))
    assert total(lake.read(FEED, until_on=DAY)) == 107
    for amounts in ((1,), (1, 2), (1,)):
        lake.publish("people", DAY, bills(*amounts), replaces=True)
    assert total(lake.read("people", until_on=DAY)) == 1
    lake.publish("people", date(2026, 10, 13), bills(9), replaces=True)
    assert total(lake.read_latest("people", on=DAY)) == 1
    assert total(lake.read_latest("people", on=date(2026, 10, 20))) == 9
    assert lake.latest_day("people", on=date(2026, 10, 20)) == date(2026, 10, 13)
    assert lake.read_latest("people", on=date(2026, 1, 1)) == []


def test_a_day_whose_transaction_died_is_never_read_and_can_be_published_again(db: None) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        lake.publish(FEED, DAY, bills(100))
        raise ZeroDivisionError
    assert list(lake.path_of(FEED, DAY).glob("*/*.parquet")), "the file is there"
    assert lake.read(FEED, until_on=DAY) == [], "and nobody reads it"
    assert lake.publish(FEED, DAY, bills(100))
    assert total(lake.read(FEED, until_on=DAY)) == 100


def test_a_half_written_folder_is_never_taken_for_the_day(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def dies(table: pa.Table, where: BinaryIO, **_: object) -> None:
        where.write(b"PAR1 half")
        raise OSError("no space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(pq, "write_table", dies)
        with pytest.raises(OSError, match="no space"):
            lake.publish(FEED, DAY, bills(100))
    assert LakeDay.objects.count() == 0
    assert lake.publish(FEED, DAY, bills(100))
    assert total(lake.read(FEED, until_on=DAY)) == 100


@pytest.mark.parametrize(
    ("column", "kind"),
    [
        ("amount", pa.float64()),
        ("amount", pa.int32()),
        ("paid_fen", pa.int32()),
        ("share", pa.float32()),
        ("amount", pa.decimal128(18, 2)),
        ("amount", pa.string()),
    ],
)
def test_money_is_whole_fen_or_refused(db: None, column: str, kind: pa.DataType) -> None:
    with pytest.raises(lake.CannotPublish):
        lake.publish(FEED, DAY, pa.table({column: pa.nulls(2, kind)}))


def test_rows_of_one_household_lie_in_one_bucket(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lake, "ROWS_PER_BUCKET", 10)
    table = pa.table({"household_id": pa.array([*range(40), None, None], pa.int64()), "amount": pa.array([1] * 42, pa.int64())})
    lake.publish(FEED, DAY, table, "household_id")
    buckets = [set(pq.read_table(file)["household_id"].to_pylist()) for file in lake.read(FEED, until_on=DAY)]
    assert len(buckets) == 5
    assert sum(len(bucket) for bucket in buckets) == 41 and set().union(*buckets) == {*range(40), None}
    assert total(lake.read(FEED, until_on=DAY)) == 42


def test_only_the_buckets_where_a_key_would_lie_are_asked() -> None:
    files = ["/lake/a/bucket-00-of-04.parquet", "/lake/a/bucket-01-of-04.parquet", "/lake/b/bucket-00-of-01.parquet"]
    assert lake.files_with(files, [8]) == [files[0], files[2]]
    assert lake.files_with(files, [9, 13]) == [files[1], files[2]]
    assert lake.files_with(files, []) == []
