"""异地协查·问题: what is asked both ways, and whom of those named elsewhere this house knows."""

import json
from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet

from doudi.base import crypto
from doudi.registry import queries as registry
from doudi.verification.consenting import Party, in_force, parties
from doudi.verification.letters import CROSS
from doudi.verification.models import Consent, CrossPerson, CrossRequest, Sender
from doudi.verification.told import HIT, MISS, SILENT, WITHDRAWN

PURPOSE = "report"
STATES = (HIT, MISS, SILENT)


def requests(direction: str) -> QuerySet[CrossRequest]:
    """All of one direction, those without an answer first, by term."""
    return CrossRequest.objects.filter(direction=direction).order_by(F("answered_on").asc(nulls_first=True), "due_on", "id")


def get_request(cross_id: int) -> CrossRequest:
    """One request in the reader's region; raises CrossRequest.DoesNotExist."""
    return CrossRequest.objects.select_related("household", "asked_by", "answered_by").get(pk=cross_id)


def about_family(household_id: int) -> QuerySet[CrossRequest]:
    """What was asked elsewhere about a family, the newest first."""
    return CrossRequest.objects.filter(household=household_id, direction="out").order_by("-asked_on", "-id")


def peers(region: str, on: date) -> QuerySet[Sender]:
    """Offices elsewhere that a county may write to on a day."""
    in_use = Q(until_on=None) | Q(until_on__gt=on)
    return Sender.objects.filter(in_use, region=region[:6], from_on__lte=on, feeds__contains=[CROSS]).order_by("name", "id")


def may_be_asked(household_id: int, on: date) -> list[tuple[Party, Consent]]:
    """Of a family's case those about whom an office elsewhere may be asked, each with their consent: members, then supporters outside."""
    return [(one, leave) for one in parties([household_id], on) if (leave := one.leave_elsewhere)]


def ended_since(asked: CrossRequest, on: date) -> set[int]:
    """The places of those whose consent holds no more on the day their answer comes: nothing of it is kept."""
    people = CrossPerson.objects.filter(request=asked)
    return set(people.exclude(pk__in=people.filter(in_force(on, "consent__")).values("pk")).values_list("place", flat=True))


def known_here(asked: CrossRequest) -> set[int]:
    """The places of those named whom the register knows by number and name, as far as the reader may see."""
    people = people_of(asked)
    marks = crypto.index_many([one["id_number"] for one in people], purpose="id_number")
    known = registry.match(marks)
    return {one["place"] for one, mark in zip(people, marks, strict=True) if mark in known and registry.spelt(known[mark].name) == registry.spelt(one["name"])}


def people_of(asked: CrossRequest) -> list[dict[str, Any]]:
    """Whom it is about: place, name, ID number; the caller writes down who reads it, and shows numbers masked."""
    found: list[dict[str, Any]] = json.loads(crypto.open_bytes(bytes(asked.sealed), purpose=PURPOSE))
    return found


def answers_of(asked: CrossRequest, on: date) -> dict[int, tuple[str, str]]:
    """State and words by place; nothing while there is no answer, and of whom has taken their consent back by that day no more than that."""
    rows = json.loads(crypto.open_bytes(bytes(asked.answer_sealed), purpose=PURPOSE)) if asked.answer_digest else []
    back = set(CrossPerson.objects.filter(request=asked, consent__withdrawn_on__lte=on).values_list("place", flat=True))
    found = {int(one["place"]): (str(one["state"]), str(one["words"])) for one in rows}
    return {place: (WITHDRAWN, "") if place in back else said for place, said in found.items()}
