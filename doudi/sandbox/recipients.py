"""在保家庭: the families that already receive when the story begins, what they declared, what they are paid and where."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from doudi.sandbox.calibration import STANDARD, STANDINGS, TEKUN_PERCENT
from doudi.sandbox.chance import stream
from doudi.sandbox.circumstances import Circumstances, circumstances
from doudi.sandbox.population import Families, Population

DIBAO, MARGINAL, TEKUN = range(3)
KINDS = np.array(["dibao", "marginal", "tekun"])
BANKS = np.array(["示例银行潍城支行", "示例农商银行", "示例储蓄银行"])
# What only the bank knows of an account, by the kind of trouble; the last passes by itself.
BANK_REASONS = np.array(["", "", "", "closed", "name_differs", "bank_error"])
# How poor families of each size are: small households receive far more often (one township's list).
BY_SIZE = {True: np.array([0, 8.0, 1.2, 0.5, 0.25, 0.1, 0.1, 0.1]), False: np.array([0, 8.0, 2.6, 1.2, 0.5, 0.2, 0.2, 0.2])}


@dataclass
class Recipients:
    """Receiving families (places among all families, in order) and the kind each is confirmed as."""

    households: np.ndarray
    kind: np.ndarray

    def of(self, *kinds: int) -> np.ndarray:
        """Families of these kinds."""
        return self.households[np.isin(self.kind, kinds)]


def likelihood(families: Families) -> np.ndarray:
    """How much likelier than others each family is to be poor: the small, the disabled, those where nobody can work."""
    weight = np.where(families.urban, BY_SIZE[True][families.size], BY_SIZE[False][families.size] * 1.3)
    count = families.families
    severe = np.bincount(families.household, weights=(families.grade > 0) & (families.grade <= 2), minlength=count) > 0
    no_worker = np.bincount(families.household, weights=(families.age >= 18) & (families.age < 60), minlength=count) == 0
    return weight * np.where(severe, 4, 1) * np.where(no_worker, 2, 1)


def choose(population: Population, *, share: float, seed: int) -> Recipients:
    """Families until so large a share of people receive: the old, the disabled and the small first, by chance."""
    chance = stream(seed, "recipients")
    order = np.argsort(-(np.log(likelihood(population)) + chance.gumbel(size=population.families)), kind="stable")
    wanted = max(1, round(share * population.people))
    chosen = np.sort(order[: int(np.searchsorted(np.cumsum(population.size[order]), wanted)) + 1])
    size, age = population.size[chosen], population.age[population.head[chosen]]
    kind = np.full(len(chosen), DIBAO)
    alone = np.flatnonzero((size == 1) & (age >= 60))
    kind[chance.permutation(alone)[: round(STANDINGS["tekun"] * wanted)]] = TEKUN
    rest = chance.permutation(np.flatnonzero(kind == DIBAO))
    kind[rest[: int(np.searchsorted(np.cumsum(size[rest]), STANDINGS["marginal"] * wanted))]] = MARGINAL
    return Recipients(chosen, kind)


def declared(population: Population, recipients: Recipients, double: list[tuple[int, int]], *, seed: int) -> Circumstances:
    """What receiving families declared at their last review; `double` are (person, family) registered here besides their own home."""
    chance = stream(seed, "declared")
    place = {int(household): at for at, household in enumerate(recipients.households)}
    people = population.members(recipients.households)
    family = np.repeat(np.arange(len(recipients.households)), population.size[recipients.households])
    guests = [(person, place[household]) for person, household in double if household in place]
    people = np.r_[people, np.array([person for person, _ in guests], dtype=np.int64)]
    family = np.r_[family, np.array([at for _, at in guests], dtype=np.int64)]
    order = np.argsort(family, kind="stable")
    people, family = people[order], family[order]
    level = np.where(recipients.kind == MARGINAL, chance.uniform(1.05, 1.42, len(recipients.kind)), chance.uniform(0.12, 0.9, len(recipients.kind)))
    shared = {at for _, at in guests} | {place[home] for person, _ in double if (home := int(population.household[person])) in place}
    level[list(shared)] = np.minimum(level[list(shared)], 0.35)
    drawn = circumstances(population, recipients.households, people, family, level, chance)
    drawn.household["able_supporter_outside"] = np.where(recipients.kind == TEKUN, 0, 1)
    return _said_once(drawn)


def _said_once(drawn: Circumstances) -> Circumstances:
    """A person registered in two receiving families has one set of facts, counted by both."""
    _, first, inverse = np.unique(drawn.people, return_index=True, return_inverse=True)
    drawn.person = {name: values[first][inverse] for name, values in drawn.person.items()}
    drawn.net = drawn.net[first][inverse]
    return drawn


def amounts(population: Population, recipients: Recipients, drawn: Circumstances) -> np.ndarray:
    """Fen a month: dibao is standard × members − income ÷ 12, raised once to the yuan; tekun the basic standard; marginal families get no money."""
    standard = np.where(population.urban[recipients.households], STANDARD["urban"], STANDARD["rural"]).astype(np.int64) * 100
    gap_a_year = np.maximum(standard * 12 * drawn.member_count - drawn.income, 0)
    dibao = -(-gap_a_year // 1200) * 100
    tekun = -(-standard * TEKUN_PERCENT // 10_000) * 100
    return np.select([recipients.kind == DIBAO, recipients.kind == TEKUN], [dibao, tekun], 0)


@dataclass
class Money:
    """The tables about money: who holds which account, what is paid since when, last month's list, and what only the bank knows."""

    standings: pa.Table
    awards: pa.Table
    accounts: pa.Table
    last_month: pa.Table
    bank: pa.Table


