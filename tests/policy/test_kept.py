"""留存: what is kept of a case decides the same again, through JSON, with nobody's name or number."""

import json
from dataclasses import replace
from datetime import date

import pytest

from doudi import law
from doudi.policy import Case
from doudi.policy.kept import case_from, inputs_of

from . import families


@pytest.mark.parametrize("on", [date(2026, 6, 30), date(2026, 8, 1)])
def test_what_is_kept_decides_the_same(on):
    book = law.book(on)
    for case in families.families(5, book, on, 0.1, 120):
        again = case_from(book, json.loads(json.dumps(inputs_of(book, case, ("tier",)))))
        one, two = book.decide(case), book.decide(again)
        assert one.as_json() == {**two.as_json(), "name": case.name}
        assert one.lacks == two.lacks


def test_figures_of_the_case_alone_are_kept():
    on = date(2026, 8, 1)
    bands = {"dibao.method": "bands", "dibao.bands": ((30000, 70000), (101000, 50000)), "income.counted_again": ("scholarship_12m",)}
    case = replace(families.families(5, law.book(on), on, 0, 1)[0], law=bands, region="370702", area="urban")
    again = case_from(law.book(on), json.loads(json.dumps(inputs_of(law.book(on), case, ("tier",)))))
    assert law.book(on).decide(again).as_json() == law.book(on).decide(case).as_json()


def test_an_age_that_nobody_knew_is_still_missing_as_an_age(tmp_path):
    file = tmp_path / "cases.yaml"
    file.write_text('- {date: 2026-08-01, region: "370702", area: urban, members: [{age: unknown}, {age: 70}, {born_on: unknown}]}', encoding="utf-8")
    (case,) = law.read_cases(file)
    book = law.book(case.date)
    again = case_from(book, json.loads(json.dumps(inputs_of(book, case, ("tier",)))))
    assert {(lack.name, lack.place) for lack in book.decide(case).lacks} == {("age", 1), ("born_on", 3)}
    assert book.decide(again).lacks == book.decide(case).lacks


def test_nobody_is_named():
    on = date(2026, 8, 1)
    case = Case(on, "370702", "urban", {"secret": 1}, [{"name": "王示例", "id_number": "11010519491231002X", "wage_12m": 1}], name="王示例")
    kept = json.dumps(inputs_of(law.book(on), case, ()), ensure_ascii=False)
    assert "wage_12m" in kept
    assert not [word for word in ("王示例", "11010519491231002X", "secret") if word in kept]
