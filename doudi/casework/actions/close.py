"""撤回与终止: a case that ends without a decision, always with a reason."""

from datetime import date

from django.db import transaction

from doudi.base import audit
from doudi.base.models import Officer
from doudi.casework.actions.step import await_answers, enter, say, take_application
from doudi.casework.models import Application


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
    await_answers(application, f"application:{application.pk}", cannot)
    application.closing_reason = say(reason, "理由", cannot)
    enter(application, verb, state, on=on)
    audit.record(f"application.{state}", about=application, by=officer, because=application.closing_reason)
    return application
