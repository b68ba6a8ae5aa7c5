"""笔误: the numbers that a wrong one may have been meant to be, for a whole file at once, and what was slipped."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from doudi.base import idnumber

ONE_DIGIT, SWAPPED_DATE, TRANSPOSED = "one_digit", "swapped_date", "transposed"
KINDS = (ONE_DIGIT, SWAPPED_DATE, TRANSPOSED)
MEANT = pa.schema([("place", pa.int64()), ("number", pa.string()), ("slip", pa.string())])
_WEIGHTS = np.array([*idnumber.WEIGHTS, 1])
_INVERSE = np.array([pow(weight, -1, 11) for weight in _WEIGHTS.tolist()])
_DAYS = np.array([0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
_X = 10


def meant(numbers: Sequence[str]) -> pa.Table:
    """Well-formed numbers other than each of these (18 characters), one slip away: `place` of the number written, what it may mean, and the slip.

    The check character tells a single slip from none: at each place at most one other digit makes it right. Month and day exchanged are looked for
    beneath a check character made to fit as well, for such a number may be well formed.
    """
    if not numbers:
        return MEANT.empty_table()
    digits = _digits(numbers)
    wrong = _remainder(digits)
    found = [_one_digit(digits, wrong), _swapped_date(digits, wrong), *_transposed(digits, wrong)]
    place = np.concatenate([one for one, _ in found])
    other = np.concatenate([one for _, one in found])
    slip = np.repeat(np.arange(3), [len(found[0][0]), len(found[1][0]), sum(len(one) for one, _ in found[2:])])
    good = _can_be(other) & (other != digits[place]).any(axis=1)
    return pa.table({"place": place[good], "number": _texts(other[good]), "slip": pa.array(KINDS).take(pa.array(slip[good]))}, MEANT)


def _one_digit(digits: np.ndarray, wrong: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Each place with the one digit that would make the check right."""
    wanted = (digits - wrong[:, None] * _INVERSE) % 11
    possible = (wanted <= 9) & (wrong > 0)[:, None]
    possible[:, 17] = wrong > 0
    place, at = np.nonzero(possible)
    other = digits[place]
    other[np.arange(len(at)), at] = wanted[place, at]
    return place, other


def _swapped_date(digits: np.ndarray, wrong: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Month and day exchanged: under the character that was written, and for a number whose check is right under one made to fit."""
    swapped = digits[:, [*range(10), 12, 13, 10, 11, *range(14, 18)]]
    amiss = _remainder(swapped)
    fitted = swapped.copy()
    fitted[:, 17] = (swapped[:, 17] - amiss) % 11
    as_written, made_to_fit = np.flatnonzero(amiss == 0), np.flatnonzero((amiss > 0) & (wrong == 0))
    return np.r_[as_written, made_to_fit], np.concatenate([swapped[as_written], fitted[made_to_fit]])


def _transposed(digits: np.ndarray, wrong: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
    """Two neighbours exchanged, wherever that makes the check right."""
    found = []
    for at in range(17):
        shift = (_WEIGHTS[at] - _WEIGHTS[at + 1]) * (digits[:, at + 1] - digits[:, at])
        place = np.flatnonzero((wrong > 0) & ((wrong + shift) % 11 == 0) & (digits[:, at + 1] <= 9))
        other = digits[place]
        other[:, [at, at + 1]] = other[:, [at + 1, at]]
        found.append((place, other))
    return found


def _digits(numbers: Sequence[str]) -> np.ndarray:
    figures = np.frombuffer("".join(numbers).encode(), np.uint8).reshape(len(numbers), 18).astype(np.int64) - 48
    return np.where(figures > 9, _X, figures)


def _remainder(digits: np.ndarray) -> np.ndarray:
    """By how much the weighted sum misses what a right number has (GB 11643: 1 modulo 11)."""
    return (digits @ _WEIGHTS - 1) % 11


def _can_be(digits: np.ndarray) -> np.ndarray:
    """Whether the date within is one, between 1850 and 2100."""
    year, month, day = (digits[:, start:end] @ 10 ** np.arange(end - start)[::-1] for start, end in ((6, 10), (10, 12), (12, 14)))
    no_leap_day = (month == 2) & ~((year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0)))
    last = _DAYS[np.clip(month, 0, 12)] - no_leap_day
    return (year >= 1850) & (year < 2100) & (month >= 1) & (month <= 12) & (day >= 1) & (day <= last)


def _texts(digits: np.ndarray) -> pa.Array:
    written = np.where(digits == _X, ord("X"), digits + 48).astype(np.uint8)
    return pa.array(np.ascontiguousarray(written).reshape(-1).view("S18"), pa.binary(18)).cast(pa.binary()).cast(pa.string())
