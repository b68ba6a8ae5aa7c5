"""演示数据目录: claimed by one plan, cleared only where it bears the demonstration's mark. Needs no database."""

import json
import os
import shutil
from datetime import date
from pathlib import Path

from doudi.base import home as houses
from doudi.sandbox.city import CannotMakeCity, examine

MADE_BY_DEMO = ("pg", "lake", "city", "inbox", "bank", "requests", "receipts", "audit-roots")


class CannotPlay(Exception):
    """Worded for the person at the terminal."""


START = date(2026, 10, 12)


def look_at(*, people: int, days: int, seed: int, start: date = START) -> None:
    """Refuse a plan that cannot be played, before a finished demonstration is cleared for it or a folder marked as its own."""
    try:
        examine(people=people, days=days, seed=seed, start=start)
    except CannotMakeCity as error:
        raise CannotPlay(f"{error}未作任何改动。") from None


def start_over() -> None:
    """Remove what a demonstration made here, and nothing else: a folder without its mark is left alone."""
    if os.environ.get("DATABASE_URL"):
        raise CannotPlay("DATABASE_URL 指向外部数据库，--fresh 不会清空它。请自行换一个空数据库，或不设 DATABASE_URL。")
    if not _mark().exists():
        _refuse_a_house_in_use()
        return
    from doudi.base import postgres

    postgres.destroy()
    for name in MADE_BY_DEMO:
        shutil.rmtree(houses.home() / name, ignore_errors=True)
    _mark().unlink()


def claim(*, people: int, days: int, seed: int, start: date = START) -> None:
    """Mark this data folder as this plan's; another plan's folder is refused by name."""
    wanted = {"people": people, "days": days, "seed": seed, "start": str(start)}
    if _mark().exists():
        there = json.loads(_mark().read_text(encoding="utf-8"))
        if there != wanted:
            raise CannotPlay(f"这里已有一个 {there['people']:,} 人、{there['days']} 天的演示。继续它请用相同的参数；重新开始请加 --fresh。")
        return
    _refuse_a_house_in_use()
    houses.home().mkdir(parents=True, exist_ok=True)
    _mark().write_text(json.dumps(wanted), encoding="utf-8")


def _refuse_a_house_in_use() -> None:
    """Made-up people never enter a folder that holds anybody else's data."""
    folder = houses.home()
    if any((folder / name).exists() for name in MADE_BY_DEMO):
        raise CannotPlay(f"{folder} 不是演示用的数据目录，未作任何改动。请用 DOUDI_HOME 指定另一个目录。")


def _mark() -> Path:
    return houses.home() / "demo"
