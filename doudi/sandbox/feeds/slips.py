"""笔误: the ways in which rows come wrong: some a reader may tidy, some only the sender can put right."""

from collections.abc import Callable
from datetime import date

import numpy as np

from doudi.sandbox import idnumbers
from doudi.sandbox.feeds.parcel import Row

Slip = Callable[[Row], Row]

# A reader tidies these: the row still says who it is about.
TIDIED: tuple[Slip, ...] = (
    lambda row: {**row, "SFZH": row["SFZH"].lower()},
    lambda row: {**row, "SFZH": f" {row['SFZH'][:6]} {row['SFZH'][6:]} "},
    lambda row: {**row, "SFZH": idnumbers.full_width(row["SFZH"])},
    lambda row: {**row, "SFZH": idnumbers.fifteen(row["SFZH"]) if row["SFZH"][6:8] == "19" else row["SFZH"]},
)
# Nobody can read these.
MISSING: Slip = lambda row: {**row, "SFZH": ""}  # noqa: E731
BAD_DATE: Slip = lambda row: {**row, next(name for name in ("YWRQ", "JSRQ") if name in row): "20261332"}  # noqa: E731
LETTERS: Slip = lambda row: {**row, "GRZF": "1,2x0"}  # noqa: E731
NEGATIVE: Slip = lambda row: {**row, "GRZF": "-" + row["GRZF"]}  # noqa: E731
UNHEARD_OF: Slip = lambda row: {**row, "YWLX": "其他变更"}  # noqa: E731


def spoil(rows: list[tuple[date, Row]], unreadable: tuple[Slip, ...], chance: np.random.Generator) -> list[tuple[date, Row]]:
    """About one row in twelve comes with a slip, each kind at least once where there are rows enough; two rows come twice."""
    spoilt = list(rows)
    kinds = TIDIED + unreadable
    untouched = chance.permutation(len(rows)).tolist()
    for number in range(min(len(rows) // 2, max(len(kinds), len(rows) // 12))):
        slip = kinds[number % len(kinds)]
        at = next((one for one in untouched if slip(rows[one][1]) != rows[one][1]), None)
        if at is not None:  # not every row can have every slip: few numbers end in X
            spoilt[at] = (rows[at][0], slip(rows[at][1]))
            untouched.remove(at)
    return spoilt + [rows[at] for at in untouched[:2]]
