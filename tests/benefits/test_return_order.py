"""责令限期退回: only of what a told decision asks back without deceit; heard once more, ordered by another, told; a missed term ends and takes nothing."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import psycopg
import pytest
from django.db import IntegrityError
from django.db.migrations.loader import MigrationLoader
from django.db.models import QuerySet

from doudi.base.access import CannotAccess, acting, acting_as_system
from doudi.base.models import AuditEntry, Officer
from doudi.base.rls import CannotUndo
from doudi.benefits import actions, queries
from doudi.benefits.models import Award, Recovery, ReturnOrder
from doudi.oversight.check import check_books, prove
from doudi.oversight.invariants import all_invariants
from doudi.registry.models import Person
from tests.base.test_undone import migrated, shape
from tests.benefits.attacks import all_let_through_without, all_refused, attempt, without
from tests.benefits.builders import OTHER_TOWN, TOWN, Desk, Recipient, a_desk, a_recipient
from tests.benefits.test_recovery import claim, heard, opened, to_repay, told, too_much
from tests.benefits.test_returned_money import found, paid_month
from tests.databases import Clone
from tests.races import at_once
from tests.saying import the_place_says

held = pytest.mark.usefixtures("system")
REACHED, PROPOSED, HEARD, ORDERED, TOLD = date(2026, 10, 29), *(date(2026, 12, day) for day in (14, 15, 16, 17))
GROUND = "调减决定送达后仍按原额领取，经两次催办没有退回。"


@pytest.fixture
def desk(system: None, officer_of: Callable[..., Officer]) -> Desk:
    return a_desk(officer_of)


def proposed(desk: Desk, recovery: Recovery, **given: Any) -> ReturnOrder:
    said: dict[str, Any] = {"outcome": "reduce", "number": "JD-BG-1", "reached_on": REACHED, "ground": GROUND, "officer": desk.county, "on": PROPOSED}
    return actions.propose_return_order(recovery_id=recovery.pk, **(said | given))


def heard_again(desk: Desk, order: ReturnOrder, **given: Any) -> ReturnOrder:
    person = queries.people_to_hear(order.recovery.household_id, HEARD)[0].pk
    said: dict[str, Any] = {"person_id": person, "words": "钱已用于看病，请求宽限。", "officer": desk.townships[0], "on": HEARD}
    return actions.hear_about_return_order(order_id=order.pk, **(said | given))


def ordered(desk: Desk, order: ReturnOrder, **given: Any) -> ReturnOrder:
    said: dict[str, Any] = {"days": 20, "reason": "没有正当理由拒不退回。", "officer": desk.second, "on": ORDERED}
    return actions.order_return(order_id=order.pk, **(said | given))


def told_of(desk: Desk, order: ReturnOrder, on: date = TOLD) -> ReturnOrder:
    return actions.tell_return_order(order_id=order.pk, how="当面送达，本人签收。", officer=desk.townships[0], on=on)


def wrong(on: date = TOLD) -> list[str]:
    """Of the books and of the sentence about orders."""
    [sentence] = [one for one in all_invariants() if one.name.startswith("每次责令限期退回")]
    return [finding.name for finding in (*check_books(on=on), prove(sentence, on=on)) if not finding.holds]


# ── 一件责令


@held
def test_from_the_proposal_to_its_term_and_the_last_fen(desk: Desk) -> None:
    one, recovery = to_repay(desk)
    order = proposed(desk, recovery)
    assert (order.state, order.letter, Recovery.objects.get().order) == ("proposed", "", order)
    actions.record_repayment(recovery_id=recovery.pk, amount_fen=10_000, paper="收据1", officer=desk.finance, on=HEARD)
    order = told_of(desk, ordered(desk, heard_again(desk, order)))
    assert (order.state, order.amount_fen, order.until_on, Recovery.objects.get().due_on) == ("told", 20_000, date(2027, 1, 6), date(2027, 1, 6))
    assert order.letter.startswith("责令限期退回决定书") and str(order) in order.letter and one.family.head.name in order.letter
    said: tuple[str, ...] = ("2026年10月29日，调减社会救助的决定（JD-BG-1）送达你户", "行政复议", "行政诉讼")
    said += (recovery.number, GROUND, "请求宽限", "第七十四条", "次日起20日内", "200.00 元", "拒不退回")
    assert [words for words in said if words not in order.letter] == [] and "2026年12月16日" in order.letter
    assert Recovery.objects.get().letter == recovery.letter, "the recovery's own letter stays as it was written"
    verbs = AuditEntry.objects.filter(about_kind="benefits.returnorder").order_by("pk").values_list("verb", "officer_id")
    county, town, second = desk.county.pk, desk.townships[0].pk, desk.second.pk
    said_by = [("proposed", county), ("heard", town), ("ordered", second), ("told", town)]
    assert list(verbs) == [(f"return_order.{verb}", officer) for verb, officer in said_by] and wrong() == []
    late = date(2027, 3, 1)
    assert (claim(), Award.objects.get(pk=one.award.pk).until_month, wrong(late)) == (20_000, None, []), "a missed term takes nothing and ends nothing"
    actions.record_repayment(recovery_id=recovery.pk, amount_fen=20_000, paper="收据2", officer=desk.finance, on=late)
    assert (Recovery.objects.get().state, claim(), wrong(late)) == ("closed", 0, [])


@held
def test_the_term_is_whole_however_late_it_is_told_and_ends_on_a_day_of_work(desk: Desk) -> None:
    _, recovery = to_repay(desk)
    order = ordered(desk, heard_again(desk, proposed(desk, recovery)), days=15)
    saturday = TOLD + timedelta(days=1)
    assert (saturday + timedelta(days=15)).weekday() == 5
    assert told_of(desk, order, saturday).until_on == saturday + timedelta(days=17)


@held
@pytest.mark.parametrize(("set_to", "least"), [(15, 15), (30, 30), (None, 1), ("none", 1)])
def test_how_short_a_term_may_be_is_the_places_to_say(desk: Desk, monkeypatch: pytest.MonkeyPatch, set_to: int | str | None, least: int) -> None:
    """As its file says, and another where it says another; where it has set none a term has a day."""
    if set_to != 15:
        the_place_says(monkeypatch, "benefits.return_order_least_days", set_to)
    _, recovery = to_repay(desk)
    order = heard_again(desk, proposed(desk, recovery))
    for days in (least - 1, 366, -1):
        with pytest.raises(actions.CannotRecover, match=f"不少于 {least} 日"):
            ordered(desk, order, days=days)
    assert ordered(desk, order, days=least).days == least


# ── 对谁、凭什么


@held
def test_not_for_deceit_nor_before_the_family_is_told_nor_once_it_is_repaid_or_given_up(desk: Desk) -> None:
    one, adjustment = too_much(desk)
    recovery = heard(desk, one, opened(desk, adjustment))
    with pytest.raises(actions.CannotRecover, match="待决定"):
        proposed(desk, recovery)
    given = {"outcome": "repay", "amount_fen": 30_000, "reason": "属实。"}
    recovery = actions.decide_recovery(recovery_id=recovery.pk, officer=desk.county, on=PROPOSED, **given)  # type: ignore[arg-type]
    with pytest.raises(actions.CannotRecover, match="还没有告知"):
        proposed(desk, recovery)
    told(desk, recovery)
    actions.propose_write_off(recovery_id=recovery.pk, reason="无财产。", officer=desk.county, on=PROPOSED)
    with pytest.raises(actions.CannotRecover, match="已经提出核销"):
        proposed(desk, recovery)
    actions.answer_write_off(recovery_id=recovery.pk, is_approved=False, paper="再核实", officer=desk.second, on=PROPOSED)
    order = heard_again(desk, proposed(desk, recovery))
    actions.propose_write_off(recovery_id=recovery.pk, reason="无财产。", officer=desk.county, on=HEARD)
    with pytest.raises(actions.CannotRecover, match="已经提出核销"):
        ordered(desk, order)
    actions.record_repayment(recovery_id=recovery.pk, amount_fen=30_000, paper="收据1", officer=desk.finance, on=HEARD)
    with pytest.raises(actions.CannotRecover, match="已办结"):
        ordered(desk, order)
    with pytest.raises(actions.CannotRecover, match="已办结"):
        proposed(desk, recovery)


@held
def test_deceit_has_its_own_order(desk: Desk) -> None:
    _, recovery = to_repay(desk, is_fraud=True)
    with pytest.raises(actions.CannotRecover, match="第七十三条"):
        proposed(desk, recovery)


@held
def test_it_names_the_decision_when_it_came_and_what_was_kept(desk: Desk) -> None:
    _, recovery = to_repay(desk)
    for given in ({"outcome": "keep"}, {"number": " "}, {"reached_on": None}, {"ground": ""}):
        with pytest.raises(actions.CannotRecover, match="文号和送达日"):
            proposed(desk, recovery, **given)
    with pytest.raises(actions.CannotRecover, match="不能晚于今天"):
        proposed(desk, recovery, reached_on=PROPOSED + timedelta(days=1))
    assert proposed(desk, recovery, reached_on=PROPOSED).reached_on == PROPOSED
    with pytest.raises(actions.CannotRecover, match="已经有责令限期退回"):
        proposed(desk, recovery)


# ── 谁提出、谁听取、谁决定


@held
def test_whoever_proposed_or_heard_does_not_decide_and_a_town_orders_nothing(desk: Desk, officer_of: Callable[..., Officer]) -> None:
    _, recovery = to_repay(desk)
    with pytest.raises(CannotAccess):
        proposed(desk, recovery, officer=desk.townships[0])
    order = proposed(desk, recovery)
    with pytest.raises(actions.CannotRecover, match="待听取意见"):
        ordered(desk, order)
    order = heard_again(desk, order, officer=desk.second)
    for refused in (desk.county, desk.second):
        for verb in (ordered, dropped):
            with pytest.raises(actions.CannotRecover, match="另一人"):
                verb(desk, order, officer=refused)
    for refused in (desk.townships[0], desk.finance):
        with pytest.raises(CannotAccess):
            ordered(desk, order, officer=refused)
    with pytest.raises(actions.CannotRecover, match="理由"):
        ordered(desk, order, reason=" ", officer=officer_of("county"))
    assert ordered(desk, order, officer=officer_of("county")).state == "ordered"


def dropped(desk: Desk, order: ReturnOrder, **given: Any) -> ReturnOrder:
    said: dict[str, Any] = {"reason": "家庭已开始退回。", "officer": desk.second, "on": ORDERED}
    return actions.drop_return_order(order_id=order.pk, **(said | given))


@held
def test_only_the_living_are_heard_and_nobody_only_where_nobody_is_left(desk: Desk) -> None:
    one, recovery = to_repay(desk)
    order = proposed(desk, recovery)
    for person, words in ((None, "无人。"), (10**9, "不是本户。"), (one.family.head.pk, " ")):
        with pytest.raises(actions.CannotRecover):
            heard_again(desk, order, person_id=person, words=words)
    Person.objects.update(died_on=date(2026, 12, 1), death_known_on=date(2026, 12, 2))
    order = actions.hear_about_return_order(order_id=order.pk, person_id=None, words="到村核实无在世成员。", officer=desk.townships[0], on=HEARD)
    assert "听取意见的情况：到村核实" in ordered(desk, order).letter


@held
@pytest.mark.parametrize("is_heard", [False, True])
def test_what_is_dropped_has_a_reason_and_another_may_be_proposed_later(desk: Desk, is_heard: bool) -> None:
    _, recovery = to_repay(desk)
    order = proposed(desk, recovery)
    order = heard_again(desk, order) if is_heard else order
    with pytest.raises(actions.CannotRecover, match="不予责令的理由"):
        dropped(desk, order, reason=" ")
    order = dropped(desk, order)
    assert (order.state, order.letter, Recovery.objects.get().order) == ("dropped", "", None) and wrong() == []
    for verb in (heard_again, ordered, dropped, told_of):
        with pytest.raises(actions.CannotRecover, match="不予责令"):
            verb(desk, order)
    again = told_of(desk, ordered(desk, heard_again(desk, proposed(desk, recovery))))
    assert (Recovery.objects.get().order, wrong()) == (again, [])
    with pytest.raises(actions.CannotRecover, match="已告知"):
        dropped(desk, again)


@held
def test_a_neighbour_touches_nothing_and_telling_says_how(desk: Desk) -> None:
    _, recovery = to_repay(desk)
    order = ordered(desk, heard_again(desk, proposed(desk, recovery)))
    with pytest.raises(actions.CannotRecover, match="怎样告知"):
        actions.tell_return_order(order_id=order.pk, how=" ", officer=desk.townships[0], on=TOLD)
    with acting(desk.townships[1]):
        assert not ReturnOrder.objects.exists()
        with pytest.raises(actions.CannotRecover, match="不在您负责的区域内"):
            actions.tell_return_order(order_id=order.pk, how="送达。", officer=desk.townships[1], on=TOLD)
    assert TOWN != OTHER_TOWN and told_of(desk, order).state == "told"


# ── 库里的规矩

PUT = """INSERT INTO benefits_returnorder (recovery_id, decision, outcome, number, reached_on, ground, proposed_by_id, proposed_on, heard_words, reason, letter,
    told_how, state, region) SELECT id, '', {outcome}, {number}, {reached_on}, {ground}, opened_by_id, '2026-12-14', '', '', '', '', 'proposed', region
    FROM benefits_recovery WHERE words = '{which}'"""
AS_IT_SHOULD_BE = {"outcome": "'end'", "number": "'JD-1'", "reached_on": "'2026-10-29'", "ground": "'x'", "which": "没有责令"}
SET = "UPDATE benefits_returnorder SET {} WHERE state = '{}'"
DECIDE = "state = 'ordered', days = {days}, amount_fen = 1, reason = 'x', letter = 'x', decided_by_id = {by}, decided_on = '2026-12-16'"
TELL = "state = 'told', told_how = 'x', told_by_id = proposed_by_id, told_on = '2026-12-17', until_on = {until}"
OTHER = "(SELECT max(id) FROM base_officer)"
RULE = without("trigger", "benefits_returnorder_stands", "benefits_returnorder")


def refused_by(name: str) -> str:
    return without("constraint", name, "benefits_returnorder")


ATTACKS = {
    "of deceit": (PUT.format(**(AS_IT_SHOULD_BE | {"which": "骗取"})), RULE),
    "nobody was told of it": (PUT.format(**(AS_IT_SHOULD_BE | {"which": "没有告知"})), RULE),
    "of what is repaid": (PUT.format(**(AS_IT_SHOULD_BE | {"which": "已退清"})), RULE),
    "twice": (PUT.format(**(AS_IT_SHOULD_BE | {"which": "待听取"})), without("index", "one_return_order_stands", "benefits_returnorder")),
    "without a number": (PUT.format(**(AS_IT_SHOULD_BE | {"number": "''"})), refused_by("return_order_has_ground")),
    "of nothing that lessens": (PUT.format(**(AS_IT_SHOULD_BE | {"outcome": "'keep'"})), refused_by("return_order_has_ground")),
    "without a ground": (PUT.format(**(AS_IT_SHOULD_BE | {"ground": "''"})), refused_by("return_order_has_ground")),
    "before its decision came": (PUT.format(**(AS_IT_SHOULD_BE | {"reached_on": "'2026-12-15'"})), refused_by("return_order_has_ground")),
    "by who proposed": (SET.format(DECIDE.format(days=15, by="proposed_by_id"), "heard"), refused_by("return_order_by_another")),
    "by who heard": (SET.format(DECIDE.format(days=15, by="heard_by_id"), "heard"), refused_by("return_order_by_another")),
    "unheard": (SET.format(DECIDE.format(days=15, by=OTHER), "proposed"), refused_by("return_order_heard_first")),
    "without a term": (SET.format(DECIDE.format(days="NULL", by=OTHER), "heard"), refused_by("return_order_heard_first")),
    "for years": (SET.format(DECIDE.format(days=366, by=OTHER), "heard"), refused_by("return_order_heard_first")),
    "heard by nobody": (SET.format("state = 'heard', heard_on = '2026-12-15'", "proposed"), refused_by("return_order_steps")),
    "told and no day": (SET.format(TELL.format(until="NULL"), "ordered"), refused_by("return_order_steps")),
    "over before it is told": (SET.format(TELL.format(until="'2026-12-17'"), "ordered"), refused_by("return_order_in_its_order")),
    "told by a word alone": (SET.format("state = 'told'", "ordered"), refused_by("return_order_state")),
    "another ground": (SET.format("ground = 'y'", "proposed"), RULE),
    "other words": (SET.format("heard_words = 'y'", "heard"), RULE),
    "a shorter term": (SET.format("days = 1", "ordered"), RULE),
    "an earlier day": (SET.format("until_on = until_on - 1", "told"), RULE),
    "taken away": ("DELETE FROM benefits_returnorder", without("trigger", "benefits_returnorder_kept", "benefits_returnorder")),
}  # fmt: skip


def one_at_each_step(officer_of: Callable[..., Officer]) -> Desk:
    desk = a_desk(officer_of)
    names = ("没有责令", "骗取", "没有告知", "已退清", "待听取", "待决定", "待告知", "已告知")
    families = {name: a_recipient() for name in names}
    paid_month(desk)
    made = {name: a_recovery(desk, one, name) for name, one in families.items()}
    actions.record_repayment(recovery_id=made["已退清"].pk, amount_fen=40_000, paper="收据", officer=desk.finance, on=PROPOSED)
    orders = [proposed(desk, made[name]) for name in names[4:]]
    orders = [heard_again(desk, order) for order in orders[1:]]
    orders = [ordered(desk, order) for order in orders[1:]]
    told_of(desk, orders[1])
    return desk


def a_recovery(desk: Desk, one: Recipient, name: str) -> Recovery:
    (over,) = found(one, 20_000)
    town, on = desk.townships[0], date(2026, 11, 9)
    recovery = actions.open_recovery(adjustment_ids=[over.pk], words=name, is_fraud=name == "骗取", officer=town, on=on)
    actions.hear_about_recovery(recovery_id=recovery.pk, person_id=one.family.head.pk, words="承认。", officer=town, on=on)
    given = {"outcome": "repay", "amount_fen": 40_000, "reason": "属实。"}
    recovery = actions.decide_recovery(recovery_id=recovery.pk, officer=desk.county, on=on, **given)  # type: ignore[arg-type]
    return recovery if name == "没有告知" else actions.tell_recovery(recovery_id=recovery.pk, how="送达。", officer=town, on=on)


@held
def test_the_database_refuses(officer_of: Callable[..., Officer]) -> None:
    one_at_each_step(officer_of)
    assert wrong() == []
    decide, tell = SET.format(DECIDE.format(days=15, by=OTHER), "heard"), SET.format(TELL.format(until="'2026-12-18'"), "ordered")
    for whole in (PUT.format(**AS_IT_SHOULD_BE), decide, tell):
        attempt(whole)  # what is whole is taken
    all_refused(ATTACKS)


def test_each_refusal_is_the_work_of_its_rule(fresh_database: Clone, officer_of: Callable[..., Officer], owner_of: Callable[[], psycopg.Connection]) -> None:
    with acting_as_system():
        one_at_each_step(officer_of)
    all_let_through_without(ATTACKS, owner_of)


@pytest.mark.parametrize("has_order", [True, False])
def test_it_is_not_undone_while_there_are_orders(fresh_database: Clone, officer_of: Callable[..., Officer], has_order: bool) -> None:
    with acting_as_system():
        desk = a_desk(officer_of)
        _, recovery = to_repay(desk)
        if has_order:
            proposed(desk, recovery)
    whole, latest = shape(), MigrationLoader(None).graph.leaf_nodes("benefits")[0]
    if has_order:
        with pytest.raises(CannotUndo, match="有责令限期退回（1 条）"):
            migrated("benefits", "0023_answer_terms")
    else:
        migrated("benefits", "0023_answer_terms")
        assert not any("returnorder" in str(one) for one in shape())
    migrated(*latest)
    assert shape() == whole


def race(officer_of: Callable[..., Officer]) -> list[str]:
    """Two of the county propose it at once."""
    with acting_as_system():
        desk = a_desk(officer_of)
        _, recovery = to_repay(desk)
    first, second = ((one, lambda one=one: proposed(desk, recovery, officer=one)) for one in (desk.county, desk.second))
    return at_once(first, second)


def test_two_who_propose_at_once_propose_one(fresh_database: Clone, officer_of: Callable[..., Officer]) -> None:
    first, second = race(officer_of)
    assert first == "done" and "已经有责令限期退回" in second


def test_the_control_without_the_lock(fresh_database: Clone, officer_of: Callable[..., Officer], monkeypatch: pytest.MonkeyPatch) -> None:
    """The second is told nothing it could understand; the database alone lets it make no second order."""
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **given: self)
    with pytest.raises(IntegrityError, match="one_return_order_stands"):
        race(officer_of)
