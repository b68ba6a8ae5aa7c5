"""The house's folders and files: complete or absent, and nobody else's."""

import stat
from pathlib import Path

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
