"""命令行的地基: a command typed in a house that is open already."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType

import pytest

from doudi import cli

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def typing(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[[ModuleType], Run]:
    """typing(verify)("户号", "--because", …): types the module's command; the exit code and what was said."""

    @contextmanager
    def here() -> Iterator[None]:
        yield

    def of(command: ModuleType) -> Run:
        monkeypatch.setattr(command, "open_house", here)

        def typed(*words: str) -> tuple[int, str, str]:
            monkeypatch.setattr(sys, "argv", ["doudi", command.__name__.rpartition(".")[2], *words])
            with pytest.raises(SystemExit) as ended:
                cli.main()
            said = capsys.readouterr()
            return int(ended.value.code or 0), said.out, said.err

        return typed

    return of
