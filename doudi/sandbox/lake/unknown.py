"""不清楚的事实: what no register carries is unknown of a few, and the truth of it lies beside."""

from collections.abc import Mapping

import numpy as np
import pyarrow as pa

from doudi.sandbox.chance import some
from doudi.sandbox.lake.people import Facts

# Of how many it is unknown (illustrative); what a register always knows is not here.
UNKNOWN = {
    "wage_12m": 0.003,
    "business_net_12m": 0.002,
    "medical_self_paid_12m": 0.002,
    "support_received_12m": 0.002,
    "financial_assets": 0.005,
    "living_costs_12m": 0.005,
    "supporter_income_12m": 0.003,
    "supporter_own_income_12m": 0.003,
}


def hide(facts: Facts, keys: Mapping[str, np.ndarray], asked: np.ndarray, chance: np.random.Generator, refused: np.ndarray | None = None) -> pa.Table:
    """Make some facts of those asked for them unknown, and every one of a supporter who refused; what they truly are: keys, the fact's name, fen."""
    rows = []
    for name in [name for name in UNKNOWN if name in facts]:
        hidden = some(chance, asked, UNKNOWN[name]) | (False if refused is None else refused)
        at, fen = np.flatnonzero(hidden), facts[name]
        facts[name] = pa.array(fen, mask=hidden)
        rows.append(pa.table({**{key: column[at] for key, column in keys.items()}, "fact": pa.repeat(name, len(at)), "fen": fen[at]}))
    return pa.concat_tables(rows)
