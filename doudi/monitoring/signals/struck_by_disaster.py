"""住房受灾: a natural disaster has brought down or gravely damaged the home of somebody in this family."""

from doudi.monitoring.signal import signal


@signal(
    "住房因灾损坏",
    level="red",
    source="社会救助法 第四十九条",
    visit_within_workdays=2,
    offer=["temporary_relief", "dibao"],
    says="应急管理部门报来{person_name}家中 {rooms_damaged} 间住房因灾倒塌或者严重损坏，请入户了解安置和生活情况。",
    about="person",
    shows=["rooms_damaged", "standing"],
    rests_months=12,
)
def struck_by_disaster(rooms_damaged, died_on, on):
    """Rooms lost, whatever standing the family has: relief for disasters comes besides and by its own rules."""
    return (rooms_damaged > 0) & (died_on > on)


EXAMPLES = """
- name: Ordinary. Three rooms
  date: 2026-11-02
  region: "370702"
  area: rural
  household: {standing: none}
  members: [{rooms_damaged: 3}]
  expect: {struck_by_disaster: [true]}
- name: Boundary. No room
  date: 2026-11-02
  region: "370702"
  area: rural
  household: {standing: none}
  members: [{rooms_damaged: 0}]
  expect: {struck_by_disaster: [false]}
- name: Unknown. Nobody has said
  date: 2026-11-02
  region: "370702"
  area: rural
  household: {standing: none}
  members: [{rooms_damaged: unknown}]
  expect: {struck_by_disaster: [unknown]}
"""
