"""入湖: facts go to the lake so that of two rows under one ref the newer word stands, in whatever order they come."""

from datetime import date

import pyarrow as pa

from doudi.base import lake
from doudi.verification.columnar import ask

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


def outdated(feed: str, refs: pa.ChunkedArray, *, revision: int) -> set[str]:
    """Of these refs those of which a newer delivery has spoken already, whether its row was taken or still waits."""
    spoken = _spoken(feed)
    found = ask(f"SELECT DISTINCT ref FROM ({spoken}) WHERE ref IN (SELECT ref FROM these) AND revision > {int(revision)}", these=pa.table({"ref": refs}))  # noqa: S608
    return set(found["ref"].to_pylist())


def publish(feed: str, facts: pa.Table, waiting_refs: list[str], *, revision: int, delivery_id: int, on: date) -> pa.Table:
    """Keep new facts of a delivery; returns them as they are known.

    A day knows one version of a row: what is put right within the day is known from the next.
    """
    dated = ask(
        f"""
        SELECT f.* EXCLUDE (known_on), greatest(f.known_on, p.known_on + 1) AS known_on
        FROM facts f LEFT JOIN (SELECT ref, max(known_on) AS known_on FROM ({_spoken(feed)}) WHERE ref IN (SELECT ref FROM facts) GROUP BY ref) p USING (ref)
        ORDER BY ref, name
        """,  # noqa: S608
        facts=facts.append_column("known_on", pa.array([on] * facts.num_rows, pa.date32())),
    )
    dated = dated.select(FACT_ROWS.names).cast(FACT_ROWS)
    spoken = pa.table({"ref": dated["ref"], "revision": pa.array([revision] * dated.num_rows, pa.int64()), "known_on": dated["known_on"]})
    heard = pa.table({"ref": pa.array(waiting_refs, pa.string()), "revision": pa.array([revision] * len(waiting_refs), pa.int64())})
    spoken = pa.concat_tables([spoken, heard.append_column("known_on", pa.nulls(len(waiting_refs), pa.date32()))])
    if dated.num_rows:
        lake.publish(feed, on, dated, bucket_of="person_id")
    if spoken.num_rows:
        lake.publish(_spoken_of(feed), on, spoken.append_column("delivery_id", pa.array([delivery_id] * spoken.num_rows, pa.int64())).cast(SPOKEN))
    return dated


def facts_of_delivery(feed: str, delivery_id: int, *, on: date) -> pa.Table:
    """What a delivery received that day added to the lake."""
    days = lake.read(feed, until_on=on, since_on=on)
    if not days:
        return FACT_ROWS.empty_table()
    mine = f"SELECT ref, known_on FROM ({_spoken(feed)}) WHERE delivery_id = {int(delivery_id)}"  # noqa: S608
    rows = ask(f"SELECT f.* FROM read_parquet({days}) f SEMI JOIN ({mine}) USING (ref, known_on) ORDER BY ref, name")  # noqa: S608
    return rows.select(FACT_ROWS.names).cast(FACT_ROWS)


def _spoken_of(feed: str) -> str:
    return f"spoken.{feed}"


def _spoken(feed: str) -> str:
    """SQL for every ref a feed has named, with the revision that did."""
    files = lake.read(_spoken_of(feed), until_on=date.max)
    if files:
        return f"SELECT ref, revision, known_on, delivery_id FROM read_parquet({files})"  # noqa: S608
    return "SELECT NULL::VARCHAR AS ref, NULL::BIGINT AS revision, NULL::DATE AS known_on, NULL::BIGINT AS delivery_id WHERE false"
