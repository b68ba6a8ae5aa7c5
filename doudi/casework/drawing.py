"""抽签: which cases of a month are looked into by the county; anybody who has the seed and the list of numbers can do it again."""

import hashlib

LOTS = 10_000
SHARE = 30
"""Of a hundred: no fewer than so many are looked into (43号 第十六条)."""


def promise_of(seed: str) -> str:
    """What is published beforehand: nobody can go back from it to the seed, nor find another seed for it."""
    return hashlib.new("sm3", seed.encode()).hexdigest()


def lot_of(seed: str, number: str) -> int:
    """The lot of one case, 0 to 9999: the first eight hexadecimal places of SM3(seed, line break, number), modulo ten thousand."""
    return int(hashlib.new("sm3", f"{seed}\n{number}".encode()).hexdigest()[:8], 16) % LOTS


def is_drawn(lot: int, *, place: int, drawn_before: int) -> bool:
    """Drawn by its lot, or because without it fewer than thirty of a hundred of the month's cases so far would be; the first always is."""
    return lot < LOTS * SHARE // 100 or drawn_before * 100 < SHARE * place
