"""Where somebody lives, as it is written, beside where the register has them: each degree of nearness, and that not to know it is no difference."""

from copy import deepcopy
from datetime import date
from itertools import product

import numpy as np
import pyarrow as pa
import pytest

from doudi.base import idnumber
from doudi.registry.models import Person
from doudi.registry.queries.alike import ALIKE
from doudi.verification.feed import all_feeds
from doudi.verification.matching import Verdict, cascade, deciding, identify, likeness
from doudi.verification.matching.learnt import Learnt
from doudi.verification.matching.whereabouts import known, written_in
from doudi.verification.models import WaitingCandidate
from tests.people import a_person, an_id
from tests.verification.files import a_bill, a_death
from tests.verification.test_matching import one_digit_wrong, who

HERE, NEXT_DOOR, OTHER_TOWN, OTHER_COUNTY = "370702001001", "370702001002", "370702002001", "370703001001"
BORN = date(1962, 4, 5)
LEVELS = [
    (HERE, "同村（社区）"),
    ("370702001", "同乡镇（街道）"),
    ("370702", "同县（市、区）"),
    (NEXT_DOOR, "同乡镇（街道）"),
    (OTHER_TOWN, "同县（市、区）"),
    ("370702002", "同县（市、区）"),
    ("370703", ""),
    (OTHER_COUNTY, ""),
    (None, ""),
]


def weighed(written: str | None, registered: str | None = HERE, model: dict[str, object] | None = None) -> tuple[int, str]:
    """The weight of somebody of this name and day of birth, and the words, where the one place is written and the other registered."""
    one = {"place": 0, "name_key": "xie fang mou", "sex": "male", "born_on": BORN, "tail": "00", "home": None}
    about = pa.table(
        {name: pa.array([value]) for name, value in (one | {"number": "", "spelt": "解放某", "plain": "解放某", "surname_key": "xie"}).items()}
        | {"region": pa.array([written], pa.string()), "swapped_on": pa.array([None], pa.date32()), "home": pa.array([None], pa.int64())}
    )
    alike = pa.Table.from_pylist([one | {"person_id": 7, "name": "解放某", "region": registered}], schema=ALIKE)
    [found] = likeness.weigh(about, alike, model).to_pylist()
    return found["weight"], likeness.words(found).removeprefix("姓名相同，出生日期相同，身份证号末四位相同").removeprefix("，")


@pytest.mark.parametrize(("written", "words"), LEVELS)
def test_each_degree_of_nearness_is_said(written: str | None, words: str) -> None:
    assert weighed(written)[1] == words


def test_the_nearer_weighs_the_more() -> None:
    for row in ([HERE, NEXT_DOOR, OTHER_TOWN, OTHER_COUNTY], ["370702001", "370702002", "370703001"], ["370702", "370703"]):
        weights = [weighed(written)[0] for written in row]
        assert weights == sorted(weights, reverse=True) and len(set(weights)) == len(weights)
    assert weighed("370702001")[0] > weighed(NEXT_DOOR)[0], "to say no more than the town is not to say another village"
    assert weighed("370702")[0] > weighed(OTHER_TOWN)[0]


@pytest.mark.parametrize(("written", "registered"), [(None, HERE), (HERE, None), (HERE, "370702")])
def test_a_place_that_is_not_known_is_as_if_no_place_were_weighed(written: str | None, registered: str | None) -> None:
    without = deepcopy(likeness._model())
    without["comparisons"] = [one for one in without["comparisons"] if one["output_column_name"] != "region"]
    with_null = {**without, "comparisons": [*without["comparisons"], likeness._comparison("region", "true", ("false", "never"))]}
    unweighed = weighed(HERE, model=with_null)[0]
    assert weighed(written, registered)[0] == unweighed
    assert weighed(OTHER_COUNTY)[0] < unweighed < weighed(HERE)[0]  # the control


def test_the_words_fit_the_column_that_keeps_them() -> None:
    said = [
        likeness.words({"name": name, "born": born, "tail": 1, "home": 1, "region": region})
        for name, born, region in product(range(len(likeness._NAMES)), range(-1, len(likeness._BORN)), range(-1, len(likeness._REGIONS)))
    ]
    assert max(map(len, said)) <= WaitingCandidate._meta.get_field("why").max_length


def test_a_code_counts_as_far_as_the_table_knows_it() -> None:
    codes = [HERE, "370702001999", "370702001000", "370702", "370700000000", "370799001001", "110105001001", "", None]
    assert known(pa.array(codes)).to_pylist() == [HERE, "370702001", "370702001", "370702", None, None, None, None, None]


