"""身份证号: numbers with a true checksum (GB 11643) that can belong to nobody, and the ways in which a clerk gets them wrong."""

import numpy as np
import pyarrow as pa

from doudi.sandbox.calibration import ID_PREFIX

WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])
CHECKS = np.frombuffer(b"10X98765432", dtype=np.uint8)


def make(born_on: np.ndarray, male: np.ndarray, *, prefix: str = ID_PREFIX) -> pa.Array:
    """One number for each birth: county code, day, order among those born that day (odd for men), check character."""
    count = len(born_on)
    order = np.lexsort((np.arange(count), male, born_on))
    starts = np.flatnonzero(np.r_[True, (np.diff(born_on[order].astype("int64")) != 0) | (np.diff(male[order].astype("int8")) != 0)])
    place = np.empty(count, dtype=np.int64)
    place[order] = np.arange(count) - np.repeat(starts, np.diff(np.r_[starts, count]))
    if count and place.max() >= 500:
        raise ValueError(f"一天之内同一性别出生超过五百人，编不出身份证号：{count} 人")
    months = born_on.astype("datetime64[M]").astype(np.int64) + 1970 * 12
    days = (born_on - born_on.astype("datetime64[M]")).astype(np.int64) + 1
    figures = (months // 12) * 10**7 + (months % 12 + 1) * 10**5 + days * 10**3 + place * 2 + male
    digits = np.empty((count, 18), dtype=np.uint8)
    digits[:, :6] = np.frombuffer(prefix.encode(), dtype=np.uint8) - 48
    for column in range(16, 5, -1):
        digits[:, column] = figures % 10
        figures //= 10
    digits[:, 17] = CHECKS[(digits[:, :17].astype(np.int64) @ WEIGHTS) % 11] - 48
    digits += 48
    return pa.array(digits.reshape(-1).view("S18"), type=pa.binary(18)).cast(pa.binary()).cast(pa.string())


def one_digit_wrong(number: str, chance: np.random.Generator) -> str:
    """The number with one digit of its order mistyped; no single slip keeps the checksum."""
    at = int(chance.integers(14, 17))
    return number[:at] + str((int(number[at]) + int(chance.integers(1, 10))) % 10) + number[at + 1 :]


def fifteen(number: str) -> str:
    """The old form that cards before 1999 carried: no century, no check character."""
    return number[:6] + number[8:17]


def full_width(number: str) -> str:
    """The number as typed with a Chinese keyboard."""
    return "".join(chr(ord(character) + 0xFEE0) for character in number)
