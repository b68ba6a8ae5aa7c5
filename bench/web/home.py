"""被测的县: a home with a county's register and officers, made once for each size and kept; every run works on a copy of its database."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from pathlib import Path

from bench.homes import copied

START = date(2026, 10, 12)
SHARE = 0.019
"""How many of the people receive: Shandong's own share, not the demonstration's denser one."""
TOWNSHIP, COUNTY, FINANCE, INSPECTOR = 182, 12, 4, 2
"""Two hundred officers by role."""
ALERTS, APPLICATIONS = 1_400, 210
"""Open work of a million people at the start; fewer people have less, one alert for twenty of them at most. A run signs for and visits some of the alerts."""


def opened(people: int, *, say: Callable[[str], None]) -> AbstractContextManager[Path]:
    """The home of so many people, a fresh copy of it in use."""
    return copied(f"web-{people}", lambda home: _fill(home, people), words=f"编造一个 {people:,} 人的县，装入登记库", say=say)


def _fill(home: Path, people: int) -> None:
    from doudi.base.access import acting_as_system
    from doudi.sandbox.calibration import COUNTY as COUNTY_CODE
    from doudi.sandbox.city import make_city
    from doudi.sandbox.opening import take_in

    make_city(people=people, to=home / "city", start=START, days=1, low_income_share=SHARE)
    with acting_as_system(COUNTY_CODE[:4]):
        take_in(home / "city", on=START - timedelta(days=1))
        _open_work(_officers(), alerts=min(ALERTS, people // 20), applications=min(APPLICATIONS, people // 100))


def _officers() -> dict[str, list[object]]:
    """Two hundred, the townships' in turn; by place."""
    from doudi.base import regions
    from doudi.base.models import Officer
    from doudi.sandbox.calibration import COUNTY as COUNTY_CODE

    towns = regions.children_of(COUNTY_CODE)
    roles = [("township", towns[number % len(towns)]) for number in range(TOWNSHIP)]
    roles += [(role, COUNTY_CODE) for role, count in (("county", COUNTY), ("finance", FINANCE), ("inspector", INSPECTOR)) for _ in range(count)]
    Officer.objects.bulk_create(
        [
            Officer(username=f"bench{number:03d}", name=f"示例{number:03d}", role_id=role, region=region, unit=regions.name_of(region))
            for number, (role, region) in enumerate(roles)
        ]
    )
    places: dict[str, list[object]] = {}
    for officer in Officer.objects.filter(username__startswith="bench").order_by("id"):
        places.setdefault(officer.region, []).append(officer)
    return places


def _open_work(officers: dict[str, list[object]], *, alerts: int, applications: int) -> None:
    """Alerts that wait for their township, and applications just accepted; on families here and there in the county."""
    from doudi.base.workdays import workdays_after
    from doudi.benefits import queries as benefits
    from doudi.casework import actions as casework
    from doudi.flows.clock import today
    from doudi.monitoring.models import Alert
    from doudi.registry.models import Household, Membership

    on = today()
    households = Household.objects.order_by("number")
    step = max(households.count() // (alerts + 4 * applications), 1)
    chosen = list(households[::step])
    Alert.objects.bulk_create(
        [
            Alert(
                signal="heavy_medical_spending",
                household=household,
                cause=f"bench:{number}",
                cause_key=f"bench:{number}",
                level=("red", "orange", "yellow")[number % 3],
                region=household.region,
                raised_on=on,
                due_on=workdays_after(on, number % 6),
                words=f"近12个月医疗自付 {30_000 + 7 * number:,}.00 元。",
            )
            for number, household in enumerate(chosen[:alerts])
        ]
    )
    receiving = set(benefits.standings_in_force(on).values_list("household_id", flat=True))
    accepted = 0
    for household in chosen[alerts:]:
        if accepted == applications or household.pk in receiving:
            continue
        head = Membership.objects.filter(household=household, until_on=None, relation="head", person__died_on=None).first()
        if head is None:
            continue
        colleagues = officers[household.region[:9]]
        officer = colleagues[accepted % len(colleagues)]
        casework.accept(household_id=household.pk, applicant_id=head.person_id, declared=[], origin="window", officer=officer, on=on)
        accepted += 1
