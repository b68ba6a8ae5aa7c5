"""预读: what is read while another file is kept ends as it would have alone, and says what is wrong with it in its own turn."""

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

import pytest
from django.db import transaction

from doudi.base.access import acting_as_system
from doudi.verification import ahead, checking
from doudi.verification.actions import inbox, receive_inbox
from doudi.verification.feed import read_file_name
from doudi.verification.models import Delivery, QuarantinedRow, RefusedFile, WaitingRow
from doudi.verification.reading import CannotRead
from tests.databases import Clone
from tests.people import a_household, a_person, an_id, join
from tests.verification.files import DAY, a_bill, a_death, csv_bytes, laid, xlsx_bytes

NUMBERS = [an_id() for _ in range(3)]
BILLS = [
    xlsx_bytes([a_bill(number, "某甲", ref=f"YB{place}") for place, number in enumerate(NUMBERS)]),
    xlsx_bytes([a_bill(NUMBERS[0], "某乙", ref="YB8"), a_bill(NUMBERS[1], "某甲", ref="YB9", yuan="x")]),
]
FILES = {
    "hospital_bills_370702_20261008.xlsx": BILLS[0],
    "hospital_bills_370702_20261009.xlsx": BILLS[1],
    "hukou_370702_20261008.csv": b"SFZH,XM\n1,2\n",
    "hukou_370702_20261009.csv": csv_bytes([a_death(an_id(), "某甲")]),
    "strange.csv": b"1,2\n",
}


def ending(ahead_of: Callable[[Iterable[Path]], object], monkeypatch: pytest.MonkeyPatch) -> list[list[object]]:
    """What there is when all is received, undone afterwards."""
    monkeypatch.setattr(inbox, "one_ahead", ahead_of)
    found: list[list[object]] = []
    with pytest.raises(InterruptedError), transaction.atomic():
        receive_inbox(on=DAY)
        tables = (
            Delivery.objects.order_by("file_name").values_list("file_name", "digest", "rows", "accepted", "quarantined", "waiting", "refused"),
            QuarantinedRow.objects.order_by("row_number").values_list("delivery__file_name", "row_number", "column", "reason"),
            WaitingRow.objects.order_by("delivery__file_name", "row_number").values_list("delivery__file_name", "row_number", "name", "reason"),
            RefusedFile.objects.order_by("file_name").values_list("file_name", "words"),
        )
        found += [list(table) for table in tables]
        raise InterruptedError
    return found


def test_read_ahead_or_not_all_ends_alike(fresh_database: Clone, own_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, content in FILES.items():
        laid(own_home / "inbox" / str(DAY), name, content)
    with acting_as_system():
        for number in NUMBERS:
            join(a_household(), a_person(name="某甲", id_number=number))
        in_turn = ending(lambda paths: ((path, partial(ahead.look, path)) for path in paths), monkeypatch)
        before = ending(ahead.one_ahead, monkeypatch)
    deliveries, quarantined, waiting, refused = in_turn
    assert len(deliveries) == 3 and quarantined and waiting and len(refused) == 2, "the story needs one of each"
    assert before == in_turn


def test_a_mark_that_is_another_s_would_be_seen(fresh_database: Clone, own_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control: marks in another order than their numbers name other people, and the end is another."""
    for name in ("hospital_bills_370702_20261008.xlsx", "hospital_bills_370702_20261009.xlsx"):
        laid(own_home / "inbox" / str(DAY), name, FILES[name])
    with acting_as_system():
        for number in NUMBERS:
            join(a_household(), a_person(name="某甲", id_number=number))
        in_turn = ending(ahead.one_ahead, monkeypatch)
        right = ahead.marks_of
        monkeypatch.setattr(ahead, "marks_of", lambda numbers: type(right(numbers))(right(numbers).numbers, right(numbers).rows[::-1] ^ 1))
        assert ending(ahead.one_ahead, monkeypatch) != in_turn


def test_what_is_wrong_is_told_in_its_own_turn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = ["hukou_370702_20261009.csv", "hospital_bills_370702_20261008.xlsx", "strange.csv", "hukou_370702_20261008.csv", "hukou_370702_20261007.csv"]
    paths = [laid(tmp_path, name, FILES[name]) for name in names[:-1]] + [tmp_path / names[-1]]
    first, bills, strange, bad, gone = (take for _, take in ahead.one_ahead(paths))
    assert first().rows is None, "the first is read in its own turn"
    found = bills().rows
    assert isinstance(found, checking.Typed) and found.marks and found.rows.num_rows == 3
    assert strange().rows is None, "what bears no feed's name is not read"
    with pytest.raises(CannotRead, match="缺少列"):
        bad().typed(read_file_name(paths[3]))
    with pytest.raises(OSError, match="20261007"):
        gone()


def test_a_file_put_in_the_place_of_one_that_was_read_is_read_in_its_turn(tmp_path: Path) -> None:
    paths = [laid(tmp_path, name, FILES[name]) for name in ("hospital_bills_370702_20261008.xlsx", "hukou_370702_20261009.csv")]
    other = csv_bytes([a_death(an_id(), "某乙")])
    turns = ahead.one_ahead(paths)
    next(turns)
    _, take = next(turns)
    laid(tmp_path, "fresh", other).replace(paths[1])
    assert take().content == other and take() is take()


def test_a_file_put_there_while_the_old_one_is_kept_stays_for_the_next_time(fresh_database: Clone, own_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name, other = "hukou_370702_20261009.csv", csv_bytes([a_death(an_id(), "某乙", ref="HJ2")])
    path = laid(own_home / "inbox" / str(DAY), name, FILES[name])
    receive = inbox.receive

    def replaced_meanwhile(**given: object) -> object:
        receipt = receive(**given)
        laid(own_home, "fresh", other).replace(path)
        return receipt

    with monkeypatch.context() as patched, acting_as_system():
        patched.setattr(inbox, "receive", replaced_meanwhile)
        receive_inbox(on=DAY)
    assert path.read_bytes() == other, "nobody has seen it yet"
    with acting_as_system():
        receive_inbox(on=DAY)
        assert "同名文件" in RefusedFile.objects.get().words and path.exists()
    path.unlink()
    laid(own_home / "inbox" / str(DAY), name, FILES[name])
    with acting_as_system():
        receive_inbox(on=DAY)
    assert not path.exists(), "control: the one that was taken in goes"
