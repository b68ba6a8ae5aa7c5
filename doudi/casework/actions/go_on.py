"""续办: one case for one family that asks for help: the way of another scheme, on the same papers, with the family's word."""

from datetime import date

from django.db import IntegrityError, transaction

from doudi.base import audit
from doudi.base.models import Officer
from doudi.casework import queries
from doudi.casework.actions.step import enter, say, take_application, write_down
from doudi.casework.kinds import ONCE
from doudi.casework.models import Application
from doudi.casework.procedures import APPLICATIONS, TABLES
from doudi.casework.rules import decider_of, total_of


class CannotGoOn(Exception):
    """Worded for the officer."""


class CannotTurn(Exception):
    """Worded for the officer."""


@transaction.atomic
def turn_to(*, application_id: int, scheme: str, words: str, officer: Officer, on: date) -> Application:
    """Follow another scheme's table before anything has been proposed: a family applies for help, not for a scheme (法 64: 一门受理、协同办理).

    The term counts from the day of acceptance, as if the case had gone this way from the start.
    """
    application = take_application(application_id, "turn_to", officer=officer, on=on, cannot=CannotTurn)
    _refuse_scheme(application, scheme, CannotTurn)
    said = say(words, "申请人的意见", CannotTurn)
    _follow(application, scheme)
    application.next_due_on = application.procedure.next_due(application.state, entered_on=application.began_on, total_due_on=application.due_on)
    application.save()
    write_down(application, "turn_to", officer=officer, on=on, words=said)
    audit.record("application.turned", about=application, by=officer, because=said, detail={"scheme": scheme})
    return application


@transaction.atomic
def go_on(*, application_id: int, scheme: str, words: str, officer: Officer, on: date) -> Application:
    """After a no to one scheme, or after help given once, go on as the next in the same case, on the same papers, with the family's word.

    Terms count anew from today.

    The refusal stands, is still told in writing (法 45), and what may be done against it may still be done.
    """
    application = take_application(application_id, "go_on", officer=officer, on=on, cannot=CannotGoOn)
    decision = application.decision
    if decision is None or (decision.outcome != "refuse" and decision.kind not in ONCE):
        raise CannotGoOn("只有决定不予同意的申请，或者一次性救助之后，才能按其他救助继续办理。")
    _refuse_scheme(application, scheme, CannotGoOn)
    said = say(words, "申请人的意见", CannotGoOn)
    if first := queries.find_open_application(application.household_id):
        raise CannotGoOn(f"该户另有在办申请 {first.number}（{first.accepted_on} 受理），请在该案中办理。")
    application.began_on = application.clock_on = on
    _follow(application, scheme)
    _forget_proposal(application)
    try:
        with transaction.atomic():
            enter(application, "go_on", "investigated", officer=officer, on=on, words=said)
    except IntegrityError as error:
        raise CannotGoOn("该户另有在办申请，请在该案中办理。") from error
    audit.record("application.gone_on", about=application, by=officer, because=said, detail={"scheme": scheme, "after": decision.pk})
    return application


def schemes_left(application: Application) -> list[str]:
    """The schemes this case has not been decided under and does not follow now, who gives most first; for who is registered nowhere only relief."""
    decided = {one.scheme for one in application.decisions.all()}
    open_to_it = ONCE if application.household.is_stranger else tuple(APPLICATIONS)
    return [scheme for scheme in APPLICATIONS if scheme in open_to_it and scheme != application.scheme and scheme not in decided]


def _refuse_scheme(application: Application, scheme: str, cannot: type[Exception]) -> None:
    if scheme not in schemes_left(application):
        left = "、".join(APPLICATIONS[one].title for one in schemes_left(application))
        raise cannot(f"本案不能改按这一类办理。可以改按：{left}。" if left else "各类救助都已经办理过，没有可以继续的。")


def _follow(application: Application, scheme: str) -> None:
    application.scheme, application.extended_reason = scheme, ""
    application.decider = decider_of(scheme, application.region, application.began_on)
    procedure = TABLES[application.decider, scheme]
    application.due_on = total_of(procedure, application.region, application.began_on).ends(application.began_on)


def _forget_proposal(application: Application) -> None:
    """What was proposed and posted was of the former scheme: it stands in the decision and in the passages."""
    application.opinion = application.opinion_kind = application.opinion_reason = application.opinion_tier = ""
    application.opinion_against_rules = False
    application.opinion_amount_fen = application.opinion_members = application.opinion_by = application.opinion_second = application.opinion_on = None
    application.opinion_supplement_fen = 0
    application.opinion_people = []
    application.notice_posted_on = application.notice_last_on = application.objected_on = None
    application.submitted_on = application.decision_due_on = application.closed_on = None
