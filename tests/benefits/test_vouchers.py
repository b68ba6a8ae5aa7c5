"""凭证: fetched once, in its time, by a receipt, written down by another; one that has expired is told of and renewed, never dropped."""

from collections.abc import Callable
from datetime import date, timedelta

import psycopg
import pytest
from django.db.models import QuerySet

from doudi.base.access import CannotAccess, acting, acting_as_system
from doudi.base.models import AuditEntry, Officer
from doudi.benefits import actions, queries
from doudi.benefits.models import Good, Voucher
from doudi.oversight.check import check_books
from tests.benefits.attacks import all_let_through_without, all_refused, attempt, without
from tests.benefits.builders import COUNTY, OTHER_TOWN, TOWN, Recipient, a_recipient
from tests.databases import Clone
from tests.races import at_once

held = pytest.mark.usefixtures("system")
ON, UNTIL = date(2026, 11, 9), date(2026, 12, 9)
FETCHED, AFTER = date(2026, 11, 12), date(2026, 12, 10)


@pytest.fixture
def clerk(system: None, officer_of: Callable[..., Officer]) -> Officer:
    return officer_of("township", TOWN)


@pytest.fixture
def colleague(system: None, officer_of: Callable[..., Officer]) -> Officer:
    return officer_of("township", TOWN)


def issued(clerk: Officer, one: Recipient | None = None, **given: object) -> Voucher:
    one = one or a_recipient()
    said = {
        "household_id": one.family.household.pk, "person_id": one.family.head.pk, "what": "大米", "quantity": 2, "unit": "袋", "value_fen": 12_000,
        "place": "示例供销社", "because": "急难救助。", "valid_until": UNTIL, "officer": clerk, "on": ON,
    }  # fmt: skip
    return actions.issue_voucher(**{**said, **given})  # type: ignore[arg-type]


def redeemed(voucher: Voucher, colleague: Officer, **given: object) -> Voucher:
    said = {"number": voucher.number, "redeemed_on": FETCHED, "place": "示例供销社", "receipt": "小票1", "received_by": "本人"}
    said |= {"officer": colleague, "on": FETCHED}  # type: ignore[dict-item]
    return actions.redeem_voucher(**{**said, **given})  # type: ignore[arg-type]


def wrong() -> list[str]:
    return [finding.name for finding in check_books(on=AFTER) if not finding.holds]


def store() -> tuple[int, int]:
    """On hand, and kept for vouchers."""
    return Good.objects.values_list("on_hand", "reserved").get()


def quilts(clerk: Officer, quantity: int = 3) -> Good:
    good = actions.open_good(name="棉被", unit="床", price_fen=12_000, officer=clerk, on=ON)
    actions.move_stock(good_id=good.pk, kind="received", quantity=quantity, paper="入库1", officer=clerk, on=ON)
    return good


@held
def test_issued_fetched_and_counted(clerk: Officer, colleague: Officer) -> None:
    voucher = issued(clerk)
    assert voucher.number.startswith("PZ-370702-2026-") and list(queries.open_vouchers(ON)) == [voucher]
    done = redeemed(voucher, colleague, number=f" {voucher.number.lower()} ")
    assert (done.state, done.receipt, done.redeemed_by, done.received_by) == ("redeemed", "小票1", colleague, "本人")
    assert list(queries.open_vouchers(ON)) == [] and list(queries.redeemed_vouchers()) == [voucher]
    assert [(one.month, one.place, one.vouchers, one.fen) for one in queries.fetched_by_place()] == [(date(2026, 11, 1), "示例供销社", 1, 12_000)]
    assert [entry.verb for entry in AuditEntry.objects.filter(about_kind="benefits.voucher").order_by("pk")] == ["voucher.issued", "voucher.redeemed"]
    assert wrong() == []


@held
def test_it_is_fetched_once(clerk: Officer, colleague: Officer) -> None:
    voucher = issued(clerk)
    redeemed(voucher, colleague)
    with pytest.raises(actions.CannotVouch, match="已兑领"):
        redeemed(voucher, colleague, receipt="小票2")
    with pytest.raises(actions.CannotVouch, match="收据已经登记过"):
        redeemed(issued(clerk), colleague)
    redeemed(issued(clerk), colleague, place="另一家超市")


