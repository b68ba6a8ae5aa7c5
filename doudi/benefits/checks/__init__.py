"""检查簿: every check there is, each a file of its own in `holds` or `flags`; a new check is a new file. `checking.py` asks them."""

import pkgutil
from collections.abc import Iterator
from importlib import import_module
from types import ModuleType

from doudi.benefits.checks import flags, holds
from doudi.benefits.checks.check import Flag, Hold


def _found(folder: ModuleType) -> Iterator[ModuleType]:
    for one in sorted(pkgutil.iter_modules(folder.__path__), key=lambda one: one.name):
        yield import_module(f"{folder.__name__}.{one.name}")


HOLDS: tuple[Hold, ...] = tuple(sorted((one.CHECK for one in _found(holds)), key=lambda hold: hold.order))
FLAGS: tuple[Flag, ...] = tuple(one.CHECK for one in _found(flags))
HOLD_TITLES = {hold.code: hold.title for hold in HOLDS}
FLAG_TITLES = {flag.code: flag.title for flag in FLAGS}
WORDS = {hold.code: hold.word for hold in HOLDS}
"""What is said to a family whose line is held."""
