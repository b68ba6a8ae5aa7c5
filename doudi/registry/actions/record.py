"""每日入库: what the departments said today becomes deaths, moves, coverage, and the facts of watched families."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import pyarrow as pa
from django.db import transaction

from doudi.base.rows import column, copy_in, run
from doudi.registry.actions.keep import WANTED, keep_rows
from doudi.registry.actions.watch import copy_from_lake
from doudi.registry.models import Coverage
from doudi.registry.received import Delivered
from doudi.registry.rows import FACT_ROWS


@dataclass(frozen=True)
class Recorded:
    """How many people's death, how many memberships, how many facts changed."""

    deaths: int
    moved: int
    facts: int


@transaction.atomic
def record(received: Iterable[Delivered], *, on: date) -> Recorded:
    """Take the day's deliveries into the register; again, or in another order, it ends the same."""
    received = list(received)
    Coverage.objects.bulk_create(
        [
            Coverage(name=covered.name, region=covered.region, from_on=covered.from_on, until_on=covered.until_on, source=delivery.source, known_on=on)
            for delivery in received
            for covered in delivery.covered
        ],
        ignore_conflicts=True,
    )
    facts = pa.concat_tables([FACT_ROWS.empty_table(), *(delivery.facts.select(FACT_ROWS.names).cast(FACT_ROWS) for delivery in received)])
    copy_in("day_facts", facts.append_column("stated_in", pa.array([""] * facts.num_rows, pa.string())))
    kept = keep_rows("day_facts", where=WANTED)
    return Recorded(deaths=_set_deaths(), moved=_set_moves(on), facts=kept)


def _set_deaths() -> int:
    """A person is dead while an unwithdrawn row says so: the day from the row known last, known since the first of them."""
    return run(
        """
        WITH people AS (SELECT DISTINCT person_id FROM registry_fact WHERE name = 'died_on' AND (source, ref) IN (SELECT source, ref FROM day_facts)),
        said AS (
            SELECT f.*, max(known_on) FILTER (WHERE until_on = from_on) OVER (PARTITION BY person_id, source, ref) AS withdrawn_on
            FROM registry_fact f WHERE name = 'died_on' AND person_id IN (SELECT person_id FROM people)),
        deaths AS (
            SELECT DISTINCT ON (person_id) person_id, from_on AS died_on, min(known_on) OVER (PARTITION BY person_id) AS known_on
            FROM (SELECT s.* FROM said s JOIN said last ON last.source = s.source AND last.ref = s.ref AND last.superseded_on IS NULL
                  WHERE last.person_id = s.person_id AND last.until_on IS DISTINCT FROM last.from_on
                  AND s.until_on IS DISTINCT FROM s.from_on AND s.known_on > coalesce(s.withdrawn_on, '-infinity')) standing
            ORDER BY person_id, (superseded_on IS NULL) DESC, known_on DESC, source, ref)
        UPDATE registry_person p SET died_on = d.died_on, death_known_on = d.known_on
        FROM people LEFT JOIN deaths d USING (person_id)
        WHERE p.id = people.person_id AND (p.died_on, p.death_known_on) IS DISTINCT FROM (d.died_on, d.known_on)
        """
    )


def _set_moves(on: date) -> int:
    """Memberships follow the moves in force: a move in opens one, the first move out after it ends it, a withdrawn move in leaves an empty one."""
    moved = run(
        """
        INSERT INTO registry_membership AS m (household_id, person_id, relation, from_on, until_on, source, ref, region)
        SELECT f.household_id, f.person_id, f.word, f.from_on, f.until_on, f.source, f.ref, h.region
        FROM registry_fact f JOIN registry_household h ON h.id = f.household_id
        WHERE f.name = 'moved_in' AND f.superseded_on IS NULL AND (f.source, f.ref) IN (SELECT source, ref FROM day_facts)
        ON CONFLICT (source, ref) DO UPDATE SET household_id = excluded.household_id, person_id = excluded.person_id, relation = excluded.relation,
            from_on = excluded.from_on, until_on = excluded.until_on, region = excluded.region
        WHERE (m.household_id, m.person_id, m.relation, m.from_on)
            IS DISTINCT FROM (excluded.household_id, excluded.person_id, excluded.relation, excluded.from_on)
            OR (m.until_on IS NOT DISTINCT FROM m.from_on) <> (excluded.until_on IS NOT DISTINCT FROM excluded.from_on)
        """
    )
    moved += run(
        """
        WITH lives AS (
            SELECT m.id, (SELECT min(f.from_on) FROM registry_fact f
                          WHERE f.name = 'moved_out' AND f.superseded_on IS NULL AND f.until_on IS DISTINCT FROM f.from_on
                          AND f.person_id = m.person_id AND f.household_id = m.household_id AND f.from_on > m.from_on) AS until_on
            FROM registry_membership m
            WHERE m.until_on IS DISTINCT FROM m.from_on AND m.person_id IN (SELECT person_id FROM registry_fact
                WHERE name IN ('moved_in', 'moved_out') AND (source, ref) IN (SELECT source, ref FROM day_facts)))
        UPDATE registry_membership m SET until_on = lives.until_on FROM lives WHERE lives.id = m.id AND m.until_on IS DISTINCT FROM lives.until_on
        """
    )
    run(
        """
        UPDATE registry_person p SET region = h.region, area = h.area
        FROM (SELECT DISTINCT ON (person_id) person_id, household_id FROM registry_membership WHERE until_on IS NULL
              AND person_id IN (SELECT person_id FROM day_facts WHERE name = 'moved_in') ORDER BY person_id, from_on DESC, id DESC) newest
        JOIN registry_household h ON h.id = newest.household_id
        WHERE p.id = newest.person_id AND (p.region, p.area) IS DISTINCT FROM (h.region, h.area)
        """
    )
    copy_from_lake(
        column(
            """
            SELECT DISTINCT d.person_id FROM day_facts d JOIN registry_household h ON h.id = d.household_id
            WHERE d.name = 'moved_in' AND h.watched_on IS NOT NULL AND d.person_id IS NOT NULL
            """
        ),
        on=on,
    )
    return moved
