"""一次演练的安排: who asks for what at which moment, and what a right answer holds; all of it settled before the first request leaves."""

from __future__ import annotations

import random
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from math import log
from typing import Any
from urllib.parse import urlencode

from bench.web.load import Request

THINK_MEDIAN, THINK_SIGMA = 10.0, 0.5
"""Seconds between two things an officer does: log-normal, so that the mean is 11.3."""
TYPING = 1.0
"""Seconds from the suggestions to the search, and from opening an alert to the step on it."""
MIX = {"read": 0.55, "write": 0.20, "search": 0.25}
"""What an officer does next; a write opens the alert first, a search has its suggestions first."""
CSRF = "c" * 32
SAMPLE = 4_000


@dataclass
class Seat:
    """One officer with a session of theirs, the alerts only they will take, and what they may read."""

    officer: Any
    cookies: str
    pages: list[Callable[[], Request]]
    searches: list[Callable[[], list[Request]]]
    steps: Iterator[list[Request]]


@dataclass
class Plan:
    """The requests in the order of their moments."""

    requests: list[Request] = field(default_factory=list)

    @property
    def writes(self) -> list[Request]:
        return [request for request in self.requests if request.kind == "write"]


def make_plan(*, seconds: float, officers: int, seed: int = 1) -> Plan:
    """Every officer begins at a moment of the first think time; arrivals are fixed and wait for no answer."""
    chance = random.Random(seed)
    plan = Plan()
    for seat in _seats(officers, chance):
        moment = chance.uniform(0, THINK_MEDIAN)
        while moment < seconds:
            for place, request in enumerate(_next(seat, chance)):
                request.at, request.cookies = moment + place * TYPING, seat.cookies
                plan.requests.append(request)
            moment += chance.lognormvariate(log(THINK_MEDIAN), THINK_SIGMA)
    plan.requests.sort(key=lambda request: request.at)
    return plan


def _next(seat: Seat, chance: random.Random) -> list[Request]:
    kind = chance.choices(list(MIX), list(MIX.values()))[0]
    if kind == "write" and (step := next(seat.steps, None)):
        return step
    if kind == "search":
        return chance.choice(seat.searches)()
    return [chance.choice(seat.pages)()]


def _seats(count: int, chance: random.Random) -> Iterator[Seat]:
    from doudi.base.access import acting
    from doudi.base.models import Officer

    everybody = list(Officer.objects.filter(username__startswith="bench").order_by("id"))
    officers = [everybody[place * len(everybody) // count] for place in range(min(count, len(everybody)))]
    mates: dict[str, list[Any]] = {}
    for officer in officers:
        mates.setdefault(officer.region, []).append(officer)
    for officer in officers:
        office = mates[officer.region]
        with acting(officer):
            yield Seat(
                officer,
                _session(officer),
                list(_pages(officer, chance)),
                list(_searches(chance)),
                _steps(officer, office, office.index(officer)) if officer.role_id == "township" else iter(()),
            )


def _session(officer: Any) -> str:
    """What signing in leaves in the browser; signing in itself takes a tenth of a second of one core on purpose and is not measured."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    store = SessionStore()
    store[SESSION_KEY], store[BACKEND_SESSION_KEY] = str(officer.pk), "django.contrib.auth.backends.ModelBackend"
    store[HASH_SESSION_KEY] = officer.get_session_auth_hash()
    store.create()
    return f"sessionid={store.session_key}; csrftoken={CSRF}"


def _pages(officer: Any, chance: random.Random) -> Iterator[Callable[[], Request]]:
    """The queue and the lists; a few families, alerts and applications of the officer's own place, each with what must stand on its page."""
    from doudi.casework import queries as casework
    from doudi.monitoring import queries as monitoring

    if officer.role_id != "inspector":
        yield lambda: Request("read", "/queue", holds=(officer.name, "待办"))
    families = [(f"/families/{member.household_id}", (member.person.name, member.household.number)) for member in _some_people(chance, 4)]
    found = []
    if officer.role_id != "finance":
        yield lambda: Request("read", "/alerts", holds=(officer.name, "预警"))
        yield lambda: Request("read", "/applications", holds=(officer.name, "申请与变更"))
        for alert in chance.sample(list(monitoring.open_alerts()), 3):
            found.append((f"/alerts/{alert.pk}", (alert.words, officer.name)))
        cases = list(casework.open_applications())
        for case in chance.sample(cases, min(2, len(cases))):
            found.append((f"/applications/{case.pk}", (case.number, case.applicant.name)))
    for path, holds in [*families, *found]:
        yield lambda path=path, holds=holds: Request("read", path, holds=holds)


def _searches(chance: random.Random) -> Iterator[Callable[[], list[Request]]]:
    """Words as officers type them for somebody who lives in their place; what the register answers now must stand on the page then."""
    from doudi.base import crypto
    from doudi.registry import queries as registry
    from doudi.web.console.search import SHOWN, SUGGESTED

    for member in _some_people(chance, 5):
        person = member.person
        tail = crypto.open_text(bytes(person.id_sealed), purpose="id_number")[-4:]
        key = person.name_key.split()
        words = chance.choice(
            [
                person.name,
                person.name[:2],
                "".join(key),
                "".join(part[0] for part in key),
                f"{person.name[0]} {tail}",
                tail,
                member.household.number,
                person.name[1:] or person.name,
            ]
        )
        few, shown = (tuple(one.household.number for one in registry.find_people(words, limit=limit)) for limit in (SUGGESTED, SHOWN + 1))
        yield lambda words=words, few=few, shown=shown[:SHOWN]: [_post("/search/complete", words, few), _post("/search", words, shown)]


def _post(path: str, words: str, holds: tuple[str, ...]) -> Request:
    return Request("search", path, body=urlencode({"q": words, "csrfmiddlewaretoken": CSRF}), holds=holds)


def _steps(officer: Any, office: list[Any], place: int) -> Iterator[list[Request]]:
    """Alert after alert of this officer's share: opened and signed for, then opened and visited with a colleague."""
    from doudi.monitoring import queries as monitoring

    alerts = list(monitoring.queue(owner_region=officer.region, state="raised"))[place :: len(office)]
    colleague = office[place - 1]
    for alert in alerts:
        path = f"/alerts/{alert.pk}"
        yield [Request("read", path, holds=(alert.words,)), _step(path, "sign")]
        if colleague.pk != officer.pk:
            findings = f"两人入户走访，家中情况属实。{secrets.token_hex(6)}"
            yield [Request("read", path, holds=(alert.words,)), _step(path, "visit", officers=str(colleague.pk), findings=findings)]


def _step(alert: str, verb: str, **given: str) -> Request:
    """Acknowledged by leading back to the alert."""
    return Request("write", f"{alert}/{verb}", body=urlencode({**given, "csrfmiddlewaretoken": CSRF}), leads_to=alert, given=given)


def _some_people(chance: random.Random, count: int) -> list[Any]:
    """Heads of households somewhere within the reader's place, read by number so that nothing is walked through."""
    from doudi.registry.models import Membership

    last = _last_membership()
    found: list[Any] = []
    while len(found) < count:
        start = chance.randrange(last)
        homes = Membership.objects.filter(pk__gte=start, pk__lt=start + SAMPLE, relation="head", until_on=None, person__died_on=None)
        found += homes.select_related("person", "household").order_by("pk")[:1]
    return found


def _last_membership() -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT last_value FROM registry_membership_id_seq")
        return int(cursor.fetchone()[0])
