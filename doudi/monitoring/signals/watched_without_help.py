"""监测对象未纳入: the rural revitalisation office watches somebody, and the family has no standing."""

from doudi.monitoring.signal import signal


@signal(
    "防止返贫监测对象未纳入救助",
    level="yellow",
    source="民发〔2022〕83号 三(三)",
    visit_within_workdays=10,
    offer=["dibao", "temporary_relief"],
    says="{person_name}是防止返贫监测对象，风险尚未消除，这户家庭没有社会救助身份，请入户了解情况，告知救助政策。",
    about="person",
    shows=["relapse_watched", "standing", "person_standing"],
)
def watched_without_help(relapse_watched, standing, person_standing, died_on, on):
    """Watched, alive, and neither the family nor the person has a standing."""
    return relapse_watched & (standing == "none") & (person_standing == "none") & (died_on > on)


EXAMPLES = """
- name: Ordinary. Watched and without a standing
  date: 2026-11-02
  region: "370702"
  area: rural
  household: {standing: none}
  members: [{relapse_watched: true, person_standing: none}]
  expect: {watched_without_help: [true]}
- name: Boundary. The family receives already
  date: 2026-11-02
  region: "370702"
  area: rural
  household: {standing: dibao}
  members: [{relapse_watched: true, person_standing: none}]
  expect: {watched_without_help: [false]}
- name: Over. The risk is gone
  date: 2026-11-02
  region: "370702"
  area: rural
  household: {standing: none}
  members: [{relapse_watched: false, person_standing: none}]
  expect: {watched_without_help: [false]}
- name: Unknown. Nobody has said
  date: 2026-11-02
  region: "370702"
  area: rural
  household: {standing: none}
  members: [{relapse_watched: unknown, person_standing: none}]
  expect: {watched_without_help: [unknown]}
"""
