"""一项新制度: the example of docs/add-a-scheme.md works as it is written."""

import re
from datetime import date
from pathlib import Path

from doudi import law
from doudi.law.sources import passages
from doudi.policy import Case, Rule, read_parameters

ON = date(2026, 8, 1)


def test_the_example_in_the_guide_is_a_scheme(tmp_path):
    guide = (Path(__file__).parents[2] / "docs" / "add-a-scheme.md").read_text(encoding="utf-8")
    code, figures = (re.search(rf"```{kind}\n(.*?)```", guide, re.DOTALL)[1] for kind in ("python", "yaml"))
    (tmp_path / "rules.py").write_text(code, encoding="utf-8")
    (tmp_path / "parameters.yaml").write_text(figures, encoding="utf-8")
    names: dict = {}
    exec(compile(code, tmp_path / "rules.py", "exec"), names)  # noqa: S102  (our own guide)
    rules = [value for value in names.values() if isinstance(value, Rule)]
    book = law.book(ON).extended(rules, parameters=read_parameters(tmp_path / "parameters.yaml", "heating_aid"))
    assert all(passages(rule.source) for rule in rules)
    members = [{fact.name: fact.left_out for fact in book.facts.values() if fact.level == "person"}] * 2
    household = {fact.name: fact.left_out for fact in book.facts.values() if fact.level == "household"}
    assert book.decide(Case(ON, "370702", "urban", household, members), ["heating_amount"]).results == {"heating_amount": 120000}
