"""县里的日子: a small county at work, served as an installation serves it; its own officers leave one family to whoever sits at the browser."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from unittest import mock

from doudi.base import regions
from doudi.base.access import acting_as_system
from doudi.casework import queries as cases
from doudi.casework.models import Application
from doudi.flows.jobs import run_due_jobs
from doudi.monitoring.models import Alert
from doudi.oversight import actions as oversight
from doudi.registry import queries as registered
from doudi.sandbox import fresh_start
from doudi.sandbox.calibration import COUNTY, STANDARD
from doudi.sandbox.city import make_city
from doudi.sandbox.deliver import deliver
from doudi.sandbox.demo import Plan
from doudi.sandbox.officers import day as working_day
from doudi.sandbox.officers.cast import engage
from doudi.sandbox.officers.desk import Desk
from doudi.sandbox.officers.family import Seen, look
from doudi.sandbox.opening import take_in

PEOPLE = int(os.environ.get("DOUDI_JOURNEY_PEOPLE", "3000"))
PATIENCE = 60
WAITING = ("accepted", "investigated")


@dataclass
class County:
    """The county on its last finished day: `left` are the families its played officers do not touch, by the journey they are left for."""

    city: Path
    on: date
    address: str = ""
    left: dict[str, int] = field(default_factory=dict)
    pays: bool = True

    def live(self, until: date) -> None:
        """The days after the last one, through `until`; of each morning's alerts the journeys take what they still need."""
        while self.on < until:
            on = self.on + timedelta(days=1)
            deliver(self.city, on=on)
            run_due_jobs(on=on, region=COUNTY)
            self._spare(on)
            with acting_as_system(COUNTY), self._without_the_left():
                oversight.finish_day(on=on, region=COUNTY, counts=working_day.play_day(self.city, on=on))
            self.on = on

    def alert_left(self, journey: str) -> tuple[Alert, Seen, str]:
        """The alert of the family left for a journey, what its door shows, and the name of the town that answers for it."""
        with acting_as_system(COUNTY):
            alert = Alert.objects.select_related("household").get(household_id=self.left[journey], signal="heavy_medical_spending")
            return alert, look(self.city, alert.household.number), regions.name_of(alert.owner_region)[:2]

    def case_left(self, journey: str, fits: Callable[[Application], bool], *, days: int = 15) -> Application:
        """A case that waits for its town and fits, left from now on to whoever sits at the browser; days pass until there is one. Asked again, the same."""
        if journey in self.left:
            with acting_as_system(COUNTY):
                return Application.objects.get(household_id=self.left[journey], state__in=WAITING)
        for _ in range(days):
            with acting_as_system(COUNTY):
                waiting = Application.objects.filter(state__in=WAITING).exclude(household_id__in=self.left.values()).order_by("id")
                if case := next((one for one in waiting if fits(one)), None):
                    self.left[journey] = case.household_id
                    return case
            self.live(self.on + timedelta(days=1))
        raise AssertionError(f"in {days} days no case came that {journey} can tell of")

    def _spare(self, on: date) -> None:
        """One family whose bills outgrew what it lives on, far below the standard, may become an award; another needs medical aid, a third help at once."""
        with acting_as_system(COUNTY):
            for alert in Alert.objects.filter(signal="heavy_medical_spending", state="raised", raised_on=on).select_related("household"):
                living = [member for member in registered.members_of(alert.household_id, on) if member.person.died_on is None]
                seen = look(self.city, alert.household.number)
                line = STANDARD[alert.household.area] * 100 * 12 * len(living)
                if seen.situations.get("illness") != "hardship" or alert.household_id in self.left.values():
                    continue
                is_poor = "vehicle" not in seen.situations and seen.income_fen < line * 9 // 10
                journey = "award" if is_poor and "award" not in self.left else "referral" if "referral" not in self.left else "relief"
                self.left.setdefault(journey, alert.household_id)

    @contextmanager
    def _without_the_left(self) -> Iterator[None]:
        everything = Desk.look_over

        def others(desk: Desk, question: Callable[..., Any], *given: Any, **named: Any) -> list[Any]:
            return [(officers, one) for officers, one in everything(desk, question, *given, **named) if _family_of(one) not in self.left.values()]

        rest = {working_day.work_on_reports} if self.pays else {working_day.work_on_reports, working_day.work_on_payday}
        rounds = tuple(work for work in working_day.ROUND if work not in rest)
        with mock.patch.object(Desk, "look_over", others), mock.patch.object(working_day, "ROUND", rounds):
            yield


def marginal_can_be_told(case: Application, on: date) -> bool:
    """Nothing is unknown that the rules ask of a marginal family, no answer is waited for, nobody of the staff is a relative."""
    found = cases.assess_application(case.pk, on)
    return not case.staff_relative and not found.missing_for("marginal") and not cases.unanswered_of(case).exists()


def open_county(home: Path) -> County:
    """Made, loaded and staffed, on the evening before its first day, in the database and the home of now."""
    plan = Plan(people=PEOPLE, days=45)
    fresh_start.claim(people=plan.people, days=plan.days, seed=plan.seed)
    city = home / "city"
    make_city(people=plan.people, to=city, seed=plan.seed, start=plan.start, days=plan.days)
    eve = plan.start - timedelta(days=1)
    with acting_as_system(COUNTY[:4]):
        take_in(city, on=eve)
        engage()
    return County(city, eve)


@contextmanager
def served(env: dict[str, str], log: Path) -> Iterator[str]:
    """The pages on a free port of this machine, as `doudi serve` runs them; the address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "doudi.web.wsgi:application", f"--bind=127.0.0.1:{port}", "--threads=4", "--no-control-socket"]
    with log.open("wb") as out, subprocess.Popen(command, env=env, stdout=out, stderr=out) as server:
        try:
            yield _awake(f"http://127.0.0.1:{port}", server, log)
        finally:
            server.terminate()


def _awake(address: str, server: subprocess.Popen[bytes], log: Path) -> str:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and server.poll() is None:
        try:
            urllib.request.urlopen(f"{address}/sign-in", timeout=5).close()
        except OSError:
            time.sleep(0.2)
        else:
            return address
    raise AssertionError(log.read_text(encoding="utf-8"))


def _family_of(one: Any) -> int | None:
    if hasattr(one, "household_id"):
        return int(one.household_id)
    case = getattr(one, "application", None) or getattr(one, "change", None)
    return int(case.household_id) if case else None