@pytest.mark.parametrize(
    ("feed", "region", "place"),
    [("hospital_bills", "370702", "370702"), ("hospital_bills", "370700", None), ("hospital_bills", "110105", None), ("custody", "370702", None)],
)
def test_without_a_column_the_county_of_a_file_about_residents_stands_in(feed: str, region: str, place: str | None) -> None:
    """A city's file says nothing, nor does one of people who may be held anywhere."""
    assert written_in(pa.table({"x": ["a", "b", "c"]}), all_feeds()[feed], region, np.array([0, 1, 0])).to_pylist() == [place] * 2


def test_of_several_rows_counts_what_they_agree_on_in_whatever_order() -> None:
    hukou = all_feeds()["hukou"]
    for told, agreed in (
        ([HERE, HERE], HERE),
        ([HERE, NEXT_DOOR], "370702001"),
        ([HERE, OTHER_TOWN], "370702"),
        ([HERE, OTHER_COUNTY], None),
        ([HERE, "370702"], "370702"),
        ([HERE, None], "370702"),
    ):
        for order in (told, told[::-1]):
            rows = pa.table({"XZQH": pa.array([OTHER_TOWN, *order], pa.string())})
            assert written_in(rows, hukou, "370702", np.array([0, 1, 1])).to_pylist() == [OTHER_TOWN, agreed]
    assert written_in(pa.table({"XZQH": pa.array([], pa.string())}), hukou, "370702", np.array([], np.int32)).to_pylist() == []


def verdict(row: dict[str, str], feed: str, region: str = "370702") -> Verdict:
    found = identify(pa.table({code: [value] for code, value in row.items()}), all_feeds()[feed], region)
    return found.told.get(0) or Verdict(found.who["person_id"][0].as_py())


def someone(region: str = HERE) -> tuple[Person, str]:
    """A person, and a number of theirs with a digit of the year and one of the order wrong that no slip explains."""
    number = an_id(BORN, seq=6)
    body = one_digit_wrong(one_digit_wrong(number, 9), 15)[:17]
    return a_person(name="解放某", id_number=number, born_on=BORN, region=region), body + idnumber.check_character(body)


@pytest.mark.usefixtures("system")
@pytest.mark.parametrize(("region", "words"), [(HERE, "，同村（社区）"), (NEXT_DOOR, "，同乡镇（街道）"), (OTHER_TOWN, "，同县（市、区）"), (OTHER_COUNTY, "")])
def test_who_has_moved_is_offered_all_the_same(region: str, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    person, number = someone(region)
    assert who(verdict(a_death(number, "解放某", XZQH=HERE), "hukou")) == {person.pk: f"姓名相同，出生月日相同{words}"}
    weigh = likeness.weigh

    def held_against_them(*given: pa.Table) -> pa.Table:
        found = weigh(*given)
        return found.set_column(found.column_names.index("anywhere"), "anywhere", found["weight"])

    monkeypatch.setattr(likeness, "weigh", held_against_them)  # the control: offered by the whole weight
    assert bool(who(verdict(a_death(number, "解放某", XZQH=HERE), "hukou"))) is (region != OTHER_COUNTY)


@pytest.mark.usefixtures("system")
def test_the_county_of_the_file_is_said_and_a_city_s_file_says_none() -> None:
    person, number = someone()
    assert who(verdict(a_bill(number, "解放某"), "hospital_bills")) == {person.pk: "姓名相同，出生月日相同，同县（市、区）"}
    assert who(verdict(a_bill(number, "解放某"), "hospital_bills", "370700")) == {person.pk: "姓名相同，出生月日相同"}


@pytest.mark.usefixtures("system")
def test_the_same_village_accepts_nobody_where_that_is_not_proved(monkeypatch: pytest.MonkeyPatch) -> None:
    person, number = someone()
    assert verdict(a_bill(number, "解放某"), "hospital_bills").person_id is None, "by the content in use"
    for accept_from, taken in ((None, None), (-5_000, person.pk)):
        monkeypatch.setattr(deciding, "learnt", lambda accept_from=accept_from: Learnt({}, (), -5_000, accept_from))
        assert verdict(a_bill(number, "解放某"), "hospital_bills").person_id == taken
        assert verdict(a_death(number, "解放某", XZQH=HERE), "hukou").person_id is None, "a death or a move never"


@pytest.mark.usefixtures("system")
def test_a_stranger_of_the_same_village_and_sex_is_not_offered() -> None:
    someone()
    assert who(verdict(a_death(an_id(date(1931, 5, 6)), "别某某", XZQH=HERE), "hukou")) == {}


def test_records_have_a_place_and_are_found_by_none() -> None:
    """Whom the register is asked for does not depend on it: it weighs, it does not search."""
    from doudi.registry import queries as registry

    assert "region" in cascade.WRITTEN.names and "region" not in registry.ASKED.names
