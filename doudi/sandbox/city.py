"""造城: one made-up county on disk: its register, who receives, the departments' files to come and their own registers, and the truth behind them."""

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import yaml

from doudi.sandbox import calibration, facts, truth
from doudi.sandbox.chance import stream
from doudi.sandbox.circumstances import Circumstances, circumstances
from doudi.sandbox.feeds import bills, hukou, vehicles
from doudi.sandbox.folder import CannotMakeCity
from doudi.sandbox.lake import write_county
from doudi.sandbox.lake.county import FIRST_KEY, as_registered
from doudi.sandbox.planted import Truths, delivery_days, plant
from doudi.sandbox.population import RELATIONS, Population, populate
from doudi.sandbox.recipients import amounts, choose, declared, money
from doudi.sandbox.staff import staff


@dataclass(frozen=True)
class Made:
    """What was made, for people to read."""

    folder: Path
    counts: dict[str, int]


def examine(*, people: int, seed: int, start: date, days: int) -> list[date]:
    """The working days of a county that can be made and played; refuses one that cannot, before anything is written."""
    if people < 100:
        raise CannotMakeCity("至少要 100 人，才排得下各种情形。")
    if not 1 <= days <= 366:
        raise CannotMakeCity("天数须在 1 到 366 之间。")
    if seed < 0:
        raise CannotMakeCity("种子须是零或正整数。")
    desks = delivery_days(start, days)
    if not desks:
        raise CannotMakeCity(f"从 {start} 起的 {days} 天里没有工作日。")
    return desks


def make_city(
    *,
    people: int,
    to: Path,
    seed: int = 1,
    start: date = date(2026, 10, 12),
    days: int = 30,
    low_income_share: float = calibration.LOW_INCOME_SHARE,
    lake: bool = False,
    known: bool = False,
) -> Made:
    """Write the county; the same arguments give the same bytes. With `lake`, the facts that rules read lie beside, all of them `known` if so wanted."""
    desks = examine(people=people, seed=seed, start=start, days=days)
    if (to / "city.yaml").exists():
        raise CannotMakeCity(f"{to} 里已有一座城，请换一个文件夹。")
    population = populate(people, seed=seed, start=start)
    recipients = choose(population, share=low_income_share, seed=seed)
    truths = plant(population, recipients, seed=seed, start=start, days=days)
    in_register = [(one.person, one.second) for one in truths.doubles if not one.moved_on]
    drawn = declared(population, recipients, in_register, seed=seed)
    amount = amounts(population, recipients, drawn)
    paid = money(population, recipients, amount, start=start, seed=seed)
    ordinary_bills = bills.ordinary(population, {one.household for one in truths.illnesses}, start, days, seed=seed)
    quiet = np.setdiff1d(np.arange(population.families), np.r_[recipients.households, np.array(sorted(truths.households()), dtype=np.int64)])
    hukou_sent, hukou_wrong = hukou.hukou_files(population, truths, quiet, desks, days, seed=seed)
    bills_sent, bills_wrong = bills.bill_files(population, truths, ordinary_bills, desks, seed=seed)

    to.mkdir(parents=True, exist_ok=True)
    tables = {
        **_register(population, in_register, start),
        "facts": pa.concat_tables([facts.stated(drawn, on=start), facts.bills(bills.history(population, truths, ordinary_bills, start), on=start)]),
        "standings": paid.standings,
        "awards": paid.awards,
        "accounts": paid.accounts,
        "last_month": paid.last_month,
        "staff": staff(population, truths, start=start, seed=seed),
        "truth/deaths": truth.deaths(population, truths),
        "truth/double_registration": truth.double_registration(population, truths),
        "truth/hidden_vehicles": truth.hidden_vehicles(population, truths),
        "truth/hardship": truth.hardship(population, truths),
        "truth/wrong_ids": truth.wrong_ids(population, hukou_wrong + bills_wrong, hukou_sent + bills_sent),
        "truth/families": truth.families(population, truths, _true_circumstances(population, truths, seed)),
        "departments/vehicles": vehicles.register(population, truths, recipients.households, start, seed=seed),
        "departments/bank": paid.bank,
    }
    for name, table in tables.items():
        _write(to / f"{name}.parquet", table)
    if lake:
        since = np.asarray(paid.standings["from_on"])
        made = as_registered(population, recipients, drawn, amount, since, stream(seed, "lake/county"))
        write_county(made, FIRST_KEY, folder=to, seed=seed, on=start, known=known)
    for parcel in hukou_sent:
        hukou.write(parcel, to / "feeds")
    for parcel in bills_sent:
        bills.write(parcel, to / "feeds")
    counts = {name: table.num_rows for name, table in tables.items()} | {
        "hukou_rows": sum(len(one.rows) for one in hukou_sent),
        "bill_rows": sum(len(one.rows) for one in bills_sent),
    }
    counts |= {f"standing_{kind}": int((np.asarray(paid.standings["kind"]) == kind).sum()) for kind in calibration.STANDINGS} | {
        "files": len(hukou_sent) + len(bills_sent)
    }
    (to / "city.yaml").write_text(_page(people, seed, start, days, low_income_share, counts), encoding="utf-8")
    return Made(to, counts)


