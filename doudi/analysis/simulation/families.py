"""各家: what each family is and gets before and after, as a range where it cannot be told; a table of a bucket at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from doudi.analysis.simulation.changes import direction
from doudi.analysis.simulation.lake import LEVELS, Tables
from doudi.analysis.simulation.readings import AGAINST, FAVOUR, MOST, read_as
from doudi.analysis.simulation.touched import Touched, touched_by
from doudi.policy import NEVER, Book, Figures
from doudi.policy.rule import HOUSEHOLD, PERSON

TIERS = ("none", "rigid_expenditure", "marginal", "dibao", "tekun")
"""From the least help to the most: a family that cannot be told lies between two of them."""
COUNTED = ("member_count", "countable_income_12m")
KEY, PERSON_KEY = "household_id", "person_id"
WIDEST = 3
"""How often the dibao standard for everyone a family may get at most when nothing of it can be told: more than tekun with full care."""


@dataclass(frozen=True)
class Question:
    """What is asked: the law of a day, and the same with other figures; `amount` is the result that says what a family gets a month."""

    book: Book
    figures: Figures
    parameters: frozenset[str]
    on: date

    @property
    def amount(self) -> str:
        return "monthly_total" if "monthly_total" in self.book.steps else "dibao_monthly_amount"

    @property
    def want(self) -> tuple[str, ...]:
        return ("tier", self.amount, *COUNTED, "counts")

    @property
    def touched(self) -> Touched:
        return touched_by(self.book, self.parameters, self.want)

    @property
    def after(self) -> Book:
        return self.book.with_figures(self.figures)

    @cached_property
    def direction(self) -> int:
        """1 where nobody can be worse off by the change, -1 where nobody can be better off, 0 where it may be either."""
        return direction(self.book.figures, self.figures, self.parameters, on=self.on)

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts a lake is read for."""
        return self.book.facts_behind((*self.want, *self.touched.given))


@dataclass(frozen=True)
class Before:
    """What the law as it stands answers about a bucket; kept, it need not be asked again for another change."""

    tables: Tables
    households: pa.Table
    persons: pa.Table

    def of(self, household_ids: Any) -> Before:
        """Some of the families."""
        rows = [table.filter(pc.is_in(table[KEY], household_ids)) for table in (self.households, self.persons)]
        return Before(self.tables.of(household_ids), *rows)

    def joined(self, others: Sequence[Before]) -> Before:
        """These and other families."""
        everyone = (self, *others)
        tables = [[getattr(one.tables, level) for one in everyone if getattr(one.tables, level) is not None] for level in LEVELS]
        return Before(Tables(*(_stacked(many) if many else None for many in tables)), _stacked([o.households for o in everyone]), _stacked([o.persons for o in everyone]))


def _stacked(tables: Sequence[pa.Table]) -> pa.Table:
    return pa.concat_tables(tables, promote_options="permissive")


def before(question: Question, tables: Tables, want: Iterable[str] = ()) -> Before:
    """The law as it stands; `want` names more answers to keep than this question needs."""
    names = tuple(dict.fromkeys([*question.want, *question.touched.given, *want]))
    found = question.book.assess(tables.households, tables.members, tables.supporters, on=question.on, want=names)
    return Before(tables, found.households, found.persons)


def families(question: Question, known: Before) -> tuple[pa.Table, pa.Table, Before]:
    """A row for each family that can be told, with what it is and gets before and after; its members who count; and the families that cannot be told."""
    after = _after(question, known)
    con = duckdb.connect()
    try:
        joined = _joined(con, question, known, after)
        unsure = joined.filter(pc.invert(pc.field("is_told")))[KEY]
        con.register("readings", _nothing_read(question))
        con.register("joined", joined.filter(pc.field("is_told")))
        settled = con.sql(_RANGED).to_arrow_table()
        return settled, _members(con), known.of(unsure)
    finally:
        con.close()


def unsure_families(question: Question, known: Before) -> tuple[pa.Table, pa.Table]:
    """The same of families that cannot be told, each figure a range.

    A family is read in its favour and against it; where even that tells nothing, it may be anything. Ranges hold the truth if less income,
    fewer belongings and more spending never lower a tier; what the rules grant besides (the former amount while somebody has begun to work,
    one person taken in alone) is added to the upper end. By a change that can only help (`Question.direction`) nobody is taken to lose.
    """
    con = duckdb.connect()
    try:
        joined = _joined(con, question, known, _after(question, known))
        con.register("joined", joined)
        con.register("readings", _readings(question, known.tables))
        return con.sql(_RANGED).to_arrow_table(), _members(con)
    finally:
        con.close()


