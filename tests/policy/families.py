"""随机家庭: families near the lines, with unknowns; and where the two faces disagree about them."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pyarrow as pa

from doudi.policy import NEVER, Book, Case, Parameter

REGIONS = ["370702", "370702001", "370702001001", "370703", "3707", "370783001"] * 3 + ["370102", "110101", None]
AREAS = ["urban", "rural"] * 6 + [None]
DAYS = [
    date(2025, 1, 1),
    date(2025, 12, 31),
    date(2026, 1, 1),
    date(2026, 6, 30),
    date(2026, 7, 1),
    date(2026, 8, 1),
    date(2028, 2, 29),
]
UNSET_DAYS = [date(2024, 12, 31), date(2021, 7, 1)]
"""Days for which no standard is set: every rule that needs one refuses, so that few are enough."""
REASONED = 13
"""Of so many families one is asked, for each result that cannot be told, why."""
STANDARDS = [101000, 81000, 98000, 78000, 99000]

ABLE = {
    "supporter_consented": True,
    "supporter_ability_found": False,
    "supporter_tier": "none",
    "supporter_age": 45,
    "supporter_disability_kind": "none",
    "supporter_disability_grade": 0,
    "supporter_income_12m": 5_000_000,
    "supporter_member_count": 2,
    "supporter_supported_count": 1,
}
"""A supporter whom a formula asks for something."""
ALONE = {"lives_apart": False, "died_on": NEVER, "in_custody": False, "declared_missing": False, "years_in_religious_life_apart": 0}
ALONE |= {"born_on": date(1990, 5, 5), "disability_kind": "limb", "disability_grade": 1, "employment": "none"}
"""A severely disabled adult without work."""


def _money(chance: Random, near: int) -> int:
    kind = chance.random()
    if kind < 0.4:
        return 0
    if kind < 0.8:
        return max(near + chance.choice([-1, 0, 1, -12, 12, -1200, 600]), 0)
    return chance.randrange(0, 3 * near + 2)


def _any(chance: Random, fact, on: date):
    match fact.kind:
        case "money":
            value = _money(chance, chance.choice([1200, 60000, 1212000]))
            return -value if fact.least is None and chance.random() < 0.3 else value
        case "number":
            return chance.choice([0, 0, 1, 2, 3, 4, 69, 70]) if (fact.most or 999) > 4 else chance.randrange(0, (fact.most or 4) + 1)
        case "yesno":
            return chance.random() < 0.2 if not fact.left_out else chance.random() < 0.8
        case "date":
            near = [on, on - timedelta(1), on + timedelta(1), date(2008, 2, 29), date(on.year - 18, on.month, min(on.day, 28)), date(1960, 5, 5)]
            return chance.choice(near if fact.name == "born_on" else [NEVER, NEVER, NEVER, *near])
    return chance.choice(fact.words or ("x", "y"))


def family(chance: Random, book: Book, on: date, unknown: float) -> Case:
    """One household: mostly with an income near a line, now and then with anything."""
    facts = book.plan(tuple(book.steps)).facts

    def told(level: str) -> dict:
        found = {}
        for fact in facts:
            if fact.level == level:
                plain = fact.left_out if fact.left_out is not None and chance.random() < 0.9 else _any(chance, fact, on)
                found[fact.name] = None if chance.random() < unknown else plain
        return found

    count = chance.choice([0, 1, 1, 1, 2, 2, 3, 3, 4, 6])
    standard = chance.choice(STANDARDS)
    members = [told("person") for _ in range(count)]
    household = told("household")
    if members and "wage_12m" in members[0] and chance.random() < 0.7:
        line = chance.choice([standard * 12 * count, standard * 18 * count, standard * 6 * count])
        members = [
            {**member, **dict.fromkeys([name for name, value in member.items() if name.endswith("_12m") and value is not None], 0)} for member in members
        ]
        members[0]["wage_12m"] = line + chance.choice([-1, 0, 1, -6, 5])
    if household.get("financial_assets") is not None and chance.random() < 0.4:
        household["financial_assets"] = standard * count * chance.choice([24, 36]) + chance.choice([-1, 0, 1])
    if members and "already_tier" in household and chance.random() < 0.1:
        household |= {"already_tier": "dibao", "job_started_on": on - timedelta(40), **dict.fromkeys(("financial_assets", "homes", "vehicles", "companies"), 0)}
        members[0]["wage_12m"] = standard * 12 * count + chance.choice([1, 600, 120000])
    supporters = [told("supporter") for _ in range(chance.choice([0, 0, 0, 1, 2]))]
    if supporters and "supporter_consented" in supporters[0] and chance.random() < 0.3:
        supporters[0] |= ABLE
    if supporters and "supporter_consented" in supporters[0] and chance.random() < 0.1:
        members, count = [{**told("person"), **ALONE}], 1
        supporters[0] |= {"supporter_relation": "sibling", "supporter_support_paid_12m": chance.choice([1, 600000])}
    for one in supporters:
        if chance.random() < 0.6:
            one["supports"] = tuple(sorted(chance.sample(range(1, count + 1), chance.randint(0, count))))
    return Case(on, chance.choice(REGIONS), chance.choice(AREAS), household, members, supporters)


def families(seed: int, book: Book, on: date, unknown: float, count: int) -> list[Case]:
    chance = Random(seed)
    return [family(chance, book, on, unknown) for _ in range(count)]


def filled(chance: Random, book: Book, case: Case) -> Case:
    """The same family, with something in place of every unknown."""

    def told(rows):
        return [{name: _any(chance, book.facts[name], case.date) if value is None else value for name, value in row.items()} for row in rows]

    return replace(
        case,
        region=case.region or chance.choice(REGIONS[:-1]),
        area=case.area or chance.choice(["urban", "rural"]),
        household=told([case.household])[0],
        members=told(case.members),
        supporters=told(case.supporters),
    )


def tables(book: Book, cases: list[Case]) -> tuple[pa.Table, pa.Table, pa.Table]:
    """The families as tables: the household's number is its place, a person's is a thousand times that and theirs."""
    types = {"money": pa.int64(), "number": pa.int64(), "yesno": pa.bool_(), "text": pa.string(), "date": pa.date32()}
    facts = book.plan(tuple(book.steps)).facts

    def table(level: str, rows: list[dict], keys: dict) -> pa.Table:
        schema = pa.schema([*keys.items(), *((fact.name, types[fact.kind]) for fact in facts if fact.level == level)])
        return pa.Table.from_pylist(rows, schema=schema)

    households = [{"household_id": place, "region": case.region, "area": case.area, **case.household} for place, case in enumerate(cases)]
    members = [
        {"household_id": place, "person_id": place * 1000 + number, **one} for place, case in enumerate(cases) for number, one in enumerate(case.members)
    ]
    supporters = [{"household_id": place, **one, "supports": _ids(place, one.get("supports"))} for place, case in enumerate(cases) for one in case.supporters]
    return (
        table("household", households, {"household_id": pa.int64(), "region": pa.string(), "area": pa.string()}),
        table("person", members, {"household_id": pa.int64(), "person_id": pa.int64()}),
        table("supporter", supporters, {"household_id": pa.int64(), "supports": pa.list_(pa.int64())}),
    )


def _ids(place: int, supports: tuple[int, ...] | None) -> list[int] | None:
    return None if supports is None else [place * 1000 + number - 1 for number in supports]


def disagreements(book: Book, cases: list[Case], on: date, told: dict[str, set] | None = None) -> list[str]:
    """Every rule of every household and person, on both faces: value, type, and what is missing; `told` collects what each rule has answered."""
    want = tuple(name for name, step in book.steps.items() if step.level != "supporter")
    found = book.assess(*tables(book, cases), on=on, want=want)
    households = {row["household_id"]: row for row in found.households.to_pylist()}
    persons = {row["person_id"]: row for row in found.persons.to_pylist()}
    assert len(found.households) == len(households) == len(cases), "a household was lost or doubled"
    assert len(found.persons) == len(persons) == sum(len(case.members) for case in cases), "a person was lost or doubled"
    wrong = []
    for place, case in enumerate(cases):
        decision = book.decide(case, want)
        row = households[place]
        for name, value in decision.results.items():
            if isinstance(value, list):
                columns = [persons[place * 1000 + number][name] for number in range(len(case.members))]
            else:
                value, columns = [value], [row[name]]
            if told is not None:
                told[name].update(value)
            if value != columns or [type(one) for one in value] != [type(one) for one in columns]:
                wrong.append(f"{name} of family {place}: one by one {value}, as columns {columns}")
        unknown, unset = facts_unknown(book, want, case), law_unset(book, want, case)
        for name, truth in {"facts_missing": unknown, "law_missing": unset, "law_illustrative": set(decision.illustrative)}.items():
            if set(filter(None, row[name].split(","))) != (truth if case.region or name != "law_illustrative" else set()):
                wrong.append(f"{name} of family {place}: {row[name]}, in truth {sorted(truth)}")
        lacking = {lack.name for lack in decision.lacks}
        open_as_told = {"disability_kind"} if any(member.get("disability_kind") == "multiple" for member in case.members) else set()
        kin = [member.get("relation") for member in case.members]
        open_as_told |= {"relation"} if max(map(kin.count, ("parent", "grandparent"))) > 2 else set()
        reasons = {"division_by_zero", *open_as_told, *unknown, *unset, *(lack.name for lack in decision.lacks if lack.where.endswith(": none"))}
        if not lacking <= reasons:
            wrong.append(f"lacks of family {place}: {sorted(lacking - reasons)} is known")
        for name, value in decision.results.items() if place % REASONED == 0 else ():
            if (None in value if isinstance(value, list) else value is None) and not book.decide(case, (name,)).lacks:
                wrong.append(f"{name} of family {place} is unknown for no reason")
    return wrong


def facts_unknown(book: Book, want: tuple[str, ...], case: Case) -> set[str]:
    """The facts these results rest on that are unknown in this family: the place included."""
    rows = {"household": [case.household], "person": case.members, "supporter": case.supporters}
    told = {"region": [case.region], "area": [case.area], **{fact.name: [row.get(fact.name) for row in rows[fact.level]] for fact in book.plan(want).facts}}
    return {name for name, values in told.items() if None in values}


def law_unset(book: Book, want: tuple[str, ...], case: Case) -> set[str]:
    """The parameters these results rest on that nobody set for this place and day, looked up the long way; in no area, where the area is unknown."""
    if case.region is None:
        return set()

    def is_unset(one: Parameter, area: str) -> bool:
        here = [stretch for stretch in one.stretches if case.region.startswith(stretch.region) and stretch.area in ("", one.area or area)]
        in_force = [stretch for stretch in here if stretch.from_on <= case.date < stretch.until_on]
        if not in_force:
            return one.unless_set is None or bool(here)
        return one.only is not None and max(in_force, key=lambda stretch: (len(stretch.region), stretch.area)).value != one.only

    areas = [case.area] if case.area else ["urban", "rural"]
    return {name for name in book.plan(want).parameters if all(is_unset(book.figures.parameters[name], area) for area in areas)}
