"""对公示提出异议: a resident finds a notice from the city down and objects by its number; it comes down, the family is looked at again, and is helped.

It comes first of the journeys: a county of this size posts few notices, and the others need its cases too.
"""

import re
from collections.abc import Callable
from datetime import timedelta

from playwright.sync_api import Browser

from doudi.base import regions
from doudi.base.access import acting_as_system
from doudi.base.models import Officer
from doudi.casework.models import Application
from doudi.sandbox.calibration import COUNTY
from tests.journeys.county import County
from tests.journeys.seat import Seat

WORDS = "他家的儿子在外地务工，请核实。"


def test_a_resident_objects_to_a_notice(county: County, chromium: Browser, width: int, seat: Callable[[str], Seat]) -> None:
    notice = a_notice(county)
    with acting_as_system(COUNTY):
        town, name = notice.region[:9], notice.applicant.name
        clerks = [one.name for one in Officer.objects.filter(region=town, role_id="township").order_by("id")]
    resident = Seat(chromium, county.address, width)
    resident.open("/notices")
    resident.look("notices-city")
    for place in (notice.region[:6], town, notice.region):
        assert name not in resident.text
        resident.link(regions.name_of(place))
    assert name in resident.text and notice.number in resident.text
    resident.look("notices-village")
    resident.link("提出异议")
    resident.page.get_by_label("异议内容").fill(WORDS)
    resident.look("object-online")
    resident.press("提交异议")
    assert "回执号" in resident.text
    assert resident.context.cookies() == [], "nobody who reads or objects is followed"

    clerk = seat(clerks[0])
    clerk.open("/queue")
    assert "网上异议" in clerk.text
    clerk.open("/wall")
    clerk.look("wall")
    clerk.page.locator("a[href^='/objections/']").last.click()
    clerk.page.wait_for_url(re.compile("/objections/"))
    assert WORDS in clerk.text
    clerk.look("objection")
    clerk.press("登记为公示异议")
    assert "公示已撤下" in clerk.text
    resident.open(f"/notices/{notice.region}")
    assert notice.number not in resident.text

    clerk.open(f"/applications/{notice.pk}")
    assert "公示有异议，待复查" in clerk.text
    clerk.page.get_by_label(clerks[1]).first.check()
    clerk.page.locator("#investigate-findings").fill("再次入户并走访邻里：其子的收入已经计入，所反映情况不影响认定。")
    clerk.press("重新调查")
    assert "已调查，待初审" in clerk.text
    resident.context.close()


def a_notice(county: County) -> Application:
    """One that hangs; the county goes on with its days until there is one."""
    for _ in range(14):
        with acting_as_system(COUNTY):
            hanging = Application.objects.select_related("applicant").filter(state="noticed", notice_last_on__gte=county.on)
            if notice := hanging.exclude(household_id__in=county.left.values()).order_by("-pk").first():
                return notice
        county.live(county.on + timedelta(days=1))
    raise AssertionError("nothing hangs in this county")
