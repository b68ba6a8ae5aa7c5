"""A command typed wrongly: one Chinese line, exit code 2, and nothing started."""

import sys
from pathlib import Path

import pytest

from doudi import cli


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("day --region 999999", "“999999”不是本市的县区代码"),
        ("day --region 3707", "“3707”不是本市的县区代码"),
        ("day --region 370702001", "不是本市的县区代码"),
        ("replay --region xx", "区划代码表里没有“xx”"),
        ("replay --region 370799", "区划代码表里没有“370799”"),
        ("payday --month 2026-11 --region 370799", "不是本市的县区代码"),
        ("day --region 370702 --on tomorrow", "--on 的值不对：日期请写作 2026-10-12。用法：doudi day --help"),
        ("demo --people many", "--people 的值不对：请写整数"),
        ("day", "缺少 --region"),
        ("receive", "缺少 PATHS"),
        ("day --regoin 370702", "没有选项 --regoin"),
        ("day --region", "选项 --region 的写法不对"),
        ("dya", "没有这个命令。用法：doudi --help"),
        ("down now", "命令的写法不对"),
        ("city make --people 300 --to nowhere --start bad", "--start 请写作 2026-10-12。"),
    ],
)
def test_a_command_typed_wrongly_is_told_in_one_line(typed: str, words: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["doudi", *typed.split()])
    monkeypatch.setattr(cli, "open_house", None)
    with pytest.raises(SystemExit) as ended:
        cli.main()
    said = capsys.readouterr()
    assert ended.value.code == 2 and words in said.err and said.err.count("\n") == 1 and said.out == ""
    assert not any(english in said.err for english in ("Invalid", "Missing", "Usage", "Error", "format"))


def test_help_is_no_error_and_success_ends_with_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    for typed, code in ((["--help"], 0), ([], 2), (["city", "make", "--people", "300", "--days", "5", "--to", str(tmp_path / "city")], 0)):
        monkeypatch.setattr(sys, "argv", ["doudi", *typed])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        assert (ended.value.code or 0) == code
    assert "造好一座 300 人的城" in capsys.readouterr().out
