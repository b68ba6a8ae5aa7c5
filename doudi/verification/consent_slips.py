"""授权凭条: what a person holds of their own consent, and proves online that it is theirs; nothing of the proof is kept.

个人信息保护法 第十五条: 提供便捷的撤回同意的方式.
"""

import hmac
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db.models import Q, QuerySet

from doudi.base import access, audit, crypto, papers, regions
from doudi.base.models import Officer
from doudi.registry import queries as registry
from doudi.verification.consenting import copies_of, given_with, in_force
from doudi.verification.feed import Feed, all_feeds
from doudi.verification.models import Consent, RequestedPerson, Withdrawal
from doudi.verification.words import day_words

TEMPLATES = Path(__file__).parent / "templates"
NUMBER = re.compile(r"HS(\d{6})-(\d{8})")
LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""32 that nobody takes for one another: five bits each."""
LENGTH, GROUP = 12, 4


class CannotPrintSlip(Exception):
    """Worded for the officer; shown on the page as it stands."""


@dataclass(frozen=True)
class Shown:
    """What its holder is shown: themselves, hidden but for the family name; where the case is looked after now; the papers that hold, or this one where none
    does any more; what departments may be asked about by them, how many were and when last; and by which receipt they were taken back."""

    consent: Consent
    who: str
    region: str
    papers: Sequence[Consent]
    covers: Sequence[Feed]
    asked: int
    last_asked_on: date | None
    holds: bool
    withdrawal: Withdrawal | None


def code_of(number: str) -> str:
    """What stands on the slip beside its number, in groups: sixty bits that only this house can reckon from the number, and of which it keeps nothing."""
    mark = int.from_bytes(crypto.index(number, purpose="consent"))
    letters = "".join(LETTERS[mark >> 5 * place & 31] for place in range(LENGTH))
    return "-".join(letters[start : start + GROUP] for start in range(0, LENGTH, GROUP))


def proven(number: str, code: str) -> str | None:
    """The slip's number where the code is its own; nothing is looked up for anybody else."""
    number, code = (re.sub(r"[\s·.—_]", "", unicodedata.normalize("NFKC", text)).upper() for text in (number, code))
    plain = code.replace("-", "")
    if not NUMBER.fullmatch(number) or not plain.isascii():
        return None
    return number if hmac.compare_digest(code_of(number).replace("-", ""), plain) else None


def held(number: str) -> Consent | None:
    """The consent behind a proven number, in a scope that shows it."""
    found = NUMBER.fullmatch(number)
    return Consent.objects.select_related("person", "withdrawal").filter(pk=int(found[2]), region__startswith=found[1]).first() if found else None


def taken_back_by(consent: Consent) -> Withdrawal | None:
    """The receipt by which this paper went, here or where a move has carried it; the latest."""
    theirs = Q(consents__person=consent.person_id, consents__reference=consent.reference) | Q(consents__in=copies_of([consent.pk]))
    return Withdrawal.objects.filter(theirs).order_by("-id").first()


def shown_to_holder(number: str, code: str, on: date) -> Shown | None:
    """What the holder of a slip reads; that it was read is written down. None where number and code do not belong together."""
    number = proven(number, code) or ""
    if not number:
        return None
    with access.acting_as_system(number[2:6]):
        consent = held(number)
        if consent is None:
            return None
        audit.record("verification.consent_shown", about=consent, by=access.SYSTEM)
        return _shown(consent, on)


def slip_pdf(consent_id: int, *, officer: Officer, on: date) -> tuple[str, bytes]:
    """The slip of a consent in force, for the person it is of: its number and the PDF; who printed it is written down. Raises CannotPrintSlip."""
    consent = Consent.objects.select_related("person").filter(in_force(on), pk=consent_id).first()
    if consent is None:
        raise CannotPrintSlip("没有这份有效的授权，或不在您负责的区域内。")
    access.require(officer, "verification.record_consent", consent.region)
    audit.record("paper.printed", about=consent, by=officer, detail={"paper": consent.number})
    contents = {
        "title": "核对授权凭条",
        "number": consent.number,
        "code": code_of(consent.number),
        "rows": [
            ["授权人", consent.person.name + (f"（监护人{consent.guardian}代签）" if consent.guardian else "")],
            ["身份", consent.relation or consent.get_role_display()],
            ["授权文书", consent.reference],
            ["签署日期", day_words(consent.given_on)],
            ["有效期", f"至{day_words(consent.until_on)}" if consent.until_on else "至本次办结；获得救助的，至救助终止"],
            ["核对内容", "、".join(feed.title for feed in _covered([consent]))],
            ["办理机构", regions.path_of(consent.region[:9])],
        ],
        "dated": day_words(on),
    }
    try:
        return consent.number, papers.printed("slip", contents, ours=TEMPLATES, on=on)
    except papers.CannotPrint as refusal:
        raise CannotPrintSlip(str(refusal)) from None


def to_hear() -> QuerySet[Withdrawal]:
    """Those whom nobody has heard yet, the nearest term first."""
    return Withdrawal.objects.filter(heard_on=None).select_related("person")


def withdrawals_of(household_id: int) -> QuerySet[Withdrawal]:
    """What was taken back online for a family's case, the newest first."""
    return Withdrawal.objects.filter(household=household_id).select_related("person", "heard_by").order_by("-withdrawn_on", "-id")


def get_withdrawal(withdrawal_id: int) -> Withdrawal:
    """One in the reader's region; raises Withdrawal.DoesNotExist."""
    return Withdrawal.objects.get(pk=withdrawal_id)


def _shown(consent: Consent, on: date) -> Shown:
    holding = list(given_with(consent, on).order_by("given_on", "id"))
    shown = holding or [consent]
    asked = list(RequestedPerson.objects.filter(consent__in=copies_of(one.pk for one in shown)).values_list("request__feed", "request__asked_on"))
    last, name = max((day for _, day in asked), default=None), consent.person.name
    receipt = None if holding else taken_back_by(consent)
    where = max(shown, key=lambda one: one.pk).region
    return Shown(consent, registry.hidden(name), where, shown, _covered(shown), len({feed for feed, _ in asked}), last, bool(holding), receipt)


def _covered(papers: Sequence[Consent]) -> list[Feed]:
    return [feed for _, feed in sorted(all_feeds().items()) if feed.is_requested and any(one.covers_everything or feed.name in one.feeds for one in papers)]
