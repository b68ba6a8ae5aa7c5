"""已标注的市: a register of made-up people and records about them whose truth is known; made once for each size and seed, worked on as a fresh copy."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from bench.homes import copied
from doudi.sandbox.labelled import Labelled, label, write_register

START = date(2026, 1, 1)
RECORDS = "records.parquet"
COUNTY = "370702"


@dataclass(frozen=True)
class Answered:
    """Records as matching gets them (number, name, region), and the person id each is truly about (0: nobody in the register)."""

    people: pa.Table
    truth: np.ndarray


def opened(people: int, *, seed: int, slips: dict[str, float], say: Callable[[str], None]) -> AbstractContextManager[Path]:
    """The home of so many people, their records written with these slips beside it, a fresh copy of it in use."""
    words = f"编造 {people:,} 名人员的登记和记录"

    def fill(home: Path) -> None:
        write_records(load(people, seed=seed, slips=slips), home)

    return copied(f"labelled-{people}-{seed}-region", fill, words=words, say=say, anew=("lake", "receipts", "files"))


def load(people: int, *, seed: int, slips: dict[str, float]) -> Labelled:
    """Take the registered ones in, as a city's register is taken in."""
    from doudi.base.access import acting_as_system
    from doudi.registry.actions import load_register

    known = label(people, seed=seed, start=START, slips=slips)
    with tempfile.TemporaryDirectory() as folder, acting_as_system(COUNTY[:4]):
        write_register(known, Path(folder))
        load_register(Path(folder), on=START)
        record_former_names(known)
    return known


def record_former_names(known: Labelled) -> None:
    """As officers would have, one by one, through the years."""
    from doudi.base import crypto
    from doudi.base.models import Officer
    from doudi.registry.models import FormerName, Person
    from doudi.registry.names import name_key

    officer, _ = Officer.objects.get_or_create(username="former", defaults={"name": "示例", "role_id": "county", "region": COUNTY})
    numbers = known.population.id_number.take(pa.array(list(known.former), pa.int64())).to_pylist()
    marks = crypto.index_many(numbers, purpose="id_number")
    people = {bytes(mark): (pk, region) for mark, pk, region in Person.objects.filter(id_index__in=marks).values_list("id_index", "id", "region")}
    said = {"source": "officer", "because": "编造的户口簿", "recorded_on": START, "recorded_by": officer}
    rows = [(people[mark], name) for mark, name in zip(marks, known.former.values(), strict=True)]
    FormerName.objects.bulk_create([FormerName(person_id=pk, region=region, name=name, name_key=name_key(name), **said) for (pk, region), name in rows])


def write_records(known: Labelled, home: Path) -> None:
    """The records with the right number of each: what is measured need not make them."""
    right = known.population.id_number.take(pa.array(known.person))
    pq.write_table(known.records.append_column("right", right), home / RECORDS)


def answered(home: Path) -> Answered:
    """The records, and for each whose it is by the number the register gave them; asked in the register's scope."""
    return answers_of(pq.read_table(home / RECORDS))


def answers_of(records: pa.Table) -> Answered:
    """The same of records with their right numbers."""
    from doudi.base import crypto
    from doudi.registry.queries import match_all
    from doudi.verification.matching.whereabouts import known

    hit = match_all(crypto.index_many(records["right"].to_pylist(), purpose="id_number"))
    truth = np.zeros(records.num_rows, np.int64)
    truth[hit["place"].to_numpy()] = hit["person_id"].to_numpy()
    return Answered(pa.table({"number": records["id_number"], "name": records["name"], "region": known(records["region"])}), truth)
