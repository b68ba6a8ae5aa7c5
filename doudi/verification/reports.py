"""核对报告·问题: which reports there are, what one says, and whether a number and a digest belong together."""

import json
import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from doudi.base import access, crypto, files
from doudi.verification.feed import Feed, all_feeds
from doudi.verification.items import Shown, items_behind
from doudi.verification.models import Answer, Delivery, Report

NUMBER = re.compile(r"HD\d{6}-\d{4}-\d{6}")
WHOLE, ENDS = 64, 8
SAID = re.compile(r"[0-9a-f]{16}|[0-9a-f]{64}")


@dataclass(frozen=True)
class Confirmed:
    """What everybody may know of a report whose number and digest they hold: its days, whether a newer one has taken its place, and whether the digest was
    that of the file itself."""

    number: str
    made_on: date
    valid_until: date
    superseded_on: date | None
    is_file: bool

    def is_valid(self, on: date) -> bool:
        """Whether it may still be used."""
        return self.superseded_on is None and on <= self.valid_until


def reports_of(household_id: int) -> QuerySet[Report]:
    """A family's reports, the newest first."""
    return Report.objects.filter(household=household_id).select_related("made_by", "supersedes", "superseded_by")


def unquestioned(since: date) -> QuerySet[Report]:
    """Reports that stand, were made since that day, and of which nobody has said that they are wrong; the oldest first."""
    return Report.objects.filter(made_on__gte=since, superseded_by=None, objections=None).select_related("household").order_by("made_on", "id")


def get_report(report_id: int) -> Report:
    """One report in the reader's region; raises Report.DoesNotExist."""
    return Report.objects.select_related("household", "made_by", "supersedes", "superseded_by").get(pk=report_id)


def read_report(report: Report) -> dict[str, Any]:
    """What it says, as it was kept; the caller writes down who reads it. Raises CannotOpen where it was changed."""
    contents: dict[str, Any] = json.loads(crypto.open_bytes(bytes(report.sealed), purpose="report"))
    return contents


def report_file(report: Report) -> bytes:
    """The PDF as it was handed out; the caller writes down who reads it. Raises files.CannotRead."""
    return files.read(report.file)


def get_answer(answer_id: int) -> Answer:
    """One answer in the reader's region, with the list and the person; raises Answer.DoesNotExist."""
    return Answer.objects.select_related("requested__request", "requested__person", "requested__consent").get(pk=answer_id)


def file_of(answer: Answer) -> Delivery:
    """The file it came in: its name, day and digest, and nothing else of it."""
    with access.acting_as_system(answer.region[:4]):
        return Delivery.objects.only("on", "correction", "file_name", "digest").get(pk=answer.delivery_id)


def confirm(number: str, said: str) -> Confirmed | None:
    """Whether this office made a report with this number and this digest: all 64 digits (of the content or of the file), or the first and the last eight of
    those that stand on the paper. Anything else is answered alike, whatever is behind it."""
    number, said = tidied(number, said)
    if not NUMBER.fullmatch(number) or not SAID.fullmatch(said):
        return None
    same = Q(digest=said) | Q(file_digest=said) if len(said) == WHOLE else Q(digest__startswith=said[:ENDS], digest__endswith=said[-ENDS:])
    with access.acting_as_public(number[2:8]):
        found = Report.objects.filter(same, number=number).values_list("pk", "made_on", "valid_until", "file_digest").first()
        if found is None:
            return None
        newer = Report.objects.filter(supersedes_id=found[0]).values_list("made_on", flat=True).first()
    return Confirmed(number, found[1], found[2], newer, said == found[3])


def tidied(number: str, said: str) -> tuple[str, str]:
    """As somebody types them: blanks, dots between the ends, capitals."""
    return number.strip().upper(), re.sub(r"[\s.…·]", "", said).lower()


def feed_of(answer: Answer) -> Feed:
    """Whose answer it is."""
    return all_feeds()[answer.requested.request.feed]


def items_of(answer: Answer) -> list[Shown]:
    """The things behind one answer, as its department named them; the caller writes down who reads them."""
    return items_behind([answer])[answer.pk]
