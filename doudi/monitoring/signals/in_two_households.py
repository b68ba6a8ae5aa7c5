"""重复登记: one person stands in two households, and at least one of them is paid."""

from doudi.monitoring.signal import signal


@signal(
    "重复登记",
    about="person",
    level="red",
    source="国办发〔2023〕39号 三(四)",
    visit_within_workdays=5,
    offer=["dedupe"],
    says="{person_name}同时登记在 {households_registered} 户家庭（户号 {household_numbers}），"
    "其中 {paid_households} 户正在领取待遇，请核实其实际共同生活的家庭。",
    shows=["households_registered", "paid_households", "standing", "person_standing"],
    across_households=True,
)
def in_two_households(households_registered, paid_households):
    """Whoever is counted in two households is paid for twice, or keeps one family from what it is due: which one is right is found at the door.

    The finding is one for the person: it stands with the household that is paid, and belongs to the county when they lie in different towns.
    The cause is the person with these households: a third one is new.
    """
    return (households_registered > 1) & (paid_households > 0)


EXAMPLES = """
- name: Ordinary. Registered twice, one of them paid
  date: 2026-11-02
  region: "370702"
  area: urban
  household: {standing: dibao}
  members: [{households_registered: 1, paid_households: 1}, {households_registered: 2, paid_households: 1}]
  expect: {in_two_households: [false, true]}
- name: Boundary. Registered twice, nobody paid
  date: 2026-11-02
  region: "370702"
  area: urban
  members: [{households_registered: 2, paid_households: 0}]
  expect: {in_two_households: [false]}
- name: Unknown. How many households is not known
  date: 2026-11-02
  region: "370702"
  area: urban
  members: [{households_registered: unknown, paid_households: 1}]
  expect: {in_two_households: [unknown]}
"""
