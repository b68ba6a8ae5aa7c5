"""一位母亲: she comes to the window with nothing but her word, is asked only what she alone can know, is helped, and the money arrives."""

from collections.abc import Callable
from datetime import timedelta

from doudi.registry.actions import Declared
from tests.journeys.county import County
from tests.journeys.paying import pay_next_month
from tests.journeys.seat import Seat
from tests.journeys.window import apply_by_form, decide, family_without_help, investigate, opine, send_up, tell, the_application


def test_a_mother_applies_and_receives(county: County, seat: Callable[[str], Seat]) -> None:
    family = family_without_help(county, "mother", lambda living: any(is_mother(one, living, county) for one in living))
    mother = next(one.person for one in family.members if is_mother(one, family.members, county))
    clerk = seat(f"示例·{family.town}经办一")
    clerk.open(f"/apply/{family.household_id}")
    declared = [
        Declared(mother.pk, "wage", amount=600_000),
        Declared(None, "financial_assets", amount=300_000),
        Declared(None, "homes", amount=1),
    ]
    apply_by_form(clerk, mother, declared)
    page = f"/applications/{the_application(family.household_id)}"
    county.live(county.on + timedelta(days=4))  # the vehicle office answers
    clerk.open(page)
    assert "最低生活保障" in clerk.text and "收入" in clerk.text
    investigate(clerk, f"示例·{family.town}经办二", "入户查看，孩子在校，母亲打零工，与申报一致。")
    second, reviewer = seat(f"示例·{family.town}经办三"), seat("示例·县级审核一")
    opine(second, page, "同意：最低生活保障家庭")
    second.press("张贴公示")
    send_up(county, second, page)
    decide(reviewer, page, "同意：最低生活保障家庭")
    tell(clerk, page)
    pay_next_month(county, seat, family.household_id)
    clerk.open(f"/families/{family.household_id}")
    assert "低保" in clerk.text and "已到账" in clerk.text
    clerk.look("family-mother")


def is_mother(one: object, living: list[object], county: County) -> bool:
    """A woman of working age with a child under sixteen in a small household."""
    years = county.on.year
    is_woman = one.person.sex == "female" and 24 <= years - one.person.born_on.year <= 45
    return is_woman and len(living) <= 3 and any(years - other.person.born_on.year < 15 for other in living)