def _joined(con: Any, question: Question, known: Before, after: pa.Table) -> pa.Table:
    con.register("households", known.tables.households)
    con.register("members", known.tables.members)
    con.register("persons", known.persons.select([PERSON_KEY, "counts"]))
    con.register("standards", _standards(question, known.tables.households))
    con.register("before", _answers(known.households, question))
    con.register("after", _answers(after, question))
    return con.sql(_JOINED, params={"direction": question.direction}).to_arrow_table()


def _members(con: Any) -> pa.Table:
    return con.sql("SELECT m.* FROM members m JOIN persons p USING (person_id) WHERE p.counts IS NOT FALSE").to_arrow_table()


def _after(question: Question, known: Before) -> pa.Table:
    """The answers under the other figures: only the rules a change can reach are asked, the others' answers are given to them."""
    touched = question.touched
    if not touched.answers:
        return known.households
    tables, plan = known.tables, touched.book.plan(touched.answers)
    given = {level: [name for name in touched.given if question.book.level_of(name) == level] for level in (HOUSEHOLD, PERSON)}
    needed = [fact.name for fact in plan.facts_of(HOUSEHOLD) if fact.name not in given[HOUSEHOLD]]
    households = _beside(tables.households, KEY, ["region", "area", *needed], known.households, given[HOUSEHOLD])
    asks_members = any(step.level != HOUSEHOLD or step.gatherings for step in plan.steps)
    if asks_members:
        needed = [fact.name for fact in plan.facts_of(PERSON) if fact.name not in given[PERSON]]
        members = _beside(tables.members, PERSON_KEY, [KEY, *needed], known.persons, given[PERSON])
    else:
        members = tables.members.slice(0, 0)
    found = touched.under(question.figures).assess(households, members, tables.supporters if asks_members else None, on=question.on, want=touched.answers)
    kept = [name for name in (*question.want, KEY) if name not in touched.answers and name in known.households.column_names]
    answers = [name for name in touched.answers if name in found.households.column_names]
    return _beside(known.households, KEY, kept, found.households, answers)


def _beside(table: pa.Table, key: str, columns: Iterable[str], other: pa.Table, others: Iterable[str]) -> pa.Table:
    """Columns of one table and of another, row by row of the same key."""
    mine = table.select([key, *(name for name in columns if name in table.column_names and name != key)])
    names = list(others)
    if not names:
        return mine
    place = pc.index_in(mine[key], other[key])
    for name in names:
        mine = mine.append_column(name, other[name].take(place))
    return mine


def _answers(households: pa.Table, question: Question) -> pa.Table:
    return households.select([KEY, "tier", question.amount, *COUNTED]).rename_columns([KEY, "tier", "fen", "n", "income"])


def _readings(question: Question, tables: Tables) -> pa.Table:
    """What both readings of these families answer, before and after; and what the rules may grant besides."""
    facts = question.book.plan(question.want).facts
    found = pa.table({KEY: tables.households[KEY], "besides": _besides(question, tables.households)})
    for way in (FAVOUR, AGAINST):
        read = read_as(way, tables, facts)
        for side, book in (("b", question.book), ("a", question.after)):
            answers = book.assess(read.households, read.members, read.supporters, on=question.on, want=question.want).households
            named = _answers(answers, question).rename_columns([KEY, *(f"{way}_{side}_{name}" for name in ("tier", "fen", "n", "income"))])
            found = _beside(found, KEY, found.column_names, named, named.column_names[1:])
    return found


def _nothing_read(question: Question) -> pa.Table:
    """The shape of readings, of no family."""
    columns = [f"{way}_{side}_{name}" for way in (FAVOUR, AGAINST) for side in "ba" for name in ("tier", "fen", "n", "income")]
    types = {name: pa.string() if name.endswith("tier") else pa.int64() for name in (KEY, "besides", *columns)}
    return pa.table({name: pa.array([], kind) for name, kind in types.items()})


def _besides(question: Question, households: pa.Table) -> pa.Array:
    """The amount a family keeps for a while after somebody began to work; unknown where that is."""
    if not {"graduated_exit"} <= set(question.book.steps) or not {"already_tier", "job_started_on"} <= set(households.column_names):
        return pa.repeat(pa.scalar(0, pa.int64()), len(households))
    began = pc.and_kleene(pc.equal(households["already_tier"], "dibao"), pc.not_equal(households["job_started_on"], pa.scalar(NEVER, pa.date32())))
    return pc.if_else(began, households["already_dibao_monthly_amount"].cast(pa.int64()), 0)


