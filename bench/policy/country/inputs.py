"""输入: the variables that are told, not computed; money in fen, each for the month of the day of judgment."""

from datetime import date

from bench.policy.country.core import MONTH, Variable
from bench.policy.country.entities import Household, Person

CLAIMS = ("lives_apart", "in_custody", "declared_missing")


def input_variable(name: str, entity: object, value_type: type) -> type:
    """A Variable without a formula: what `class wage_12m(Variable): …` would be, written once for all."""
    told = {"value_type": value_type, "entity": entity, "definition_period": MONTH, "label": name}
    return type(name, (Variable,), {**told, "default_value": date.max} if value_type is date else told)


def input_variables(member_columns: tuple[str, ...], household_columns: tuple[str, ...]) -> list[type]:
    """Every fact of the city as an input variable."""
    persons = [input_variable(name, Person, date if name == "died_on" else bool if name in CLAIMS else int) for name in member_columns]
    return [*persons, *(input_variable(name, Household, int) for name in household_columns)]
