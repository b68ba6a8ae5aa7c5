"""窗口: a family speaks and the clerk types it into the form, as every story that begins with an application does."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq

from doudi.base import regions
from doudi.base.access import acting_as_system
from doudi.benefits import queries as benefits
from doudi.casework import queries as cases
from doudi.casework.models import Application
from doudi.monitoring import queries as monitoring
from doudi.policy.rule import MONEY, YESNO
from doudi.registry import queries as registry
from doudi.registry.actions import Declared
from doudi.registry.models import Household
from doudi.sandbox.calibration import COUNTY
from doudi.sandbox.officers.cast import PASSWORD
from doudi.web.console.intake import BY_ROW, HOUSEHOLD_SECTIONS, PERSON_SECTIONS, field_of
from tests.journeys.county import County
from tests.journeys.seat import Seat

ASKED = {row for _, rows in (*PERSON_SECTIONS, *HOUSEHOLD_SECTIONS) for row in rows.split()}


@dataclass(frozen=True)
class Family:
    """A family without help and with nothing open: its household, who lives there, the name of its town as officers bear it."""

    household_id: int
    members: list[Any]
    town: str


def family_without_help(county: County, journey: str, fits: Callable[[list[Any]], bool]) -> Family:
    """The first such family whose living members fit, left to the journey from now on."""
    with acting_as_system(COUNTY):
        helped = {standing.household_id for standing in benefits.standings_in_force(county.on)}
        for home in Household.objects.exclude(pk__in=helped | set(county.left.values())).order_by("pk"):
            living = [one for one in registry.members_of(home.pk, county.on) if one.person.died_on is None]
            if fits(living) and not _drives(county, living) and not cases.find_open_application(home.pk) and not monitoring.alerts_of(home.pk).exists():
                county.left[journey] = home.pk
                return Family(home.pk, living, regions.name_of(home.region[:9])[:2])
    raise AssertionError(f"this county has no family for {journey}")


def _drives(county: County, living: list[Any]) -> bool:
    """The vehicle office would name one of them."""
    register = pq.read_table(county.city / "people.parquet", columns=["id_number", "name", "born_on"])
    owners = pq.read_table(county.city / "departments" / "vehicles.parquet", columns=["id_number"])["id_number"]
    drivers = register.filter(pc.is_in(register["id_number"], owners)).to_pylist()
    return bool({(one["name"], one["born_on"]) for one in drivers} & {(one.person.name, one.person.born_on) for one in living})


def apply_by_form(clerk: Seat, applicant: Any, declared: Iterable[Declared], *, relatives: str = "", scheme: str = "") -> None:
    """The form is open; what the family says is typed, read back, confirmed; then the account it wants to be paid to."""
    clerk.page.locator("details.asked").evaluate_all("every => every.forEach(one => one.open = true)")
    clerk.page.locator(f"input[name=applicant][value='{applicant.pk}']").check()
    for one in declared:
        if one.name in ASKED:
            field = clerk.page.locator(f"[id='{field_of(one.person_id, one.name)}']")
            if one.word is not None or BY_ROW[one.name].kind == YESNO:
                field.select_option(one.word or str(one.amount))
            else:
                field.fill(str(Decimal(one.amount or 0) / 100 if BY_ROW[one.name].kind == MONEY else one.amount))
    if scheme:
        clerk.page.locator(f"input[name=scheme][value={scheme}]").check()
    if relatives:
        clerk.page.locator("[name=relatives]").fill(relatives)
    clerk.page.locator("input[name=promise]").check()
    clerk.press("核对申报内容")
    clerk.look("apply-review")
    clerk.press("确认受理")
    assert "已受理，申请编号" in clerk.text
    form = clerk.page.locator("form[action$=name_account]")
    form.locator("xpath=ancestor::details").evaluate_all("every => every.forEach(one => one.open = true)")
    form.locator("[name=holder]").select_option(str(applicant.pk))
    form.locator("[name=bank]").fill("示例农商银行")
    form.locator("[name=number]").fill("9900112233445566778")
    clerk.press(form.get_by_role("button").inner_text())
    assert "尾号 6778" in clerk.text


def the_application(household_id: int) -> int:
    with acting_as_system(COUNTY):
        return int(Application.objects.get(household_id=household_id).pk)


def investigate(clerk: Seat, companion: str, findings: str, *, title: str = "入户调查") -> None:
    """The case is open before the clerk, who has been at the family's home with a colleague."""
    clerk.page.get_by_label(companion).check()
    clerk.page.locator("#investigate-findings").fill(findings)
    clerk.press(title)


def opine(officer: Seat, page: str, opinion: str, reason: str = "", *, title: str = "提出初审意见", second: str = "") -> None:
    officer.open(page)
    officer.page.get_by_label(opinion, exact=True).check()
    officer.page.locator("#give_opinion-reason").fill(reason)
    _checked(officer, "give_opinion", title, second)


def decide(officer: Seat, page: str, opinion: str, reason: str = "", *, title: str = "作出决定", second: str = "", is_refused: bool = False) -> None:
    officer.open(page)
    officer.page.get_by_label(opinion, exact=True).check()
    officer.page.locator("#decide-reason").fill(reason)
    if is_refused:
        officer.press(title)
        return
    _checked(officer, "decide", title, second)


def _checked(officer: Seat, verb: str, title: str, second: str) -> None:
    """Everything is shown before it is done; against the rules a colleague reads that page and types a password."""
    if second:
        officer.page.locator(f"#{verb}-second").select_option(label=second)
    officer.press(title)
    assert "还没有提交" in officer.text, officer.text
    officer.look(f"check-{verb}")
    if second:
        officer.page.locator("#second-word").fill(PASSWORD)
    officer.press("确认提交")


def send_up(county: County, officer: Seat, page: str) -> None:
    """The days pass until the notice has hung its own; the case goes to the county."""
    with acting_as_system(COUNTY):
        last = Application.objects.get(pk=int(page.rpartition("/")[2])).notice_last_on
    assert last
    county.live(last + timedelta(days=1))
    officer.open(page)
    officer.press("公示期满报送县级")
    assert "已报县级，待确认" in officer.text, officer.text


def tell(clerk: Seat, page: str, how: str = "当面送达，家庭成员签收") -> None:
    clerk.open(page)
    clerk.link("决定书", exact=True)
    clerk.look("decision")
    clerk.page.get_by_label("送达方式").fill(how)
    clerk.press("记录告知")
