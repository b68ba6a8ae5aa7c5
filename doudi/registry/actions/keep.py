"""事实入库: fact rows go into the register in one statement, and any order of arrival ends the same."""

# ruff: noqa: S608 (every text put into SQL here is this room's own)

from doudi.base.rows import run
from doudi.registry.reducers import REGISTER_EVENTS, STANDS

# Kept: what changes the register itself, what is about a watched family, and what corrects a row already here.
# Each is looked up row by row through an index: a set of everybody watched outgrows its memory, and then is searched from end to end for every row.
WANTED = f"""
    name IN {REGISTER_EVENTS}
    OR EXISTS (SELECT FROM registry_membership m JOIN registry_household h ON h.id = m.household_id
               WHERE m.person_id = d.person_id AND h.watched_on IS NOT NULL)
    OR (person_id IS NULL AND EXISTS (SELECT FROM registry_household h WHERE h.id = d.household_id AND h.watched_on IS NOT NULL))
    OR EXISTS (SELECT FROM registry_fact k WHERE k.source = d.source AND k.ref = d.ref)
"""


def keep_rows(table: str, *, where: str = "true", last_wins: bool = False) -> int:
    """Insert fact rows of a temporary table and mark what each supersedes; returns how many were new or changed.

    Of two rows of one source, ref and day the one that STANDS stays; with `last_wins` (an officer writing twice) the one that comes now.
    """
    kept = run(
        f"""
        INSERT INTO registry_fact AS f (person_id, household_id, name, amount, word, from_on, until_on, source, ref, known_on, stated_in, region)
        SELECT DISTINCT ON (source, ref, known_on) person_id, household_id, name, amount, word, from_on, until_on, source, ref, known_on, stated_in,
            coalesce((SELECT h.region FROM registry_household h WHERE h.id = d.household_id), (SELECT p.region FROM registry_person p WHERE p.id = d.person_id))
        FROM {table} d WHERE {where}
        ORDER BY source, ref, known_on, {STANDS} DESC
        ON CONFLICT (source, ref, known_on) DO UPDATE SET person_id = excluded.person_id, household_id = excluded.household_id, name = excluded.name,
            amount = excluded.amount, word = excluded.word, from_on = excluded.from_on, until_on = excluded.until_on, stated_in = excluded.stated_in
        WHERE {_of("excluded")} {"IS DISTINCT FROM" if last_wins else ">"} {_of("f")}
        """
    )
    set_superseded(table)
    return kept


def set_superseded(table: str) -> None:
    """Each fact row under a source and ref of this temporary table is superseded on the day the next one of them was known, or not."""
    run(
        f"""
        UPDATE registry_fact f SET superseded_on = n.later
        FROM (SELECT DISTINCT source, ref FROM {table}) t, LATERAL (
            SELECT o.id, (SELECT min(k.known_on) FROM registry_fact k WHERE k.source = o.source AND k.ref = o.ref AND k.known_on > o.known_on) AS later
            FROM registry_fact o WHERE o.source = t.source AND o.ref = t.ref) n
        WHERE n.id = f.id AND f.superseded_on IS DISTINCT FROM n.later
        """
    )


def _of(row: str) -> str:
    """STANDS, read from one of the two rows that met."""
    text = STANDS
    for column in ("from_on", "until_on", "amount", "word"):
        text = text.replace(column, f"{row}.{column}")
    return text
