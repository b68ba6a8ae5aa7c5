"""更正还是列册: a subsidy is put right while lists are made of it; no line goes out at the old amount unseen, and without the locks one does."""

from collections.abc import Callable
from threading import Event
from typing import Any

import pytest

from doudi.base.access import acting_as_system
from doudi.base.models import AuditEntry, Officer
from doudi.benefits import actions
from doudi.benefits.actions import prepare, subsidy_correction, taking_back
from doudi.benefits.models import Adjustment, PayLine
from tests.benefits.builders import COUNTY, MONTH, PREPARED, Desk, a_desk, a_recipient, answer, sign_and_release
from tests.benefits.builders import prepare as month_prepared
from tests.benefits.test_subsidy import declared
from tests.benefits.test_subsidy_correction import DAY, listed, proposed
from tests.races import at_once

OLD, RIGHT = 10_000, 6_000
"""Fen of a family of two, as declared and as put right."""


def approves(desk: Desk, correction_id: int) -> Callable[[], Any]:
    return lambda: actions.answer_subsidy_correction(correction_id=correction_id, is_approved=True, words="属实。", officer=desk.second, on=DAY)


def live() -> list[int]:
    """What stands on lists and was not taken back, fen."""
    with acting_as_system():
        return list(PayLine.objects.filter(kind="price_subsidy", is_live=True).order_by("pk").values_list("amount_fen", flat=True))


def found() -> int:
    with acting_as_system():
        return Adjustment.objects.count()


def while_listed(officer_of: Callable[..., Officer], *, both_read: Event | None = None) -> list[str]:
    """The list is made, and before it stands the correction is approved."""
    with acting_as_system():
        desk = a_desk(officer_of)
        a_recipient()
        correction = proposed(desk, declared(desk), 3_000)

    def approve() -> None:
        approves(desk, correction.pk)()
        if both_read:
            both_read.set()

    lists = lambda: actions.prepare_once(region=COUNTY, on=PREPARED, officer=desk.county)  # noqa: E731
    return at_once((desk.county, lists), (desk.second, approve), both_read=both_read)


def test_what_is_being_listed_is_taken_back(fresh_database: object, officer_of: Callable[..., Officer]) -> None:
    assert while_listed(officer_of) == ["done", "done"]
    assert live() == []
    with acting_as_system():
        assert PayLine.objects.get().state == "cancelled"
        actions.prepare_once(region=COUNTY, on=DAY, officer=None)
    assert live() == [RIGHT]


def test_without_the_lock_it_goes_out_at_the_old_amount(fresh_database: object, officer_of: Callable[..., Officer], monkeypatch: pytest.MonkeyPatch) -> None:
    for room in (prepare, subsidy_correction):
        monkeypatch.setattr(room, "hold_once", lambda region: None)
    assert while_listed(officer_of, both_read=Event()) == ["done", "done"]
    assert live() == [OLD] and found() == 0


def while_reissued(officer_of: Callable[..., Officer], *, approved_first: bool = False) -> list[str]:
    """The bank sent it back for a passing reason; it is put on a list again while the correction is approved. The month has an earlier run too."""
    with acting_as_system():
        desk = a_desk(officer_of)
        a_recipient()
        month_prepared()
        correction = proposed(desk, declared(desk), 3_000)
        run = listed(desk)
        answered = answer(sign_and_release(run, desk), dict.fromkeys(run.lines.values_list("pk", flat=True), "bank_error"), on=DAY)
        actions.read_return(path=answered, officer=None, on=DAY)
    again = desk.county, lambda: actions.reissue(region=COUNTY, month=MONTH, on=DAY, officer=desk.county)
    approving = desk.second, approves(desk, correction.pk)
    return at_once(*((approving, again) if approved_first else (again, approving)))


def test_what_is_being_sent_again_is_taken_back_from_its_new_list(fresh_database: object, officer_of: Callable[..., Officer]) -> None:
    assert while_reissued(officer_of) == ["done", "done"]
    assert live() == [] and found() == 0
    with acting_as_system():
        last = PayLine.objects.get(attempt=2)
        assert last.state == "cancelled"
        assert AuditEntry.objects.get(verb="run.lines_taken_back").detail["line_ids"] == [last.pk]
        actions.prepare_once(region=COUNTY, on=DAY, officer=None)
    assert live() == [RIGHT]


def test_what_was_just_taken_back_is_not_sent_again(fresh_database: object, officer_of: Callable[..., Officer]) -> None:
    assert while_reissued(officer_of, approved_first=True) == ["done", "done"]
    assert live() == []
    with acting_as_system():
        assert not PayLine.objects.filter(attempt=2).exists()


def test_without_the_month_held_it_is_sent_again_at_the_old_amount(
    fresh_database: object, officer_of: Callable[..., Officer], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taking_back, "hold_month", lambda region, month: None)
    assert while_reissued(officer_of) == ["done", "done"]
    assert live() == [OLD]
