"""一项新制度: the example of docs/add-a-scheme.md works as it is written."""

import re
from datetime import date
from pathlib import Path

from doudi import law
from doudi.law.sources import passages
from doudi.policy import Case, Rule, placed, read_parameters, read_place

ON = date(2026, 8, 1)


def test_the_example_in_the_guide_is_a_scheme(tmp_path):
    guide = (Path(__file__).parents[2] / "docs" / "add-a-scheme.md").read_text(encoding="utf-8")
    code, figures, of_place = re.findall(r"```(?:python|yaml)\n(.*?)```", guide, re.DOTALL)
    (tmp_path / "rules.py").write_text(code, encoding="utf-8")
    (tmp_path / "parameters.yaml").write_text(figures, encoding="utf-8")
    (tmp_path / "3707.yaml").write_text(f'region: "3707"\nname: 潍坊市\nissued_by: 示例\npublished: none\n{of_place}', encoding="utf-8")
    names: dict = {}
    exec(compile(code, tmp_path / "rules.py", "exec"), names)  # noqa: S102  (our own guide)
    rules = [value for value in names.values() if isinstance(value, Rule)]
    figures_of_place = placed(read_parameters(tmp_path / "parameters.yaml", "heating_aid"), [read_place(tmp_path / "3707.yaml")])
    book = law.book(ON).extended(rules, parameters=figures_of_place)
    assert all(passages(rule.source) for rule in rules)
    members = [{fact.name: fact.left_out for fact in book.facts.values() if fact.level == "person"}] * 2
    household = {fact.name: fact.left_out for fact in book.facts.values() if fact.level == "household"}
    assert book.decide(Case(ON, "370702", "urban", household, members), ["heating_amount"]).results == {"heating_amount": 120000}