def money(population: Population, recipients: Recipients, amount: np.ndarray, *, start: date, seed: int) -> Money:
    """Standings, awards and accounts; a few accounts are closed or another's (held by payday), a few more only the bank will refuse."""
    chance = stream(seed, "money")
    households, kind, count = recipients.households, recipients.kind, len(recipients.households)
    keys = pa.array(households + 1)
    head = population.head[households]
    since = np.datetime64(start, "M") - chance.integers(3, 60, size=count)
    ref = pc.binary_join_element_wise("import:WC", pc.utf8_lpad(pa.array(households + 1).cast(pa.string()), 8, "0"), "-")
    standings = pa.table(
        {"household_key": keys, "person_key": pa.array(head + 1, mask=kind != TEKUN), "kind": KINDS[kind], "from_on": since.astype("datetime64[D]"), "ref": ref}
    )
    paid = np.flatnonzero(amount > 0)
    account = pc.binary_join_element_wise("A", pc.utf8_lpad(pa.array(paid + 1).cast(pa.string()), 7, "0"), "")
    adult = head[paid]
    trouble = np.full(len(paid), 0)
    few = max(1, len(paid) // 120)
    for mark, at in enumerate(np.array_split(chance.permutation(len(paid))[: few * 5], 5), start=1):
        trouble[at] = mark
    closed, another = trouble == 1, trouble == 2
    opened = np.datetime64(start) - chance.integers(400, 4000, size=len(paid)).astype("timedelta64[D]")
    name = population.name.take(pa.array(adult))
    other = population.name.take(pa.array((adult + 1) % population.people))
    number = pc.binary_join_element_wise(
        "9900", pc.utf8_lpad(pa.array(chance.integers(10**9, size=len(paid)) * 1_000_000 + paid).cast(pa.string()), 15, "0"), ""
    )
    accounts = pa.table(
        {
            "account_ref": account,
            "person_key": adult + 1,
            "bank": BANKS[chance.integers(len(BANKS), size=len(paid))],
            "number": number,
            "holder_name": pc.if_else(pa.array(another), other, name),
            "opened_on": opened,
            "closed_on": pa.array(np.full(len(paid), np.datetime64(start - timedelta(days=20))), mask=~closed),
        }
    )
    month = date(start.year, start.month, 1) if start.day > 10 else (date(start.year, start.month, 1) - timedelta(days=1)).replace(day=1)
    paid_keys = keys.take(pa.array(paid))
    awards = pa.table(
        {
            "household_key": paid_keys,
            "kind": np.array(["dibao_monthly", "", "tekun_basic"])[kind[paid]],
            "amount_fen": amount[paid],
            "from_month": since[paid].astype("datetime64[D]"),
            "payee_key": adult + 1,
            "account_ref": account,
        }
    )
    last = pa.table(
        {
            "household_key": paid_keys,
            "month": pa.array([month] * len(paid), pa.date32()),
            "amount_fen": amount[paid],
            "account_ref": account,
            "paid_on": pa.array([month.replace(day=9)] * len(paid), pa.date32()),
        }
    )
    bank = pa.table({"number": number, "reason": BANK_REASONS[trouble]}).filter(pa.array(trouble >= 3))
    return Money(standings, awards, accounts, last, bank)
