"""收到的事实: what a department's delivery hands to the register."""

from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

import pyarrow as pa


@dataclass(frozen=True)
class Covered:
    """The sender has said everything of this name about everybody in this region for these days (`until_on` excluded)."""

    name: str
    region: str
    from_on: date
    until_on: date


class Delivered(Protocol):
    """What `record` asks of a delivery; a verification receipt has it."""

    @property
    def source(self) -> str: ...
    @property
    def facts(self) -> pa.Table: ...
    @property
    def covered(self) -> list[Covered]: ...


@dataclass(frozen=True)
class Received:
    """A delivery in its plainest form: fact rows as the lake keeps them, and what they cover."""

    source: str
    facts: pa.Table
    covered: list[Covered] = field(default_factory=list)
