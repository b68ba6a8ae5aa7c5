"""在享家庭: families of the played county that receive dibao by the rules, for journeys that begin after the confirmation."""

from dataclasses import dataclass
from typing import Any

from doudi.base import regions
from doudi.base.access import acting_as_system
from doudi.benefits import queries as benefits
from doudi.casework import queries as cases
from doudi.monitoring import queries as monitoring
from doudi.registry import queries as registry
from tests.journeys.county import County
from tests.journeys.seat import Seat

WORD = "doudi-demo"
"""Every played officer's."""


@dataclass(frozen=True)
class Receiving:
    """A family with nothing open: its household, who lives there, what it receives, and the name of its town as officers bear it."""

    household_id: int
    members: list[Any]
    amount_fen: int
    town: str


def receiving(county: County, *, least: int, skip: int = 0) -> Receiving:
    """The first family of at least so many living members, after some that other journeys have taken."""
    with acting_as_system():
        for standing in benefits.standings_in_force(county.on).filter(kind="dibao", until_on=None):
            home = standing.household_id
            busy = cases.find_open_change(home) or cases.find_open_application(home) or monitoring.alerts_of(home).exclude(state="concluded").exists()
            living = [one for one in registry.members_of(home, county.on) if one.person.died_on is None]
            if busy or len(living) < least or home in county.left.values():
                continue
            found = cases.assess_household(home, on=county.on)
            award = benefits.find_award(home, county.on)
            if found.tier == "dibao" and award and found.amount_fen == award.amount_fen and (skip := skip - 1) < 0:
                return Receiving(home, living, award.amount_fen, regions.name_of(standing.region[:9])[:2])
    raise AssertionError("this county has no such family")


def hear(clerk: Seat, change: str, name: str, words: str) -> None:
    """A colleague of whoever proposed listens to the family."""
    clerk.open(change)
    clerk.page.get_by_label(name).first.check()
    clerk.page.get_by_label("意见", exact=True).fill(words)
    clerk.press("听取意见")


def decide(reviewer: Seat, change: str, outcome: str, reason: str, *, second: str = "") -> None:
    """The county decides on a change; against the rules with a second person, who types a password."""
    reviewer.open(change)
    reviewer.page.locator(f"input[name=outcome][value={outcome}]").check()
    reviewer.page.get_by_label("理由", exact=True).fill(reason)
    if second:
        reviewer.page.get_by_label("第二人（与规则结果不同时）").select_option(label=second)
    with reviewer.page.expect_navigation():
        reviewer.page.locator("form[action$=decide_change] button").last.click()
    assert "还没有提交" in reviewer.text, reviewer.text
    reviewer.look("check-change")
    if second:
        reviewer.page.get_by_label("第二人的口令").fill(WORD)
    reviewer.press("确认提交")