@held
def test_who_issued_it_does_not_write_down_that_it_was_fetched(clerk: Officer) -> None:
    with pytest.raises(actions.CannotVouch, match="另一人"):
        redeemed(issued(clerk), clerk)


@held
@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"redeemed_on": None}, "兑领日"),
        ({"redeemed_on": ON - timedelta(days=1)}, "兑领日"),
        ({"redeemed_on": FETCHED + timedelta(days=1)}, "不晚于今天"),
        ({"redeemed_on": AFTER, "on": AFTER}, "已经过期"),
        ({"receipt": " "}, "收据号"),
        ({"received_by": ""}, "领取人"),
        ({"place": ""}, "兑领点"),
        ({"number": "PZ-370702-2026-99999999x"}, "没有这个编号"),
        ({"number": ""}, "没有这个编号"),
    ],
)
def test_a_fetching_that_cannot_be_is_refused_whole(clerk: Officer, colleague: Officer, given: dict[str, object], words: str) -> None:
    voucher = issued(clerk)
    with pytest.raises(actions.CannotVouch, match=words):
        redeemed(voucher, colleague, **given)
    voucher.refresh_from_db()
    assert (voucher.state, voucher.redeemed_on, voucher.receipt) == ("issued", None, "")


@held
def test_the_last_day_counts_also_where_it_is_written_down_later(clerk: Officer, colleague: Officer) -> None:
    assert redeemed(issued(clerk), colleague, redeemed_on=UNTIL, on=AFTER).redeemed_on == UNTIL


@held
@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"quantity": 0}, "数量"),
        ({"what": " "}, "物品"),
        ({"place": ""}, "兑领点"),
        ({"because": ""}, "事由"),
        ({"value_fen": 1_000_001}, "价值"),
        ({"value_fen": -1}, "价值"),
        ({"valid_until": None}, "有效期"),
        ({"valid_until": ON - timedelta(days=1)}, "有效期"),
        ({"valid_until": ON + timedelta(days=367)}, "有效期"),
        ({"person_id": 10**9}, "在世的成员"),
        ({"good_id": 10**9}, "没有这种物资"),
    ],
)
def test_a_voucher_that_cannot_be_is_refused(clerk: Officer, given: dict[str, object], words: str) -> None:
    with pytest.raises(actions.CannotVouch, match=words):
        issued(clerk, **given)
    assert not Voucher.objects.exists()


# ── 过期


@held
def test_one_that_has_expired_waits_for_somebody_to_tell_the_family(clerk: Officer, colleague: Officer) -> None:
    voucher, fetched = issued(clerk), issued(clerk)
    redeemed(fetched, colleague)
    assert list(queries.untold_expiries(UNTIL)) == [] and list(queries.untold_expiries(AFTER)) == [voucher]
    with pytest.raises(actions.CannotVouch, match="没有过期"):
        actions.tell_expired(voucher_id=voucher.pk, how="电话告知。", officer=clerk, on=UNTIL)
    with pytest.raises(actions.CannotVouch, match="以何方式"):
        actions.tell_expired(voucher_id=voucher.pk, how=" ", officer=clerk, on=AFTER)
    actions.tell_expired(voucher_id=voucher.pk, how="电话告知本人，可以换发。", officer=clerk, on=AFTER)
    with pytest.raises(actions.CannotVouch, match="已经告知过"):
        actions.tell_expired(voucher_id=voucher.pk, how="再告知。", officer=clerk, on=AFTER)
    assert list(queries.untold_expiries(AFTER)) == [] and list(queries.expired_vouchers(AFTER)) == [voucher], "told, and still there"


@held
def test_a_new_one_takes_its_place_and_the_old_number_is_worth_nothing(clerk: Officer, colleague: Officer) -> None:
    old = issued(clerk)
    given = {"voucher_id": old.pk, "officer": clerk, "on": AFTER}
    for refused in ({"valid_until": None, "because": "换发。"}, {"valid_until": AFTER + timedelta(days=30), "because": " "}):
        with pytest.raises(actions.CannotVouch):
            actions.renew_voucher(**given, **refused)  # type: ignore[arg-type]
    fresh = actions.renew_voucher(valid_until=AFTER + timedelta(days=30), because="未及兑领，仍需要。", **given)  # type: ignore[arg-type]
    assert (fresh.replaces, fresh.what, fresh.value_fen, fresh.on) == (old, "大米", 12_000, AFTER) and fresh.number != old.number
    with pytest.raises(actions.CannotVouch, match="已换发"):
        redeemed(old, colleague, on=AFTER)
    with pytest.raises(actions.CannotVouch, match="已换发"):
        actions.renew_voucher(valid_until=AFTER, because="再换。", **given)  # type: ignore[arg-type]
    redeemed(fresh, colleague, redeemed_on=AFTER, on=AFTER)
    assert list(queries.expired_vouchers(AFTER)) == [] and wrong() == []


