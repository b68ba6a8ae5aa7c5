"""规则引擎: one definition of a rule decides one family, a whole population, and is checked before either; no Django."""

from doudi.policy.book import Assessment, Book
from doudi.policy.cases import Case, read_cases
from doudi.policy.counter import Decision
from doudi.policy.kinds import BadRule
from doudi.policy.parameter_file import read_parameters
from doudi.policy.parameters import Figures, Parameter
from doudi.policy.place_file import Place, place_files, placed, read_place
from doudi.policy.reading import CannotRead
from doudi.policy.rule import NEVER, Fact, Rule, household, person, supporter

from doudi.policy.vocabulary import any_of, band, cannot_tell_from, count_of, every, first_of, full_months, full_years, greatest, how_many  # isort: skip
from doudi.policy.vocabulary import is_set, least, month_begins, named, one_of, percent, rounded, total, when  # isort: skip

__all__ = [
    "NEVER", "Assessment", "BadRule", "Book", "CannotRead", "Case", "Decision", "Fact", "Figures", "Parameter", "Place", "Rule",
    "any_of", "band", "cannot_tell_from", "count_of", "every", "first_of", "full_months", "full_years", "greatest", "household", "how_many", "is_set",
    "least", "month_begins", "named", "one_of", "percent", "person", "place_files", "placed", "read_cases", "read_parameters",
    "read_place", "rounded", "supporter", "total", "when",
]  # fmt: skip
