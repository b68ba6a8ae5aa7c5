"""doudi decide: its text, its JSON and its exits."""

import json
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from doudi.base.discover import modules_in
from doudi.cli import app
from doudi.policy.facts import TAGS

modules_in("doudi.cli")
HEAD = '- {name: 一家, date: 2026-08-01, region: "370702", area: urban, '


def run(tmp_path, text, *options):
    file = tmp_path / "case.yaml"
    file.write_text(text, encoding="utf-8")
    return CliRunner().invoke(app, ["decide", str(file), *options])


def test_text(tmp_path):
    result = run(tmp_path, HEAD + "members: [{wage_12m: 21600}, {}, {}], law: {dibao.standard: 990}, expect: {tier: dibao, dibao_monthly_amount: 1170}}")
    assert result.exit_code == 0
    assert "每月低保金：1,170.00 元" in result.stdout


def test_json(tmp_path):
    result = run(tmp_path, HEAD + "members: [{wage_12m: 6000}, {in_custody: unknown}]}", "--json")
    assert result.exit_code == 0
    (found,) = json.loads(result.stdout)
    assert list(found) == ["name", "results", "missing", "refused", "steps"]
    assert found["name"] == "一家"
    assert found["results"]["counts"] == [True, "unknown"]
    assert found["results"]["member_count"] == "unknown"
    assert found["results"]["countable_income_12m"] == "unknown"
    assert found["results"]["tier"] == "unknown"
    assert found["missing"] == ["in_custody"]
    assert found["refused"] == []
    assert found["results"]["income_per_member"] == "unknown"
    step = next(step for step in found["steps"] if step["rule"] == "countable_income_12m")
    assert step["value"] == "unknown"
    assert list(step) == ["rule", "title", "value", "inputs", "source"]
    assert step["inputs"]["income_of_member_12m"] == ["6000.00", "0.00"]
    assert step["source"] == "57号 第十三条"
    assert any(step["inputs"].get("died_on") == ["9999-12-31"] * 2 for step in found["steps"])


@pytest.mark.parametrize(
    ("told", "missing"),
    [
        ("members: [{age: unknown}]", ["age"]),
        ("members: [{born_on: unknown}]", ["born_on"]),
        ("members: [{}], supporters: [{support_paid_12m: unknown}]", ["support_paid_12m"]),
        ("members: [{age: 70}], supporters: [{disability_kind: unknown, disability_grade: 1, property_within_limits: true}]", ["disability_kind"]),
        ("members: [{age: 70}], supporters: [{can_support: unknown}]", ["can_support"]),
    ],
)
def test_what_is_missing_is_named_as_the_file_names_it(tmp_path, told, missing):
    (found,) = json.loads(run(tmp_path, HEAD + told + "}", "--json").stdout)
    assert found["missing"] == missing


def test_explained_to_a_family_and_to_an_officer(tmp_path):
    case = HEAD + "household: {vehicles: unknown}, members: [{medical_self_paid_12m: unknown, wage_12m: 3600}]}"
    family, officer = (run(tmp_path, case, "--explain", reader) for reader in ("citizen", "officer"))
    assert family.exit_code == officer.exit_code == 0
    assert "家庭的非豁免车辆数（由" in family.stdout and "核对说明）" in family.stdout, "the department with the feed"
    assert "dibao" not in family.stdout
    assert "── 依据 ──" in officer.stdout and "〔案例文件，2026-08-01〕" in officer.stdout
    assert all("向潍城区人民政府申请行政复议" in told.stdout for told in (family, officer))


