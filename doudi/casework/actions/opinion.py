"""初审: the township's opinion beside the rules' result, the public notice, objections, and the way to the county."""

from datetime import date

from django.db import transaction

from doudi.base import audit
from doudi.base.models import Officer
from doudi.casework.actions.materials import refuse_incomplete
from doudi.casework.actions.spot_check import draw
from doudi.casework.actions.step import enter, refuse_unheard, say, take_application
from doudi.casework.actions.weigh import weigh
from doudi.casework.assessment import assess_for
from doudi.casework.models import Application, Objection


class CannotGiveOpinion(Exception):
    """Worded for the officer."""


class CannotPostNotice(Exception):
    """Worded for the officer."""


class CannotObject(Exception):
    """Worded for the officer."""


class CannotSubmit(Exception):
    """Worded for the officer."""


@transaction.atomic
def give_opinion(
    *, application_id: int, outcome: str, kind: str = "dibao", reason: str = "", second: Officer | None = None, officer: Officer, on: date
) -> Application:
    """The township's opinion: to help, as what and with how much by the rules, or not to help (法 44; 57号 19).

    An opinion not to help is never posted; the one after an objection is posted anew where the table asks for it (43号 15), else it waits to be submitted,
    as does every opinion of a scheme without a notice; help at once goes straight to whoever decides. Against the rules a `second` of the office
    stands for it too.
    """
    application = take_application(application_id, "give_opinion", officer=officer, on=on, cannot=CannotGiveOpinion)
    assessment = assess_for(application, on=on, kind=kind if outcome == "grant" else "")
    if outcome == "grant":
        refuse_incomplete(application, CannotGiveOpinion)
    against = weigh(
        application,
        assessment,
        verb="give_opinion",
        outcome=outcome,
        kind=kind,
        reason=reason,
        officer=officer,
        second=second,
        on=on,
        cannot=CannotGiveOpinion,
    )
    application.opinion_against_rules, application.opinion_second = against, second if against else None
    application.opinion, application.opinion_reason = outcome, reason.strip()
    application.opinion_kind = kind if outcome == "grant" else ""
    application.opinion_amount_fen = assessment.amount_for(kind) if outcome == "grant" else None
    application.opinion_supplement_fen = assessment.proposal(kind).supplement_fen if outcome == "grant" else 0
    application.opinion_people = assessment.proposal(kind).people if outcome == "grant" else []
    application.opinion_members = assessment.members
    application.opinion_tier = assessment.tier or "unknown"
    application.opinion_by, application.opinion_on = officer, on
    posted = outcome == "grant" and application.procedure.asks_notice(is_objected=application.objected_on is not None)
    procedure, state = application.procedure, application.state
    waits_in = "proposed" if posted else "ready" if procedure.leads("give_opinion", state, "ready") else "submitted"
    application.submitted_on = on if waits_in == "submitted" else application.submitted_on
    enter(application, "give_opinion", waits_in, officer=officer, on=on, words=application.opinion_reason)
    if waits_in == "submitted":  # help at once is never tekun: nothing is drawn
        application.decision_due_on = application.next_due_on
        application.save(update_fields=["decision_due_on"])
    said = {"outcome": outcome, "tier": application.opinion_tier}
    audit.record("application.opinion_given", about=application, by=officer, because=application.opinion_reason, detail=said)
    return application


@transaction.atomic
def post_notice(*, application_id: int, officer: Officer, on: date) -> Application:
    """Post the opinion to help in the village for seven full days (57号 19; 43号 15); an objection to a former notice is answered by this one."""
    application = take_application(application_id, "post_notice", officer=officer, on=on, cannot=CannotPostNotice)
    term = application.procedure.notice
    if term is None:
        raise CannotPostNotice(f"{application.procedure.title}不公示。")
    application.notice_posted_on, application.notice_last_on = on, term.ends(on)
    application.objected_on = None
    enter(application, "post_notice", "noticed", officer=officer, on=on)
    audit.record("application.notice_posted", about=application, by=officer)
    return application


@transaction.atomic
def object_to(*, application_id: int, objector: str, words: str, officer: Officer, on: date) -> Objection:
    """Write down an objection made while the notice hangs; the family is looked at again (57号 19).

    Where the table asks for a new opinion and a new notice, all its terms start anew (43号 15).
    """
    application = take_application(application_id, "object_to", officer=officer, on=on, cannot=CannotObject)
    if application.notice_last_on is None or on > application.notice_last_on:
        raise CannotObject(f"公示已于 {application.notice_last_on} 期满；期满后的意见请按投诉举报登记，县级将入户调查。")
    objection = Objection.objects.create(
        application=application,
        objector=say(objector, "异议人", CannotObject),
        words=say(words, "异议内容", CannotObject),
        on=on,
        recorded_by=officer,
        region=application.region,
    )
    application.objected_on = on
    if application.procedure.after_objection:
        application.due_on = application.procedure.total.ends(on)
    enter(application, "object_to", "objected", officer=officer, on=on)
    audit.record("application.objected", about=application, by=officer)
    return objection


@transaction.atomic
def submit(*, application_id: int, officer: Officer, on: date) -> Application:
    """Send the case to the county, which then has ten working days (57号 19, 20)."""
    application = take_application(application_id, "submit", officer=officer, on=on, cannot=CannotSubmit)
    if application.state == "noticed" and (application.notice_last_on is None or on <= application.notice_last_on):
        raise CannotSubmit(f"公示到 {application.notice_last_on} 才满，次日起方可报送。")
    refuse_unheard(application, CannotSubmit)
    application.submitted_on = on
    enter(application, "submit", "submitted", officer=officer, on=on)
    application.decision_due_on = application.next_due_on
    application.save()
    if application.scheme == "tekun":
        draw(application, on)
    audit.record("application.submitted", about=application, by=officer)
    return application
