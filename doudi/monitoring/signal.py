"""信号: a rule that raises an alert, and what the alert then says, asks for and leads to.

A signal is a policy rule like any other: three-valued, so that an unknown fact never raises it, and run over the whole population at once.
What makes a cause new stands in three words of the decorator:
- `step`: a number rule; the same cause is raised again when it has gone further than ever before (bills doubled, a second vehicle);
- `rests_months`: after so many months the same cause may be raised again (left out: never);
- `across_households`: the finding is one for the person, whichever of the households it is seen in.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from string import Formatter
from types import ModuleType
from typing import Any

from doudi import policy
from doudi.base.discover import modules_in
from doudi.policy.rule import HOUSEHOLD, PERSON, Rule

LEVELS = ("red", "orange", "yellow", "blue")
OFFERS = {"medical_aid": "医疗救助", "temporary_relief": "临时救助", "dibao": "最低生活保障", "review": "复核", "dedupe": "重复登记清理"}
WORDS = ("person_name", "household_numbers", "illustrative")
"""What a sentence may say besides facts and rules: who, which households, and whether a figure is not official."""


class BadSignal(Exception):
    """A signal that cannot be right, refused when it loads; worded for its author."""


@dataclass(frozen=True)
class Signal:
    """One rule with its level, its deadline in working days, what may be offered, and the sentence its alert says."""

    rule: Rule
    level: str
    visit_within_workdays: int
    offer: tuple[str, ...]
    says: str
    shows: tuple[str, ...]
    step: str
    rests_months: int | None
    across_households: bool

    @property
    def name(self) -> str:
        return self.rule.name

    @property
    def title(self) -> str:
        return self.rule.title

    @property
    def source(self) -> str:
        return self.rule.source

    @property
    def is_about_person(self) -> bool:
        return self.rule.level == PERSON

    @property
    def columns(self) -> tuple[str, ...]:
        """The signal and every fact and rule its alerts speak of."""
        said = [field for _, field, _, _ in Formatter().parse(self.says) if field and field not in WORDS]
        return tuple(dict.fromkeys([self.name, *said, *self.shows, *([self.step] if self.step else [])]))


def signal(
    title: str,
    *,
    level: str,
    source: str,
    visit_within_workdays: int,
    offer: Sequence[str],
    says: str,
    about: str = HOUSEHOLD,
    shows: Sequence[str] = (),
    step: str = "",
    rests_months: int | None = None,
    across_households: bool = False,
) -> Callable[[Callable[..., Any]], Signal]:
    """A rule that raises an alert; `says` is its sentence with facts and rules in braces, `shows` names those listed below it with their sources."""

    def decorate(formula: Callable[..., Any]) -> Signal:
        rule: Rule = getattr(policy, about)(title, source=source)(formula)
        if not rule.meaning:
            raise BadSignal(f"signal {rule.name}: write under it what it means")
        if level not in LEVELS or visit_within_workdays < 1 or not set(offer) <= OFFERS.keys() or not offer:
            raise BadSignal(f"signal {rule.name}: a level ({', '.join(LEVELS)}), a deadline and an offer ({', '.join(OFFERS)}) are needed")
        return Signal(rule, level, visit_within_workdays, tuple(offer), says, tuple(shows), step, rests_months, across_households)

    return decorate


@cache
def all_signals() -> dict[str, Signal]:
    """Every signal by name: one file each in `monitoring/signals/`."""
    found = [thing for module in signal_modules() for thing in vars(module).values() if isinstance(thing, Signal)]
    return {one.name: one for one in found}


def signal_rules() -> list[Rule]:
    """The signals' rules and the small rules written beside them."""
    beside = [thing for module in signal_modules() for thing in vars(module).values() if isinstance(thing, Rule)]
    return [*beside, *(one.rule for one in all_signals().values())]


def signal_modules() -> list[ModuleType]:
    """The files of `monitoring/signals/`; one that holds no signal is refused by name."""
    modules = modules_in("doudi.monitoring.signals")
    for module in modules:
        if not any(isinstance(thing, Signal) for thing in vars(module).values()):
            raise BadSignal(f"{module.__name__}: no signal in this file")
    return modules
