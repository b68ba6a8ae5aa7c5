"""The house's folders and files: complete or absent, and nobody else's."""

import os
import stat
from pathlib import Path
from threading import Barrier, Thread

import pytest

from doudi.base import home


def test_a_folder_is_the_houses_own_whoever_made_it(own_home: Path) -> None:
    (own_home / "inbox" / "2026-10-12").mkdir(parents=True, mode=0o755)
    (own_home / "inbox").chmod(0o755)
    assert home.folder("inbox", "2026-10-13").parent == home.folder("inbox")
    assert [stat.S_IMODE(path.stat().st_mode) for path in (own_home / "inbox", own_home / "inbox" / "2026-10-13")] == [0o700, 0o700]


def test_a_file_is_put_down_whole_for_the_house_alone(own_home: Path) -> None:
    path = home.folder("receipts") / "a.txt"
    for content in (b"one", b"another"):
        home.put_down(path, content)
        assert path.read_bytes() == content and stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("is_named_apart", [True, False])
def test_two_may_put_down_the_same_name_at_once(own_home: Path, monkeypatch: pytest.MonkeyPatch, is_named_apart: bool) -> None:
    """Both have written before either gives the name; with one name for both beneath, one finds nothing to give it to (the negative control)."""
    path, written, heard = home.folder("receipts") / "a.txt", Barrier(2), []
    give = os.replace

    def both_then(fresh: Path, to: Path) -> None:
        written.wait(10)
        give(fresh, to)

    monkeypatch.setattr(home.os, "replace", both_then)
    if not is_named_apart:
        monkeypatch.setattr(home.secrets, "token_hex", lambda _: "same")

    def put() -> None:
        try:
            heard.append(home.put_down(path, b"whole"))
        except FileNotFoundError as error:
            heard.append(type(error))

    writers = [Thread(target=put) for _ in range(2)]
    for one in writers:
        one.start()
    for one in writers:
        one.join()
    assert (heard == [None, None]) is is_named_apart
    assert path.read_bytes() == b"whole" and list(path.parent.iterdir()) == [path]
