"""埋设的真相: what is wrong in the made-up county, known to the sandbox alone."""

from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

from doudi.base.workdays import is_workday
from doudi.sandbox.calibration import DISPOSABLE, HEAVY_PERCENT, PLANTED
from doudi.sandbox.chance import stream
from doudi.sandbox.population import HEAD, Population
from doudi.sandbox.recipients import DIBAO, MARGINAL, TEKUN, Recipients


@dataclass
class Death:
    """Somebody whose family is paid has died, and nobody told us; `slip` is what went wrong in the record."""

    person: int
    household: int
    died_on: date
    arrives_on: date
    slip: str = ""


@dataclass
class Double:
    """Somebody registered in two families of which `paid` receives; `lives_in` says where that person really lives."""

    person: int
    home: int
    second: int
    paid: int
    lives_in: int
    moved_on: date | None
    arrives_on: date


@dataclass
class Car:
    """A vehicle of a family we may meet: hidden, exempt, lent (only the name is theirs), or of others who do not receive."""

    person: int
    household: int
    kind: str
    registered_on: date
    vehicle_type: str


@dataclass
class Illness:
    """Bills that take most of what a family lives on: settled days, days of arrival, yuan; `level` is its true income beside the standard."""

    household: int
    patient: int
    kind: str
    level: float
    bills: list[tuple[date, date, int]]
    slip: str = ""

    @property
    def arrives_on(self) -> date:
        """When the last of its bills has come."""
        return self.bills[-1][1]


@dataclass
class Truths:
    """All that is planted."""

    deaths: list[Death] = field(default_factory=list)
    doubles: list[Double] = field(default_factory=list)
    cars: list[Car] = field(default_factory=list)
    illnesses: list[Illness] = field(default_factory=list)

    def households(self) -> set[int]:
        """Families that something is planted in, kept free of chance events."""
        return (
            {one.household for one in self.deaths}
            | {place for one in self.doubles for place in (one.home, one.second)}
            | {one.household for one in self.cars}
            | {one.household for one in self.illnesses}
        )


def delivery_days(start: date, days: int) -> list[date]:
    """The working days on which departments send their files."""
    return [day for number in range(days) if is_workday(day := start + timedelta(days=number))]


