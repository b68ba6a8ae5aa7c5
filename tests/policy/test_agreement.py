"""两面一致: one by one and as columns, the same answers; and no known answer changes when an unknown is filled in."""

import os
from collections import defaultdict
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import cycle
from random import Random

import ibis
import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from doudi import law
from doudi.policy import following
from doudi.policy.columns import Column

from . import families, toy

FAMILIES = 280
WANTED = int(os.environ.get("DOUDI_AGREE", "10360"))  # `make agree` asks for 100,000
ENOUGH = 7800
"""Families with a standard, of those wanted: the others are refused, and try little."""
BATCHES = settings(max_examples=-(-WANTED // FAMILIES), phases=[Phase.generate], deadline=None, suppress_health_check=list(HealthCheck), database=None)
LOCAL = [
    {},
    {"dibao.method": "bands", "dibao.bands": ((30000, 70000), (60000, 50000), (101000, 30000)), "dibao.rounding": "fen", "dibao.floor_percent": 20},
    {"income.losses_count": True, "income.counted_again": ("elder_allowance_12m", "base_pension_12m"), "marginal.percent": 133},
    {"dibao.rounding": "jiao_up", "dibao.floor_percent": 7, "income.base_pension_disregarded": False, "property.dibao.financial_months": "none"},
    {"dibao.rounding": "yuan_nearest", "marginal.standard": 130050, "property.dibao.homes": "none", "dibao.standard": 99000},
    {
        "income.support_method": "per_capita_excess",
        "income.support_spared": True,
        "rigid.income": "gross",
        "dibao.supplement.elder": 6000,
        "dibao.supplement.minor": 5000,
        "dibao.supplement.major_illness": 8000,
        "dibao.single_person_amount": 40000,
    },
    {
        "income.support_method": "household_surplus",
        "income.rigid_deducted_percent": 50,
        "dibao.work_disregard.percent": 50,
        "dibao.work_disregard.months": 6,
        "dibao.work_disregard.cap_percent": 100,
        "dibao.supplement.severe_disability": 10000,
        "dibao.supplement.student": 4000,
        "dibao.supplement.single_parent": 3000,
        "tekun.basic_standard": 140000,
    },
]
RATES = [0.0, 0.003, 0.03, 0.03, 0.1, 0.003, 0.3, 0.03, 0.003, 1.0, 0.03]
"""How often a fact is unknown; their number shares no factor with that of the days and of the places, so that each meets each."""


@cache
def book_of(on, place):
    """The book of a day, in a place that has chosen its own figures."""
    return law.book(on).overridden(LOCAL[place]) if LOCAL[place] else law.book(on)


def test_the_law_answers_alike_on_both_faces():
    days = [*families.DAYS * 5, *families.UNSET_DAYS]
    batches = max(WANTED // FAMILIES, len(days))
    judged, told = 0, defaultdict(set)
    for number, on, place, unknown in zip(range(batches), cycle(days), cycle(range(len(LOCAL))), cycle(RATES), strict=False):
        book = book_of(on, place)
        cases = families.families(number, book, on, unknown, FAMILIES)
        assert families.disagreements(book, cases, on, told) == []
        standards = [book.figures.value("dibao.standard", case.region, case.area, on)[0] for case in cases]
        judged += sum(standard.plain is not None for standard in standards)
    assert judged >= ENOUGH * batches * FAMILIES // WANTED
    silent = {name: values for name, values in told.items() if len(values - {None}) < 2 or None not in values}
    assert not silent, "a rule was never tried both ways, or never unknown"


@seed(20261012)
@settings(BATCHES, max_examples=6)
@given(st.integers(0, 2**32), st.sampled_from(families.DAYS), st.sampled_from([0.0, 0.05, 0.3]))
def test_every_word_answers_alike_on_both_faces(number, on, unknown):
    book = TOYS[on >= date(2026, 7, 1)]
    assert families.disagreements(book, families.families(number, book, on, unknown, FAMILIES), on) == []


TOYS = {True: toy.book(date(2026, 7, 1)), False: toy.book(date(2021, 1, 1))}


@seed(20261012)
@BATCHES
@given(st.integers(0, 2**32), st.sampled_from(families.DAYS), st.sampled_from([0.03, 0.1, 0.5]), st.sampled_from([None, *range(len(LOCAL))]))
def test_filling_in_an_unknown_changes_no_known_answer(number, on, unknown, place):
    book = TOYS[on >= date(2026, 7, 1)] if place is None else book_of(on, place)
    chance = Random(number)
    want = tuple(book.steps)
    for _ in range(150):
        case = families.family(chance, book, on, unknown)
        before, after = (book.decide(one, want).results for one in (case, families.filled(chance, book, case)))
        for name, value in before.items():
            if isinstance(value, list):
                assert all(one is None or one == two for one, two in zip(value, after[name], strict=True)), name
            else:
                assert value is None or value == after[name], name


def sum_that_skips_unknowns(monkeypatch):
    honest = following.gathering

    def skipping(asked, read):
        found = honest(asked, read)
        return found if asked.word != "total" or isinstance(found, Column) else found._replace(claims=(), known=True)

    monkeypatch.setattr(following, "gathering", skipping)


def unknown_that_falls_to_else(monkeypatch):
    def choose(self, then, otherwise):
        mine, theirs, share = then._scaled(otherwise)
        return Column(ibis.cases((self.expression, mine), else_=theirs), share)

    monkeypatch.setattr(Column, "_choose", choose)


def cast_instead_of_floor(monkeypatch):
    def rounded_to(self, unit, up):
        step = self.share * unit
        return ((self.expression / step) + (1 if up else 0)).cast("int64") * unit

    monkeypatch.setattr(Column, "_rounded_to", rounded_to)


def nobody_adds_up_to_unknown(monkeypatch):
    monkeypatch.setattr(following, "_of_nobody", lambda column: column)


@pytest.mark.parametrize("mutate", [None, sum_that_skips_unknowns, unknown_that_falls_to_else, cast_instead_of_floor, nobody_adds_up_to_unknown])
def test_a_broken_columnar_face_is_caught(monkeypatch, mutate):
    on = date(2026, 8, 1)
    book = replace(law.book(on))
    cases = families.families(7, book, on, 0.03, 400)
    if mutate:
        mutate(monkeypatch)
    assert bool(families.disagreements(book, cases, on)) is (mutate is not None)
