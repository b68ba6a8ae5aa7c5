"""请求: a list of people goes to a department, because they apply or receive; only who is on it may be answered about."""

import csv
import io
from collections.abc import Collection, Iterable
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.models import Q

from doudi.base import access, audit, crypto, home
from doudi.base.models import Officer
from doudi.base.workdays import workdays_after
from doudi.registry import queries as registry
from doudi.verification.feed import Feed
from doudi.verification.models import Request, RequestedPerson
from doudi.verification.tellers import connected

# Illustrative: how long an answer counts as fresh.
FRESH = timedelta(days=30)
BATCH = 5_000


class CannotRequest(Exception):
    """Worded for the officer; shown on the page as it stands."""


@transaction.atomic
def request_checks(*, household_ids: Iterable[int], reason: str, officer: Officer | None, on: date, again: Collection[str] = ()) -> list[Request]:
    """Ask every connected department about everybody in these households whose answer is neither fresh nor still due; a list for each that has
    somebody left to ask about. With `again` only these feeds are asked, whatever is fresh or due: somebody says that their answer is wrong.

    Lawful for applicants (社会救助法 第四十、四十一条) and recipients (第四十六条) alone; who they are, the caller knows and says in `reason`.
    Sent the same day, where 57号 第十七条 gives three working days.
    """
    if not reason.strip():
        raise CannotRequest("请写明核对依据。")
    members = list(registry.members_of_households(household_ids, on))
    counties = sorted({member.region[:6] for member in members})
    if len(counties) > 1:
        raise CannotRequest("一次请求只能涉及一个县区。")
    for region in {member.region for member in members}:
        access.require(officer, "verification.request", region)
    _rewrite_lost_lists(officer)
    living = {member.person_id: member for member in members if member.person.died_on is None}
    feeds = [feed for feed in connected(counties[0], on) if not again or feed.name in again] if living else []
    lists = [_ask(feed, living, counties[0], reason.strip(), officer, on, is_again=bool(again)) for feed in feeds]
    return [one for one in lists if one]


def _ask(feed: Feed, living: dict[int, Any], county: str, reason: str, officer: Officer | None, on: date, *, is_again: bool) -> Request | None:
    _one_at_a_time(feed, county)
    known = Q(answers__answered_on__gt=on - FRESH) | Q(answers=None, request__due_on__gte=on)
    settled = set(RequestedPerson.objects.filter(known, request__feed=feed.name, person_id__in=list(living)).values_list("person_id", flat=True))
    asked = [member for person, member in living.items() if is_again or person not in settled]
    if not asked:
        return None
    number = f"{feed.name}-{county}-{on:%Y%m%d}-{Request.objects.filter(feed=feed.name, region=county, asked_on=on).count() + 1:03d}"
    due_on = workdays_after(on, feed.late_after_workdays)
    made = Request.objects.create(number=number, feed=feed.name, region=county, asked_on=on, due_on=due_on, reason=reason, asked_by=officer)
    RequestedPerson.objects.bulk_create(
        [
            RequestedPerson(request=made, place=place, person=one.person, household_id=one.household_id, region=one.region)
            for place, one in enumerate(asked, start=1)
        ],
        batch_size=BATCH,
    )
    audit.record("verification.requested", about=made, by=officer, because=made.reason, detail={"number": number, "people": len(asked)})
    _write_once_committed(made)
    return made


def _write_once_committed(request: Request) -> None:
    """The list is read while the scope that shows its people still holds, and put down once the request stands."""
    transaction.on_commit(partial(home.put_down, _list_of(request), _list_text(request).encode("utf-8-sig")))


def _list_text(request: Request) -> str:
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\r\n")
    lines.writerow(["QQH", "XH", "SFZH", "XM"])
    for one in request.people.select_related("person").order_by("place"):
        lines.writerow([request.number, one.place, crypto.open_text(bytes(one.person.id_sealed), purpose="id_number"), one.person.name])
    return text.getvalue()


def _rewrite_lost_lists(officer: Officer | None) -> None:
    """A list whose process died between its commit and its file is written now, by somebody who sees all of it."""
    for request in Request.objects.filter(answered_on=None):
        if not _list_of(request).exists() and access.may(officer, "verification.request", request.region):
            _write_once_committed(request)


def _list_of(request: Request) -> Path:
    return home.folder("requests") / f"{request.number}.csv"


def _one_at_a_time(feed: Feed, county: str) -> None:
    """Two who ask at once get two numbers, and nobody stands on both lists."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"request {feed.name} {county}"])
