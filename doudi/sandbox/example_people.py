"""示例人口: a small made-up city that the page on what would follow asks its questions of; made once, kept in the house's folder."""

import fcntl
from datetime import date
from pathlib import Path

import yaml

from doudi.base import home
from doudi.sandbox.lake import make_lake

PEOPLE = 100_000


def folder() -> Path:
    """Where it is kept."""
    return home.folder("example") / "people"


def is_there() -> bool:
    """Whether it has been made."""
    return (folder() / "lake.yaml").exists()


def count() -> int:
    """How many they are."""
    return int(yaml.safe_load((folder() / "lake.yaml").read_text(encoding="utf-8"))["people"]) if is_there() else PEOPLE


def make(*, on: date) -> Path:
    """Made where it is not there yet; whoever asks meanwhile waits for it."""
    with (home.folder("example") / "making.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not is_there():
            make_lake(people=PEOPLE, to=folder(), on=on, processes=1)
    return folder()
