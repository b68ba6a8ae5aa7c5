"""发放日: the list is made by the clock; every township, the county and finance sign on their pages; the bank answers."""

from collections.abc import Callable
from datetime import date, timedelta

from doudi.base.access import acting_as_system
from doudi.base.models import Officer
from doudi.base.workdays import workdays_after
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
    run_id = _signed_by_towns(county, seat, household_id, month)
    page = f"/payday/runs/{run_id}"
    county.live(month.replace(day=3))
    _released(seat, page)
    county.live(month.replace(day=5))  # the bank's answer comes on the next working day
    _arrived(seat, page, household_id, month)
    return month


def pay_once(county: County, seat: Callable[[str], Seat], household_id: int) -> None:
    """What was decided once: its own run stands the next working day, is signed and let go the same day, and answered the next."""
    played, county.pays = county.pays, False
    county.live(next_workday(county.on))
    month = county.on.replace(day=1)
    run_id = _signed_by_towns(county, seat, household_id, month)
    page = f"/payday/runs/{run_id}"
    _released(seat, page)
    released_on = county.on
    county.live(next_workday(released_on))
    _arrived(seat, page, household_id, month)
    county.pays = played


def next_workday(on: date) -> date:
    return workdays_after(on, 1)


def _signed_by_towns(county: County, seat: Callable[[str], Seat], household_id: int, month: date) -> int:
    with acting_as_system(COUNTY):
        line = PayLine.objects.filter(household_id=household_id, month=month).latest("pk")
        towns = sorted({region[:9] for region in PayLine.objects.filter(run=line.run).values_list("region", flat=True)})
        signers = [signer(town) for town in towns]
    for name in signers:
        signing = seat(name)
        signing.open(f"/payday/runs/{line.run_id}")
        signing.press("核对本乡镇名册并签字")
    return int(line.run_id)


def _released(seat: Callable[[str], Seat], page: str) -> None:
    reviewer, finance = seat("示例·县级审核二"), seat("示例·财务一")
    reviewer.open("/payday")
    reviewer.look("payday")
    reviewer.open(page)
    reviewer.press("审核签字并定稿")
    finance.open(page)
    finance.look("pay-run")
    finance.press("放款")


def _arrived(seat: Callable[[str], Seat], page: str, household_id: int, month: date) -> None:
    finance = seat("示例·财务一")
    finance.open(page)
    assert "已到账" in finance.text
    with acting_as_system(COUNTY):
        assert PayLine.objects.filter(household_id=household_id, month=month).latest("pk").state == "paid"


def signer(town: str) -> str:
    """A township officer's name, to sit down as."""
    return str(Officer.objects.filter(region=town, role_id="township").order_by("id").first().name)
