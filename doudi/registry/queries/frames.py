"""全体: every household and member with what is known of them on a day, as two tables for `policy.assess`."""

# ruff: noqa: S608 (every text put into SQL here is this room's own)

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import duckdb
import pyarrow as pa

from doudi.base import lake
from doudi.policy.rule import DATE, MONEY, NEVER, NUMBER, TEXT, YESNO
from doudi.registry.house_facts import VEHICLES_SEEN
from doudi.registry.lakeside import LATER, PICTURES, feed_files, first_of, rows_from
from doudi.registry.queries.coverage import covered
from doudi.registry.queries.standings import KINDS
from doudi.registry.reducers import OF_HOUSEHOLD, OF_PERSON, Reducer, year_before

_SQL_TYPES = {MONEY: "BIGINT", NUMBER: "BIGINT", YESNO: "BOOLEAN", TEXT: "VARCHAR", DATE: "DATE"}


class CannotAssess(Exception):
    """Nothing to assess from; worded for the person at the terminal."""


@dataclass(frozen=True)
class Frames:
    """`households` by household_id, `members` by household_id and person_id (somebody in two households stands in both), NULL where nobody knows."""

    households: pa.Table
    members: pa.Table


def frames(on: date, *, wanted: Collection[str] | None = None) -> Frames:
    """What the lake says of everybody as known on a day: the register's last picture and every feed until then. Needs the system's scope.

    `wanted` names the facts that are asked for, all when left out; who needs few of them pays for few.
    """
    names_wanted = None if wanted is None else {*wanted, VEHICLES_SEEN.name}
    of_person, of_household = ([one for one in every if names_wanted is None or one.fact.name in names_wanted] for every in (OF_PERSON, OF_HOUSEHOLD))
    pictures = {name: lake.read_latest(f"registry.{name}", on=on) for name in PICTURES}
    if missing := [name for name, files in pictures.items() if not files]:
        raise CannotAssess(f"{on} 及之前没有入湖的快照：{'、'.join(missing)}。请先运行当日入库。")
    rows = rows_from([*feed_files(on=on), *pictures["facts"]])
    places = pa.schema([("name", pa.string()), ("region", pa.string())])
    with duckdb.connect() as lakeside:
        for name, files in pictures.items():
            lakeside.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet({files})")
        lakeside.register("covered", pa.Table.from_pylist([{"name": name, "region": region} for name, region in covered(on)], places))
        names = ", ".join(sorted({f"'{one.row}'" for one in (*of_person, *of_household)}))
        lakeside.execute(f"CREATE TYPE row_name AS ENUM ({names})")  # of so few words each takes a byte
        standing = first_of(f"SELECT * FROM ({rows}) WHERE known_on <= $on", of="source, ref", by=LATER)
        lakeside.execute(f"CREATE TABLE held AS {_HELD.format(rows=standing)}", {"on": on})
        lakeside.execute(f"CREATE TABLE years AS {_YEARS}", {"on": on, "since": year_before(on)})
        lakeside.execute(f"CREATE TABLE states AS {_STATES}", {"on": on})
        lakeside.execute("DROP TABLE held")
        lakeside.execute(f"CREATE TABLE member AS {_members(of_person)}", {"on": on, "never": NEVER})
        households = lakeside.sql(_households(of_household), params={"on": on, "never": NEVER}).to_arrow_table()
        members = lakeside.sql("SELECT * EXCLUDE membership_id FROM member ORDER BY household_id, membership_id").to_arrow_table()
    return Frames(households=households, members=members)


_HELD = """
    SELECT person_id, CASE WHEN person_id IS NULL THEN household_id END AS home, TRY_CAST(name AS row_name) AS name,
        amount, word, from_on, until_on, source, ref, known_on
    FROM ({rows}) WHERE (until_on IS NULL OR until_on > from_on) AND TRY_CAST(name AS row_name) IS NOT NULL
"""
# One row for each person or household and row name: the year's sum, unknown where a part is; and the row in force that began last.
_YEARS = """
    SELECT person_id, home, name, count(*) AS said, CASE WHEN count(*) = count(amount) THEN CAST(sum(amount) AS BIGINT) END AS total
    FROM held WHERE coalesce(until_on - 1, from_on) >= $since AND coalesce(until_on - 1, from_on) < $on GROUP BY person_id, home, name
"""
_STATES = first_of(
    "SELECT * FROM held WHERE from_on <= $on AND (until_on IS NULL OR until_on > $on)",
    of="person_id, home, name",
    by="from_on DESC, known_on DESC, source DESC, ref DESC",
    keep="person_id, home, name, amount, word, from_on",
)


