"""造出来的核对: a family that was asked about and answered by three departments, and the things behind their answers."""

from datetime import date
from pathlib import Path

from doudi.base import crypto
from doudi.registry import actions as registry
from doudi.registry.models import Person
from doudi.verification.actions import receive, request_checks
from doudi.verification.models import Request
from tests.people import Family, a_family, consents_of
from tests.verification.files import DAY, a_file, a_vehicle


def number_of(person: Person) -> str:
    return crypto.open_text(bytes(person.id_sealed), purpose="id_number")


def an_account(request: str, person: Person, *, yuan: str = "1200.50", bank: str = "示例银行", tail: str = "0001", found: str = "命中") -> dict[str, str]:
    """One row of a bank."""
    hit = found == "命中"
    cells = {"KHH": bank, "ZHWH": tail, "ZHLX": "活期", "YE": yuan, "YERQ": "20261010"} if hit else dict.fromkeys(("KHH", "ZHWH", "ZHLX", "YE", "YERQ"), "")
    return {"QQH": request, "SFZH": number_of(person), "XM": person.name, **cells, "CX": found}


def a_home(request: str, person: Person, *, place: str = "示例小区1号楼", lived_in: str = "是", found: str = "命中") -> dict[str, str]:
    """One row of the land registry."""
    hit = found == "命中"
    names = ("ZH", "ZL", "SFZZ", "JZMJ", "GYR", "DJRQ", "ZT")
    cells = dict(zip(names, ("示例第1号", place, lived_in, "86.5", "单独所有", "20200102", "现势"), strict=True)) if hit else dict.fromkeys(names, "")
    return {"QQH": request, "SFZH": number_of(person), "XM": person.name, **cells, "CX": found}


def asked_about(family: Family, *, on: date = DAY) -> dict[str, Request]:
    """The lists for the connected departments, by feed."""
    consents_of(family.household.pk)
    return {one.feed: one for one in request_checks(household_ids=[family.household.pk], reason="申请", officer=None, on=on)}


def received(folder: Path, feed: str, rows: list[dict[str, str]], *, on: date = DAY, correction: int = 0) -> None:
    """A department's file taken in and known from that day."""
    registry.record([receive(path=a_file(folder, feed, rows, on=on, correction=correction), on=on, officer=None)], on=on)


def a_checked_family(folder: Path, *, yuan: str = "300000", silent: tuple[str, ...] = ()) -> Family:
    """Three people: the head has two accounts (one of them of so many yuan), a home and a garage; nobody has a vehicle. Silent departments say nothing."""
    family = a_family(3)
    declared = [registry.Declared(family.head.pk, "wage", amount=1_200_000), registry.Declared(None, "financial_assets", amount=500_000)]
    registry.declare(household_id=family.household.pk, facts=declared, source="application", ref="1", officer=None, on=DAY)
    lists = asked_about(family)
    head, *others = family.people
    rows = {
        "bank_deposits": [
            an_account(lists["bank_deposits"].number, head),
            an_account(lists["bank_deposits"].number, head, yuan=yuan, bank="示例农商银行", tail="0002"),
            *(an_account(lists["bank_deposits"].number, one, found="未命中") for one in others),
        ],
        "real_estate": [
            a_home(lists["real_estate"].number, head),
            a_home(lists["real_estate"].number, head, place="示例小区车库", lived_in="否"),
            *(a_home(lists["real_estate"].number, one, found="未命中") for one in others),
        ],
        "vehicles": [a_vehicle(lists["vehicles"].number, number_of(one), one.name, found="未命中") for one in family.people],
    }
    for feed in rows.keys() - set(silent):
        received(folder, feed, rows[feed])
    return family
