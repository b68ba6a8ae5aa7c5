"""案例文件: what a file may say, and the one message a bad file gets."""

from datetime import date

import pytest

from doudi import law
from doudi.policy import NEVER, CannotRead

HEAD = '- {date: 2026-08-01, region: "370702", area: urban, '


def read(tmp_path, text):
    file = tmp_path / "case.yaml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return law.read_cases(file)


def one(tmp_path, text):
    return read(tmp_path, HEAD + text + "}\n")[0]


def test_what_is_left_out_is_known(tmp_path):
    case = one(tmp_path, "members: [{}, {}]")
    assert case.members[0]["wage_12m"] == 0
    assert case.members[0]["died_on"] == NEVER
    assert case.members[0]["disability_kind"] == "none"
    assert case.members[0]["born_on"] == date(1986, 8, 1)
    assert [member["relation"] for member in case.members] == ["head", "other"]
    assert case.members[0]["eats_unaided"] is True
    assert case.members[0]["sex"] is None
    assert case.household["financial_assets"] == 0


def test_unknown_is_unknown(tmp_path):
    case = one(tmp_path, "members: [{wage_12m: unknown, age: unknown, in_custody: unknown, died_on: unknown, disability_kind: unknown}]")
    assert [case.members[0][name] for name in ("wage_12m", "born_on", "in_custody", "died_on", "disability_kind")] == [None] * 5


def test_everything_the_vocabulary_names_is_accepted(tmp_path):
    case = one(
        tmp_path,
        """
  name: 全部,
  household: {financial_assets: 1.5, living_costs_12m: 2, homes: 1, home_area_m2: 60, vehicles: 0, companies: 0, single_parent: true,
    job_started_on: 2026-05-01, relapse_watch: true, tags: [orphan_support, other_hardship]},
  members: [{name: 甲, id_number: 11010519491231002X, relation: head, sex: female, born_on: 1949-12-31, age: 76, died_on: never,
    hukou_region: "370702", hukou_area: rural, has_contracted_land: true, lives_apart: false, in_custody: false, declared_missing: false,
    years_in_religious_life_apart: 0, civil_capacity: full, disability_kind: multiple, disability_grade: 4, major_illness: true, schooling:
    college, employment: retired, suitable_jobs_refused: 3, business_net_12m: -1, wage_12m: 1, work_cost_12m: 1, property_net_12m: -1,
    pension_12m: 1, support_received_12m: 1, other_transfer_12m: 1, other_income_12m: 1, transfer_paid_12m: 1, base_pension_12m: 1,
    honour_benefit_12m: 1, scholarship_12m: 1, assistance_received_12m: 1, elder_allowance_12m: 1, disability_allowance_12m: 1,
    other_disregarded_12m: 1, medical_self_paid_12m: 1, education_self_paid_12m: 1, rehabilitation_self_paid_12m: 1, other_rigid_12m: 1,
    eats_unaided: false, dresses_unaided: false, gets_up_unaided: false, toilets_unaided: false, walks_unaided: false, bathes_unaided:
    false, chose_child_benefit: false}, {}],
  supporters: [{relation: child, supports: [1], age: 50, tier: dibao, disability_kind: none, disability_grade: 0, in_custody: false, declared_missing: false,
    civil_capacity: limited, member_count: 3, income_12m: 1, own_income_12m: 1, property_within_limits: true, supported_count: 1, children_count: 2,
    can_support: unknown, support_paid_12m: 1, consented: true}, {}],
  already: {tier: dibao, dibao_monthly_amount: 300, since: 2025-01-01, person_tiers: [tekun, none]},
  law: {dibao.standard: 990, dibao.method: bands, dibao.bands: [{below: 300, amount: 600}], dibao.rounding: jiao_up, dibao.floor_percent:
    20, dibao.supplement.elder: 100, dibao.supplement.minor: 100, dibao.supplement.severe_disability: 100, dibao.supplement.major_illness:
    100, dibao.supplement.student: none, dibao.supplement.single_parent: 1, dibao.elder_age: 60, dibao.single_person_amount: 282,
    dibao.exit_months: 6, dibao.work_disregard: {percent: 50, months: 6, cap_percent: 300}, marginal.standard: 1500, marginal.percent: 150,
    income.counted_again: [scholarship], income.months: 12, income.disposable_last_year: 40000, income.base_pension_disregarded: true,
    income.rigid_deducted_percent: 50, income.losses_count: false, income.support_method: actual, property.tekun.financial_months: 12,
    property.dibao.homes: 1, property.marginal.vehicles: 0, property.rigid.companies: none, rigid.ratio_percent: 60, rigid.income: gross,
    rigid.valid_months: 12, tekun.basic_standard: none, tekun.basic_percent: 130, tekun.care.full: 100, tekun.care.partial: 200,
    tekun.care.dependent: 400, benefits.death_month_paid: true, monitoring.medical_red_percent: 50},
  expect: {tier: unknown, tekun_eligible: [true, false], monthly_total: 12.5, exit_until: never}""",
    )
    assert case.law["dibao.work_disregard.cap_percent"] == 300
    assert case.law["income.counted_again"] == ("scholarship_12m",)
    assert case.law["dibao.bands"] == ((30000, 60000),)
    assert case.supporters[0]["supports"] == (1,)
    assert case.supporters[0]["supporter_can_support"] is None
    assert [one["supporter_ability_found"] for one in case.supporters] == [True, False]
    assert case.household["orphan_support"] is True
    assert case.household["already_dibao_monthly_amount"] == 30000
    assert case.members[0]["already_person_tier"] == "tekun"
    law.book(case.date).decide(case)


