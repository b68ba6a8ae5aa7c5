"""异地协查·问题: what is asked both ways, and whom of those named elsewhere this house knows."""

import json
from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet

from doudi.base import crypto
from doudi.registry import queries as registry
from doudi.verification.consenting import in_force
from doudi.verification.letters import CROSS
from doudi.verification.models import Consent, CrossRequest, Sender
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


def in_force_of(asked: CrossRequest, on: date) -> set[int]:
    """The places of those of ours whose consent to be asked about holds on a day."""
    leave = {one["consent"]: one["place"] for one in people_of(asked)}
    return {leave[held] for held in Consent.objects.filter(in_force(on), pk__in=leave).values_list("pk", flat=True)}


def answers_of(asked: CrossRequest, on: date) -> dict[int, tuple[str, str]]:
    """State and words by place; nothing while there is no answer, and of whom has taken their consent back by that day no more than that."""
    rows = json.loads(crypto.open_bytes(bytes(asked.answer_sealed), purpose=PURPOSE)) if asked.answer_digest else []
    leave = {one["place"]: one.get("consent") for one in people_of(asked)} if rows else {}
    back = set(Consent.objects.filter(pk__in=[one for one in leave.values() if one], withdrawn_on__lte=on).values_list("pk", flat=True))
    found = {int(one["place"]): (str(one["state"]), str(one["words"])) for one in rows}
    return {place: (WITHDRAWN, "") if leave[place] in back else said for place, said in found.items()}
