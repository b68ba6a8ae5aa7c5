"""步骤: how a flow takes one step: in the system's name, in a transaction of its own."""

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from doudi.base.access import acting_as_system

Result = TypeVar("Result")


def steps_over(region: str) -> Callable[..., Any]:
    """`step(verb, …)` calls the verb over everything below the region and commits; what follows sees it."""
    return partial(_step, region)


def _step(region: str, verb: Callable[..., Result], /, *given: Any, **named: Any) -> Result:
    with acting_as_system(region):
        return verb(*given, **named)