def test_a_name_may_stand_for_all_parameters_below_it(tmp_path):
    case = one(tmp_path, "law: {dibao.work_disregard: none}, members: [{}]")
    assert case.law == dict.fromkeys(["dibao.work_disregard.percent", "dibao.work_disregard.months", "dibao.work_disregard.cap_percent"], "none")


@pytest.mark.parametrize("kind", ["{disability_kind: unknown, disability_grade: 1}", "{disability_kind: none, disability_grade: unknown}"])
def test_a_grade_beside_an_unknown_is_read(tmp_path, kind):
    assert one(tmp_path, f"members: [{kind}], supporters: [{kind}]")


def test_regions_are_trimmed(tmp_path):
    assert read(tmp_path, '- {date: 2026-08-01, region: "370702001000", area: unknown, members: [{}]}')[0].region == "370702001"
    assert read(tmp_path, "- {date: 2026-08-01, region: unknown, area: rural, members: [{}]}")[0].region is None


WHOLE = {
    "empty": ("", 1, "空的"),
    "only a comment": ("# 没有\n", 1, "空的"),
    "syntax": ("- name: 甲\n  date: 2026-08-01\n members: [\n", 3, "YAML"),
    "tab": ("- name: 甲\n\tdate: 2026-08-01\n", 2, "YAML"),
    "two documents": ("- {}\n---\n- {}\n", 2, "YAML"),
    "a mapping": ("name: 甲\n", 1, "列表"),
    "a word": ("hello\n", 1, "列表"),
    "no cases": ("[]\n", 1, "没有案例"),
    "case is a word": ("- hello\n", 1, "映射"),
    "not UTF-8": ("- name: 甲\n  area: 城".encode("gb18030"), 1, "UTF-8"),
    "binary": (b"\x00\x01\x02", 1, "字符"),
    "deep": ("- {}\n- \n  " + "[" * 1500, 3, "括号"),
    "no such character": ('- {}\n- name: "\\U00110000"\n', 2, "不是文字"),
    "half a character": ('# 一家\n- {date: 2026-08-01, region: "370702", area: urban, members: [{}], name: "\\ud800"}\n', 2, "name：“\\ud800”里有"),
    "key of half a character": ('- {"\\ud800": 1}\n', 1, "\\ud800"),
    "unclosed": ("- {name: 甲, members: [}\n", 1, "成对"),
    "itself": ("- &a [*a]\n", 1, "引用"),
    "laughs": ("- &a {name: x}\n- *a\n", 2, "引用"),
    "no date": ('- name: 甲\n  region: "370702"\n  area: urban\n  members: [{}]\n', 1, "缺少 date"),
    "on": ('- name: 甲\n  on: 2026-08-01\n  region: "370702"\n', 2, "date:"),
    "duplicate": ("- name: 甲\n  area: urban\n  area: rural\n", 3, "两次"),
    "impossible date": ('- date: 2026-02-30\n  region: "370702"\n  area: urban\n  members: [{}]\n', 1, "2026-08-01"),
    "date and time": ('- date: 2026-08-01 10:00\n  region: "370702"\n  area: urban\n  members: [{}]\n', 1, "日期"),
    "never": ('- date: never\n  region: "370702"\n  area: urban\n  members: [{}]\n', 1, "判断日不能是 never"),
    "unknown day": ('- date: unknown\n  region: "370702"\n  area: urban\n  members: [{}]\n', 1, "判断日不能是 unknown"),
    "far away": ('- date: 0001-01-01\n  region: "370702"\n  area: urban\n  members: [{}]\n', 1, "1900"),
    "week": ('- date: 2026-W31-1\n  region: "370702"\n  area: urban\n  members: [{}]\n', 1, "日期"),
    "no dashes": ('- date: 20260801\n  region: "370702"\n  area: urban\n  members: [{}]\n', 1, "日期"),
    "region without quotes": ("- date: 2026-08-01\n  region: 370702\n  area: urban\n  members: [{}]\n", 2, "加引号"),
    "region of a city": ('- date: 2026-08-01\n  region: "3707"\n  area: urban\n  members: [{}]\n', 2, "6、9 或 12 位"),
    "region": ("- date: 2026-08-01\n  region: 潍城\n  area: urban\n  members: [{}]\n", 2, "区划代码"),
    "area": ('- date: 2026-08-01\n  region: "370702"\n  area: city\n  members: [{}]\n', 3, "urban"),
    "key of a list": ("- ? [a, b]\n  : 1\n", 1, "一个词"),
    "members missing": ('- {date: 2026-08-01, region: "370702", area: urban}\n', 1, "缺少 members"),
    "BOM is fine but the key is not": ("\ufeff- {nam: 甲}\n", 1, "name"),
}


