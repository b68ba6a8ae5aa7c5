"""办案: a family everything is known of, the officers of its town and county, and an application brought as far as asked."""

from dataclasses import dataclass
from datetime import date, timedelta

from doudi.base.models import Officer
from doudi.base.workdays import workdays_after
from doudi.benefits import actions as benefits
from doudi.casework import actions
from doudi.casework.models import Application
from doudi.registry import actions as registry
from doudi.registry.actions import Declared
from tests.people import VILLAGE, Family, a_family

ON = date(2026, 10, 12)  # a Monday, the first working day after the holidays
TOWN = VILLAGE[:9]
SURVEYED, OPINED, POSTED = ON + timedelta(days=1), ON + timedelta(days=2), ON + timedelta(days=3)
LAST_OF_NOTICE = date(2026, 10, 22)
SUBMITTED, DECIDED = date(2026, 10, 23), date(2026, 10, 26)


@dataclass(frozen=True)
class Staff:
    """Those who work on a case: three of the town, two of the county."""

    clerk: Officer
    surveyor: Officer
    second: Officer
    reviewer: Officer
    visitor: Officer


def staff(officer_of, town: str = TOWN) -> Staff:
    """The officers of a town and its county."""
    return Staff(*(officer_of("township", town) for _ in range(3)), *(officer_of("county", town[:6]) for _ in range(2)))


def yearly_wages(family: Family, yuan_a_month: int) -> list[Declared]:
    """The head earns this much a month, nobody else earns anything."""
    return [Declared(family.head.pk, "wage", amount=yuan_a_month * 12 * 100)]


def vehicles_answered(family: Family, *, on: date = ON, seen: int = 0) -> None:
    """The department has answered: so many vehicles of the head, none of the others."""
    for person in family.people:
        amount = seen if person == family.head else 0
        registry.record_fact(person_id=person.pk, name="vehicles_seen", amount=amount, source="vehicles", ref=f"test/{person.pk}", on=on)


def a_poor_family(members: int = 3, *, region: str = VILLAGE, on: date = ON) -> Family:
    """An urban family of whom the vehicles department says: none."""
    family = a_family(members, region=region)
    vehicles_answered(family, on=on)
    return family


def applied(family: Family, people: Staff, *, wage: int = 1000, on: date = ON, relatives: str = "", origin: str = "window") -> Application:
    """Accepted; with the wage of 1,000 a month, three people have 2,030 yuan to the illustrative standard of 1,010 each."""
    return actions.accept(
        household_id=family.household.pk,
        applicant_id=family.head.pk,
        declared=yearly_wages(family, wage),
        origin=origin,
        officer=people.clerk,
        on=on,
        relatives=relatives,
    )


def surveyed(application: Application, people: Staff, *, on: date = SURVEYED, facts: tuple[Declared, ...] = ()) -> Application:
    """Investigated by two."""
    actions.investigate(application_id=application.pk, officers=[people.surveyor, people.second], findings="家中情况与申报一致。", facts=facts, on=on)
    return fresh(application)


def opined(application: Application, people: Staff, *, outcome: str = "grant", kind: str = "dibao", reason: str = "", on: date = OPINED) -> Application:
    """With the township's opinion."""
    return actions.give_opinion(application_id=application.pk, outcome=outcome, kind=kind, reason=reason, second=people.second, officer=people.surveyor, on=on)


def submitted(family: Family, people: Staff, *, wage: int = 1000, kind: str = "dibao", relatives: str = "", origin: str = "window") -> Application:
    """Before the county, its notice having hung for seven days without objection."""
    application = opined(surveyed(applied(family, people, wage=wage, relatives=relatives, origin=origin), people), people, kind=kind)
    actions.post_notice(application_id=application.pk, officer=people.clerk, on=POSTED)
    return actions.submit(application_id=application.pk, officer=people.clerk, on=SUBMITTED)


def granted(family: Family, people: Staff, *, wage: int = 1000, kind: str = "dibao") -> Application:
    """Decided: the family is helped."""
    application = submitted(family, people, wage=wage, kind=kind)
    actions.decide(application_id=application.pk, outcome="grant", kind=kind, officer=people.reviewer, on=DECIDED)
    return fresh(application)


def fresh(application: Application) -> Application:
    """The application as the database has it now."""
    return Application.objects.get(pk=application.pk)


def an_account(family: Family, officer: Officer, *, on: date = ON) -> int:
    """The head's account, by id."""
    account = benefits.open_account(
        person_id=family.head.pk, bank="示例银行", number=f"62{family.head.pk:016d}", holder_name=family.head.name, opened_on=on, officer=officer, on=on
    )
    return int(account.pk)


def workday(count: int, since: date = ON) -> date:
    """The last day of a term of so many working days."""
    return workdays_after(since, count)
