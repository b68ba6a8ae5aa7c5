"""指标: every number says what it counts, agrees with a hand count, and is everybody's own region's."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from pytest_django.plugin import DjangoDbBlocker

from doudi.analysis.metrics import METRICS, measure
from doudi.analysis.series import by_day
from doudi.base.access import acting, acting_as_system
from doudi.base.models import Officer
from doudi.benefits.models import Award, PayLine, Standing
from doudi.casework.models import Application, Decision
from doudi.monitoring.models import Alert, Visit
from doudi.referral.models import Referral
from doudi.sandbox.demo import Plan
from doudi.verification.models import Delivery, WaitingRow
from tests.databases import Clone
from tests.played import at_home, play_all

PLAN = Plan(people=1_200, days=9, seed=6, start=date(2026, 10, 30))
SINCE, ON = PLAN.start, PLAN.ends


@pytest.fixture(scope="module")
def a_week(django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Nine days with a payday in them."""
    home = tmp_path_factory.mktemp("week")
    with django_db_blocker.unblock(), Clone("week"), at_home(home):
        play_all(PLAN)
        yield home


def within(day: date | None) -> bool:
    return day is not None and SINCE <= day <= ON


def in_force(since: date, until: date | None) -> bool:
    return since <= ON and (until is None or until > ON)


def by_hand() -> dict[str, int]:
    """The same numbers, counted one by one."""
    deliveries = [one for one in Delivery.objects.all() if within(one.received_on)]
    alerts, applications, referrals = list(Alert.objects.all()), list(Application.objects.all()), list(Referral.objects.all())
    decisions = [one for one in Decision.objects.all() if within(one.decided_on)]
    awards = [one for one in Award.objects.all() if in_force(one.from_month, one.until_month)]
    paid = [one for one in PayLine.objects.all() if one.state == "paid" and within(one.answered_on)]
    return {
        "rows_received": sum(one.rows for one in deliveries),
        "rows_quarantined": sum(one.quarantined for one in deliveries),
        "matched": sum(one.accepted for one in deliveries),
        "waiting_for_person": sum(one.waiting for one in deliveries),
        "waiting_now": len([one for one in WaitingRow.objects.all() if one.settled_on is None]),
        "alerts": len([one for one in alerts if within(one.raised_on)]),
        "visited": len([one for one in Visit.objects.all() if within(one.on)]),
        "concluded": len([one for one in alerts if within(one.concluded_on)]),
        "alerts_open": len([one for one in alerts if one.state != "concluded"]),
        "applications": len([one for one in applications if within(one.accepted_on)]),
        "applications_open": len([one for one in applications if one.closed_on is None]),
        "decisions": len(decisions),
        "granted": len([one for one in decisions if one.outcome == "grant"]),
        "standings": len([one for one in Standing.objects.all() if in_force(one.from_on, one.until_on)]),
        "awards": len(awards),
        "awards_fen": sum(one.amount_fen for one in awards),
        "payments": len(paid),
        "paid_fen": sum(one.amount_fen for one in paid),
        "held": len([one for one in PayLine.objects.all() if one.state == "held"]),
        "referrals": len([one for one in referrals if within(one.opened_on)]),
        "answered": len([one for one in referrals if within(one.completed_on)]),
        "escalated": len([one for one in referrals if within(one.escalated_on)]),
    }


def test_every_number_has_a_name_a_definition_and_a_unit_once() -> None:
    assert len({metric.code for metric in METRICS}) == len({metric.title for metric in METRICS}) == len(METRICS)
    for metric in METRICS:
        assert len(metric.definition) > len(metric.title), metric.code
        assert metric.unit in ("条", "次", "件", "个", "项", "分", "笔")
        assert metric.unit == "分" or not metric.code.endswith("_fen")


def test_every_number_agrees_with_a_hand_count(a_week: Path) -> None:
    with acting_as_system():
        measured = measure(since=SINCE, on=ON)
        assert measured == by_hand()
    happened = {code for code, number in measured.items() if number}
    assert {"rows_received", "matched", "alerts", "visited", "concluded", "decisions", "standings", "awards_fen", "payments", "paid_fen"} <= happened


def test_a_hand_count_sees_what_a_number_leaves_out(a_week: Path) -> None:
    """The control: of another period the numbers are others."""
    with acting_as_system():
        assert measure(since=SINCE, on=ON - timedelta(days=3)) != by_hand()


def test_every_office_has_its_own_part_and_the_parts_are_the_whole(a_week: Path) -> None:
    with acting_as_system("370702"):
        whole = measure(since=SINCE, on=ON)
        crossing = Alert.objects.filter(region="370702").count()
        towns = list(Officer.objects.filter(username__startswith="town", username__endswith="-1"))
    parts = []
    for officer in towns:
        with acting(officer):
            parts.append(measure(since=SINCE, on=ON))
    for code in ("decisions", "standings", "awards", "awards_fen", "payments", "paid_fen"):
        assert sum(part[code] for part in parts) == whole[code], code
    assert sum(part["alerts"] for part in parts) == whole["alerts"] - crossing
    assert all(part["awards"] < whole["awards"] for part in parts)


def test_a_stranger_counts_nothing(a_week: Path, officer_elsewhere: Officer) -> None:
    with acting(officer_elsewhere):
        assert set(measure(since=SINCE, on=ON).values()) == {0}
        assert {(day.raised, day.concluded, day.decided, day.answered) for day in by_day(since=SINCE, on=ON)} == {(0, 0, 0, 0)}


@pytest.fixture
def officer_elsewhere(a_week: Path) -> Iterator[Officer]:
    """A county officer of another county."""
    officer = Officer.objects.create(username="elsewhere", name="别县审核", role_id="county", region="370781")
    yield officer
    officer.delete()


def test_days_add_up_to_the_period(a_week: Path) -> None:
    with acting_as_system():
        days, whole = by_day(since=SINCE, on=ON), measure(since=SINCE, on=ON)
    assert [day.on for day in days] == [SINCE + timedelta(days=turn) for turn in range(PLAN.days)]
    pairs: tuple[tuple[str, Callable[..., int]], ...] = (
        ("alerts", lambda day: day.raised),
        ("concluded", lambda day: day.concluded),
        ("decisions", lambda day: day.decided),
        ("answered", lambda day: day.answered),
    )
    assert {code: sum(map(of, days)) for code, of in pairs} == {code: whole[code] for code, _ in pairs}
