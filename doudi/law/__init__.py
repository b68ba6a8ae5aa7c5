"""法律: rules, parameters and cases, one folder a scheme; content, found by walking this folder."""

import os
from datetime import date
from functools import cache, partial
from importlib import import_module
from pathlib import Path

from doudi import policy
from doudi.law.sources import in_force
from doudi.policy import Book, Case, Figures, Parameter, Place, Rule, place_files, placed, read_parameters, read_place
from doudi.policy.facts import TAGS

RESULTS = (
    "counts", "member_count", "countable_income_12m", "income_per_member",
    "property_within_limits", "property_within_limits_for_tekun", "property_within_limits_for_marginal", "property_within_limits_for_rigid",
    "below_dibao_standard", "dibao_eligible", "dibao_monthly_amount", "category_supplement", "single_person_dibao", "single_person_amount",
    "without_labour_ability", "without_livelihood", "without_able_supporter", "tekun_eligible", "self_care", "tekun_basic_amount", "tekun_care_amount",
    "marginal_eligible", "rigid_expenditure_eligible", "tier", "person_tier", "graduated_exit", "exit_until", "share_stoppable", "monthly_total",
    "temporary_relief_eligible", "temporary_relief_amount", "urgent_relief_amount", "review_months", *TAGS,
)  # fmt: skip
"""What a case may be asked; a name without a rule yet is absent from the answers. Tags are facts, told beside the tier (39号 二)."""

FOLDER = Path(__file__).parent
PLACES = "DOUDI_LAW_PLACES"
"""The environment names here the folder of the places this house serves, instead of the illustrative one that comes with it."""


def book(on: date, *, places: Path | None = None) -> Book:
    """The rules in force on a day, with the national parameters and those of the house's places, or of another folder of places.

    One object for every day of one age of the law; raises CannotRead where a place's file cannot be read.
    """
    return _book(max(day for day in (date.min, *(rule.since for rule in rules()), *in_force().values()) if day <= on), places or places_folder())


@cache
def _book(since: date, folder: Path) -> Book:
    return Book(since, rules(), Figures({one.name: one for one in _parameters(folder)}), results=RESULTS, texts=in_force())


def read_cases(path: Path, *, places: Path | None = None) -> list[Case]:
    """The cases of a file; raises CannotRead at the first mistake."""
    return policy.read_cases(path, partial(book, places=places))


@cache
def rules() -> tuple[Rule, ...]:
    """Every rule of every scheme, of all times."""
    modules = [import_module(f"doudi.law.{file.parent.name}.rules") for file in sorted(FOLDER.glob("*/rules.py"))]
    return tuple(value for module in modules for value in vars(module).values() if isinstance(value, Rule))


def parameters() -> tuple[Parameter, ...]:
    """Every parameter of every scheme, with what the house's places have set."""
    return _parameters(places_folder())


def places() -> tuple[Place, ...]:
    """The places that have set something, the wider before the narrower."""
    return _places(places_folder())


def places_folder() -> Path:
    """Where the house's places stand: the environment's folder, or the illustrative one."""
    return Path(os.environ.get(PLACES) or FOLDER / "places")


@cache
def declared() -> tuple[Parameter, ...]:
    """Every parameter of every scheme with its national values alone."""
    return tuple(one for file in sorted(FOLDER.glob("*/parameters.yaml")) for one in read_parameters(file, file.parent.name))


@cache
def _places(folder: Path) -> tuple[Place, ...]:
    return tuple(read_place(file) for file in place_files(folder))


@cache
def _parameters(folder: Path) -> tuple[Parameter, ...]:
    return tuple(placed(declared(), _places(folder)))