def plant(population: Population, recipients: Recipients, *, seed: int, start: date, days: int) -> Truths:
    """Choose families for each kind of trouble; no family has two."""
    chance = stream(seed, "planted")
    desks = delivery_days(start, days)
    families = len(recipients.households)
    paid = chance.permutation(recipients.of(DIBAO, TEKUN))
    dibao_with_others = [int(one) for one in chance.permutation(recipients.of(DIBAO)) if population.size[one] >= 2]
    outside = np.setdiff1d(np.arange(population.families), recipients.households)
    outside = chance.permutation(outside[population.size[outside] <= 5])
    used: set[int] = set()

    def take(pool: list[int] | np.ndarray, count: int) -> list[int]:
        free = [int(one) for one in pool if int(one) not in used][:count]
        used.update(free)
        return free

    truths = Truths()
    doubles = PLANTED.count("double_registration", families)
    truths.doubles = _doubles(
        population, take(dibao_with_others, doubles), take(recipients.of(DIBAO), doubles), take(outside[population.size[outside] >= 2], doubles), desks, chance
    )
    truths.deaths = _deaths(population, take(paid, PLANTED.count("deaths", families)), desks, chance)
    for kind in ("hidden", "exempt", "lent"):
        pool = chance.permutation(recipients.of(DIBAO, MARGINAL))
        truths.cars += _cars(population, take(pool, PLANTED.count(f"{kind}_vehicles", families)), kind, start, chance)
    hard = PLANTED.count("hardship", families)
    already = take(chance.permutation(recipients.of(MARGINAL)), hard // 10)
    truths.illnesses = _illnesses(population, take(outside, hard - len(already)), "hardship", desks, chance)
    truths.illnesses += _illnesses(population, already, "receives", desks, chance)
    truths.illnesses += _illnesses(population, take(outside, PLANTED.count("well_off", families)), "well_off", desks, chance)
    truths.cars += _cars(population, [one.household for one in truths.illnesses if one.kind == "well_off"], "other", start, chance)
    return truths


def _arrivals(count: int, desks: list[date], chance: np.random.Generator, at_once: int = 0) -> list[date]:
    """Days of delivery, most of them early: the first `at_once` on the first two days."""
    late = np.floor(chance.beta(1, 1.8, size=count) * len(desks)).astype(int)
    return [desks[min(place, number % 2, len(desks) - 1) if number < at_once else int(place)] for number, place in enumerate(late)]


def _deaths(population: Population, households: list[int], desks: list[date], chance: np.random.Generator) -> list[Death]:
    """The oldest of each family; reported weeks late, or lately; some under a wrong number, one with an impossible date."""
    found = []
    for number, (household, arrives_on) in enumerate(zip(households, _arrivals(len(households), desks, chance), strict=True)):
        members = population.members(np.array([household]))
        person = int(members[np.argmax(population.age[members])])
        before = int(chance.integers(3, 12)) if number % 3 == 0 else int(chance.integers(15, 200))
        slip = "digit" if number % 5 == 1 else "date" if number == 2 else ""
        if slip == "date":
            arrives_on = desks[min(desks.index(arrives_on), max(0, len(desks) - 8))]
        found.append(Death(person, household, arrives_on - timedelta(days=before), arrives_on, slip))
    return found


def _doubles(
    population: Population, shared: list[int], receiving: list[int], outside: list[int], desks: list[date], chance: np.random.Generator
) -> list[Double]:
    """Three ways: a member of an ordinary family written into a receiving one, one of two receiving families, and one who moved out without telling."""
    found = []
    for number, arrives_on in enumerate(_arrivals(len(outside), desks, chance)):
        if number % 4 == 3 and shared and receiving:
            home, second, lives_in = shared.pop(), receiving.pop(), "home"
        elif number % 4 == 2 and shared and outside:
            home, second, lives_in = shared.pop(), outside.pop(), "second"
        elif receiving and outside:
            home, second, lives_in = outside.pop(), receiving.pop(), "home"
        else:
            break
        members = population.members(np.array([home]))
        person = int(chance.choice(members[population.relation[members] != HEAD]))
        moved_on = arrives_on - timedelta(days=int(chance.integers(2, 20))) if lives_in == "second" else None
        paid = home if lives_in == "second" else second
        found.append(Double(person, home, second, paid, home if lives_in == "home" else second, moved_on, arrives_on if moved_on else desks[0]))
    return found


EXEMPT_TYPES = ("残疾人机动轮椅车", "普通二轮摩托车", "普通正三轮摩托车")
ORDINARY_TYPES = ("小型轿车", "小型普通客车", "轻型普通货车")


def _cars(population: Population, households: list[int], kind: str, start: date, chance: np.random.Generator) -> list[Car]:
    """One vehicle for each family, in the name of its head; one in ten hidden ones is bought after the story begins."""
    types = EXEMPT_TYPES if kind == "exempt" else ORDINARY_TYPES
    return [
        Car(
            int(population.head[household]),
            household,
            kind,
            start + timedelta(days=int(chance.integers(2, 14)))
            if kind == "hidden" and number % 10 == 9
            else start - timedelta(days=int(chance.integers(40, 3000))),
            types[int(chance.integers(len(types)))],
        )
        for number, household in enumerate(households)
    ]


def _illnesses(population: Population, households: list[int], kind: str, desks: list[date], chance: np.random.Generator) -> list[Illness]:
    """Bills well above the line for a heavy burden; every third family's come in two parts of which only the second crosses it."""
    found = []
    for number, (household, arrives_on) in enumerate(
        zip(households, _arrivals(len(households), desks, chance, at_once=(len(households) + 2) // 3), strict=True)
    ):
        members = population.members(np.array([household]))
        heavy = DISPOSABLE["urban" if population.urban[household] else "rural"] * len(members) * HEAVY_PERCENT / 100
        total = int(heavy * chance.uniform(1.15, 2.2))
        settled = arrives_on - timedelta(days=int(chance.integers(1, 3)))
        bills = [(settled, arrives_on, total)]
        if number % 3 == 2:
            earlier = settled - timedelta(days=int(chance.integers(60, 240)))
            bills = [(earlier, earlier, int(heavy * 0.6)), (settled, arrives_on, int(heavy * chance.uniform(0.6, 1.2)))]
        level = {"hardship": (0.15, 0.85), "receives": (0.2, 0.8), "well_off": (4.0, 9.0)}[kind]
        if kind == "hardship" and number % 3 == 1:
            level = (1.1, 1.4) if number % 2 else (1.6, 2.6)
        slip = "digit" if number % 6 == 1 and kind != "receives" else ""
        found.append(Illness(household, int(chance.choice(members)), kind, float(chance.uniform(*level)), bills, slip))
    return found
