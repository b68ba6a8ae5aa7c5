"""新发重度残疾: somebody of a family that receives nothing has been certified as severely disabled."""

from doudi.monitoring.signal import signal


@signal(
    "新发重度残疾",
    level="orange",
    source="民发〔2022〕83号 三(三)",
    visit_within_workdays=5,
    offer=["dibao", "temporary_relief"],
    says="{person_name}被核定为重度残疾（{disability_certified}级），这户家庭没有社会救助身份，请入户了解照料、收入和支出情况。",
    about="person",
    shows=["disability_kind", "disability_certified", "standing", "person_standing"],
)
def new_severe_disability(disability_certified, standing, person_standing, died_on, on):
    """Certified by the federation in grade one or two, alive, and neither the family nor the person has a standing: perhaps one alone may be taken in
    (57号 第八条). What a family declares of itself raises nothing.
    """
    return (disability_certified > 0) & (disability_certified <= 2) & (standing == "none") & (person_standing == "none") & (died_on > on)


EXAMPLES = """
- name: Ordinary. A second-grade certificate in a family without a standing
  date: 2026-11-02
  region: "370702"
  area: urban
  household: {standing: none}
  members: [{disability_certified: 0, person_standing: none}, {disability_certified: 2, person_standing: none}]
  expect: {new_severe_disability: [false, true]}
- name: Boundary. Grade three is not severe
  date: 2026-11-02
  region: "370702"
  area: urban
  household: {standing: none}
  members: [{disability_certified: 3, person_standing: none}]
  expect: {new_severe_disability: [false]}
- name: Covered. The family receives already
  date: 2026-11-02
  region: "370702"
  area: urban
  household: {standing: dibao}
  members: [{disability_certified: 1, person_standing: none}]
  expect: {new_severe_disability: [false]}
- name: Too late. Whoever has died needs nobody at the door for this
  date: 2026-11-02
  region: "370702"
  area: urban
  household: {standing: none}
  members: [{disability_certified: 1, person_standing: none, died_on: 2026-10-20}]
  expect: {new_severe_disability: [false]}
- name: Unknown. Nobody knows whether somebody is disabled
  date: 2026-11-02
  region: "370702"
  area: urban
  household: {standing: none}
  members: [{disability_certified: unknown, person_standing: none}]
  expect: {new_severe_disability: [unknown]}
"""
