"""预留: a store keeps what a voucher promises until it is fetched, cancelled, or its family told; what is not there is not promised, not by two at once."""

from collections.abc import Callable

import psycopg
import pytest
from django.db import connection
from django.db.models import QuerySet

from doudi.base.access import acting, acting_as_system
from doudi.base.models import Officer
from doudi.benefits import actions, queries
from doudi.benefits.models import Good, Voucher
from tests.benefits.attacks import without
from tests.benefits.builders import COUNTY, TOWN, a_recipient
from tests.benefits.test_vouchers import AFTER, OF_KEPT, ON, RESERVED, UNTIL, held, issued, quilts, redeemed, some_vouchers, store, wrong
from tests.databases import Clone
from tests.races import at_once


@pytest.fixture
def clerk(system: None, officer_of: Callable[..., Officer]) -> Officer:
    return officer_of("township", TOWN)


@pytest.fixture
def colleague(system: None, officer_of: Callable[..., Officer]) -> Officer:
    return officer_of("township", TOWN)


@held
def test_a_good_of_the_store_leaves_it_when_it_is_fetched(clerk: Officer, colleague: Officer) -> None:
    quilts = actions.open_good(name="棉被", unit="床", price_fen=12_000, officer=clerk, on=ON)
    actions.move_stock(good_id=quilts.pk, kind="received", quantity=3, paper="入库1", officer=clerk, on=ON)
    first = issued(clerk, good_id=quilts.pk, what="不相干")
    assert (first.what, first.unit, first.value_fen) == ("棉被", "床", 24_000) and store() == (3, 2)
    redeemed(first, colleague)
    assert store() == (1, 0) and quilts.moves.get(kind="issued").paper == first.number and wrong() == []


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


# ── 库里的规矩


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