def _true_circumstances(population: Population, truths: Truths, seed: int) -> Circumstances:
    """What families that do not receive, but fall ill, truly live on."""
    chance = stream(seed, "truth")
    ill = sorted((one.household, one.level) for one in truths.illnesses if one.kind != "receives")
    households = np.array([household for household, _ in ill], dtype=np.int64)
    level = np.array([level for _, level in ill])
    family = np.repeat(np.arange(len(households)), population.size[households])
    return circumstances(population, households, population.members(households), family, level, chance)


def _register(population: Population, in_register: list[tuple[int, int]], start: date) -> dict[str, pa.Table]:
    """People, families and who belongs to which."""
    keys = np.arange(population.people) + 1
    area = np.where(population.urban, "urban", "rural")
    people = pa.table(
        {
            "person_key": keys,
            "name": population.name,
            "id_number": population.id_number,
            "sex": np.where(population.male, "male", "female"),
            "born_on": population.born_on,
            "region": population.region[population.household],
            "area": area[population.household],
        }
    )
    families = np.arange(population.families)
    households = pa.table(
        {"household_key": families + 1, "number": population.numbers(families), "region": population.region, "area": area, "formed_on": population.formed_on}
    )
    guests = np.array(in_register, dtype=np.int64).reshape(-1, 2)
    person = np.r_[np.arange(population.people), guests[:, 0]]
    household = np.r_[population.household, guests[:, 1]]
    at_home = np.maximum(population.born_on, population.formed_on[population.household])
    memberships = pa.table(
        {
            "household_key": household + 1,
            "person_key": person + 1,
            "relation": np.r_[RELATIONS[population.relation], np.full(len(guests), "other")],
            "from_on": np.r_[at_home, np.full(len(guests), np.datetime64(start - timedelta(days=500)))],
            "source": pa.repeat(pa.scalar("import"), len(person)),
            "ref": pc.binary_join_element_wise("register/", pa.array(np.arange(len(person)) + 1).cast(pa.string()), ""),
        }
    )
    return {"people": people, "households": households, "memberships": memberships}


def _write(path: Path, table: pa.Table) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(
        table.replace_schema_metadata(None),
        path,
        compression="zstd",
        use_dictionary=[name for name in table.column_names if name not in ("id_number", "number")],
    )


def _page(people: int, seed: int, start: date, days: int, share: float, counts: dict[str, int]) -> str:
    """city.yaml: what this county is, for programs and people."""
    page = {
        "county": calibration.COUNTY,
        "county_name": calibration.COUNTY_NAME,
        "made_up": "全部人员、证件号码、账号、车牌均为程序编造；身份证号以无人使用的区划代码开头。",
        "people": people,
        "seed": seed,
        "start": start,
        "days": days,
        "standard": {**calibration.STANDARD, "illustrative": True},
        "low_income_share": share,
        "low_income_share_shandong": calibration.LOW_INCOME_SHARE_SHANDONG,
        "covers": [{"name": "medical_self_paid", "source": "hospital_bills", "from_on": start - timedelta(days=395), "until_on": start + timedelta()}],
        "counts": counts,
    }
    return yaml.safe_dump(page, allow_unicode=True, sort_keys=False, width=160)
