"""湖: a made-up city's facts as rules read them, in buckets of whole families, for screening, simulating and measuring."""

from collections import Counter
from collections.abc import Generator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from doudi.sandbox.calibration import COUNTY
from doudi.sandbox.chance import stream
from doudi.sandbox.folder import CannotMakeCity, whole
from doudi.sandbox.lake import files
from doudi.sandbox.lake.bucket import Bucketful, drawn, tables
from doudi.sandbox.lake.counties import BUCKET_PEOPLE, Bucket, buckets
from doudi.sandbox.lake.people import families_of

MOST_PEOPLE = 1_000_000_000
MOST_PROCESSES = 64


@dataclass(frozen=True)
class Lake:
    """What was made, for people to read."""

    folder: Path
    people: int
    households: int
    supporters: int
    buckets: int


def make_lake(*, people: int, to: Path, seed: int = 1, on: date = date(2026, 10, 12), known: bool = False, processes: int = 2) -> Lake:
    """Write the lake of a city of twelve counties, whole or not at all; the same arguments give the same bytes, however many processes make it.

    `on` is the day that the facts are told for; `known`: nothing is unknown. Raises CannotMakeCity, in words.
    """
    if not 1 <= people <= MOST_PEOPLE:
        raise CannotMakeCity(f"人数须在 1 到 {MOST_PEOPLE:,} 之间。")
    if seed < 0:
        raise CannotMakeCity("种子须是零或正整数。")
    if not 1 <= processes <= MOST_PROCESSES:
        raise CannotMakeCity(f"进程数须在 1 到 {MOST_PROCESSES} 之间。")
    parts = buckets(people)
    rows: Counter[str] = Counter()
    in_county: Counter[str] = Counter()
    with whole(to) as folder:
        make = partial(write_bucket, folder=folder, seed=seed, on=on, known=known)
        with closing(_each(make, parts, processes)) as each:
            for part, made in zip(parts, each, strict=True):
                rows.update(made)
                in_county[part.county.code] += part.people
        files.describe(folder, rows, in_county, buckets=len(parts), seed=seed, on=on, known=known)
    return Lake(to, people, rows["households"], rows["supporters"], len(parts))


def _each(make: partial[dict[str, int]], parts: list[Bucket], processes: int) -> Generator[dict[str, int]]:
    """Each bucket's counts, made by as many processes as are worth starting."""
    if processes == 1 or sum(part.people for part in parts) < BUCKET_PEOPLE:
        yield from map(make, parts)
        return
    pool = ProcessPoolExecutor(min(processes, len(parts)), mp_context=get_context("spawn"))
    try:
        yield from pool.map(make, parts)
    except BrokenProcessPool:
        raise CannotMakeCity("造湖的进程被系统终止了（多半是内存不够），没有留下半座城。请减少 --processes。") from None
    finally:
        pool.shutdown(cancel_futures=True)


def write_bucket(bucket: Bucket, *, folder: Path, seed: int, on: date, known: bool) -> dict[str, int]:
    """One bucket's files, alone or beside others; how many rows each table has."""
    chance = stream(seed, f"lake/{bucket.number}/facts")
    made = drawn(families_of(bucket, seed=seed, on=on), bucket.first_key, chance)
    return files.write(tables(made, bucket.first_key, chance, known=known), folder, bucket.number)


def write_county(made: Bucketful, first_key: int, *, folder: Path, seed: int, on: date, known: bool) -> None:
    """The lake of one county, in one bucket, into the folder where its register and departments' files lie."""
    rows = files.write(tables(made, first_key, stream(seed, "lake/unknown"), known=known), folder, 0)
    files.describe(folder, rows, {COUNTY: rows["members"]}, buckets=1, seed=seed, on=on, known=known)
