"""人口: the county is the census's, its numbers are well formed and nobody's."""

from datetime import date

import numpy as np
import pytest

from doudi.base import idnumber
from doudi.sandbox import calibration, idnumbers, recipients
from doudi.sandbox.calibration import AGE_BANDS, DIBAO_HOUSEHOLD_MEAN, DISABLED, DISABLED_SHARE, HOUSEHOLD_SIZES, SEVERE_SHARE, STANDINGS
from doudi.sandbox.names import RARE
from doudi.sandbox.population import CHILD, HEAD, KINDS, PARENT, SPOUSE, Population, populate

START = date(2026, 10, 12)


@pytest.fixture(scope="module")
def population() -> Population:
    return populate(60_000, seed=3, start=START)


def test_household_sizes_are_the_census_s(population: Population) -> None:
    sizes = np.minimum(population.size, 5)
    for size, share in HOUSEHOLD_SIZES.items():
        assert abs((sizes == size).mean() - share) < 0.01
    assert abs(population.people / population.families - 2.62) < 0.05


def test_ages_are_the_county_s(population: Population) -> None:
    for least, most, share in AGE_BANDS:
        assert abs(((population.age >= least) & (population.age < most)).mean() - share) < 0.001
    assert abs((population.age >= 60).mean() - 0.1648) < 0.001
    assert abs(population.male.mean() - calibration.MALE_SHARE) < 0.01


def test_families_make_sense(population: Population) -> None:
    head = population.head[population.household]
    older = population.age[head] - population.age
    assert (older[population.relation == CHILD] > 14).all()
    assert (older[population.relation == PARENT] < -14).all()
    assert np.abs(older[population.relation == SPOUSE]).max() < 8
    assert (population.male[population.relation == SPOUSE] != population.male[head][population.relation == SPOUSE]).all()
    assert (population.relation[population.head] == HEAD).all()
    assert population.age[population.head].min() >= 16
    assert (np.bincount(population.household) == population.size).all()


def test_disability_is_the_nation_s(population: Population) -> None:
    disabled = population.disability > 0
    assert abs(disabled.mean() - DISABLED_SHARE) < 0.005
    assert abs((population.grade[disabled] <= 2).mean() - SEVERE_SHARE) < 0.03
    for kind, millions in DISABLED.items():
        assert abs((KINDS[population.disability[disabled]] == kind).mean() - millions / sum(DISABLED.values())) < 0.02
    assert ((population.grade > 0) == disabled).all()


def test_those_who_receive_are_few_small_and_of_the_right_kinds(population: Population) -> None:
    chosen = recipients.choose(population, share=0.019, seed=3)
    size = population.size[chosen.households]
    assert abs(size.sum() / population.people - 0.019) < 0.001
    for place, kind in enumerate(recipients.KINDS):
        assert abs(size[chosen.kind == place].sum() / size.sum() - STANDINGS[kind]) < 0.02
    dibao = chosen.of(recipients.DIBAO)
    for area, mean in DIBAO_HOUSEHOLD_MEAN.items():
        assert abs(population.size[dibao[population.urban[dibao] == (area == "urban")]].mean() - mean) < 0.15


def test_numbers_are_well_formed_and_nobody_s(population: Population) -> None:
    numbers = population.id_number.to_pylist()
    assert len(set(numbers)) == population.people
    assert {number[:6] for number in numbers} == {calibration.ID_PREFIX}
    for place in range(0, population.people, 137):
        assert idnumber.check(numbers[place]) is None
        assert idnumber.born_on(numbers[place]) == population.born_on[place].item()
        assert (idnumber.sex(numbers[place]) == "male") == bool(population.male[place])


def test_no_county_carries_the_code_of_made_up_numbers() -> None:
    from doudi.base import regions

    counties = set(regions.children_of("3707"))
    assert calibration.COUNTY in counties
    assert not {calibration.ID_PREFIX, calibration.STRANGERS_PREFIX} & counties


def test_one_slip_never_leaves_a_right_number(population: Population) -> None:
    chance = np.random.default_rng(0)
    for number in population.id_number[:300].to_pylist():
        wrong = idnumbers.one_digit_wrong(number, chance)
        assert sum(one != other for one, other in zip(number, wrong, strict=True)) == 1
        assert idnumber.check(wrong) is not None


def test_other_spellings_are_the_same_number(population: Population) -> None:
    for number in population.id_number[:300].to_pylist():
        assert idnumber.normalise(idnumbers.full_width(number)) == number
        if number[6:8] == "19":
            assert idnumber.normalise(idnumbers.fifteen(number)) == number


def test_more_births_in_a_day_than_numbers_are_refused() -> None:
    with pytest.raises(ValueError, match="五百"):
        idnumbers.make(np.full(501, np.datetime64("2000-01-01")), np.ones(501, dtype=bool))


def test_rare_characters_occur(population: Population) -> None:
    everything = "".join(population.name.to_pylist())
    assert all(character in everything for character in RARE)
