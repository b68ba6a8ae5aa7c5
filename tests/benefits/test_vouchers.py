"""凭证: fetched once, in its time, by a receipt, written down by another; one that has expired is told of and renewed, never dropped."""

from collections.abc import Callable
from datetime import date, timedelta

import psycopg
import pytest
from django.db import Error, connection
from django.db.models import QuerySet

from doudi.base.access import CannotAccess, acting, acting_as_system
from doudi.base.models import AuditEntry, Officer
from doudi.benefits import actions, queries
from doudi.benefits.models import Good, Voucher
from doudi.oversight.check import check_books
from tests.benefits.builders import COUNTY, OTHER_TOWN, TOWN, Recipient, a_recipient
from tests.benefits.test_rules import attempt, without
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


# ── 仓库


@held
def test_a_good_of_the_store_leaves_it_when_it_is_fetched(clerk: Officer, colleague: Officer) -> None:
    quilts = actions.open_good(name="棉被", unit="床", price_fen=12_000, officer=clerk, on=ON)
    actions.move_stock(good_id=quilts.pk, kind="received", quantity=3, paper="入库1", officer=clerk, on=ON)
    first = issued(clerk, good_id=quilts.pk, what="不相干")
    assert (first.what, first.unit, first.value_fen) == ("棉被", "床", 24_000) and store() == (3, 2)
    redeemed(first, colleague)
    assert store() == (1, 0) and quilts.moves.get(kind="issued").paper == first.number and wrong() == []


def store() -> tuple[int, int]:
    """On hand, and kept for vouchers."""
    return Good.objects.values_list("on_hand", "reserved").get()


def quilts(clerk: Officer, quantity: int = 3) -> Good:
    good = actions.open_good(name="棉被", unit="床", price_fen=12_000, officer=clerk, on=ON)
    actions.move_stock(good_id=good.pk, kind="received", quantity=quantity, paper="入库1", officer=clerk, on=ON)
    return good


@held
def test_what_is_not_there_is_not_promised(clerk: Officer, colleague: Officer) -> None:
    """Nor given to others, lost or not, while a voucher can still be fetched."""
    good = quilts(clerk)
    first = issued(clerk, good_id=good.pk)
    with pytest.raises(actions.CannotVouch, match="库存只有 3 床，其中 2 床已由凭证预留，可用 1 床"):
        issued(clerk, good_id=good.pk)
    given = {"good_id": good.pk, "quantity": 2, "officer": clerk, "on": ON}
    with pytest.raises(actions.CannotStock, match="可用 1 床"):
        actions.issue_goods(household_id=first.household_id, because="受灾。", **given)  # type: ignore[arg-type]
    with pytest.raises(actions.CannotStock, match="可用 1 床"):
        actions.move_stock(kind="lost", paper="报损1", **given)  # type: ignore[arg-type]
    issued(clerk, good_id=good.pk, quantity=1)
    assert store() == (3, 3) and wrong() == []
    redeemed(first, colleague)
    assert store() == (1, 1) and wrong() == []


@held
def test_cancelled_it_is_free_for_others_and_worth_nothing(clerk: Officer, colleague: Officer) -> None:
    good = quilts(clerk, 2)
    voucher = issued(clerk, good_id=good.pk)
    with pytest.raises(actions.CannotVouch, match="作废的理由"):
        actions.cancel_voucher(voucher_id=voucher.pk, because=" ", officer=clerk, on=ON)
    assert actions.cancel_voucher(voucher_id=voucher.pk, because="家庭已自行购置。", officer=clerk, on=ON).state == "cancelled"
    assert store() == (2, 0) and not queries.open_vouchers(ON).exists() and not queries.expired_vouchers(AFTER).exists()
    for again in (
        lambda: redeemed(voucher, colleague),
        lambda: actions.cancel_voucher(voucher_id=voucher.pk, because="再作废。", officer=clerk, on=ON),
        lambda: actions.renew_voucher(voucher_id=voucher.pk, valid_until=UNTIL, because="换发。", officer=clerk, on=ON),
    ):
        with pytest.raises(actions.CannotVouch, match="已作废"):
            again()
    issued(clerk, good_id=good.pk)
    assert store() == (2, 2) and wrong() == []


@held
def test_expired_it_is_kept_until_somebody_has_told_the_family(clerk: Officer, colleague: Officer) -> None:
    """Fetched on its last day and written down after it: nothing was promised to others meanwhile."""
    good = quilts(clerk, 4)
    late, dropped = issued(clerk, good_id=good.pk), issued(clerk, good_id=good.pk)
    with pytest.raises(actions.CannotVouch, match="可用 0 床"):
        issued(clerk, good_id=good.pk, on=AFTER, valid_until=AFTER)
    redeemed(late, colleague, redeemed_on=UNTIL, on=AFTER)
    actions.tell_expired(voucher_id=dropped.pk, how="电话告知。", officer=clerk, on=AFTER)
    assert store() == (2, 0) and wrong() == []
    other = issued(clerk, good_id=good.pk, on=AFTER, valid_until=AFTER)
    given = {"voucher_id": dropped.pk, "valid_until": AFTER, "because": "仍需要。", "officer": clerk, "on": AFTER}
    with pytest.raises(actions.CannotVouch, match="可用 0 床"):
        actions.renew_voucher(**given)  # type: ignore[arg-type]
    assert Voucher.objects.get(pk=dropped.pk).state == "issued", "it can still be renewed when there is one again"
    actions.cancel_voucher(voucher_id=other.pk, because="不需要了。", officer=clerk, on=AFTER)
    actions.renew_voucher(**given)  # type: ignore[arg-type]
    assert store() == (2, 2) and wrong() == []


