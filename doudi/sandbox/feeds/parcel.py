"""一包: rows of one department with the day each arrives, written as that department's files."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from doudi.sandbox.calibration import COUNTY

Row = dict[str, str]


@dataclass(frozen=True)
class Parcel:
    """One file: the day it is about, the day it comes (later when it was late), its rows; `correction` numbers an announced correction."""

    feed: str
    about: date
    comes_on: date
    rows: list[Row]
    correction: int = 0

    def path(self, folder: Path, suffix: str) -> Path:
        """Where the file lies in the city's folder."""
        place = folder / str(self.comes_on)
        place.mkdir(parents=True, exist_ok=True)
        return place / f"{self.feed}_{COUNTY}_{self.about:%Y%m%d}{f'_gz{self.correction}' if self.correction else ''}.{suffix}"


def parcels(feed: str, rows: list[tuple[date, Row]], desks: list[date]) -> list[Parcel]:
    """One file for each working day; a day without rows still sends its heading."""
    by_day: dict[date, list[Row]] = {day: [] for day in desks}
    for day, row in rows:
        by_day[day].append(row)
    return [Parcel(feed, day, day, of_day) for day, of_day in by_day.items()]


def first_seen(sent: list[Parcel]) -> dict[tuple[str, ...], date]:
    """On which day each row, word for word, came for the first time."""
    seen: dict[tuple[str, ...], date] = {}
    for parcel in sorted(sent, key=lambda one: one.comes_on):
        for row in parcel.rows:
            seen.setdefault(tuple(row.values()), parcel.comes_on)
    return seen


@dataclass(frozen=True)
class WrongNumber:
    """A row whose ID number has a wrong digit."""

    feed: str
    ref: str
    person: int
    right: str
    row: Row
