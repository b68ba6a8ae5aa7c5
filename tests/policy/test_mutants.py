"""变异的样本: of a sample of broken rules the cases notice nearly all; without cases nothing is noticed. `make mutants` breaks every rule."""

from functools import cache
from random import Random

import pytest

from doudi.policy.kinds import BadRule

from . import mutants

SAMPLE = 80


@cache
def sample():
    every = [one for one in mutants.mutants() if not one.is_equivalent]
    return tuple(Random(20261124).sample(every, SAMPLE))


def test_the_cases_notice_a_sample_of_broken_rules():
    noticed = [mutants.catches(one, mutants.every_case()) for one in sample()]
    counted = [answer for answer in noticed if answer is not None]
    assert len(counted) >= SAMPLE * 3 // 4
    assert 100 * sum(counted) >= mutants.WANTED_PERCENT * len(counted), [str(one) for one, answer in zip(sample(), noticed, strict=True) if answer is False]


def test_without_cases_nothing_is_noticed():
    assert not any(mutants.catches(one, ()) for one in sample())


def test_a_rule_that_is_not_broken_is_not_noticed():
    mutant = next(one for one in mutants.mutants(["dibao_eligible"]))
    whole = mutant.text.replace("below_dibao_standard | property_within_limits", "below_dibao_standard & property_within_limits")
    assert mutant.text != whole
    assert mutants.catches(mutant, mutants.every_case())
    assert not mutants.catches(mutants.replace(mutant, text=whole), mutants.every_case())


def test_what_the_kinds_refuse_is_not_counted():
    refused = [one for one in mutants.mutants(["below_dibao_standard"]) if mutants.catches(one, mutants.every_case()) is None]
    assert refused
    with pytest.raises(BadRule):
        mutants.broken_books(refused[0])


def test_what_no_case_can_tell_is_still_there():
    every = [str(one) for one in mutants.mutants()]
    assert [start for start in mutants.EQUIVALENT if not any(one.startswith(start) for one in every)] == []


def test_too_few_noticed_is_a_failure(monkeypatch, capsys):
    assert mutants.main(["dibao_eligible"]) == 0
    monkeypatch.setattr(mutants, "every_case", tuple)
    assert mutants.main(["dibao_eligible"]) == 1
    assert "dibao.dibao_eligible: …" in capsys.readouterr().out
