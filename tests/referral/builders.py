"""造出来的转介: referrals in any state for the tests of rooms that send or answer them."""

from datetime import date
from itertools import count

from doudi.base.models import Officer
from doudi.referral import actions
from doudi.referral.models import Referral
from tests.people import Family, a_family

MONDAY = date(2026, 10, 12)
TOWN, COUNTY, BUREAU = "370702001", "370702", "medical_insurance"
_turn = count(1)


def a_referral(sender: Officer, family: Family | None = None, *, origin: str = "", on: date = MONDAY) -> Referral:
    """A need just sent to the medical insurance bureau (of a new family unless given)."""
    family = family or a_family(2)
    return actions.open_referral(
        route="medical_aid",
        household_id=family.household.pk,
        person_id=family.people[1].pk,
        origin=origin or f"alert:{next(_turn)}",
        need_words="近12个月医疗自付费用较高，请核实是否符合医疗救助条件。",
        officer=sender,
        on=on,
    )
