"""行政区划: names, paths and what lies within what."""

import csv
from datetime import date
from importlib import resources

import pytest

from doudi.base import regions


def test_every_code_of_the_table_is_trimmed_by_its_level():
    with (resources.files("doudi.base") / "region_codes" / "weifang_2023-06-30.csv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    assert len(rows) == 7197
    for row in rows:
        assert regions.trimmed(row["code"]) == row["code"][: regions.DIGITS[row["level"]]]
        assert regions.name_of(regions.trimmed(row["code"])) == row["name"]


@pytest.mark.parametrize(
    ("code", "short"),
    [
        ("370000000000", "37"),
        ("370700000000", "3707"),
        ("370700", "3707"),
        ("371000000000", "3710"),
        ("370710", "370710"),
        ("370702100000", "370702100"),
        ("370702001200", "370702001200"),
        ("3707", "3707"),
    ],
)
def test_zeros_that_belong_to_a_code_stay(code, short):
    assert regions.trimmed(code) == short


@pytest.mark.parametrize("code", ["", "潍城", "37070", "3707020010011", "３７０７", "37-7"])
def test_what_is_no_code_is_refused(code):
    with pytest.raises(regions.UnknownRegion):
        regions.trimmed(code)


@pytest.mark.parametrize(
    ("code", "place"),
    [
        ("370702001001", "370702001001"),
        ("370702001999", "370702001"),
        ("370702001000", "370702001"),
        ("370702999", "370702"),
        ("370700000000", "3707"),
        ("379999", "37"),
        ("110105001001", ""),
        ("", ""),
    ],
)
def test_a_code_is_known_as_far_as_the_table_goes(code, place):
    assert regions.as_known(code) == place


def test_names_and_paths():
    assert regions.path_of("370702001") == "潍坊市潍城区城关街道"
    assert regions.path_of("37") == "山东省"
    assert regions.level_of("370702001") == "town"
    assert regions.parent_of("370702001") == "370702"
    assert regions.parent_of("37") is None
    assert date(2023, 6, 30) == regions.AS_OF


def test_what_lies_below():
    assert len(regions.children_of("3707")) == 13
    assert len(regions.villages_in("3707")) == 7060
    assert regions.villages_in("370702001001") == ["370702001001"]
    assert all(regions.is_within(code, "370702") for code in regions.villages_in("370702"))


def test_within_means_the_place_itself_or_inside_it():
    assert regions.is_within("370702001", "370702")
    assert regions.is_within("370702", "370702")
    assert not regions.is_within("370702", "370702001")
    assert not regions.is_within("370703001", "370702")
    assert not regions.is_within("370702", "37070")
    assert not regions.is_within("370702", "")


def test_an_unknown_place_is_said_by_its_code():
    with pytest.raises(regions.UnknownRegion, match="110101"):
        regions.name_of("110101")
    with pytest.raises(regions.UnknownRegion):
        regions.children_of("110101")