@held
def test_renewed_in_time_what_is_kept_goes_over(clerk: Officer) -> None:
    old = issued(clerk, good_id=quilts(clerk, 2).pk)
    fresh = actions.renew_voucher(voucher_id=old.pk, valid_until=UNTIL, because="遗失。", officer=clerk, on=ON)
    assert (Voucher.objects.get(pk=old.pk).held, Voucher.objects.get(pk=fresh.pk).held, store()) == (0, 2, (2, 2)) and wrong() == []


@held
def test_a_township_renews_and_ends_what_a_store_of_its_county_keeps(clerk: Officer, colleague: Officer, officer_of: Callable[..., Officer]) -> None:
    """It does not see that store, and does not write down what leaves it."""
    county = officer_of("county", COUNTY)
    voucher = issued(county, good_id=quilts(county, 2).pk)
    with acting(clerk):
        assert not Good.objects.exists()
        with pytest.raises(actions.CannotVouch, match="在别的仓库"):
            redeemed(voucher, colleague)
        fresh = actions.renew_voucher(voucher_id=voucher.pk, valid_until=UNTIL, because="遗失。", officer=clerk, on=ON)
        assert not Good.objects.exists(), "nor does it see it afterwards"
    assert store() == (2, 2)
    with acting(clerk):
        actions.tell_expired(voucher_id=fresh.pk, how="告知。", officer=clerk, on=AFTER)
    assert store() == (2, 0) and wrong() == []


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
    for attack, (statement, _) in ATTACKS.items():
        with pytest.raises(Error):
            attempt(statement)
            pytest.fail(attack)


def test_each_refusal_is_the_work_of_its_rule(fresh_database: Clone, officer_of: Callable[..., Officer], owner_of: Callable[[], psycopg.Connection]) -> None:
    with acting_as_system():
        some_vouchers(officer_of)
    with owner_of() as owner:
        for defence in dict.fromkeys(defence for _, defence in ATTACKS.values()):
            owner.execute(defence)
    with acting_as_system():
        for statement, _ in ATTACKS.values():
            attempt(statement)


def test_nobody_writes_what_is_kept(fresh_database: Clone, officer_of: Callable[..., Officer], owner_of: Callable[[], psycopg.Connection]) -> None:
    """The database sets it, whatever is written; without its trigger a voucher would lose what the store keeps for it."""
    statement = f"UPDATE benefits_voucher SET held = 0 WHERE {OF_KEPT}"
    with acting_as_system():
        some_vouchers(officer_of)
        written(statement)
        assert store() == (3, 2) and wrong() == []
    with owner_of() as owner:
        owner.execute(without("trigger", "benefits_voucher_held", "benefits_voucher"))
    with acting_as_system():
        written(statement)
        assert store() == (3, 0)


def written(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def promised(officer_of: Callable[..., Officer]) -> list[str]:
    """What two hear who promise the same two of three quilts at once."""
    with acting_as_system():
        one, two = officer_of("township", TOWN), officer_of("township", TOWN)
        good, homes = quilts(one), (a_recipient(), a_recipient())
    return at_once((one, lambda: issued(one, homes[0], good_id=good.pk)), (two, lambda: issued(two, homes[1], good_id=good.pk)))


def test_two_who_promise_the_same_at_once_promise_it_once(fresh_database: Clone, officer_of: Callable[..., Officer]) -> None:
    assert promised(officer_of) == ["done", "“棉被”库存只有 3 床，其中 2 床已由凭证预留，可用 1 床。"]
    with acting_as_system():
        assert store() == (3, 2) and wrong() == []


def test_without_the_lock_the_database_alone_promises_it_once(
    fresh_database: Clone, officer_of: Callable[..., Officer], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **given: self)
    assert promised(officer_of) == ["done", "库存已经由别的凭证预留，请重新查看可用数量。"]
    with acting_as_system():
        assert store() == (3, 2) and Voucher.objects.count() == 1 and wrong() == []


def test_without_lock_and_rule_what_is_not_there_is_promised(
    fresh_database: Clone, officer_of: Callable[..., Officer], owner_of: Callable[[], psycopg.Connection], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **given: self)
    with owner_of() as owner:
        owner.execute(RESERVED)
    assert promised(officer_of) == ["done", "done"]
    with acting_as_system():
        assert store() == (3, 4) and wrong() == ["物资账实相符，发出的都有领物单，凭证预留的都在库"]


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
