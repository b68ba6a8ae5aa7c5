"""送达: what arrives on a day: the departments' files, the answers of the vehicle office, the land registry and the banks."""

from datetime import date
from pathlib import Path

from doudi.base import home
from doudi.sandbox import bank, offices, vehicle_office


def deliver(city: Path, *, on: date) -> int:
    """Put the day's files into the house's inbox; again on the same day changes nothing. How many files there are."""
    arrived = 0
    for file in sorted((city / "feeds" / str(on)).glob("*")):
        home.put_down(home.folder("inbox", str(on)) / file.name, file.read_bytes())
        arrived += 1
    return arrived + vehicle_office.answer(city, on=on) + offices.answer(on=on) + bank.answer(city, on=on)
