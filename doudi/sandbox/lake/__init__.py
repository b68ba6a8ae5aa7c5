"""湖: a made-up city's facts as rules read them, in buckets of whole families, for screening, simulating and measuring."""

from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from doudi.sandbox.calibration import COUNTY
from doudi.sandbox.chance import stream
from doudi.sandbox.folder import CannotMakeCity, whole
from doudi.sandbox.lake import files
from doudi.sandbox.lake.bucket import Bucketful, drawn, tables
from doudi.sandbox.lake.counties import BUCKET_PEOPLE, COUNTIES, Bucket, buckets
from doudi.sandbox.lake.people import families_of
from doudi.sandbox.lake.together import MOST_PROCESSES, make_together

MOST_PEOPLE = 1_000_000_000


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
    with whole(to) as folder:
        make = partial(write_bucket, folder=folder, seed=seed, on=on, known=known)
        if processes == 1 or people < BUCKET_PEOPLE:
            for part in parts:
                make(part)
        else:
            make_together(make, parts, processes)
        rows = files.counted(folder)
        in_county = {county.code: sum(part.people for part in parts if part.county == county) for county in COUNTIES}
        files.describe(folder, rows, in_county, buckets=len(parts), seed=seed, on=on, known=known)
    return Lake(to, people, rows["households"], rows["supporters"], len(parts))


def write_bucket(bucket: Bucket, *, folder: Path, seed: int, on: date, known: bool) -> None:
    """One bucket's files, alone or beside others."""
    chance = stream(seed, f"lake/{bucket.number}/facts")
    made = drawn(families_of(bucket, seed=seed, on=on), bucket.first_key, chance)
    files.write(tables(made, bucket.first_key, chance, known=known), folder, bucket.number)


def write_county(made: Bucketful, first_key: int, *, folder: Path, seed: int, on: date, known: bool) -> None:
    """The lake of one county, in one bucket, into the folder where its register and departments' files lie."""
    files.write(tables(made, first_key, stream(seed, "lake/unknown"), known=known), folder, 0)
    files.describe(folder, files.counted(folder), {COUNTY: made.families.people}, buckets=1, seed=seed, on=on, known=known)
