"""入湖: facts go to the lake so that of two rows under one ref the newer word stands, in whatever order they come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import pyarrow as pa
import pyarrow.compute as pc

from doudi.base import lake
from doudi.verification.columnar import ask
from doudi.verification.models import Delivery

FACT_ROWS = pa.schema(
    [
        ("person_id", pa.int64()),
        ("household_id", pa.int64()),
        ("name", pa.string()),
        ("amount", pa.int64()),
        ("word", pa.string()),
        ("from_on", pa.date32()),
        ("until_on", pa.date32()),
        ("source", pa.string()),
        ("ref", pa.string()),
        ("known_on", pa.date32()),
    ]
)
SPOKEN = pa.schema([("ref", pa.string()), ("revision", pa.int64()), ("known_on", pa.date32()), ("delivery_id", pa.int64())])


@dataclass(frozen=True)
class Spoken:
    """What has been said under a ref already: the newest revision, and since when the last of its facts is known (none while it waits)."""

    revision: int
    known_on: date | None


def spoken_of(feed: str, refs: pa.ChunkedArray) -> dict[str, Spoken]:
    """Those of these refs of which a delivery has spoken before, whether its row was taken or still waits."""
    files = lake.read(_memory_of(feed), until_on=date.max)
    if not files or not len(refs):
        return {}
    found = ask(
        f"SELECT ref, max(revision) AS revision, max(known_on) AS known_on FROM read_parquet({files}) SEMI JOIN these USING (ref) GROUP BY ref",  # noqa: S608
        these=pa.table({"ref": refs}),
    )
    return {row["ref"]: Spoken(row["revision"], row["known_on"]) for row in found.to_pylist()}


def newest(feed: str, ref: str) -> int | None:
    """The newest revision that has been said under a ref; None when nothing has."""
    said = spoken_of(feed, pa.chunked_array([[ref]], pa.string())).get(ref)
    return said.revision if said else None


def publish(facts: pa.Table, delivery: Delivery, spoken: dict[str, Spoken], *, waiting: list[str], on: date) -> pa.Table:
    """Keep new facts of a delivery, and remember its refs, the waiting ones too; returns the facts as they are known.

    A day knows one version of a row: what is put right within the day is known from the next.
    """
    later = {ref: max(on, said.known_on + timedelta(days=1)) for ref, said in spoken.items() if said.known_on}
    known_on = pa.array(list(later.values()), pa.date32()).take(pc.index_in(facts["ref"], pa.array(list(later), pa.string())))
    said = {"source": _repeated(delivery.feed, facts.num_rows), "known_on": pc.fill_null(known_on, pa.scalar(on))}
    dated = (
        pa.table({column: said[column] if column in said else facts[column] for column in FACT_ROWS.names})
        .cast(FACT_ROWS)
        .sort_by([("ref", "ascending"), ("name", "ascending")])
    )
    if dated.num_rows:
        lake.publish(delivery.feed, on, dated, bucket_of="person_id")
    refs = pa.concat_tables(
        [dated.select(["ref", "known_on"]), pa.table({"ref": pa.array(sorted(waiting), pa.string()), "known_on": pa.nulls(len(waiting), pa.date32())})]
    )
    if refs.num_rows:
        same = {"revision": _repeated(delivery.revision, refs.num_rows), "delivery_id": _repeated(delivery.pk, refs.num_rows)}
        lake.publish(_memory_of(delivery.feed), on, pa.table({"ref": refs["ref"], "known_on": refs["known_on"], **same}).select(SPOKEN.names).cast(SPOKEN))
    return dated


def take_out(delivery: Delivery, refs: Sequence[str], *, day: date, waits_again: bool) -> list[tuple[str, str, date]]:
    """Take the facts under these refs, which a delivery said and which entered the lake on that day, out of it again, and out of the memory of what was
    said: as if nobody had taken them in. `waits_again`: the memory knows them as waiting, for they were taken in with the file itself.

    The (source, ref, known_on) of what went.
    """
    named = pa.array(sorted(set(refs)), pa.string())
    memory = lake.read(_memory_of(delivery.feed), since_on=day, until_on=day)
    mine = f"delivery_id = {int(delivery.pk)} AND known_on IS NOT NULL"
    said = ask(f"SELECT DISTINCT ref, known_on FROM read_parquet({memory}) SEMI JOIN named USING (ref) WHERE {mine}", named=pa.table({"ref": named}))  # noqa: S608

    def without(facts: pa.Table) -> pa.Table:
        return ask("SELECT * FROM facts ANTI JOIN said USING (ref, known_on) ORDER BY ref, name", facts=facts, said=said).cast(FACT_ROWS)

    def forgotten(spoken: pa.Table) -> pa.Table:
        gone = pc.and_(pc.and_(pc.equal(spoken["delivery_id"], delivery.pk), pc.is_in(spoken["ref"], named)), pc.is_valid(spoken["known_on"]))
        still = spoken.filter(pc.and_(pc.is_valid(spoken["known_on"]), pc.invert(gone)))
        waiting = [spoken.filter(pc.is_null(spoken["known_on"]))]
        if waits_again:
            again = spoken.filter(gone)
            waiting.append(again.set_column(2, "known_on", pa.nulls(again.num_rows, pa.date32())))
        return pa.concat_tables([still, pa.concat_tables(waiting).sort_by("ref")]).cast(SPOKEN)

    lake.rewrite(delivery.feed, day, without, order=["ref", "name"], bucket_of="person_id")
    lake.rewrite(_memory_of(delivery.feed), day, forgotten, order=[])
    return [(delivery.feed, row["ref"], row["known_on"]) for row in said.to_pylist()]


def _repeated(value: str | int, count: int) -> pa.Array:
    return pa.repeat(pa.scalar(value), count)


def facts_of(delivery: Delivery) -> pa.Table:
    """What a delivery added to the lake on the day it was received."""
    days = {"since_on": delivery.received_on, "until_on": delivery.received_on}
    files, memory = lake.read(delivery.feed, **days), lake.read(_memory_of(delivery.feed), **days)
    if not files or not memory:
        return FACT_ROWS.empty_table()
    mine = f"SELECT ref, known_on FROM read_parquet({memory}) WHERE delivery_id = {int(delivery.pk)}"  # noqa: S608
    rows = ask(f"SELECT f.* FROM read_parquet({files}) f SEMI JOIN ({mine}) USING (ref, known_on) ORDER BY ref, name")  # noqa: S608
    return rows.select(FACT_ROWS.names).cast(FACT_ROWS)


def _memory_of(feed: str) -> str:
    """The lake's name for which refs a feed has named: a dotted name, because it holds no facts."""
    return f"spoken.{feed}"
