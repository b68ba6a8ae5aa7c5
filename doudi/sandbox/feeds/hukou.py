"""户籍变动: the household register's daily file: deaths, moves, births (CSV in GB18030)."""

import csv
import io
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from doudi.sandbox import idnumbers, names
from doudi.sandbox.calibration import BIRTHS_A_YEAR, DEATHS_A_YEAR, MOVES_A_YEAR, STRANGERS_PREFIX
from doudi.sandbox.chance import stream
from doudi.sandbox.feeds.parcel import Parcel, Row, WrongNumber, first_seen, parcels
from doudi.sandbox.feeds.slips import BAD_DATE, MISSING, UNHEARD_OF, spoil
from doudi.sandbox.planted import Death, Double, Truths
from doudi.sandbox.population import CHILD, RELATIONS, Population

COLUMNS = ["SFZH", "XM", "YWLX", "YWRQ", "HH", "YHZGX", "XZQH", "LSH"]
WORDS = {"head": "户主", "spouse": "配偶", "child": "子女", "parent": "父母", "other": "其他"}


class Register:
    """The clerk who writes the file: knows everybody, numbers every entry."""

    def __init__(self, population: Population) -> None:
        self.population = population
        self.written = 0

    def row(self, person: int, kind: str, on: date, household: int, *, relation: str | None = None) -> Row:
        """One entry about somebody who is registered here."""
        people = self.population
        word = WORDS[relation or str(RELATIONS[people.relation[person]])]
        return self.entry(people.id_number[person].as_py(), people.name[person].as_py(), kind, on, household, word)

    def entry(self, number: str, name: str, kind: str, on: date, household: int, word: str) -> Row:
        """One entry about anybody."""
        self.written += 1
        people = self.population
        place = people.numbers(np.array([household]))[0].as_py()
        code = str(people.region[household])
        return dict(zip(COLUMNS, (number, name, kind, f"{on:%Y%m%d}", place, word, code, f"HJ{self.written:08d}"), strict=True))


def planted_rows(
    register: Register, truths: Truths, desks: list[date], chance: np.random.Generator
) -> tuple[list[tuple[date, Row]], list[tuple[Death | Double, Row]], list[WrongNumber]]:
    """Entries that matter to the truth, each beside its truth, and those with a wrong number; an impossible date is put right two working days later."""
    rows: list[tuple[date, Row]] = []
    meant: list[tuple[Death | Double, Row]] = []
    wrong: list[WrongNumber] = []
    for death in truths.deaths:
        row = register.row(death.person, "死亡", death.died_on, death.household)
        arrives_on = death.arrives_on
        if death.slip == "digit":
            right, row["SFZH"] = row["SFZH"], idnumbers.one_digit_wrong(row["SFZH"], chance)
            wrong.append(WrongNumber("hukou", row["LSH"], death.person, right, row))
        if death.slip == "date":
            rows.append((arrives_on, {**row, "YWRQ": f"{death.died_on:%Y}0230"}))
            arrives_on = desks[min(desks.index(arrives_on) + 2, len(desks) - 1)]
        rows.append((arrives_on, row))
        meant.append((death, row))
    for double in truths.doubles:
        if double.moved_on:
            row = register.row(double.person, "迁入", double.moved_on, double.second, relation="other")
            rows.append((double.arrives_on, row))
            meant.append((double, row))
    return rows, meant, wrong


def chance_rows(register: Register, quiet: np.ndarray, desks: list[date], days: int, chance: np.random.Generator) -> list[tuple[date, Row]]:
    """What happens in ordinary families: they are `quiet`, nothing is planted there and they do not receive."""
    population = register.population
    people = population.members(quiet)
    people = people[(population.age[people] > 18)]
    year = population.people * days / 365
    dead = people[np.argsort(-population.age[people] + chance.exponential(15, size=len(people)), kind="stable")][: round(DEATHS_A_YEAR * year)]
    rows = [
        (day, register.row(int(person), "死亡", day - timedelta(days=3), int(population.household[person]))) for person, day in _spread(dead, desks, chance)
    ]
    movers = np.setdiff1d(people[population.relation[people] == CHILD], dead)
    homes = chance.permutation(quiet)
    for at, (person, day) in enumerate(_spread(chance.permutation(movers)[: round(MOVES_A_YEAR * year)], desks, chance)):
        to = int(homes[at % len(homes)])
        home = int(population.household[person])
        if to != home:
            rows.append((day, register.row(int(person), "迁出", day - timedelta(days=2), home)))
            rows.append((day, register.row(int(person), "迁入", day - timedelta(days=2), to, relation="other")))
    return rows + _strangers(register, quiet, desks, round(BIRTHS_A_YEAR * year), round(MOVES_A_YEAR * year / 8), chance)


def _strangers(register: Register, quiet: np.ndarray, desks: list[date], born: int, moved: int, chance: np.random.Generator) -> list[tuple[date, Row]]:
    """People nobody here has heard of: the newly born, and some who move in from elsewhere."""
    days = [day for _, day in _spread(np.arange(born + moved), desks, chance)]
    ages = np.r_[np.zeros(born, dtype=int), chance.integers(20 * 365, 60 * 365, size=moved)] + 2
    birthdays = np.array(days, dtype="datetime64[D]") - ages.astype("timedelta64[D]")
    numbers = idnumbers.make(birthdays, chance.random(len(days)) < 0.5, prefix=STRANGERS_PREFIX).to_pylist()
    called = names.full_names(chance, names.surnames(chance, len(days))).to_pylist()
    homes = chance.choice(quiet, size=len(days))
    kinds = ["出生"] * born + ["迁入"] * moved
    return [
        (day, register.entry(number, name, kind, day - timedelta(days=1 if kind == "迁入" else 2), int(home), WORDS["child" if kind == "出生" else "other"]))
        for day, number, name, kind, home in zip(days, numbers, called, kinds, homes, strict=True)
    ]


def _spread(things: np.ndarray, desks: list[date], chance: np.random.Generator) -> list[tuple[int, date]]:
    return [(int(thing), desks[day]) for thing, day in zip(things, chance.integers(len(desks), size=len(things)), strict=True)]


def hukou_files(
    population: Population, truths: Truths, quiet: np.ndarray, desks: list[date], days: int, *, seed: int
) -> tuple[list[Parcel], list[WrongNumber]]:
    """Every daily file, and the wrong numbers in them; one file comes two working days late, one comes twice."""
    chance = stream(seed, "hukou")
    register = Register(population)
    rows, meant, wrong = planted_rows(register, truths, desks, chance)
    ordinary = spoil(chance_rows(register, quiet, desks, days, chance), (MISSING, BAD_DATE, UNHEARD_OF), chance)
    mixed = [(rows + ordinary)[at] for at in chance.permutation(len(rows) + len(ordinary))]
    sent = parcels("hukou", mixed, desks)
    if len(desks) > 11:
        sent[8] = replace(sent[8], comes_on=desks[10])
        sent.append(replace(sent[5], comes_on=desks[6]))
    seen = first_seen(sent)
    for truth, row in meant:
        truth.arrives_on = seen[tuple(row.values())]
    return sent, wrong


def write(parcel: Parcel, folder: Path) -> None:
    """The file as the register's system exports it."""
    text = io.StringIO()
    lines = csv.DictWriter(text, COLUMNS, lineterminator="\r\n")
    lines.writeheader()
    lines.writerows(parcel.rows)
    parcel.path(folder, "csv").write_bytes(text.getvalue().encode("gb18030"))
