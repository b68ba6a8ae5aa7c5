"""随机: one stream of chance for each purpose, so that a new purpose never shifts the others."""

import zlib

import numpy as np


def stream(seed: int, purpose: str) -> np.random.Generator:
    """The same numbers for the same seed and purpose, on every machine."""
    return np.random.Generator(np.random.PCG64([seed, zlib.crc32(purpose.encode())]))


def luck(*about: object) -> int:
    """A number that the same words always give: what somebody happens to do, without a stream to keep."""
    return zlib.crc32("|".join(map(str, about)).encode()) >> 3


def some(chance: np.random.Generator, among: np.ndarray, share: float) -> np.ndarray:
    """So large a share of those marked, by chance."""
    return among & (chance.random(len(among)) < share)
