"""因病支出过大: hospital bills take a large share of what a family here lives on."""

from doudi.monitoring.signal import signal
from doudi.policy import first_of, household, percent, rounded, total

SOURCE = "国办发〔2023〕39号 三(三)"


@household("近12个月全家医疗自付", source=SOURCE)
def household_medical_self_paid_12m(medical_self_paid_12m):
    """What every registered member paid out of pocket; unknown as long as one member's bills are."""
    return total(medical_self_paid_12m)


@household("因病支出预警比例", source=SOURCE)
def medical_red_share(law):
    """The local share, in percent, above which bills are looked at."""
    return law.monitoring.medical_red_percent


@household("因病支出预警线", source=SOURCE)
def medical_red_line(registered_members, law):
    """That share of an average income here for as many people, to the fen, as shown to officers."""
    return rounded(percent(law.income.disposable_last_year * registered_members, law.monitoring.medical_red_percent), "fen")


@household("因病支出倍数", source=SOURCE)
def medical_red_step(household_medical_self_paid_12m, medical_red_line):
    """How far above the line: each doubling is a new cause, so that bills which merely go on coming raise nothing again."""
    return first_of(
        (household_medical_self_paid_12m > medical_red_line * 8, 8),
        (household_medical_self_paid_12m > medical_red_line * 4, 4),
        (household_medical_self_paid_12m > medical_red_line * 2, 2),
        otherwise=1,
    )


@signal(
    "因病支出过大",
    level="red",
    source=SOURCE,
    visit_within_workdays=5,
    offer=["medical_aid", "temporary_relief", "dibao"],
    says="近12个月医疗自付 {household_medical_self_paid_12m}，"
    "超过当地人均可支配收入×{registered_members}人的{medical_red_share}%（{medical_red_line}{illustrative}）。",
    shows=["medical_self_paid_12m", "household_medical_self_paid_12m", "registered_members", "medical_red_line", "standing"],
    step="medical_red_step",
    rests_months=12,
)
def heavy_medical_spending(household_medical_self_paid_12m, registered_members, law):
    """Bills above the local share of an average income here for as many people, whatever standing the family has.

    Of those not yet taken in it is need to be found; of those taken in 39号 三(三) asks whether help, here medical aid, has reached them.
    The line is compared exactly, not as it is rounded for reading; a bill that has left the twelve months no longer counts.
    """
    line = percent(law.income.disposable_last_year * registered_members, law.monitoring.medical_red_percent)
    return (household_medical_self_paid_12m > line) & (registered_members > 0)


EXAMPLES = """
- name: Ordinary. Bills of 42,000 against a line of 25 % of 40,000 times three raise it
  date: 2026-11-02
  region: "370702"
  area: urban
  law: {income.disposable_last_year: 40000, monitoring.medical_red_percent: 25}
  household: {registered_members: 3, standing: none}
  members: [{medical_self_paid_12m: 30000}, {medical_self_paid_12m: 12000}, {}]
  expect: {heavy_medical_spending: true, medical_red_step: 1, medical_red_line: 30000}
- name: Boundary. Exactly at the line is not above it
  date: 2026-11-02
  region: "370702"
  area: urban
  law: {income.disposable_last_year: 40000, monitoring.medical_red_percent: 25}
  household: {registered_members: 3, standing: none}
  members: [{medical_self_paid_12m: 30000}, {}, {}]
  expect: {heavy_medical_spending: false}
- name: Boundary. One fen above the line raises it, twice the line is not yet the next step
  date: 2026-11-02
  region: "370702"
  area: urban
  law: {income.disposable_last_year: 40000, monitoring.medical_red_percent: 25}
  household: {registered_members: 3, standing: marginal}
  members: [{medical_self_paid_12m: 30000.01}, {medical_self_paid_12m: 29999.99}, {}]
  expect: {heavy_medical_spending: true, medical_red_step: 1}
- name: Far above. More than twice the line is a new cause
  date: 2026-11-02
  region: "370702"
  area: urban
  law: {income.disposable_last_year: 40000, monitoring.medical_red_percent: 25}
  household: {registered_members: 3, standing: none}
  members: [{medical_self_paid_12m: 60000.01}, {}, {}]
  expect: {heavy_medical_spending: true, medical_red_step: 2}
- name: Covered. Medical aid may not have reached a dibao family either
  date: 2026-11-02
  region: "370702"
  area: urban
  law: {income.disposable_last_year: 40000, monitoring.medical_red_percent: 25}
  household: {registered_members: 3, standing: dibao}
  members: [{medical_self_paid_12m: 90000}, {}, {}]
  expect: {heavy_medical_spending: true}
- name: Nobody left. Bills of the dead are nobody's hardship
  date: 2026-11-02
  region: "370702"
  area: urban
  law: {income.disposable_last_year: 40000, monitoring.medical_red_percent: 25}
  household: {registered_members: 0, standing: none}
  members: [{medical_self_paid_12m: 90000, died_on: 2026-10-20}]
  expect: {heavy_medical_spending: false}
- name: Unknown. One member's bills are not known, so nothing is said
  date: 2026-11-02
  region: "370702"
  area: urban
  law: {income.disposable_last_year: 40000, monitoring.medical_red_percent: 25}
  household: {registered_members: 3, standing: none}
  members: [{medical_self_paid_12m: 90000}, {medical_self_paid_12m: unknown}, {}]
  expect: {heavy_medical_spending: unknown}
"""
