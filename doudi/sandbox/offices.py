"""其他部门: the land registry and the banks answer each list of people they were sent on the next working day."""

import csv
import io
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from pathlib import Path

from doudi.base import home
from doudi.base.workdays import workdays_after
from doudi.sandbox.calibration import COUNTY

Row = dict[str, str]
MOST_CARED_FOR = 18
"""Years below which nobody here owns a home or an account."""


def answer(*, on: date) -> int:
    """Write each office's one file that answers every list due by this day; how many files."""
    return sum(_answer(feed, columns, found, on=on) for feed, (columns, found) in OFFICES.items())


def _answer(feed: str, columns: list[str], found: Callable[[Row, int, date], list[Row]], *, on: date) -> int:
    lists = [file for file in sorted((home.home() / "requests").glob(f"{feed}-*.csv")) if due_on(file) == on]
    asked = [row for file in lists for row in read_list(file)]
    if not asked:
        return 0
    text = io.StringIO()
    lines = csv.DictWriter(text, ["QQH", "SFZH", "XM", *columns, "CX"], lineterminator="\r\n")
    lines.writeheader()
    for one in asked:
        who = {name: one[name] for name in ("QQH", "SFZH", "XM")}
        things = found(one, _chance(feed, one["SFZH"]), on) if int(one["SFZH"][6:10]) + MOST_CARED_FOR < on.year else []
        lines.writerows([{**who, **thing, "CX": "命中"} for thing in things] or [{**who, "CX": "未命中"}])
    home.put_down(home.folder("inbox", str(on)) / f"{feed}_{COUNTY}_{on:%Y%m%d}.csv", text.getvalue().encode("gb18030"))
    return 1


def _homes(one: Row, chance: int, on: date) -> list[Row]:
    """Three in ten grown people have a home in their name; nobody on a list has two."""
    if chance % 10 >= 3:
        return []
    home_of_theirs = {
        "ZH": f"鲁（2015）示例不动产权第{chance % 10_000_000:07d}号",
        "ZL": f"示例路{chance % 300 + 1}号",
        "SFZZ": "是",
        "JZMJ": str(45 + chance % 60),
    }
    return [{**home_of_theirs, "GYR": "单独所有", "DJRQ": f"2015{chance % 12 + 1:02d}15", "ZT": "现势"}]


def _accounts(one: Row, chance: int, on: date) -> list[Row]:
    """Seven in ten have an account with less than a few months' standard on it."""
    if chance % 10 >= 7:
        return []
    balance = chance % 280_000
    kept = {"ZHWH": f"{chance % 10_000:04d}", "ZHLX": "活期", "YE": f"{balance // 100}.{balance % 100:02d}", "YERQ": f"{on:%Y%m%d}"}
    return [{"KHH": "示例农商银行", **kept}]


OFFICES: dict[str, tuple[list[str], Callable[[Row, int, date], list[Row]]]] = {
    "real_estate": (["ZH", "ZL", "SFZZ", "JZMJ", "GYR", "DJRQ", "ZT"], _homes),
    "bank_deposits": (["KHH", "ZHWH", "ZHLX", "YE", "YERQ"], _accounts),
}


def _chance(feed: str, number: str) -> int:
    """The same for the same person whenever they are asked about."""
    return int.from_bytes(sha256(f"{feed} {number}".encode()).digest()[:6])


def due_on(file: Path) -> date:
    """The list's number says on which day it was sent."""
    day = file.stem.split("-")[2]
    return workdays_after(date(int(day[:4]), int(day[4:6]), int(day[6:])), 1)


def read_list(file: Path) -> list[Row]:
    """The people of a list."""
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))
