"""普查: what the law says of a whole population in files, bucket by bucket, on DuckDB or Spark."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from doudi import law
from doudi.analysis.screening.asking import Asked, ask
from doudi.analysis.screening.engines import ENGINES, one_bucket
from doudi.analysis.screening.lake import Lake, open_lake
from doudi.analysis.screening.parts import Parts
from doudi.analysis.screening.soundness import check_bucket, check_lake, damage_told
from doudi.analysis.screening.tally import Tally, counted, shown
from doudi.policy import Book

__all__ = ["Asked", "Lake", "Screening", "Tally", "ask", "open_lake", "screen"]

KEEP = {"region": "string", "area": "string", "in_hand": "boolean"}


@dataclass(frozen=True)
class Screening:
    """What was found of a population on a day. `done_before` buckets were finished by an earlier run; `people_now` were looked at in this one."""

    lake: Lake
    version: str
    on: date
    engine: str
    tally: Tally
    done_before: int
    people_now: int

    def as_plain(self) -> dict[str, Any]:
        """For a file or a machine; money in fen."""
        told = self.tally.as_plain()
        told.pop("sum")
        when = {"law": self.version, "on": self.on.isoformat(), "facts_on": self.lake.facts_on and self.lake.facts_on.isoformat()}
        of_lake = {"made_up": self.lake.made_up, "buckets": len(self.lake.buckets), "ignored_columns": self.lake.ignored}
        return {**when, "engine": self.engine, "checksum": self.tally.checksum, **of_lake, **told}


def screen(
    lake: Lake, *, on: date, engine: str = "duckdb", to: Path | None = None, book: Book | None = None, told: Callable[[int, int], None] = lambda done, of: None
) -> Screening:
    """Run every rule over every household; `to` is where the answers are written, `told` hears how many buckets are done.

    Raises CannotRead for a population that is not sound, a folder not to be written to, or an engine that is not there.
    """
    book = book or law.book(on)
    with damage_told(str(lake.folder)):
        check_lake(lake)
        asked = Asked.of(lake, book, on, keep=KEEP)
    parts = Parts(to, lake, book.version, on) if to else None
    with parts.held() if parts else nullcontext(), damage_told(str(lake.folder)):
        tally, before, now = _screened(asked, book, ENGINES[engine](), parts, told, on)
        found = Screening(lake, book.version, on, engine, tally, before, now)
        if parts:
            parts.report(found.as_plain())
    return found


def _screened(asked: Asked, book: Book, answering: Any, parts: Parts | None, told: Callable[[int, int], None], on: date) -> tuple[Tally, int, int]:
    """All buckets, those that are not done on several threads: a bucket each, so that memory does not grow with their number."""
    lake, tally = asked.lake, Tally()
    finished = {bucket: found for bucket in lake.buckets if parts is not None and (found := parts.told(bucket)) is not None}
    for found in finished.values():
        tally.add(found)
    people_before = tally.persons
    told(len(finished), len(lake.buckets))

    def one(bucket: str) -> dict[str, Any]:
        with one_bucket() as engine:
            check_bucket(engine, lake, bucket, on)
            answering.answer(asked, bucket, engine)
            columns = engine.table("answers").columns
            engine.execute(f"CREATE TEMP TABLE households_out AS SELECT {shown(columns, made_up=lake.made_up)} FROM answers")
            columns = engine.table("answers_persons").columns
            homes = "" if lake.made_up else "JOIN (SELECT household_id AS home, in_hand FROM households_out) ON home = household_id"
            engine.execute(f"CREATE TEMP TABLE persons_out AS SELECT {shown(columns, made_up=lake.made_up)} FROM answers_persons {homes}")
            found = counted(engine, "households_out", "persons_out", book, made_up=lake.made_up)
            if parts is not None:
                parts.write(engine, bucket, found)
            return found

    _ = asked.stages
    pool = ThreadPoolExecutor(answering.workers)
    try:
        running = [pool.submit(one, bucket) for bucket in lake.buckets if bucket not in finished]
        for number, future in enumerate(as_completed(running), 1):
            tally.add(future.result())
            told(len(finished) + number, len(lake.buckets))
    finally:
        pool.shutdown(cancel_futures=True)
        answering.close()
    return tally, len(finished), tally.persons - people_before
