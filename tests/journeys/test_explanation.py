"""规则说明: every number of a sum opens, by keyboard, on a desk and on a phone, and nothing of it is wider than the window."""

from collections.abc import Callable

from doudi.base.access import acting_as_system
from doudi.benefits.models import Standing
from doudi.casework import queries as cases
from tests.journeys.county import COUNTY, County
from tests.journeys.seat import Seat


def _a_family_with_sums(county: County) -> int:
    """A family with help of whom everything needed is known."""
    with acting_as_system(COUNTY):
        families = Standing.objects.filter(until_on=None, kind="dibao").order_by("household_id").values_list("household_id", flat=True)
        return next(family for family in families.iterator() if family and cases.assess_household(family, on=county.on).tier)


def test_numbers_open_by_keyboard(county: County, seat: Callable[[str], Seat]) -> None:
    at = seat("示例·县级审核一")
    assert at.open(f"/families/{_a_family_with_sums(county)}").status == 200
    numbers = at.page.locator("details.opens > summary")
    count = numbers.count()
    assert count > 5
    assert at.page.locator("details.opens[open]").count() == 0
    numbers.first.focus()
    at.page.keyboard.press("Enter")
    assert at.page.locator("details.opens[open]").count() == 1
    at.look("explanation")
    for place in range(count):
        if not numbers.nth(place).evaluate("one => one.parentElement.open"):
            numbers.nth(place).click()
    for words in at.page.locator("details.passage > summary, details.by-law > summary").all():
        words.click()
    assert at.page.locator(".opened .passage blockquote").first.is_visible()
    assert "60日内" in at.text and "怎样向家庭说明" in at.text
    at.look("explanation-open")
