"""领取待遇人员死亡: somebody in a family that is paid every month has died."""

from doudi.monitoring.signal import signal


@signal(
    "领取待遇人员死亡",
    about="person",
    level="red",
    source="民发〔2022〕83号 一(三)",
    visit_within_workdays=3,
    offer=["review"],
    says="{person_name}已于{died_on}死亡，所在家庭仍在领取救助待遇，请入户核实；按规定应当自死亡之日起3个月内办完增发、减发、停发等手续。",
    shows=["died_on", "standing", "person_standing"],
)
def death_of_recipient(died_on, paid_households, standing, person_standing, on):
    """A household that receives a monthly award has lost a member: it is visited, and what it receives is reviewed within three months.

    The death stops nothing by itself: whoever is left is heard first (社会救助法 第四十八条). The cause is the person, once and for ever.
    """
    return (died_on <= on) & (paid_households > 0) & ((standing != "none") | (person_standing != "none"))


EXAMPLES = """
- name: Ordinary. The second member of a paid household died yesterday
  date: 2026-11-02
  region: "370702"
  area: urban
  household: {standing: dibao}
  members: [{paid_households: 1, person_standing: none}, {paid_households: 1, person_standing: none, died_on: 2026-11-01}]
  expect: {death_of_recipient: [false, true]}
- name: Boundary. A death on the day itself counts, one dated tomorrow does not yet
  date: 2026-11-02
  region: "370702"
  area: urban
  household: {standing: dibao}
  members: [{paid_households: 1, person_standing: none, died_on: 2026-11-02}, {paid_households: 1, person_standing: none, died_on: 2026-11-03}]
  expect: {death_of_recipient: [true, false]}
- name: Tekun. The standing is the person's own
  date: 2026-11-02
  region: "370702"
  area: rural
  household: {standing: none}
  members: [{paid_households: 1, person_standing: tekun, died_on: 2026-10-20}]
  expect: {death_of_recipient: [true]}
- name: Nobody pays. A death in a family without an award raises nothing
  date: 2026-11-02
  region: "370702"
  area: urban
  household: {standing: marginal}
  members: [{paid_households: 0, person_standing: none, died_on: 2026-11-01}]
  expect: {death_of_recipient: [false]}
- name: Unknown. Whether the person is alive is not known
  date: 2026-11-02
  region: "370702"
  area: urban
  household: {standing: dibao}
  members: [{paid_households: 1, person_standing: none, died_on: unknown}]
  expect: {death_of_recipient: [unknown]}
"""
