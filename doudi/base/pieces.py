"""分块: the work on a large file is cut into pieces, two of which are worked on at a time; PyArrow leaves the interpreter to others while it counts."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Piece = TypeVar("Piece")
Made = TypeVar("Made")
CORES = 2


def each(work: Callable[[Piece], Made], pieces: Sequence[Piece], done: Callable[[Made], object] = bool) -> list[Made]:
    """What the work makes of each piece, in their order; the first error in their order is raised; `done` hears of each. A single piece needs no thread.
    The work must not ask the database: its connection, and what may be seen through it, belongs to the thread that called."""
    if len(pieces) < CORES:
        return [_told(work(piece), done) for piece in pieces]
    with ThreadPoolExecutor(CORES) as pool:
        return [_told(made, done) for made in pool.map(work, pieces)]


def _told(made: Made, done: Callable[[Made], object]) -> Made:
    done(made)
    return made