@pytest.mark.parametrize("what", WHOLE)
def test_a_bad_file_gets_one_message_with_its_line(tmp_path, what):
    text, line, words = WHOLE[what]
    with pytest.raises(CannotRead) as refusal:
        read(tmp_path, text)
    message = str(refusal.value)
    assert "case.yaml" in message
    assert words in message
    assert line is None or f"第 {line} 行" in message
    assert message.isprintable()


PARTS = {
    "members: [{wag_12m: 1}]": ("members[1].wag_12m", "wage_12m"),
    "members: [{wage_12m: 12.345}]": ("members[1].wage_12m", "两位小数"),
    "members: [{}, {wage_12m: -1}]": ("members[2].wage_12m", "负数"),
    "members: [{wage_12m: 1e3}]": ("wage_12m", "1234.50"),
    "members: [{wage_12m: .inf}]": ("wage_12m", "不是金额"),
    "members: [{wage_12m: 0x10}]": ("wage_12m", "不是金额"),
    "members: [{wage_12m: 1_000}]": ("wage_12m", "不是金额"),
    'members: [{wage_12m: "1,000"}]': ("wage_12m", "不是金额"),
    "members: [{wage_12m: }]": ("wage_12m", "unknown"),
    "members: [{wage_12m: null}]": ("wage_12m", "unknown"),
    "members: [{wage_12m: 99999999999}]": ("wage_12m", "过大"),
    "members: [{wage_12m: " + "9" * 5000 + "}]": ("wage_12m", "不是金额"),
    "members: [{wage_12m: [1]}]": ("wage_12m", "一个值"),
    "members: [{wage_12m: true}]": ("wage_12m", "不是金额"),
    "members: [{wage_12m: 0100}]": ("wage_12m", "不是金额"),
    'members: [{wage_12m: "1\\e[31m\\n2"}]': ("wage_12m", r"“1\x1b[31m\n2”不是金额"),
    "members: [{" + "长" * 100 + ": 1}]": ("members[1]." + "长" * 40 + "…", "没有叫"),
    'members: [{"a\\nb": 1}]': (r"members[1].a\nb", r"没有叫 a\nb 的项"),
    'members: [{}], law: {"a\\nb": 1}': (r"law.a\nb", r"没有叫 a\nb 的参数"),
    "members: [{id_number: 11010519491231002}]": ("members[1].id_number", "不是 18 位"),
    "members: [{id_number: 110105194912310021}]": ("members[1].id_number", "校验码不符"),
    "members: [{hukou_region: 潍城}]": ("members[1].hukou_region", "区划代码"),
    "members: [{relation: head}, {relation: head}]": ("members[2].relation", "户主只能有一人"),
    "members: [{in_custody: 1}]": ("in_custody", "true"),
    'members: [{in_custody: "true"}]': ("in_custody", "true"),
    "members: [{in_custody: on}]": ("in_custody", "true"),
    "members: [{disability_grade: 01}]": ("disability_grade", "前面不加 0"),
    "members: [{disability_grade: 5}]": ("disability_grade", "超出范围"),
    "members: [{disability_grade: 1.5}]": ("disability_grade", "整数"),
    "members: [{disability_kind: eye}]": ("disability_kind", "vision"),
    "members: [{age: 30, born_on: 1990-01-01}]": ("members[1].age", "36"),
    "members: [{age: 151}]": ("age", "超出范围"),
    "members: [{born_on: 2026-08-02}]": ("born_on", "晚于"),
    "members: [{born_on: 1990-01-01, died_on: 1989-01-01}]": ("died_on", "早于"),
    "members: [{died_on: yesterday}]": ("died_on", "日期"),
    "members: [{disability_kind: none, disability_grade: 1}]": ("members[1].disability_grade", "没有残疾类别"),
    "members: [{}, {disability_grade: 4}]": ("members[2].disability_grade", "没有残疾类别"),
    "members: [{}], supporters: [{disability_grade: 1}]": ("supporters[1].disability_grade", "没有残疾类别"),
    "members: []": ("members", "至少写一人"),
    "members: {}": ("members", "列表"),
    "members: [{}], household: []": ("household", "映射"),
    "members: [{}], household: {homes: -1}": ("homes", "超出范围"),
    "members: [{}], household: {tags: [poor]}": ("tags[1]", "relapse_watch"),
    "members: [{}], supporters: [{supports: [2]}]": ("supporters[1].supports[1]", "超出范围"),
    "members: [{}], supporters: [{supports: []}]": ("supporters[1].supports", "第几名成员"),
    "members: [{}], supporters: [{supports: [1, 1]}]": ("supporters[1].supports", "每人一次"),
    "members: [{}], already: {person_tiers: [dibao, none]}": ("person_tiers", "1 人"),
    "members: [{}], already: {tier: rich}": ("already.tier", "dibao"),
    "members: [{}], law: {dibao.standrad: 1}": ("dibao.standrad", "dibao.standard"),
    "members: [{}], law: {dibao.standard: unknown}": ("dibao.standard", "none"),
    "members: [{}], law: {dibao.standard: 9.999}": ("dibao.standard", "两位小数"),
    "members: [{}], law: {dibao.rounding: down}": ("dibao.rounding", "yuan_up"),
    "members: [{}], law: {dibao.bands: [{below: 2, amount: 1}, {below: 1, amount: 1}]}": ("dibao.bands", "从小到大"),
    "members: [{}], law: {dibao.bands: [{below: 2}]}": ("dibao.bands[1]", "缺少 amount"),
    "members: [{}], law: {income.counted_again: [wages]}": ("income.counted_again[1]", "scholarship_12m"),
    "members: [{}], law: {dibao.work_disregard: {percnt: 1}}": ("percnt", "没有叫"),
    "members: [{}], law: {dibao.work_disregard.percent: 1, dibao.work_disregard: {percent: 2}}": ("law.dibao.work_disregard.percent", "两次"),
    "members: [{}], law: {dibao.work_disregard: none, dibao.work_disregard.months: 2}": ("law.dibao.work_disregard.months", "两次"),
    "members: [{}], expect: {tier: dibaoo}": ("expect.tier", "dibao"),
    "members: [{}], expect: {tier: }": ("expect.tier", "没有写值"),
    "members: [{}], expect: {monthly_total: }": ("expect.monthly_total", "没有写值"),
    "members: [{}], expect: {counts: }": ("expect.counts", "没有写值"),
    "members: [{}], expect: {counts: true}": ("expect.counts", "逐人"),
    "members: [{}], expect: {member_count: [1]}": ("expect.member_count", "一户"),
    "members: [{}], expect: {teir: dibao}": ("expect.teir", "tier"),
    "members: [{}], expect: {counts: [true, true]}": ("expect.counts", "1 人"),
    "members: [{}], expect: {dibao_monthly_amount: many}": ("dibao_monthly_amount", "不是金额"),
}


@pytest.mark.parametrize("text", PARTS, ids=lambda text: text[:60])
def test_a_bad_part_gets_one_message_with_its_key(tmp_path, text):
    key, words = PARTS[text]
    with pytest.raises(CannotRead) as refusal:
        one(tmp_path, text)
    assert str(refusal.value).isprintable()
    assert len(str(refusal.value)) < 400
    assert key in str(refusal.value)
    assert words in str(refusal.value)
    assert "第 1 行" in str(refusal.value)


def test_the_first_is_the_head_unless_another_says_so(tmp_path):
    assert [member["relation"] for member in one(tmp_path, "members: [{}, {relation: head}]").members] == ["other", "head"]


def test_a_result_may_be_expected_that_no_rule_gives_yet(tmp_path):
    assert one(tmp_path, "members: [{}], expect: {tier: tekun}").expect == {"tier": "tekun"}


def test_no_such_file_and_a_folder(tmp_path):
    with pytest.raises(CannotRead, match="没有这个文件"):
        law.read_cases(tmp_path / "none.yaml")
    with pytest.raises(CannotRead, match="读不了"):
        law.read_cases(tmp_path)
