"""Asks about a family and sends its list in processes that kill themselves at each statement, then lets another process go on; prints how each list
ended. Run by test_killed.

    python -m tests.verification.killing_lists [--marks-first]

It forks before anything columnar has run, because threads do not survive a fork; the department answers from a process of its own.
"""

import json
import os
import signal
import sys
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import django

django.setup()

from django.db import connection  # noqa: E402

from doudi.base import access  # noqa: E402
from doudi.base.models import AuditEntry  # noqa: E402
from doudi.flows.exchanging import send_due  # noqa: E402
from doudi.verification import columnar  # noqa: E402
from doudi.verification.actions import dispatch, request, request_checks  # noqa: E402
from doudi.verification.exchange import circuit  # noqa: E402
from doudi.verification.feed import all_feeds  # noqa: E402
from doudi.verification.models import Answer, Attempt, Exchange, Request  # noqa: E402
from doudi.verification.profile import limits_of  # noqa: E402
from tests.killed import import_what_is_late, lives_through  # noqa: E402
from tests.people import a_family, consents_of  # noqa: E402
from tests.verification.a_source import answering, reached_at, serving  # noqa: E402
from tests.verification.files import COUNTY, DAY  # noqa: E402

NOW = circuit.opening(DAY)


class Killer:
    """Kills its own process with SIGKILL after the nth statement."""

    def __init__(self, at: int) -> None:
        self.at, self.count = at, 0

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        self.count += 1
        result = execute(sql, params, many, context)
        if self.count == self.at:
            os.kill(os.getpid(), signal.SIGKILL)
        return result


def ask_and_send(household: int, at: int) -> None:
    """What an application and the next look of the worker do, killed after the nth statement."""
    with connection.execute_wrapper(Killer(at)):
        with access.acting_as_system():
            request_checks(household_ids=[household], reason="申请", officer=None, on=DAY, now=NOW)
        send_due(on=DAY, now=NOW, region=COUNTY)


def how_it_ended(before: set[int]) -> str:
    """Of the list asked last: nothing, whole, or what is wrong with it."""
    with access.acting_as_system():
        asked = list(Request.objects.exclude(pk__in=before))
        if not asked:
            return "nothing" if not Exchange.objects.exclude(request__in=before).exists() else "an exchange without a list"
        [one] = asked
        way = Exchange.objects.filter(request=one).first()
        if way is None or way.sent_at is None:
            return "lost"
        ends = Attempt.objects.filter(exchange=way).exclude(outcome="").count()
        told = AuditEntry.objects.filter(verb="verification.dispatched", about_id=way.pk).count()
        counts = [Answer.objects.filter(requested=person).count() for person in one.people.all()]
        whole = one.answered_on == DAY and set(counts) == {1} and ends == told == 1
        return "whole" if whole else f"answers {counts}, ends {ends}, told {told}"


def marked_first(begin: Callable[..., Any]) -> Callable[..., Any]:
    """The fault of the control: a list is called sent before it is."""

    def begun(**given: Any) -> Any:
        trial = begin(**given)
        if trial:
            Exchange.objects.filter(tries=trial.attempt_id).update(sent_at=given["now"])
        return trial

    return begun


def main(marks_first: bool) -> list[str]:
    """How each killed list ended, until one was not killed."""
    request.connected = lambda region, on: [all_feeds()["vehicles"]]
    if marks_first:
        from doudi.verification import actions

        actions.begin = dispatch.begin = marked_first(dispatch.begin)
    # Once, before the first fork: what is imported late, the feed's expressions, the law of the day.
    import_what_is_late()
    columnar._facts_sql("vehicles"), columnar._impossible_sql("vehicles"), columnar._found_sql("vehicles"), limits_of(COUNTY, DAY)
    seen, lived = [], False
    with serving(answering()) as service:
        with access.acting_as_system():
            reached_at(service, seconds=30)
        while not lived:
            with access.acting_as_system():
                before = set(Request.objects.values_list("pk", flat=True))
                home = a_family(members=1).household.pk
                consents_of(home)
            at = len(seen) + 1
            lived = lives_through(partial(ask_and_send, home, at))
            if how_it_ended(before) == "lost":
                lives_through(lambda: send_due(on=DAY, now=NOW + timedelta(hours=1), region=COUNTY))
            seen.append(how_it_ended(before))
            if marks_first and seen[-1] not in ("nothing", "whole"):
                break
    return seen


if __name__ == "__main__":
    print(json.dumps(main("--marks-first" in sys.argv)))
