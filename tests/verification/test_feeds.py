"""Every feed's own example, and what a feed must say of itself."""

import pyarrow as pa
import pytest

from doudi import law
from doudi.policy.facts import FACTS
from doudi.registry.house_facts import HOUSE_FACTS, SEEN
from doudi.verification import consenting, matching
from doudi.verification.checking import check, type_rows
from doudi.verification.feed import ABOUT, BadFeed, Feed, _check, all_feeds
from doudi.verification.feeds.hukou import Hukou
from doudi.verification.reading import ROW, Sheet
from tests.verification.files import COUNTY, DAY


@pytest.mark.parametrize("feed", all_feeds().values(), ids=lambda feed: feed.name)
def test_example_goes_in_and_comes_out(feed: Feed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matching, "listed", lambda pairs, feed, region: dict.fromkeys(pairs))  # as if everybody had been asked about
    monkeypatch.setattr(consenting, "ended", lambda asked, on: set())  # and had consented
    monkeypatch.setattr(matching, "watched", list)  # as if everybody were of a low-income family
    given, expected = feed.example
    rows = pa.table({ROW: range(2, len(given) + 2), **{code: [row[code] for row in given] for code in feed.columns}})
    checked = check(type_rows(Sheet(rows), feed, region=COUNTY, on=DAY), feed, region=COUNTY, received_on=DAY)
    assert checked.quarantined.num_rows == 0
    assert [{name: value for name, value in fact.items() if value is not None} for fact in checked.facts.to_pylist()] == expected


def test_every_department_of_the_law_has_its_feed() -> None:
    """户籍, 税务, 社保, 不动产, 市监, 公积金, 车船, 银行, 保险, 证券, 非银行支付 (法 41) are asked list by list; the rest are about whom their article says."""
    about = {kind: {feed.name for feed in all_feeds().values() if feed.about == kind} for kind in ABOUT}
    assert about["residents"] == {"hukou", "funerals"}
    assert about["residents_above_threshold"] == {"hospital_bills", "disability", "disasters", "relapse_watch"}
    assert about["low_income"] == {"students", "employment", "custody", "major_illness"}
    assert about["requested"] == {
        "vehicles", "vessels", "farm_machines", "real_estate", "companies", "tax_returns", "social_insurance", "pensions", "provident_fund",
        "bank_deposits", "securities", "insurance_policies", "payment_accounts", "marriages",
    }  # fmt: skip


def test_every_requested_feed_may_be_connected_by_a_place() -> None:
    [connected] = [one for one in law.parameters() if one.name == "verification.connected"]
    assert set(connected.words) == {feed.name for feed in all_feeds().values() if feed.is_requested}


def test_what_a_feed_tells_is_what_rules_or_signals_may_ask() -> None:
    asked = {fact.name for fact in (*FACTS, *HOUSE_FACTS)}
    assert {name for feed in all_feeds().values() for name in feed.tells} <= asked


def test_no_two_feeds_count_the_same_thing_found() -> None:
    found = [name for feed in all_feeds().values() if feed.is_requested for name in feed.tells]
    assert len(found) == len(set(found)) == len(SEEN)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"authority": ""}, "authority is missing"),
        ({"about": "everybody"}, "about is one of"),
        ({"about": "requested"}, "request_column"),
        ({"about": "residents_above_threshold"}, "below_line"),
        ({"line": "monitoring.no_such_line"}, "no such parameter"),
        ({"together": ("NO",)}, "no such column"),
        ({"region_column": "NO"}, "no such column"),
        ({"columns": {"XM": Hukou.columns["XM"]}}, "IdNumber"),
    ],
)
def test_a_feed_that_hides_something_does_not_load(changed: dict[str, object], words: str) -> None:
    with pytest.raises(BadFeed, match=words):
        _check(type("Changed", (Hukou,), {"household_column": "", "region_column": "", "former_names_column": "", **changed})())
