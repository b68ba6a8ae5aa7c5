"""撤回、终止与办结: a case that ends without a decision, always with a reason; and the closing of one that only waited for an answer."""

from datetime import date

from django.db import transaction

from doudi.base import audit
from doudi.base.models import Officer
from doudi.casework.actions.step import await_answers, enter, say, take_application
from doudi.casework.models import Application, Change
from doudi.casework.procedures import CLOSED
from doudi.casework.queries.answers import unanswered_of


class CannotWithdraw(Exception):
    """Worded for the officer."""


class CannotEnd(Exception):
    """Worded for the officer."""


@transaction.atomic
def withdraw(*, application_id: int, reason: str, officer: Officer, on: date) -> Application:
    """The family takes its application back; it may apply again at any time."""
    application = take_application(application_id, "withdraw", officer=officer, on=on, cannot=CannotWithdraw)
    return _close(application, "withdraw", "withdrawn", reason, officer, on, CannotWithdraw)


@transaction.atomic
def end(*, application_id: int, reason: str, officer: Officer, on: date) -> Application:
    """End the procedure because the family refuses to take part without good reason (57号 29), or is no more."""
    application = take_application(application_id, "end", officer=officer, on=on, cannot=CannotEnd)
    return _close(application, "end", "ended", reason, officer, on, CannotEnd)


def _close(application: Application, verb: str, state: str, reason: str, officer: Officer, on: date, cannot: type[Exception]) -> Application:
    await_answers(application, on, cannot)
    application.closing_reason = say(reason, "理由", cannot)
    enter(application, verb, state, officer=officer, on=on, words=application.closing_reason)
    audit.record(f"application.{state}", about=application, by=officer, because=application.closing_reason)
    return application


@transaction.atomic
def close_answered(*, on: date) -> int:
    """Close what was finished in time and has since been answered by everybody it waited for; how many. Nothing is decided here: that a person did."""
    finished: list[Application | Change] = [
        *Application.objects.select_for_update(skip_locked=True).filter(state__in=CLOSED, closed_on=None),
        *Change.objects.select_for_update(skip_locked=True).filter(state="decided", closed_on=None),
    ]
    answered = [case for case in finished if not unanswered_of(case).exists()]
    for case in answered:
        case.closed_on = on
        case.save(update_fields=["closed_on"])
        audit.record("application.closed" if isinstance(case, Application) else "change.closed", about=case, by=None)
    return len(answered)
