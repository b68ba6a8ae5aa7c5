"""微观模拟: OpenFisca and policyengine, the country package, loaded into one library or the other."""

import os
from collections.abc import Callable

import pyarrow as pa

from bench.policy.task import Task


def openfisca(task: Task) -> Callable[[], pa.Table]:
    """As the guide teaches: the local standard by fancy indexing of the parameter node."""
    os.environ["BENCH_COUNTRY_LIBRARY"] = "openfisca_core"
    from bench.policy.country import system

    return system.prepared(task, system.standard_by_fancy_indexing)


def openfisca_arrays(task: Task) -> Callable[[], pa.Table]:
    """Parameters given as arrays: the same package, the local standard taken by number."""
    os.environ["BENCH_COUNTRY_LIBRARY"] = "openfisca_core"
    from bench.policy.country import system

    return system.prepared(task, system.standard_by_arrays)


def policyengine(task: Task) -> Callable[[], pa.Table]:
    """The fork, as its guide teaches, which is as OpenFisca's does."""
    os.environ["BENCH_COUNTRY_LIBRARY"] = "policyengine_core"
    from bench.policy.country import system

    return system.prepared(task, system.standard_by_fancy_indexing)