def _column(reducer: Reducer) -> str:
    """One fact out of the rows of a person or household, before coverage is asked."""
    kind, fact = reducer.fact.kind, f"f_{reducer.fact.name}"
    if reducer.is_yearly:
        return f"{fact}.total"
    if kind == TEXT:
        return f"{fact}.word"
    if kind == DATE:
        return f"CASE WHEN {fact}.amount = 0 THEN $never WHEN {fact}.amount IS NOT NULL THEN {fact}.from_on END"
    return f"CAST({fact}.amount AS {_SQL_TYPES[kind]})"


def _known(reducer: Reducer) -> str:
    """A fed fact is known where its feed has covered the year: no row is a zero; not covered, rows do not help."""
    if not reducer.is_fed:
        return f"{_column(reducer)} AS {reducer.fact.name}"
    covers = f"EXISTS (SELECT 1 FROM covered c WHERE c.name = '{reducer.row}' AND starts_with(p.region, c.region))"
    said = f"coalesce(f_{reducer.fact.name}.said, 0)"
    return f"CASE WHEN NOT {covers} THEN NULL WHEN {said} = 0 THEN 0 ELSE {_column(reducer)} END AS {reducer.fact.name}"


def _joined(reducers: list[Reducer], on: str) -> str:
    """Each fact's rows beside their person or household: a join for each keeps less in memory than one aggregate with a column for each."""
    tables = [(f"f_{one.fact.name}", "years" if one.is_yearly else "states", one.row) for one in reducers]
    return " ".join(f"LEFT JOIN {table} {fact} ON {fact}.{on} AND {fact}.name = '{row}'" for fact, table, row in tables)


_LIVING = "SELECT * FROM memberships WHERE from_on <= $on AND (until_on IS NULL OR until_on > $on)"
_STANDING = "SELECT * FROM standings WHERE from_on <= $on AND (until_on IS NULL OR until_on > $on)"
_FIRST = f"list_position({list(KINDS)}, kind)"
_PAID = "SELECT * FROM awards WHERE from_month <= $on AND (until_month IS NULL OR until_month > $on) AND amount_fen > 0"


def _members(reducers: list[Reducer]) -> str:
    return f"""
    WITH living AS ({_LIVING}),
    held AS ({_STANDING}),
    counted AS (
        SELECT person_id, count(DISTINCT household_id) AS households_registered,
            count(DISTINCT CASE WHEN household_id IN (SELECT household_id FROM ({_PAID})) THEN household_id END) AS paid_households
        FROM living GROUP BY person_id),
    own AS (SELECT household_id, person_id, arg_min(kind, {_FIRST}) AS kind FROM held WHERE person_id IS NOT NULL GROUP BY household_id, person_id)
    SELECT m.membership_id, m.household_id, m.person_id, m.relation, p.sex, p.born_on,
        CASE WHEN p.death_known_on <= $on THEN p.died_on ELSE $never END AS died_on,
        p.region AS hukou_region, p.area AS hukou_area, {", ".join(map(_known, reducers))},
        coalesce(own.kind, 'none') AS already_person_tier, coalesce(own.kind, 'none') AS person_standing, c.households_registered, c.paid_households
    FROM living m JOIN people p USING (person_id) JOIN counted c USING (person_id)
    LEFT JOIN own ON own.household_id = m.household_id AND own.person_id = m.person_id
    {_joined(reducers, "person_id = m.person_id")}
"""


def _households(reducers: list[Reducer]) -> str:
    columns = "".join(f"{_column(one)} AS {one.fact.name}, " for one in reducers)
    return f"""
    WITH held AS (
        SELECT household_id, arg_min(kind, {_FIRST}) AS kind, arg_min(from_on, {_FIRST}) AS since FROM ({_STANDING})
        WHERE person_id IS NULL GROUP BY household_id),
    paid AS (SELECT household_id, CAST(sum(amount_fen) AS BIGINT) AS amount FROM ({_PAID}) WHERE kind = 'dibao_monthly' GROUP BY household_id),
    living AS (
        SELECT household_id, count(*) FILTER (died_on > $on) AS registered_members,
            CASE WHEN NOT bool_or(died_on > $on AND vehicles_seen IS NULL)
                THEN CAST(coalesce(sum(vehicles_seen) FILTER (died_on > $on), 0) AS BIGINT) END AS vehicles
        FROM member GROUP BY household_id)
    SELECT h.household_id, h.region, h.area, {columns}l.vehicles,
        coalesce(held.kind, 'none') AS already_tier, coalesce(held.since, $never) AS already_since, coalesce(paid.amount, 0) AS already_dibao_monthly_amount,
        coalesce(held.kind, 'none') AS standing, coalesce(l.registered_members, 0) AS registered_members
    FROM households h LEFT JOIN living l USING (household_id) LEFT JOIN held USING (household_id) LEFT JOIN paid USING (household_id)
    {_joined(reducers, "home = h.household_id")}
    WHERE h.formed_on <= $on AND (h.closed_on IS NULL OR h.closed_on > $on)
    ORDER BY h.household_id
"""