def _standards(question: Question, households: pa.Table) -> pa.Table:
    """For each place and area the dibao standard as it stands, the line of the poverty gap, and what one person taken in alone may get after."""
    places = households.select(["region", "area"]).group_by(["region", "area"]).aggregate([]).to_pylist()
    rows: list[Mapping[str, Any]] = []
    for place in places:
        region, area = place["region"], place["area"]
        line = question.book.figures.value("dibao.standard", region, area, question.on)[0].plain
        then = question.figures.value("dibao.standard", region, area, question.on)[0].plain
        alone = [each.value("dibao.single_person_amount", region, area, question.on)[0].plain or 0 for each in (question.book.figures, question.figures)]
        rows.append({**place, "line": line, "highest": max(line or 0, then or 0), "alone": max(alone)})
    top = max((row["highest"] for row in rows), default=0)
    schema = pa.schema([("region", pa.string()), ("area", pa.string()), ("line", pa.int64()), ("highest", pa.int64()), ("alone", pa.int64())])
    return pa.Table.from_pylist([{**row, "highest": row["highest"] or top} for row in rows], schema=schema)


_RANK = "CASE {0} WHEN 'none' THEN 0 WHEN 'rigid_expenditure' THEN 1 WHEN 'marginal' THEN 2 WHEN 'dibao' THEN 3 WHEN 'tekun' THEN 4 END"

_JOINED = f"""
SELECT *, b_tier IS NOT NULL AND a_tier IS NOT NULL AND b_fen IS NOT NULL AND a_fen IS NOT NULL AND n IS NOT NULL AS is_told
FROM (SELECT household_id, $direction AS direction, left(h.region, 6) AS county, h.area, s.line, s.highest, s.alone,
             {_RANK.format("b.tier")} AS b_tier, {_RANK.format("a.tier")} AS a_tier, b.fen AS b_fen, a.fen AS a_fen, b.n, b.income
      FROM households h JOIN before b USING (household_id) JOIN after a USING (household_id)
      LEFT JOIN standards s ON s.region IS NOT DISTINCT FROM h.region AND s.area IS NOT DISTINCT FROM h.area)
"""


def _ranged(side: str) -> str:
    """A side's tier and amount as ranges: as known; else between the two readings; else anything."""
    tiers = [_RANK.format(f"{way}_{side}_tier") for way in (FAVOUR, AGAINST)]
    least, most = f"least({', '.join(tiers)})", f"greatest({', '.join(tiers)})"
    fens = f"{FAVOUR}_{side}_fen, {AGAINST}_{side}_fen"
    read = f"({tiers[0]} IS NOT NULL AND {tiers[1]} IS NOT NULL AND besides IS NOT NULL)"
    paid = f"({read} AND {FAVOUR}_{side}_fen IS NOT NULL AND {AGAINST}_{side}_fen IS NOT NULL)"
    return f"""
       coalesce({side}_tier, CASE WHEN {read} THEN {least} END, 0) AS {side}_low,
       coalesce({side}_tier, CASE WHEN {read} THEN greatest({most}, CASE WHEN besides > 0 THEN 3 ELSE 0 END) END, 4) AS {side}_high,
       coalesce({side}_fen, CASE WHEN {paid} THEN least({fens}) END, 0) AS {side}_fen_low,
       coalesce({side}_fen, CASE WHEN {paid} THEN greatest({fens}) + besides + CASE WHEN {least} <= 2 AND {most} >= 2 THEN alone * people ELSE 0 END END,
                {WIDEST} * highest * people) AS {side}_fen_high"""


_RANGED = f"""
WITH listed AS (SELECT household_id, count(*) AS listed FROM members GROUP BY household_id),
counted AS (SELECT j.*, r.* EXCLUDE (household_id), coalesce(n, {FAVOUR}_b_n, listed, 0) AS people,
                   coalesce(income, {FAVOUR}_b_income, 0) AS income_low, coalesce(income, {AGAINST}_b_income, {MOST}) AS income_high
            FROM joined j LEFT JOIN readings r USING (household_id) LEFT JOIN listed USING (household_id)),
ranged AS (SELECT household_id, county, area, coalesce(line, 0) AS line, people, income_low, income_high, is_told, {_ranged("b")}, {_ranged("a")},
                  CASE WHEN is_told THEN 0 ELSE direction END AS tends,
                  CASE WHEN is_told OR alone > 0 OR coalesce(besides, 1) > 0 THEN 0 ELSE direction END AS fen_tends
           FROM counted)
SELECT *, b_low = b_high AND b_fen_low = b_fen_high AND a_low = a_high AND a_fen_low = a_fen_high AS is_known FROM ranged
"""
