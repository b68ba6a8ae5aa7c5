"""名下有非豁免车辆: the vehicle office knows of a vehicle that local rules do not exempt."""

from doudi.monitoring.signal import signal
from doudi.policy import any_of, household, person, total

SOURCE = "国办发〔2023〕39号 三(四)；社会救助法 第四十六条第二款"


@person("在世", source=SOURCE)
def is_alive(died_on, on):
    """Nobody is asked about the vehicles of the dead, and what is not known of them hides nothing."""
    return died_on > on


@household("核对到的非豁免车辆数", source=SOURCE)
def vehicles_seen_in_household(vehicles_seen, is_alive):
    """Vehicles of the living members by the answered request; unknown until every one of them has been asked about."""
    return total(vehicles_seen, where=is_alive)


@person("本人有救助身份", source=SOURCE)
def has_own_standing(person_standing):
    """A standing of one person (特困人员, 单人保) is not the household's."""
    return person_standing != "none"


@signal(
    "名下有非豁免车辆",
    level="orange",
    source=SOURCE,
    visit_within_workdays=10,
    offer=["review"],
    says="车辆管理部门核对到这户家庭名下有 {vehicles_seen_in_household} 辆不属于豁免范围的机动车，请入户核实用途和价值，听取家庭意见。",
    shows=["vehicles_seen", "vehicles_seen_in_household", "standing"],
    step="vehicles_seen_in_household",
    rests_months=12,
)
def nonexempt_vehicle(vehicles_seen_in_household, standing, has_own_standing):
    """A family with a standing may own what its standing does not allow: somebody looks, and hears the family, before anything is decided.

    A vehicle of an applicant is seen by the application's own check. One more vehicle is a new cause; the same number is looked at again
    after a year, as families are reviewed (57号 第三十一条).
    """
    return (vehicles_seen_in_household > 0) & ((standing != "none") | any_of(has_own_standing))


EXAMPLES = """
- name: Ordinary. One vehicle in a dibao family
  date: 2026-11-02
  region: "370702"
  area: urban
  household: {standing: dibao}
  members: [{vehicles_seen: 0}, {vehicles_seen: 1}]
  expect: {nonexempt_vehicle: true, vehicles_seen_in_household: 1}
- name: A dead member's vehicles are not known, and that hides nothing
  date: 2026-11-02
  region: "370702"
  area: urban
  household: {standing: dibao}
  members: [{vehicles_seen: unknown, died_on: 2026-10-20}, {vehicles_seen: 1}]
  expect: {nonexempt_vehicle: true, vehicles_seen_in_household: 1}
- name: Boundary. Asked, and none found
  date: 2026-11-02
  region: "370702"
  area: urban
  household: {standing: dibao}
  members: [{vehicles_seen: 0}, {vehicles_seen: 0}]
  expect: {nonexempt_vehicle: false}
- name: No standing. A family that receives nothing is nobody's business here
  date: 2026-11-02
  region: "370702"
  area: urban
  household: {standing: none}
  members: [{vehicles_seen: 2, person_standing: none}]
  expect: {nonexempt_vehicle: false}
- name: A tekun person's standing is that person's alone, and counts
  date: 2026-11-02
  region: "370702"
  area: urban
  household: {standing: none}
  members: [{vehicles_seen: 1, person_standing: tekun}]
  expect: {nonexempt_vehicle: true}
- name: Unknown. Not asked, or not answered
  date: 2026-11-02
  region: "370702"
  area: urban
  household: {standing: dibao}
  members: [{vehicles_seen: 0}, {vehicles_seen: unknown}]
  expect: {nonexempt_vehicle: unknown}
"""
