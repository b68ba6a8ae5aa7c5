"""全体判定: decides every family at once, in one query; the same plan as at the counter, as columns."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import reduce
from itertools import product
from operator import add
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import ibis
import pyarrow as pa
import pyarrow.compute as pc

from doudi.policy.columns import NULL, TYPES, Column, Figure, Members, column_of, gathering, whole
from doudi.policy.kinds import BANDS, LIST
from doudi.policy.order import Plan, Step
from doudi.policy.parameters import AREAS, encoded
from doudi.policy.rule import HOUSEHOLD, MONEY, NUMBER, PERSON, SUPPORTER, YESNO
from doudi.policy.vocabulary import EMPTY, Law

if TYPE_CHECKING:
    from doudi.policy.book import Book

KEY, PERSON_KEY, SUPPORTER_KEY = "household_id", "person_id", "supporter_row"
_ARROW = {"int64": pa.int64(), "boolean": pa.bool_(), "string": pa.string(), "date": pa.date32(), "places": pa.list_(pa.int64())}
_LENGTHS = (12, 9, 6, 4, 2)
_MOST_MASKED = 62


def assess(book: Book, plan: Plan, households: Any, members: Any, supporters: Any, on: date) -> tuple[pa.Table, pa.Table]:
    """Run the plan over tables; a column that is not there is unknown for everyone, no supporters' table is no supporters.

    A supporter's `supports` lists the person_ids of the members he supports; without it, all of the household.
    """
    day = pa.array([on], pa.date32())
    household = _shaped(households, {KEY: "int64", "region": "string", "area": "string", **_types(plan, HOUSEHOLD)})
    household = household.append_column("on", pa.repeat(day[0], len(household)))
    empty = pa.table({KEY: pa.array([], pa.int64())})
    supporter = _shaped(empty if supporters is None else supporters, {KEY: "int64", "supports": "places", **_types(plan, SUPPORTER)})
    tables = {
        "households": household,
        "members": _shaped(members, {KEY: "int64", PERSON_KEY: "int64", **_types(plan, PERSON)}),
        "supporters": supporter.append_column(SUPPORTER_KEY, pa.array(range(len(supporter)), pa.int64())),
        "law": law_table(book, plan, on),
    }
    engine = ibis.duckdb.connect()
    try:
        for name, table in tables.items():
            engine.con.register(name, table)
        found = [engine.con.sql(query).to_arrow_table() for query in _queries(book, plan, tables)]
    finally:
        engine.disconnect()
    return _with_missing_names(found[0], plan), found[1]


def _types(plan: Plan, level: str) -> dict[str, str]:
    return {fact.name: TYPES[fact.kind] for fact in plan.facts_of(level)}


def _shaped(table: Any, types: Mapping[str, str]) -> pa.Table:
    """The columns needed, in their types; money that is not a whole number is refused, never rounded."""
    if not isinstance(table, pa.Table):
        table = table.to_pyarrow() if hasattr(table, "to_pyarrow") else table.to_arrow_table()
    columns = {}
    for name, kind in types.items():
        if name not in table.column_names:
            columns[name] = pa.nulls(len(table), _ARROW[kind])
            continue
        column = table[name]
        if kind == "int64" and not (pa.types.is_integer(column.type) or pa.types.is_null(column.type)):
            raise TypeError(f"column {name} must hold whole numbers (money in fen), not {column.type}")
        columns[name] = column.cast(_ARROW[kind])
    return pa.table(columns)


def _queries(book: Book, plan: Plan, tables: Mapping[str, pa.Table]) -> list[str]:
    """The two queries, compiled once for a plan and the places and widths of its law."""
    pads = tuple(book.figures.pads(name) for name in plan.parameters if book.figures.parameters[name].kind == BANDS)
    shape = (pads, frozenset(book.figures.codes(plan.parameters)))
    if shape not in plan.compiled:
        unbound = {name: ibis.table(ibis.Schema.from_pyarrow(table.schema), name=name) for name, table in tables.items()}
        plan.compiled[shape] = [str(ibis.to_sql(one, dialect="duckdb")) for one in expressions(book, plan, unbound)]
    compiled: list[str] = plan.compiled[shape]
    return compiled


def expressions(book: Book, plan: Plan, tables: Mapping[str, Any]) -> tuple[Any, Any]:
    """Households and persons with what is wanted of them, as Ibis expressions over the four tables."""
    household = _located(tables["households"], tables["law"], book.figures.codes(plan.parameters))
    people = {PERSON: tables["members"], SUPPORTER: tables["supporters"]}
    for phase in plan.phases:
        for level in (PERSON, SUPPORTER):
            steps = plan.steps_of(level, phase)
            lending = [name for name in _lent(book, plan, steps) if name not in people[level].columns]
            if lending or (phase == 0 and level == PERSON):
                people[level] = people[level].join(household.select(KEY, *lending), KEY)
            if any(step.gatherings for step in steps):
                key, others = ((SUPPORTER_KEY,), PERSON) if level == SUPPORTER else ((KEY, PERSON_KEY), SUPPORTER)
                people[level] = _gathered(people[level], key, _supported(people, others), steps)
            people[level] = _computed(book, people[level], steps)
            mask = {f"unknown_{level}": whole(_mask(people[level], plan, level).bit_or())} if phase == 0 and plan.facts_of(level) else {}
            household = _gathered(household, (KEY,), people[level], plan.steps_of(HOUSEHOLD, phase), mask)
        household = _computed(book, household, plan.steps_of(HOUSEHOLD, phase))
    household = household.mutate(**{f"unknown_{HOUSEHOLD}": _mask(household, plan, HOUSEHOLD, "region", "area")})
    masks = [name for name in household.columns if name.startswith("unknown_")]
    wanted = [name for name in plan.wanted if plan.levels[name] == HOUSEHOLD]
    personal = [name for name in plan.wanted if plan.levels[name] == PERSON]
    return household.select(KEY, *wanted, "law_missing", "law_illustrative", *masks), people[PERSON].select(KEY, PERSON_KEY, *personal)


def _located(household: Any, law: Any, codes: set[str]) -> Any:
    """Each household beside the law of its place: the longest code any figure knows, and the area."""
    region = household.region
    known = [(length, sorted(code for code in codes if len(code) == length)) for length in _LENGTHS]
    code = ibis.cases((region.isnull(), NULL), *((region[:length].isin(some), region[:length]) for length, some in known if some), else_="")
    placed = household.mutate(place_code=code, place_area=household.area.fill_null("?"))
    located = placed.left_join(law, (placed.place_code == law.code) & (placed.place_area == law.code_area)).drop("code", "code_area")
    return located.mutate(law_missing=located.law_missing.fill_null(""), law_illustrative=located.law_illustrative.fill_null(""))


def _lent(book: Book, plan: Plan, steps: list[Step]) -> list[str]:
    """The household's columns that members' rules read: its facts and results, the day, the law."""
    names = [need for step in steps for need in step.rule.needs if need == "on" or plan.levels.get(need) == HOUSEHOLD]
    return list(dict.fromkeys([*names, *(column for step in steps for name in step.parameters for column in _columns(book, name))]))


def _computed(book: Book, table: Any, steps: list[Step]) -> Any:
    """The table with the steps' answers: one mutate for each depth."""
    for depth in sorted({step.depth for step in steps}):
        table = table.mutate(**{step.name: _answer(book, table, step) for step in steps if step.depth == depth})
    return table


