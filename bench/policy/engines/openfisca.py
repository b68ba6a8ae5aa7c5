"""OpenFisca-Core, as its guide teaches: the local standard by fancy indexing of the parameter node."""

import os
from collections.abc import Callable

import pyarrow as pa

from bench.policy.task import Task


def prepare(task: Task) -> Callable[[], pa.Table]:
    """The country package loaded into OpenFisca-Core."""
    os.environ["BENCH_COUNTRY_LIBRARY"] = "openfisca_core"
    from bench.policy.country import system

    return system.prepared(task, system.standard_by_fancy_indexing)
