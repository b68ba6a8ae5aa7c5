"""数据湖: department facts in Parquet, append only; one row in the catalogue makes a day readable."""

import hashlib
import os
import shutil
from collections.abc import Callable, Collection, Iterable
from datetime import date
from functools import partial
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from django.db import transaction
from django.db.models import QuerySet

from doudi.base import home, pieces
from doudi.base.models import LakeDay

ROWS_PER_BUCKET = 50_000
MOST_BUCKETS = 16


class CannotPublish(Exception):
    """A table that must not enter the lake: money that is not whole fen."""


def path_of(feed: str, on: date) -> Path:
    """The folder below which one feed's day is kept."""
    return home.home() / "lake" / feed / on.isoformat()


@transaction.atomic
def publish(feed: str, on: date, table: pa.Table, bucket_of: str | None = None, *, replaces: bool = False) -> bool:
    """Keep a table as part of a feed's day; readers see it once the caller's transaction commits, whole or not at all.

    The same rows again change nothing (False). `replaces` hides what the day held before: for a picture of a day, not for deliveries.
    Rows go to buckets by `bucket_of`, so that one household's facts can be rewritten without touching the rest.
    """
    _refuse_money_but_whole(table)
    digest = digest_of(table)
    same = LakeDay.objects.filter(feed=feed, on=on, digest=digest)
    if same.filter(replaced=False).exists():
        return False
    folder = path_of(feed, on) / digest[:16]
    _write(table, folder, bucket_of)
    if replaces:
        LakeDay.objects.filter(feed=feed, on=on).update(replaced=True)
    LakeDay.objects.update_or_create(
        feed=feed, on=on, digest=digest, defaults={"folder": str(folder.relative_to(home.home())), "rows": table.num_rows, "replaced": False}
    )
    return True


@transaction.atomic
def rewrite(feed: str, on: date, change: Callable[[pa.Table], pa.Table], *, order: list[str], bucket_of: str | None = None) -> int:
    """Change what a feed's day holds, as if it had been published so: for what a decision wrote and another takes back, not for corrections, which supersede.

    `change` gets each published table in `order` (as it was published; empty: as it lies) and returns what remains; the catalogue names that alone, and
    what it named before is erased once the caller's transaction commits. How many tables changed.
    """
    changed = 0
    for day in LakeDay.objects.select_for_update().filter(feed=feed, on=on, replaced=False).order_by("id"):
        held = pa.concat_tables([pq.read_table(file) for file in sorted((home.home() / day.folder).glob("*.parquet"))])
        held = held.sort_by([(name, "ascending") for name in order]) if order else held
        left = change(held)
        if left.equals(held):
            continue
        folder = home.home() / day.folder
        day.delete()
        if left.num_rows:
            publish(feed, on, left, bucket_of)
        transaction.on_commit(partial(shutil.rmtree, folder, ignore_errors=True))
        changed += 1
    return changed


def read(feed: str, *, until_on: date, since_on: date = date.min) -> list[str]:
    """The files of a feed's published days from `since_on` to `until_on`, both included; files no row names are never among them."""
    return _files(LakeDay.objects.filter(feed=feed, on__gte=since_on, on__lte=until_on))


def read_latest(feed: str, *, on: date) -> list[str]:
    """The files of the latest published day not after `on`: for pictures of a day; empty when there is none."""
    latest = LakeDay.objects.filter(feed=feed, on__lte=on, replaced=False).order_by("-on").first()
    return _files(LakeDay.objects.filter(feed=feed, on=latest.on)) if latest else []


def latest_day(feed: str, *, on: date) -> date | None:
    """The latest published day of a feed not after `on`."""
    return LakeDay.objects.filter(feed=feed, on__lte=on, replaced=False).order_by("-on").values_list("on", flat=True).first()


def files_with(files: Iterable[str], keys: Collection[int]) -> list[str]:
    """Those of the files in whose bucket a row of one of these keys would lie; they were published in buckets of the column the keys are of."""
    found = []
    for file in files:
        number, _, count = Path(file).stem.removeprefix("bucket-").partition("-of-")
        if any(key % int(count) == int(number) for key in keys):
            found.append(file)
    return found


def digest_of(table: pa.Table) -> str:
    """One fingerprint for the same columns and rows in the same order, however the table is cut in memory and whatever lies under its nulls."""
    columns: dict[str, pa.Array] = {}
    for field, column in zip(table.schema, table.combine_chunks().columns, strict=True):
        zero = pa.scalar(0, pa.int32() if pa.types.is_date32(field.type) else pa.int64()).cast(field.type)
        columns[field.name] = pc.fill_null(column, zero)
        columns[f"{field.name} is known"] = pc.cast(pc.is_valid(column), pa.int8())
    plain = hashlib.sha256(str(table.schema.remove_metadata()).encode())
    for batch in pa.table(columns).combine_chunks().to_batches():
        plain.update(batch.serialize())
    return plain.hexdigest()


def _files(days: QuerySet[LakeDay]) -> list[str]:
    top = home.home()
    return [str(path) for day in days.filter(replaced=False).order_by("on", "id") for path in sorted((top / day.folder).glob("*.parquet"))]


def _write(table: pa.Table, folder: Path, bucket_of: str | None) -> None:
    """Write beside, make durable, then rename: a folder of this name is complete or absent."""
    if folder.exists():
        return
    fresh = folder.with_name(f".{folder.name}.{os.getpid()}")
    shutil.rmtree(fresh, ignore_errors=True)
    home.folder("lake")
    fresh.mkdir(parents=True)
    buckets = min(MOST_BUCKETS, table.num_rows // ROWS_PER_BUCKET + 1) if bucket_of else 1
    place = pc.subtract(table[bucket_of], pc.multiply(pc.divide(table[bucket_of], buckets), buckets)) if buckets > 1 else None

    def bucket(number: int) -> None:
        part = table if place is None else table.filter(pc.equal(pc.fill_null(place, 0), number))
        name = fresh / f"bucket-{number:02d}-of-{buckets:02d}.parquet"
        with home.own_file(name) as file:
            pq.write_table(part, file, compression="zstd")
        home.make_durable(name)

    pieces.each(bucket, range(buckets))
    home.make_durable(fresh)
    fresh.rename(folder)
    home.make_durable(folder.parent)


def _refuse_money_but_whole(table: pa.Table) -> None:
    for field in table.schema:
        if pa.types.is_floating(field.type) or pa.types.is_decimal(field.type):
            raise CannotPublish(f"列 {field.name} 不是整数：金额一律以整数分入湖。")
        if (field.name == "amount" or field.name.endswith("_fen")) and field.type != pa.int64():
            raise CannotPublish(f"列 {field.name} 必须是 64 位整数（分）。")