# ── 谁可以


@held
def test_a_neighbour_sees_and_fetches_nothing(clerk: Officer, officer_of: Callable[..., Officer]) -> None:
    voucher, neighbour, finance = issued(clerk), officer_of("township", OTHER_TOWN), officer_of("finance", COUNTY)
    with acting(neighbour):
        assert not queries.vouchers().exists()
        with pytest.raises(actions.CannotVouch, match="没有这个编号"):
            redeemed(voucher, neighbour)
    for refused in (lambda: redeemed(voucher, finance), lambda: actions.tell_expired(voucher_id=voucher.pk, how="x", officer=neighbour, on=AFTER)):
        with pytest.raises(CannotAccess):
            refused()


# ── 库里的规矩


FETCHING = {
    "state": "'redeemed'", "redeemed_on": f"date '{FETCHED}'", "redeemed_at": "'甲'", "receipt": "'1'", "received_by": "'乙'",
    "redeemed_by_id": "(SELECT max(id) FROM base_officer)",
}  # fmt: skip
OF_ISSUED, OF_REDEEMED, OF_KEPT = "state = 'issued' AND good_id IS NULL", "state = 'redeemed'", "held > 0"
PROMISE = f"""INSERT INTO benefits_voucher (number, household_id, person_id, good_id, what, quantity, unit, value_fen, place, because, by_id, "on", valid_until,
    state, redeemed_at, receipt, received_by, told_how, region) SELECT 'PZ', household_id, person_id, good_id, what, quantity, unit, value_fen, place, because,
    by_id, "on", valid_until, state, '', '', '', '', region FROM benefits_voucher WHERE {OF_KEPT}"""


def fetching(**changed: str) -> str:
    said = ", ".join(f"{name} = {value}" for name, value in {**FETCHING, **changed}.items())
    return f"UPDATE benefits_voucher SET {said} WHERE {OF_ISSUED}"


def changed(what: str, which: str = OF_ISSUED) -> str:
    return f"UPDATE benefits_voucher SET {what} WHERE {which}"


