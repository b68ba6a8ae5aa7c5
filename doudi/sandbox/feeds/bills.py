"""医保结算: the medical insurance bureau's daily file of bills above the line (XLSX), and the year of bills before the story begins."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from doudi.base import xlsx
from doudi.sandbox import idnumbers, names
from doudi.sandbox.calibration import BILL_LINE, BILLS_A_YEAR, DISPOSABLE, HEAVY_PERCENT, STRANGERS_PREFIX
from doudi.sandbox.chance import stream
from doudi.sandbox.feeds.parcel import Parcel, Row, WrongNumber, first_seen, parcels
from doudi.sandbox.feeds.slips import BAD_DATE, LETTERS, MISSING, NEGATIVE, spoil
from doudi.sandbox.planted import Illness, Truths
from doudi.sandbox.population import Population

COLUMNS = ["SFZH", "XM", "JSRQ", "JGMC", "ZFY", "BXJE", "GRZF", "DJH"]
HOSPITALS = ("示例区人民医院", "示例市中医院", "示例市第二人民医院", "示例卫生院")


@dataclass
class OrdinaryBills:
    """Bills that burden nobody much: person, settled day, fen."""

    person: np.ndarray
    settled_on: np.ndarray
    fen: np.ndarray

    def between(self, start: date, end: date) -> "OrdinaryBills":
        """Those settled from `start` (included) to `end` (excluded)."""
        inside = (self.settled_on >= np.datetime64(start)) & (self.settled_on < np.datetime64(end))
        return OrdinaryBills(self.person[inside], self.settled_on[inside], self.fen[inside])


def ordinary(population: Population, troubled: set[int], start: date, days: int, *, seed: int) -> OrdinaryBills:
    """A year of bills and the story's: old people have most, and a family's together stay well under what is heavy for it."""
    chance = stream(seed, "bills")
    calm = ~np.isin(population.household, np.array(sorted(troubled), dtype=np.int64))
    weight = np.where(population.age >= 60, 4.0, 1.0) * calm
    period = 395 + days
    person = chance.choice(population.people, size=round(BILLS_A_YEAR * population.people * period / 365), p=weight / weight.sum())
    settled_on = np.datetime64(start - timedelta(days=395)) + chance.integers(period, size=len(person)).astype("timedelta64[D]")
    household = population.household[person]
    bills = np.bincount(household, minlength=population.families)[household]
    heavy = np.where(population.urban, DISPOSABLE["urban"], DISPOSABLE["rural"])[household] * population.size[household] * HEAVY_PERCENT // 100
    most = heavy * 70 // bills
    fen = np.minimum(chance.lognormal(np.log(6000), 0.5, size=len(person)) * 100, most).astype(np.int64)
    kept = fen >= BILL_LINE * 100
    return OrdinaryBills(person[kept], settled_on[kept], fen[kept])


def history(population: Population, truths: Truths, bills: OrdinaryBills, start: date) -> pa.Table:
    """The bills of the thirteen months before, as facts that came with the register."""
    before = bills.between(date.min, start)
    early = [(one.patient, settled, yuan * 100) for one in truths.illnesses for settled, _, yuan in one.bills if settled < start - timedelta(days=10)]
    person = np.r_[before.person, np.array([patient for patient, _, _ in early], dtype=np.int64)]
    settled_on = np.r_[before.settled_on, np.array([settled for _, settled, _ in early], dtype="datetime64[D]")]
    fen = np.r_[before.fen, np.array([amount for _, _, amount in early], dtype=np.int64)]
    number = pc.binary_join_element_wise("YB0", pc.utf8_lpad(pa.array(np.arange(len(person))).cast(pa.string()), 8, "0"), "")
    return pa.table({"person": person, "settled_on": settled_on, "fen": fen, "ref": number})


def bill_files(population: Population, truths: Truths, bills: OrdinaryBills, desks: list[date], *, seed: int) -> tuple[list[Parcel], list[WrongNumber]]:
    """Every daily file; one comes twice, and one is sent again the next day with an amount put right under the same bill number."""
    chance = stream(seed, "bill files")
    clerk = _Clerk(population, chance)
    rows, meant, wrong = _planted_rows(clerk, truths, desks, chance)
    recent = bills.between(desks[0], desks[-1])
    everyday = [
        (_next_desk(settled, desks), clerk.row(int(person), settled, int(fen)))
        for person, settled, fen in zip(recent.person, recent.settled_on.tolist(), recent.fen, strict=True)
    ]
    mistyped = chance.permutation(len(everyday))[: max(2, len(everyday) // 20)].tolist()
    for at in mistyped:
        row = everyday[at][1]
        right, row["SFZH"] = row["SFZH"], idnumbers.one_digit_wrong(row["SFZH"], chance)
        wrong.append(WrongNumber("hospital_bills", row["DJH"], int(recent.person[at]), right, row))
    sound = [one for at, one in enumerate(everyday) if at not in set(mistyped)]
    rows += [everyday[at] for at in mistyped] + spoil(sound, (MISSING, BAD_DATE, LETTERS, NEGATIVE), chance) + _strangers(clerk, desks, chance)
    sent = parcels("hospital_bills", [rows[at] for at in chance.permutation(len(rows))], desks)
    if len(desks) > 13:
        sent.append(replace(sent[6], comes_on=desks[7]))
        sent.append(replace(sent[12], comes_on=desks[13], rows=_one_put_right(sent[12].rows), correction=1))
    seen = first_seen(sent)
    for illness, row in meant:
        illness.bills[-1] = (illness.bills[-1][0], seen[tuple(row.values())], illness.bills[-1][2])
    return sent, wrong


class _Clerk:
    """Writes bills, numbers them."""

    def __init__(self, population: Population, chance: np.random.Generator) -> None:
        self.population, self.chance, self.written = population, chance, 0

    def row(self, person: int, settled: date, fen: int) -> Row:
        return self.entry(self.population.id_number[person].as_py(), self.population.name[person].as_py(), settled, fen)

    def entry(self, number: str, name: str, settled: date, fen: int) -> Row:
        self.written += 1
        repaid = fen * int(self.chance.integers(60, 250)) // 100
        hospital = HOSPITALS[int(self.chance.integers(len(HOSPITALS)))]
        values = (number, name, f"{settled:%Y%m%d}", hospital, _yuan(fen + repaid), _yuan(repaid), _yuan(fen), f"YB1{self.written:08d}")
        return dict(zip(COLUMNS, values, strict=True))


def _yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d}"


def _next_desk(settled: date, desks: list[date]) -> date:
    return next((day for day in desks if day > settled), desks[-1])


def _planted_rows(
    clerk: _Clerk, truths: Truths, desks: list[date], chance: np.random.Generator
) -> tuple[list[tuple[date, Row]], list[tuple[Illness, Row]], list[WrongNumber]]:
    rows, meant, wrong = [], [], []
    for illness in truths.illnesses:
        settled, arrives_on, yuan = illness.bills[-1]
        row = clerk.row(illness.patient, settled, yuan * 100 + int(chance.integers(100)))
        if illness.slip == "digit":
            right, row["SFZH"] = row["SFZH"], idnumbers.one_digit_wrong(row["SFZH"], chance)
            wrong.append(WrongNumber("hospital_bills", row["DJH"], illness.patient, right, row))
        rows.append((arrives_on, row))
        meant.append((illness, row))
    return rows, meant, wrong


def _strangers(clerk: _Clerk, desks: list[date], chance: np.random.Generator) -> list[tuple[date, Row]]:
    """Bills of people nobody here has heard of."""
    count = max(2, clerk.written // 40)
    birthdays = np.datetime64(desks[0]) - chance.integers(20 * 365, 80 * 365, size=count).astype("timedelta64[D]")
    numbers = idnumbers.make(birthdays, chance.random(count) < 0.5, prefix=STRANGERS_PREFIX).to_pylist()
    called = names.full_names(chance, names.surnames(chance, count)).to_pylist()
    days = [desks[at] for at in chance.integers(len(desks), size=count)]
    return [
        (day, clerk.entry(number, name, day - timedelta(days=1), int(chance.integers(BILL_LINE, 9000)) * 100))
        for number, name, day in zip(numbers, called, days, strict=True)
    ]


def _one_put_right(rows: list[Row]) -> list[Row]:
    """The same file with the first readable bill's own share lowered by a fifth: below the line, too, it is what the bureau now says of that bill."""
    for at, row in enumerate(rows):
        if row["GRZF"].replace(".", "").isdigit():
            fen = int(row["GRZF"].replace(".", "")) * 4 // 5
            return [*rows[:at], {**row, "GRZF": _yuan(fen)}, *rows[at + 1 :]]
    return rows


def write(parcel: Parcel, folder: Path) -> None:
    """The file as the bureau's system exports it: numbers of people as text, amounts as numbers."""
    xlsx.write(parcel.path(folder, "xlsx"), "结算明细", COLUMNS, [list(row.values()) for row in parcel.rows], frozenset({"ZFY", "BXJE", "GRZF"}))