def test_tags_stand_beside_the_tier(tmp_path):
    case = HEAD + "household: {tags: [relapse_watch]}, members: [{}], expect: {relapse_watch: true, orphan_support: false, tier: dibao}}"
    assert run(tmp_path, case).exit_code == 0
    assert run(tmp_path, case.replace("orphan_support: false", "orphan_support: true")).exit_code == 1
    (found,) = json.loads(run(tmp_path, case, "--json").stdout)
    assert {name: found["results"][name] for name in TAGS} == {"relapse_watch": True, "orphan_support": False, "other_hardship": False}
    assert "防止返贫致贫监测对象：是" in run(tmp_path, case).stdout
    assert "同时，您家是：防止返贫致贫监测对象。" in run(tmp_path, case, "--explain", "citizen").stdout
    untagged = case.replace("relapse_watch]", "]").replace("relapse_watch: true", "relapse_watch: false")
    assert "同时" not in run(tmp_path, untagged, "--explain", "citizen").stdout


def test_explaining_leaves_the_exits_and_the_json_as_they_are(tmp_path):
    different = HEAD + "members: [{}], expect: {tier: none}}"
    assert run(tmp_path, different, "--explain", "citizen").exit_code == 1
    plain, explained = (json.loads(run(tmp_path, different, "--json", *more).stdout) for more in ((), ("--explain", "officer")))
    assert plain == explained
    assert run(tmp_path, different, "--explain", "nobody").exit_code == 2


def test_json_names_what_nobody_set(tmp_path):
    result = run(tmp_path, '- {date: 2026-08-01, region: "370102", area: rural, members: [{base_pension_12m: 5}]}', "--json")
    (found,) = json.loads(result.stdout)
    assert "dibao.standard for 370102 (rural) on 2026-08-01" in found["refused"]
    assert "income.base_pension_disregarded for 370102 (rural) on 2026-08-01" in found["refused"]
    assert found["missing"] == ["income.base_pension_disregarded"]
    assert found["results"]["tier"] == "unknown"


def test_what_no_rule_is_built_for_is_refused_by_name(tmp_path):
    law = "income.months: 6"
    (found,) = json.loads(run(tmp_path, HEAD + f"law: {{{law}}}, members: [{{wage_12m: 6000}}]}}", "--json").stdout)
    assert found["results"]["countable_income_12m"] == found["results"]["tier"] == "unknown"
    assert len(found["refused"]) == 1
    assert found["refused"][0].startswith(law.partition(":")[0])


@pytest.mark.parametrize("expect", ["tier: none", "dibao_monthly_amount: 1009.99", "monthly_total: 0", "dibao_eligible: unknown"])
@pytest.mark.parametrize("options", [[], ["--json"]])
def test_a_difference_exits_1(tmp_path, expect, options):
    assert run(tmp_path, HEAD + f"members: [{{}}], expect: {{{expect}}}}}", *options).exit_code == 1


def test_one_difference_among_many_exits_1(tmp_path):
    good, bad = HEAD + "members: [{}], expect: {tier: dibao}}\n", HEAD + "members: [{}], expect: {tier: none}}\n"
    assert run(tmp_path, good + bad + good).exit_code == 1
    assert run(tmp_path, good + good).exit_code == 0


def test_a_bad_file_gets_one_message_and_exits_2(tmp_path):
    result = run(tmp_path, HEAD + "members: [{wage_12m: 0.125}]}", "--json")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert len(result.stderr.strip().splitlines()) == 1
    assert "case.yaml 第 1 行，[1].members[1].wage_12m：" in result.stderr


@pytest.mark.parametrize("text", ['name: "\\ud800"', "expect: {tier: }", "expect: {tier: rich}", 'name: "\\U00110000"'])
def test_what_cannot_be_read_exits_2_in_one_line(tmp_path, text):
    result = run(tmp_path, HEAD.replace("name: 一家, ", "") + f"members: [{{}}], {text}}}")
    assert result.exit_code == 2
    assert len(result.stderr.strip().splitlines()) == 1


def test_it_starts_without_django(tmp_path):
    file = tmp_path / "case.yaml"
    file.write_text(HEAD + "members: [{}], expect: {tier: dibao}}", encoding="utf-8")
    code = f"import sys; sys.argv = ['doudi', 'decide', {str(file)!r}]\nfrom doudi.cli import main\ntry: main()\nfinally: assert 'django' not in sys.modules"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=False).returncode == 0
