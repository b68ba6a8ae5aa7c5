"""法律: rules, parameters and cases, one folder a scheme; content, found by walking this folder."""

from datetime import date
from functools import cache
from importlib import import_module
from pathlib import Path

from doudi import policy
from doudi.law.sources import in_force
from doudi.policy import Book, Case, Figures, Parameter, Rule, read_parameters

RESULTS = (
    "counts", "member_count", "countable_income_12m", "income_per_member",
    "property_within_limits", "property_within_limits_for_tekun", "property_within_limits_for_marginal", "property_within_limits_for_rigid",
    "below_dibao_standard", "dibao_eligible", "dibao_monthly_amount", "category_supplement", "single_person_dibao", "single_person_amount",
    "without_labour_ability", "without_livelihood", "without_able_supporter", "tekun_eligible", "self_care", "tekun_basic_amount", "tekun_care_amount",
    "marginal_eligible", "rigid_expenditure_eligible", "tier", "person_tier", "graduated_exit", "exit_until", "share_stoppable", "monthly_total",
)  # fmt: skip
"""What a case may be asked; a name without a rule yet is absent from the answers."""

FOLDER = Path(__file__).parent


def book(on: date) -> Book:
    """The rules in force on a day, with the national and the illustrative parameters; one object for every day of one age of the law."""
    return _book(max(day for day in (date.min, *(rule.since for rule in rules()), *in_force().values()) if day <= on))


@cache
def _book(since: date) -> Book:
    return Book(since, rules(), Figures({one.name: one for one in parameters()}), results=RESULTS, texts=in_force())


def read_cases(path: Path) -> list[Case]:
    """The cases of a file; raises CannotRead at the first mistake."""
    return policy.read_cases(path, book)


@cache
def rules() -> tuple[Rule, ...]:
    """Every rule of every scheme, of all times."""
    modules = [import_module(f"doudi.law.{file.parent.name}.rules") for file in sorted(FOLDER.glob("*/rules.py"))]
    return tuple(value for module in modules for value in vars(module).values() if isinstance(value, Rule))


@cache
def parameters() -> tuple[Parameter, ...]:
    """Every parameter of every scheme."""
    return tuple(one for file in sorted(FOLDER.glob("*/parameters.yaml")) for one in read_parameters(file, file.parent.name))
