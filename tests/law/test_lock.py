"""规则锁: a rule that changes without a new date fails the build; words about it may change; a mistake is mended with its reason."""

import subprocess
import sys
from datetime import date

import pytest

from doudi import law
from doudi.law import lock
from doudi.policy import Rule, greatest, household, when

NOW = lock.locked(law.rules())


def test_no_rule_has_changed_without_a_new_date():
    found = lock.changed(lock.read(), NOW)
    assert found == [], "\n".join(map(lock.refusal, found))


def test_every_rule_is_locked():
    assert lock.added(lock.read(), NOW) == [], "新规则还没有登记，请运行 doudi lock-rules"


def test_every_mistake_that_was_mended_has_its_reason():
    for one in lock.read()["mended"]:
        assert set(one) == {"rule", "was", "because"} and len(one["because"]) >= 4


def rule(formula, **more):
    return Rule(**{"name": "x", "level": "household", "title": "某", "source": "某法 第一条", "formula": formula, **more})


def before(income, law):
    """Nothing below nothing."""
    gap = law.dibao.standard - income
    return when(gap > 0, gap, 0)


def same_in_other_words(income, law):
    """Said otherwise."""
    # and with a comment
    difference = law.dibao.standard - income
    return when(difference > 0, difference, 0)


def one_fen_otherwise(income, law):
    """Nothing below nothing."""
    gap = law.dibao.standard - income
    return when(gap >= 0, gap, 0)


def another_figure(income, law):
    """Nothing below nothing."""
    gap = law.marginal.standard - income
    return when(gap > 0, gap, 0)


LEAST = 0


def with_a_constant(income, law):
    """Reads a constant of its file."""
    return greatest(law.dibao.standard - income, LEAST)


def helped(income, law):
    """Calls a function of its file."""
    return _beside(law.dibao.standard, income)


def _beside(standard, income):
    return greatest(standard - income, 0)


def _otherwise(standard, income):
    return greatest(income - standard, 0)


def kept(*rules):
    return {"rules": lock.locked(rules), "mended": []}


def test_words_about_a_rule_may_change():
    assert lock.changed(kept(rule(before)), lock.locked([rule(same_in_other_words, title="另一个标题")])) == []


@pytest.mark.parametrize("formula", [one_fen_otherwise, another_figure, helped])
def test_another_meaning_is_noticed_and_says_what_to_do(formula):
    (found,) = lock.changed(kept(rule(before)), lock.locked([rule(formula)]))
    assert found == f"x {lock.FIRST}"
    assert "x_since_YYYY_MM" in lock.refusal(found) and "lock-rules --because" in lock.refusal(found)


def test_another_article_or_a_rule_taken_away_is_noticed():
    assert lock.changed(kept(rule(before)), lock.locked([rule(before, source="某法 第二条")]))
    assert lock.changed(kept(rule(before)), lock.locked([rule(before, formerly="某法 第二条")]))
    assert lock.changed(kept(rule(before)), {}) == [f"x {lock.FIRST}"]


def test_what_a_rule_calls_and_the_constants_it_reads_are_its_meaning(monkeypatch):
    was = kept(rule(helped), rule(with_a_constant, name="y"))
    monkeypatch.setitem(globals(), "LEAST", 1)
    assert lock.changed(was, lock.locked([rule(helped), rule(with_a_constant, name="y")])) == [f"y {lock.FIRST}"]
    monkeypatch.setitem(globals(), "_beside", _otherwise)
    assert f"x {lock.FIRST}" in lock.changed(was, lock.locked([rule(helped), rule(with_a_constant, name="y")]))


def test_a_second_age_of_a_rule_leaves_the_first_alone():
    was, since = kept(rule(before)), rule(one_fen_otherwise, since=date(2027, 1, 1))
    now = lock.locked([rule(before), since])
    assert lock.changed(was, now) == [] and lock.added(was, now) == ["x 2027-01-01"]


def test_rules_of_the_house_are_taken_as_they_are():
    @household("某", source="某法 第一条")
    def x(income):
        """As declared."""
        return income

    assert lock.locked([x])["x"][lock.FIRST]["digest"]


def told(*options):
    return subprocess.run([sys.executable, "-m", "doudi", "lock-rules", *options], capture_output=True, text=True, check=False)


def test_the_command_locks_what_is_new_and_mends_only_with_a_reason(tmp_path):
    file = tmp_path / "lock.yaml"
    assert told("--file", str(file)).returncode == 0
    assert file.read_text(encoding="utf-8").partition("mended")[0] == lock.FILE.read_text(encoding="utf-8").partition("mended")[0]
    right = lock.read(file)["rules"]["dibao_top_up"][lock.FIRST]["digest"]
    file.write_text(file.read_text(encoding="utf-8").replace(right, "f" * 16), encoding="utf-8")
    as_it_was = file.read_text(encoding="utf-8")
    refused = told("--file", str(file))
    assert refused.returncode == 1 and "规则 dibao_top_up（起始日 始）" in refused.stderr
    assert file.read_text(encoding="utf-8") == as_it_was
    assert told("--file", str(file), "--because", "少算了一个人，见 57号 第二十三条").returncode == 0
    assert lock.read(file)["mended"] == [{"rule": f"dibao_top_up {lock.FIRST}", "was": "f" * 16, "because": "少算了一个人，见 57号 第二十三条"}]
    assert lock.changed(lock.read(file), NOW) == []
