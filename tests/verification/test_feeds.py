"""Every feed's own example, and what a feed must say of itself."""

import pyarrow as pa
import pytest

from doudi.verification import matching
from doudi.verification.checking import check
from doudi.verification.feed import BadFeed, Feed, _check, all_feeds
from doudi.verification.feeds.hukou import Hukou
from doudi.verification.reading import ROW, Sheet
from tests.verification.files import COUNTY, DAY


@pytest.mark.parametrize("feed", all_feeds().values(), ids=lambda feed: feed.name)
def test_example_goes_in_and_comes_out(feed: Feed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matching, "listed", dict.fromkeys)  # as if everybody had been asked about
    given, expected = feed.example
    rows = pa.table({ROW: range(2, len(given) + 2), **{code: [row[code] for row in given] for code in feed.columns}})
    checked = check(Sheet(rows), feed, region=COUNTY, on=DAY)
    assert checked.quarantined.num_rows == 0
    assert [{name: value for name, value in fact.items() if value is not None} for fact in checked.facts.to_pylist()] == expected


def test_the_three_feeds_stand() -> None:
    assert {feed.about for feed in all_feeds().values()} == {"residents", "residents_above_threshold", "requested"}
    assert set(all_feeds()) == {"hukou", "hospital_bills", "vehicles"}


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"authority": ""}, "authority is missing"),
        ({"about": "everybody"}, "about is one of"),
        ({"about": "requested"}, "request_column"),
        ({"about": "residents_above_threshold"}, "below_line"),
        ({"line": "monitoring.no_such_line"}, "no such parameter"),
        ({"together": ("NO",)}, "no such column"),
        ({"columns": {"XM": Hukou.columns["XM"]}}, "IdNumber"),
    ],
)
def test_a_feed_that_hides_something_does_not_load(changed: dict[str, object], words: str) -> None:
    with pytest.raises(BadFeed, match=words):
        _check(type("Changed", (Hukou,), {**changed, "household_column": ""})())
