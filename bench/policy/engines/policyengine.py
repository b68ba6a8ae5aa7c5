"""policyengine-core, the fork of OpenFisca-Core: the same country package, fancy indexing as its guide teaches."""

import os
from collections.abc import Callable

import pyarrow as pa

from bench.policy.task import Task


def prepare(task: Task) -> Callable[[], pa.Table]:
    """The country package loaded into policyengine-core."""
    os.environ["BENCH_COUNTRY_LIBRARY"] = "policyengine_core"
    from bench.policy.country import system

    return system.prepared(task, system.standard_by_fancy_indexing)
