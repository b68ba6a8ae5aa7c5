"""发放日: the list is made by the clock; every township, the county and finance sign on their pages; the bank answers."""

from collections.abc import Callable
from datetime import date, timedelta

from doudi.base.access import acting_as_system
from doudi.base.models import Officer
from doudi.benefits.models import PayLine
from doudi.sandbox.calibration import COUNTY
from tests.journeys.county import County
from tests.journeys.seat import Seat


def pay_next_month(county: County, seat: Callable[[str], Seat], household_id: int) -> date:
    """The month after the county's day, from its list to the bank's answer; the first day of that month."""
    month = (county.on.replace(day=1) + timedelta(days=31)).replace(day=1)
    county.live(month - timedelta(days=1))
    county.pays = False
    county.live(month.replace(day=2))
    with acting_as_system(COUNTY):
        line = PayLine.objects.get(household_id=household_id, month=month)
        towns = sorted({region[:9] for region in PayLine.objects.filter(run=line.run).values_list("region", flat=True)})
        signers = [signer(town) for town in towns]
    page = f"/payday/runs/{line.run_id}"
    for name in signers:
        signing = seat(name)
        signing.open(page)
        signing.press("核对本乡镇名册并签字")
    county.live(month.replace(day=3))
    reviewer = seat("示例·县级审核二")
    reviewer.open("/payday")
    reviewer.look("payday")
    reviewer.open(page)
    reviewer.press("审核签字并定稿")
    finance = seat("示例·财务一")
    finance.open(page)
    finance.look("pay-run")
    finance.press("放款")
    county.live(month.replace(day=5))  # the bank's answer comes on the next working day
    finance.open(page)
    assert "已到账" in finance.text
    with acting_as_system(COUNTY):
        assert [one.state for one in PayLine.objects.filter(household_id=household_id, month=month)] == ["paid"]
    return month


def signer(town: str) -> str:
    """A township officer's name, to sit down as."""
    return str(Officer.objects.filter(region=town, role_id="township").order_by("id").first().name)