NO_MORE = "state = 'issued', redeemed_on = NULL, redeemed_by_id = NULL, redeemed_at = '', receipt = '', received_by = ''"
STAYS = without("trigger", "benefits_voucher_stays", "benefits_voucher")
WHOLE = without("constraint", "voucher_redeemed_whole_and_in_time", "benefits_voucher")
CANCELLED = without("constraint", "voucher_cancelled", "benefits_voucher")
RESERVED = without("constraint", "good_reserved", "benefits_good")
TOLD = without("constraint", "voucher_told", "benefits_voucher")
ATTACKS = {
    "what it is worth": (changed("value_fen = value_fen + 1"), STAYS),
    "until when": (changed("valid_until = valid_until + 30"), STAYS),
    "whose it is": (changed("person_id = (SELECT max(id) FROM registry_person)", OF_REDEEMED), STAYS),
    "another receipt": (changed("receipt = '另一张'", OF_REDEEMED), STAYS),
    "fetched no more": (changed(NO_MORE, OF_REDEEMED), STAYS),
    "one taken away": ("DELETE FROM benefits_voucher WHERE state = 'issued'", without("trigger", "benefits_voucher_kept", "benefits_voucher")),
    "fetched after its day": (fetching(redeemed_on=f"date '{AFTER}'"), WHOLE),
    "fetched before it was": (fetching(redeemed_on="date '2026-11-08'"), WHOLE),
    "fetched on no day": (fetching(redeemed_on="NULL"), WHOLE),
    "without a receipt": (fetching(receipt="''"), WHOLE),
    "by nobody": (fetching(redeemed_by_id="NULL"), WHOLE),
    "by who issued it": (fetching(redeemed_by_id="by_id"), without("constraint", "voucher_redeemed_by_another", "benefits_voucher")),
    "by a receipt that was used": (fetching(redeemed_at="'示例供销社'", receipt="'小票1'"), without("index", "voucher_receipt_once", "benefits_voucher")),
    "told on no day": (changed("told_by_id = by_id, told_how = 'x'"), TOLD),
    "told before its day had passed": (changed("told_by_id = by_id, told_how = 'x', told_on = valid_until"), TOLD),
    "cancelled without a reason": (changed(f"state = 'cancelled', cancelled_on = date '{ON}', cancelled_by_id = by_id"), CANCELLED),
    "cancelled by nobody": (changed(f"state = 'cancelled', cancelled_on = date '{ON}', cancelled_because = 'x'"), CANCELLED),
    "cancelled no more": (changed("state = 'issued', cancelled_on = NULL, cancelled_by_id = NULL, cancelled_because = ''", "state = 'cancelled'"), STAYS),
    "a good reserved by hand": (
        "UPDATE benefits_good SET reserved = 0 WHERE reserved > 0", without("trigger", "benefits_good_counts", "benefits_good")
    ),
    "promised beyond what is there": (PROMISE, RESERVED),
    "given though it is promised": ("UPDATE benefits_good SET on_hand = 1 WHERE reserved = 2", RESERVED),
    "the same number": (
        f"""INSERT INTO benefits_voucher (number, household_id, person_id, what, quantity, unit, value_fen, place, because, by_id, "on", valid_until, state,
            redeemed_at, receipt, received_by, told_how, region) SELECT number, household_id, person_id, what, quantity, unit, value_fen, place, because, by_id,
            "on", valid_until, state, '', '', '', '', region FROM benefits_voucher WHERE {OF_ISSUED}""",
        "ALTER TABLE benefits_voucher DROP CONSTRAINT benefits_voucher_number_key",
    ),
}  # fmt: skip


def some_vouchers(officer_of: Callable[..., Officer]) -> None:
    """One fetched, one not, one cancelled, and one for two of the three quilts of a store."""
    clerk, colleague = officer_of("township", TOWN), officer_of("township", TOWN)
    redeemed(issued(clerk), colleague)
    issued(clerk)
    actions.cancel_voucher(voucher_id=issued(clerk).pk, because="不需要了。", officer=clerk, on=ON)
    issued(clerk, good_id=quilts(clerk).pk)


@held
def test_the_database_refuses(officer_of: Callable[..., Officer]) -> None:
    some_vouchers(officer_of)
    attempt(fetching())  # what is whole is taken
    all_refused(ATTACKS)


def test_each_refusal_is_the_work_of_its_rule(fresh_database: Clone, officer_of: Callable[..., Officer], owner_of: Callable[[], psycopg.Connection]) -> None:
    with acting_as_system():
        some_vouchers(officer_of)
    all_let_through_without(ATTACKS, owner_of)


def race(officer_of: Callable[..., Officer]) -> list[str]:
    """What two hear who write down the same voucher at once."""
    with acting_as_system():
        clerk, one, two = (officer_of("township", TOWN) for _ in range(3))
        voucher = issued(clerk)

    return at_once((one, lambda: redeemed(voucher, one)), (two, lambda: redeemed(voucher, two, receipt="小票2")))


def test_two_who_write_it_down_at_once_give_it_once(fresh_database: Clone, officer_of: Callable[..., Officer]) -> None:
    assert race(officer_of) == ["done", "这张凭证已兑领，不能再兑领。"]


def test_without_lock_and_rule_the_second_writes_over_the_first(
    fresh_database: Clone, officer_of: Callable[..., Officer], owner_of: Callable[[], psycopg.Connection], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **given: self)
    with owner_of() as owner:
        owner.execute(STAYS)
    assert race(officer_of) == ["done", "done"]
    with acting_as_system():
        assert Voucher.objects.get().receipt == "小票2"


def test_without_the_lock_the_database_alone_gives_it_once(fresh_database: Clone, officer_of: Callable[..., Officer], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **given: self)
    assert race(officer_of)[0] == "done"
    with acting_as_system():
        assert Voucher.objects.get().receipt == "小票1"
