"""推送: the sender's side: open a referral, correct and send it again, or take it back.

Which step is allowed from which state stands in `STEPS`; nothing else is.
"""

from datetime import date

from django.db import transaction

from doudi.base import access, audit, workdays
from doudi.base.models import Officer
from doudi.referral.models import WITHDRAWN, Referral, State
from doudi.referral.route import all_routes
from doudi.registry import queries as registry

STEPS: dict[str, tuple[str, ...]] = {
    "send_again": (State.RETURNED,),
    "withdraw": (State.RETURNED,),
    "accept": (State.SENT,),
    "return_": (State.SENT, State.ACCEPTED),
    "complete": (State.ACCEPTED,),
    "reveal": (State.SENT, State.ACCEPTED),
}


class CannotOpenReferral(Exception):
    """Worded for the officer; shown on the page as it stands."""


class CannotSendAgain(Exception):
    """Worded for the officer; shown on the page as it stands."""


class CannotWithdraw(Exception):
    """Worded for the officer; shown on the page as it stands."""


@transaction.atomic
def open_referral(*, route: str, household_id: int, person_id: int, origin: str, need_words: str, officer: Officer | None, on: date) -> Referral:
    """Put a family's need before the department that can meet it (国办发〔2023〕39号 三(四)); sent twice for the same origin, it is the same referral.

    Only what the department must know goes with it: the name, the sealed ID number and the need in words (个人信息保护法 第六条).
    """
    if route not in all_routes():
        raise CannotOpenReferral("没有这一救助事项的转介路线。")
    if not need_words.strip():
        raise CannotOpenReferral("请写明需要部门解决的问题。")
    household = registry.get_household(household_id)
    if not access.may(officer, "referral.send", household.region):
        raise CannotOpenReferral("您没有推送这户家庭需求的权限。")
    if person_id not in {member.person_id for member in registry.members_of(household_id, on)}:
        raise CannotOpenReferral("救助对象不是这户家庭的成员。")
    opened = Referral.objects.filter(household_id=household_id, route=route, origin=origin).exclude(state=State.COMPLETED).first()
    if opened is not None:
        return opened
    person, way = registry.get_person(person_id), all_routes()[route]
    referral = Referral.objects.create(
        route=route,
        department=way.department,
        household_id=household_id,
        person_id=person_id,
        origin=origin,
        region=household.region,
        name=person.name,
        id_sealed=person.id_sealed,
        id_masked=registry.masked_id_number(person),
        need_words=need_words.strip(),
        opened_by=officer,
        opened_on=on,
        sent_on=on,
        due_on=workdays.workdays_after(on, way.due_workdays),
    )
    audit.record("referral.opened", about=referral, by=officer, detail={"route": route, "origin": origin})
    return referral


@transaction.atomic
def send_again(*, referral_id: int, need_words: str, officer: Officer, on: date) -> Referral:
    """The sender has corrected what was returned; the department's clock starts anew."""
    referral = locked(referral_id, CannotSendAgain)
    _require_sender(referral, officer, CannotSendAgain)
    if referral.state not in STEPS["send_again"]:
        raise CannotSendAgain("只有部门退回的转介才能补正后再次推送。")
    if not need_words.strip():
        raise CannotSendAgain("请写明补正后的需求。")
    referral.state, referral.need_words, referral.sent_on = State.SENT, need_words.strip(), on
    referral.due_on = workdays.workdays_after(on, all_routes()[referral.route].due_workdays)
    referral.escalated_on = referral.escalation_due_on = referral.accepted_by = referral.accepted_on = None
    referral.save()
    audit.record("referral.sent_again", about=referral, by=officer, detail={"returned_for": referral.returned_reason})
    return referral


@transaction.atomic
def withdraw(*, referral_id: int, reason: str, officer: Officer, on: date) -> Referral:
    """The sender agrees that a returned referral should not have been sent: it closes, with that as its outcome."""
    referral = locked(referral_id, CannotWithdraw)
    _require_sender(referral, officer, CannotWithdraw)
    if referral.state not in STEPS["withdraw"]:
        raise CannotWithdraw("只有部门退回的转介才能撤回。")
    if not reason.strip():
        raise CannotWithdraw("请写明撤回的理由。")
    referral.state, referral.outcome, referral.outcome_words = State.COMPLETED, WITHDRAWN, reason.strip()
    referral.completed_by, referral.completed_on = officer, on
    referral.save()
    audit.record("referral.withdrawn", about=referral, by=officer, because=reason.strip())
    return referral


def locked(referral_id: int, refusal: type[Exception]) -> Referral:
    """The referral, held until the transaction ends; one that this officer may not see does not exist."""
    referral = Referral.objects.select_for_update().filter(pk=referral_id).first()
    if referral is None:
        raise refusal("没有这条转介，或它不在您的办理范围。")
    return referral


def _require_sender(referral: Referral, officer: Officer, refusal: type[Exception]) -> None:
    if not access.may(officer, "referral.send", referral.region):
        raise refusal("这条转介由推送单位办理。")