def _answer(book: Book, table: Any, step: Step) -> Any:
    law = Law(book.kinds_of_parameters, lambda name: Figure(table, name, book.figures.pads(name)))
    members = {name for one in step.gatherings for name in one.names}
    given = [law if need == "law" else Members(table, need) if need in members else Column(table[need]) for need in step.rule.needs]
    return step.rule(*given).expression


def _gathered(table: Any, keys: tuple[str, ...], rows: Any, steps: list[Step], masks: Mapping[str, Any] = MappingProxyType({})) -> Any:
    """The table with what the rows of each add up to; nobody adds up to what the word says of nobody, not to unknown."""
    asked = {one.column: one for step in steps for one in step.gatherings if one.name in rows.columns and one.column not in table.columns}
    sums = {**{column: gathering(rows, one) for column, one in asked.items()}, **masks}
    if not sums:
        return table
    empty = {name: EMPTY[asked[name].word] if name in asked else 0 for name in sums}
    grouped = rows.group_by(**{f"gathered_{key}": rows[key] for key in keys}).aggregate(gathered_rows=rows.count(), **sums)
    joined = table.left_join(grouped, [table[key] == grouped[f"gathered_{key}"] for key in keys])
    kept = {name: ibis.cases((joined.gathered_rows.isnull(), empty[name]), else_=joined[name]) for name in sums}
    return joined.select(*table.columns, **kept)


