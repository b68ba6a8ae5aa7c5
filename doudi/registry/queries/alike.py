"""相近的人: whom a written number and name may mean, for matching alone: sets in, sets out, nothing of it kept."""

from collections.abc import Iterable
from contextlib import nullcontext

import pyarrow as pa

from doudi.base import crypto
from doudi.base.rows import copy_in, copy_out, for_many, run
from doudi.registry.models import Person

ALIKE = pa.schema(
    [
        ("place", pa.int64()),
        ("person_id", pa.int64()),
        ("name", pa.string()),
        ("name_key", pa.string()),
        ("sex", pa.string()),
        ("born_on", pa.date32()),
        ("tail", pa.string()),
        ("home", pa.int64()),
        ("region", pa.string()),
    ]
)
ASKED = pa.schema(
    [
        ("place", pa.int64()),
        ("name_key", pa.string()),
        ("surname_key", pa.string()),
        ("born_on", pa.date32()),
        ("swapped_on", pa.date32()),
        ("sex", pa.string()),
        ("tail", pa.string()),
        ("home", pa.int64()),
    ]
)
MOST_ALIKE = 50
MANY = 2_000
_ALIKE = """
    WITH asked AS MATERIALIZED (
        SELECT *, decode(tail, 'hex') AS mark, surname_key || ' ' AS surname, date_part('month', born_on) AS month, date_part('day', born_on) AS day,
            date_trunc('year', born_on)::date AS year, (date_trunc('year', born_on) + interval '1 year')::date AS next_year FROM asked_alike)
    SELECT a.place, p.id, true AS is_named FROM asked a JOIN registry_person p ON p.name_key = a.name_key
        AND (p.id_tail = a.mark OR (p.born_on >= a.year AND p.born_on < a.next_year)
             OR (date_part('month', p.born_on) = a.month AND date_part('day', p.born_on) = a.day))
    UNION ALL SELECT a.place, p.id, p.name_key = a.name_key FROM asked a JOIN registry_person p ON p.born_on = a.born_on AND p.sex = a.sex
        AND (starts_with(p.name_key, a.surname) OR p.id_tail = a.mark)
"""
_AT_HOME = """
    UNION ALL SELECT a.place, p.id, p.name_key = a.name_key FROM asked a JOIN registry_membership m ON m.household_id = a.home AND m.until_on IS NULL
        JOIN registry_person p ON p.id = m.person_id
"""
_PERSON = """p.name, p.name_key, p.sex, p.born_on, encode(p.id_tail, 'hex') AS tail,
    (SELECT min(m.household_id) FROM registry_membership m WHERE m.person_id = p.id AND m.until_on IS NULL) AS home, p.region"""


def namesakes(asked: pa.Table) -> pa.Table:
    """For each of ASKED the people whose name, or a name they bore before, sounds so and who were born that day, or on it with month and day exchanged; and
    those of that name in the household `home`. At most MOST_ALIKE each."""
    return _alike(
        asked,
        """
        SELECT a.place, p.id, true AS is_named FROM asked_alike a JOIN registry_person p ON p.born_on = a.born_on AND p.name_key = a.name_key
        UNION ALL SELECT a.place, p.id, true FROM asked_alike a JOIN registry_person p ON p.born_on = a.swapped_on AND p.name_key = a.name_key
        UNION ALL SELECT a.place, p.id, true FROM asked_alike a JOIN registry_membership m ON m.household_id = a.home AND m.until_on IS NULL
            JOIN registry_person p ON p.id = m.person_id AND p.name_key = a.name_key
        UNION ALL SELECT a.place, p.id, true FROM asked_alike a JOIN registry_formername f ON f.name_key = a.name_key AND f.withdrawn_on IS NULL
            JOIN registry_person p ON p.id = f.person_id AND (p.born_on IN (a.born_on, a.swapped_on) OR EXISTS (
                SELECT FROM registry_membership m WHERE m.person_id = p.id AND m.household_id = a.home AND m.until_on IS NULL))
        """,
    )


def alike(asked: pa.Table) -> pa.Table:
    """For each of ASKED the people who may be meant by what is left of them: the name with the year of birth or the last four of the number, the day of
    birth with surname and sex, or the household. At most MOST_ALIKE each, the name first."""
    return _alike(asked, _ALIKE + _AT_HOME if asked["home"].null_count < asked.num_rows else _ALIKE, walks=True)


def described(pairs: pa.Table) -> pa.Table:
    """The same of people already found: `place` and person_id in, what matching needs of them out."""
    if not pairs.num_rows:
        return ALIKE.empty_table()
    copy_in("asked_pairs", pairs.select(["place", "person_id"]))
    return copy_out(f"SELECT a.place, p.id AS person_id, {_PERSON} FROM asked_pairs a JOIN registry_person p ON p.id = a.person_id", ALIKE)  # noqa: S608


def numbers_of(person_ids: Iterable[int]) -> dict[int, str]:
    """Their ID numbers, opened in memory to be held beside a written one; nobody is shown them, and nothing of them is kept or logged."""
    sealed = Person.objects.filter(pk__in=list(person_ids)).values_list("pk", "id_sealed")
    found = [(pk, bytes(number)) for pk, number in sealed if number]
    return dict(zip((pk for pk, _ in found), crypto.open_many((number for _, number in found), purpose="id_number"), strict=True))


def _alike(asked: pa.Table, pairs: str, *, walks: bool = False) -> pa.Table:
    """`walks`: where many are asked about, everybody is walked through once, for a common name leads to a hundred people; else each is looked for."""
    if not asked.num_rows:
        return ALIKE.empty_table()
    copy_in("asked_alike", asked.cast(ASKED))
    run("DROP TABLE IF EXISTS found_alike")
    with for_many() if walks and asked.num_rows > MANY else nullcontext():
        run(
            f"""
            CREATE TEMPORARY TABLE found_alike ON COMMIT DROP AS SELECT place, id FROM (
                SELECT f.*, row_number() OVER (PARTITION BY place ORDER BY is_named DESC, id) AS turn FROM (
                    SELECT DISTINCT * FROM ({pairs}) every WHERE id NOT IN (SELECT s.id FROM registry_person s WHERE s.supports_id IS NOT NULL)) f) ranked
            WHERE turn <= {MOST_ALIKE}
            """  # noqa: S608 (texts of this module)
        )
    run("ANALYZE found_alike")
    return copy_out(f"SELECT f.place, p.id AS person_id, {_PERSON} FROM found_alike f JOIN registry_person p USING (id) ORDER BY 1, 2", ALIKE)  # noqa: S608
