"""清退的期限: by when each step is done is the place's to say; where it has set nothing, nothing is late."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from doudi.base.access import acting_as_system
from doudi.base.models import Officer
from doudi.base.rls import CannotUndo
from doudi.base.workdays import workdays_after
from doudi.benefits import actions, queries
from doudi.benefits.models import Recovery
from doudi.web.console.duties import due_class, duties_of
from tests.base.test_undone import migrated, shape
from tests.benefits.builders import Desk, a_desk
from tests.benefits.test_recovery import DECIDED, FOUND, HEARD, TOLD, opened, too_much
from tests.databases import Clone
from tests.saying import the_place_says

UNSET = "本地没有规定办理期限"
ORDER: dict[str, Any] = {"outcome": "end", "number": "决1号", "reached_on": FOUND, "ground": "拒不退回。"}
TERMS = {"step": 10, "approve": 3, "tell": 3, "repay": 20}
"""As 3707's file says, working days; each an example."""


def steps(desk: Desk) -> Iterator[tuple[str, date, Officer]]:
    """A recovery on its way: which term runs since which day, and in whose queue it stands."""
    one, adjustment = too_much(desk)
    recovery, town = opened(desk, adjustment), desk.townships[0]
    yield "step", FOUND, town
    actions.hear_about_recovery(recovery_id=recovery.pk, person_id=one.family.head.pk, words="承认。", officer=town, on=HEARD)
    yield "step", HEARD, desk.county
    given = {"outcome": "repay", "amount_fen": 20_000, "reason": "属实。", "remitted_because": "家有病人。"}
    actions.decide_recovery(recovery_id=recovery.pk, officer=desk.county, on=DECIDED, **given)  # type: ignore[arg-type]
    yield "approve", DECIDED, desk.second
    actions.answer_remission(recovery_id=recovery.pk, is_approved=False, words="再核实。", officer=desk.second, on=DECIDED)
    yield "step", DECIDED, desk.county
    given = {"outcome": "repay", "amount_fen": 30_000, "reason": "属实。"}
    actions.decide_recovery(recovery_id=recovery.pk, officer=desk.county, on=DECIDED, **given)  # type: ignore[arg-type]
    yield "tell", DECIDED, town
    actions.tell_recovery(recovery_id=recovery.pk, how="送达。", officer=town, on=TOLD)
    yield "repay", TOLD, town
    order = actions.propose_return_order(recovery_id=recovery.pk, **ORDER, officer=desk.county, on=TOLD)
    yield "step", TOLD, town
    actions.hear_about_return_order(order_id=order.pk, person_id=one.family.head.pk, words="没有钱。", officer=town, on=TOLD)
    yield "step", TOLD, desk.county
    actions.drop_return_order(order_id=order.pk, reason="先催办。", officer=desk.second, on=TOLD)
    yield "repay", TOLD, town
    order = actions.propose_return_order(recovery_id=recovery.pk, **ORDER, officer=desk.county, on=TOLD)
    actions.hear_about_return_order(order_id=order.pk, person_id=one.family.head.pk, words="没有钱。", officer=town, on=TOLD)
    actions.order_return(order_id=order.pk, days=30, reason="拒不退回。", officer=desk.second, on=TOLD)
    yield "tell", TOLD, town


@pytest.mark.parametrize("set_to", ["as it says", 1, None, "none"])
def test_each_step_has_the_term_of_its_place(
    system: None, signed_in: Callable[[Officer], Client], officer_of: Callable[..., Officer], monkeypatch: pytest.MonkeyPatch, set_to: int | str | None
) -> None:
    desk, later = a_desk(officer_of), workdays_after(TOLD, 90)
    has_term = isinstance(set_to, int) or set_to == "as it says"
    expected = TERMS if set_to == "as it says" else dict.fromkeys(TERMS, set_to)
    if set_to != "as it says":
        say_of_all(monkeypatch, set_to)
    for term, since, officer in steps(desk):
        recovery = Recovery.objects.get()
        assert recovery.due_on == (workdays_after(since, expected[term]) if has_term else None), term
        on = recovery.due_on or later
        (duty,) = (each for each in duties_of(officer, on) if each.what == "清退")
        assert due_class(duty, on, on) == "today" and (UNSET in duty.why) is not has_term
        assert (UNSET in signed_in(officer).get(reverse("recovery", args=[recovery.pk])).content.decode()) is not has_term
        late = [due_class(each, later, later) for each in (*duties_of(desk.townships[0], later), *duties_of(desk.second, later)) if each.what == "清退"]
        assert late == ["overdue" if has_term else "today"]
    assert queries.recoveries(is_open=True).get().order is not None


def say_of_all(monkeypatch: pytest.MonkeyPatch, set_to: int | str | None) -> None:
    for term in TERMS:
        the_place_says(monkeypatch, f"benefits.recovery_{term}_workdays", set_to)


def test_a_withdrawal_has_the_places_term_too_or_none(system: None, officer_of: Callable[..., Officer], monkeypatch: pytest.MonkeyPatch) -> None:
    desk = a_desk(officer_of)
    one, adjustment = too_much(desk)
    recovery = opened(desk, adjustment)
    actions.hear_about_recovery(recovery_id=recovery.pk, person_id=one.family.head.pk, words="承认。", officer=desk.townships[0], on=HEARD)
    given = {"outcome": "nothing", "reason": "属实。", "remitted_because": "家有病人。"}
    actions.decide_recovery(recovery_id=recovery.pk, officer=desk.county, on=DECIDED, **given)  # type: ignore[arg-type]
    actions.answer_remission(recovery_id=recovery.pk, is_approved=True, words="同意。", officer=desk.second, on=DECIDED)
    say_of_all(monkeypatch, None)
    made = actions.propose_withdrawal(recovery_id=recovery.pk, words="查明隐瞒工资。", officer=desk.townships[0], on=TOLD)
    assert (made.due_on, made.adjustments.get().due_on) == (None, TOLD), "the finding is closed the day it is made"


@pytest.mark.parametrize("has_term", [True, False])
def test_a_recovery_without_a_term_is_not_undone(
    fresh_database: Clone, officer_of: Callable[..., Officer], monkeypatch: pytest.MonkeyPatch, has_term: bool
) -> None:
    if not has_term:
        say_of_all(monkeypatch, None)
    with acting_as_system():
        desk = a_desk(officer_of)
        opened(desk, too_much(desk)[1])
    whole = shape()
    if not has_term:
        with pytest.raises(CannotUndo, match="有清退没有办理期限（1 条）"):
            migrated("benefits", "0024_return_orders")
    else:
        migrated("benefits", "0024_return_orders")
        assert shape() != whole
    migrated("benefits", "0025_recovery_terms")
    assert shape() == whole