def _supported(people: Mapping[str, Any], level: str) -> Any:
    """A row for each supporter and member he supports, with the columns of those at this level."""
    pairs = people[SUPPORTER].select(SUPPORTER_KEY, "supports", KEY).join(people[PERSON].select(KEY, PERSON_KEY), KEY)
    named = pairs.filter(pairs.supports.isnull() | pairs.supports.contains(pairs[PERSON_KEY])).drop("supports")
    return named.join(people[PERSON], [KEY, PERSON_KEY]) if level == PERSON else named.join(people[SUPPORTER].drop(KEY, "supports"), SUPPORTER_KEY)


def _mask(table: Any, plan: Plan, level: str, *others: str) -> Any:
    """A bit for each fact that is unknown."""
    names = [*others, *(fact.name for fact in plan.facts_of(level))]
    if len(names) > _MOST_MASKED:
        raise ValueError(f"more than {_MOST_MASKED} facts of a {level} in one plan")
    bits = [ibis.cases((table[name].isnull(), 1 << place), else_=0).cast("int64") for place, name in enumerate(names)]
    return reduce(add, bits, ibis.literal(0, type="int64"))


def _with_missing_names(found: pa.Table, plan: Plan) -> pa.Table:
    """The masks read as names."""
    read = {HOUSEHOLD: ["region", "area"], PERSON: [], SUPPORTER: []}
    masks = {f"unknown_{level}": [*first, *(fact.name for fact in plan.facts_of(level))] for level, first in read.items()}
    said = [_named(found[mask], names) for mask, names in masks.items() if mask in found.column_names]
    names = pc.utf8_rtrim(pc.binary_join_element_wise(*said, ""), ",")
    return found.drop_columns([mask for mask in masks if mask in found.column_names]).append_column("facts_missing", names)


def _named(column: pa.ChunkedArray, names: list[str]) -> pa.Array:
    encoded_masks = pa.chunked_array(column).combine_chunks().dictionary_encode()
    said = ["".join(f"{name}," for place, name in enumerate(names) if mask >> place & 1) for mask in encoded_masks.dictionary.to_pylist()]
    return pa.array(said, pa.string()).take(encoded_masks.indices)


def law_table(book: Book, plan: Plan, on: date) -> pa.Table:
    """A row for each place and area that differs, with every parameter of the plan, those missing and those not official."""
    figures, names = book.figures, plan.parameters
    rows = []
    for code, area in product(sorted(figures.codes(names) | {""}), (*AREAS, "?")):
        found = {name: figures.value(name, code, None if area == "?" else area, on) for name in names}
        row: dict[str, Any] = {"code": code, "code_area": area}
        for name, (figure, _) in found.items():
            column, kind = column_of(name), figures.parameters[name].kind
            row |= {f"{column}__length" if kind == BANDS else column: encoded(kind, figure), f"{column}__set": figure.is_given}
            for place, (below, amount) in enumerate(figure.plain or () if kind == BANDS else ()):
                row |= {f"{column}__{place}__below": below, f"{column}__{place}__amount": amount}
        missing = [name for name, (figure, _) in found.items() if figure.is_given is None and any(lack.level == "law" for lack in figure.why)]
        row |= {"law_missing": ",".join(missing), "law_illustrative": ",".join(name for name, (_, mark) in found.items() if mark)}
        rows.append(row)
    types = {"code": "string", "code_area": "string", "law_missing": "string", "law_illustrative": "string"}
    types |= {column: kind for name in names for column, kind in _columns(book, name).items()}
    return pa.table({column: pa.array([row.get(column) for row in rows], _ARROW[kind]) for column, kind in types.items()})


def _columns(book: Book, name: str) -> dict[str, str]:
    """The columns of a parameter, by its declared kind, whether or not anybody has set it."""
    column, kind = column_of(name), book.figures.parameters[name].kind
    if kind == BANDS:
        edges = {f"{column}__{place}__{edge}": TYPES[MONEY] for place in range(book.figures.pads(name)) for edge in ("below", "amount")}
        return {f"{column}__length": TYPES[NUMBER], f"{column}__set": TYPES[YESNO], **edges}
    return {column: "string" if kind == LIST else TYPES[kind], f"{column}__set": TYPES[YESNO]}
