"""被测的县: so many registered people with made-up numbers and names, and the bills a department sends of them; made once, worked on as a fresh copy."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from bench.homes import copied

COUNTY = "370702"
FIRST = date(2026, 1, 5)
SURNAMES = np.array(list("赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨"))
HOSPITALS = ("示例区人民医院", "示例市中医院", "示例市第二人民医院", "示例卫生院")
GIVEN = np.array(list("一二三四五六七八九十百千万亿甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"))

FILLED = """
INSERT INTO registry_household (number, region, area, formed_on, is_stranger)
    SELECT 'B' || lpad(n::text, 9, '0'), %(county)s || lpad((n %% 8 + 1)::text, 3, '0') || '001', 'urban', '2010-01-01', false
    FROM generate_series(1, %(homes)s) n;
INSERT INTO registry_person (name, name_key, id_sealed, id_index, sex, born_on, area, region)
    SELECT b.name, '', '', b.mark, 'female', '1950-01-01', 'urban', h.region
    FROM bench_people b JOIN (SELECT region, row_number() OVER (ORDER BY id) n FROM registry_household) h ON h.n = (b.n - 1) / 3 + 1 ORDER BY b.n;
INSERT INTO registry_membership (household_id, person_id, relation, from_on, source, ref, region)
    SELECT h.id, p.id, 'head', '2010-01-01', 'bench', p.id::text, h.region
    FROM (SELECT id, row_number() OVER (ORDER BY id) n FROM registry_person) p
    JOIN (SELECT id, region, row_number() OVER (ORDER BY id) n FROM registry_household) h ON h.n = (p.n - 1) / 3 + 1;
INSERT INTO benefits_standing (kind, household_id, from_on, decided_by, ended_by, region)
    SELECT 'dibao', id, '2025-01-01', 'bench', '', region FROM registry_household;
INSERT INTO registry_fact (household_id, name, amount, from_on, source, ref, stated_in, known_on, region)
    SELECT id, 'financial_assets', %(declared)s, '2025-01-01', 'declared', 'd/' || id, '', '2025-01-01', region FROM registry_household;
"""
DECLARED = 1_000_000
"""What each family said it has in the bank, in fen."""


def numbers_of(people: np.ndarray) -> pa.Array:
    """The ID number of each, with its check digit; of a county that does not exist."""
    days = (np.datetime64("1930-01-01") + (people % 30_000)).astype("datetime64[D]")
    text = np.char.add(np.char.add("990199", np.char.replace(days.astype(str), "-", "")), np.char.zfill((people // 30_000).astype(str), 3))
    digits = text.astype("S17").view("S1").reshape(len(text), 17).astype(np.int64)
    check = np.array(list("10X98765432"))[(digits * np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])).sum(axis=1) % 11]
    return pa.array(np.char.add(text, check))


def names_of(people: np.ndarray) -> pa.Array:
    """Three characters each; some thousand people share a name."""
    first, second = GIVEN[(people // len(SURNAMES)) % len(GIVEN)], GIVEN[(people // len(SURNAMES) // len(GIVEN)) % len(GIVEN)]
    return pa.array(np.char.add(np.char.add(SURNAMES[people % len(SURNAMES)], first), second))


def bills(people: int, rows: int, on: date, *, dirty: bool = False) -> pa.Table:
    """A day's bills as texts; every one of another person while there are enough; with `dirty` one in a hundred cannot be read."""
    at = (np.arange(rows, dtype=np.int64) * 7 + on.toordinal() * 13) % people
    numbers, fen = numbers_of(at), 400_000 + at * 37 % 900_000
    amount = pc.binary_join_element_wise(pa.array((fen // 100).astype(str)), pa.array(np.char.zfill((fen % 100).astype(str), 2)), ".")
    if dirty:
        amount = pc.if_else(pa.array(np.arange(rows) % 100 == 50), "见附件", amount)
    whole, paid = pa.array(np.char.add((fen // 100 + 3_000 + at % 4_000).astype(str), ".50")), pa.array((at % 3_000).astype(str))
    day, hospital = pa.array([f"{on:%Y%m%d}"] * rows), pa.array(np.array(HOSPITALS)[at % len(HOSPITALS)])
    ref = pc.binary_join_element_wise(f"YB{on:%m%d}", pc.utf8_lpad(pa.array(np.arange(rows)).cast(pa.string()), 9, "0"), "")
    return pa.table({"SFZH": numbers, "XM": names_of(at), "JSRQ": day, "JGMC": hospital, "ZFY": whole, "BXJE": paid, "GRZF": amount, "DJH": ref})


def days() -> Iterator[date]:
    """One file's day after another."""
    day = FIRST
    while True:
        yield day
        day += timedelta(days=1)


def opened(people: int, *, say: Callable[[str], None]) -> AbstractContextManager[Path]:
    """The home of so many people, a fresh copy of it in use."""
    words = f"编造 {people:,} 名在册人员"
    return copied(f"recipients-{people}", lambda _: _fill(people), words=words, say=say, anew=("lake", "receipts", "files"))


def _fill(people: int) -> None:
    from django.db import connection

    from doudi.base import crypto
    from doudi.base.access import acting_as_system

    everybody = np.arange(people, dtype=np.int64)
    marks = crypto.index_many(numbers_of(everybody).to_pylist(), purpose="id_number")
    with acting_as_system(COUNTY[:4]), connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE bench_people (n bigint, name text, mark bytea)")
        with cursor.copy("COPY bench_people FROM STDIN") as copy:
            for row in zip(range(1, people + 1), names_of(everybody).to_pylist(), marks, strict=True):
                copy.write_row(row)
        cursor.execute("ANALYZE bench_people")
        cursor.execute(FILLED, {"county": COUNTY, "homes": people // 3 + 1, "declared": DECLARED})
