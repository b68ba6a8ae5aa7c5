"""转介路线: to whom a need goes, by when it must be answered, and which answers there are."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from doudi.base.discover import modules_in


@dataclass(frozen=True)
class Outcome:
    """One answer a department may give: an amount with its first day, a reason from the list, or neither."""

    title: str
    has_amount: bool = False
    reasons: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Route:
    """A kind of help that another department gives; deadlines in working days are the county's own and illustrative until it sets them."""

    name: str
    title: str
    department: str
    department_title: str
    source: str
    due_workdays: int
    correct_workdays: int
    escalation_workdays: int
    outcomes: Mapping[str, Outcome]
    example: Mapping[str, object]

    def __post_init__(self) -> None:
        """A route without receiver, deadline or answers is refused when it loads."""
        if not (self.department and self.department_title and self.source and self.outcomes):
            raise ValueError(f"route {self.name}: a receiver, a source and outcomes are needed")
        if min(self.due_workdays, self.correct_workdays, self.escalation_workdays) < 1:
            raise ValueError(f"route {self.name}: every deadline is at least one working day")


@cache
def all_routes() -> dict[str, Route]:
    """Every route by name: one file each in `referral/routes/`, offering `ROUTE`."""
    routes = [module.ROUTE for module in modules_in("doudi.referral.routes")]
    return {route.name: route for route in routes}
