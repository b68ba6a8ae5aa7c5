"""OpenFisca-Core with its parameters given as arrays: the same package, the local standard taken by number."""

import os
from collections.abc import Callable

import pyarrow as pa

from bench.policy.task import Task


def prepare(task: Task) -> Callable[[], pa.Table]:
    """The country package loaded into OpenFisca-Core, the one slow formula written otherwise."""
    os.environ["BENCH_COUNTRY_LIBRARY"] = "openfisca_core"
    from bench.policy.country import system

    return system.prepared(task, system.standard_by_arrays)
