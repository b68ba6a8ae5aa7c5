"""审计命令: `doudi audit verify` says what was done and ends with 1; the sealer goes on for as long as whoever started it."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import psycopg
import pytest
from django.db import OperationalError
from typer.testing import CliRunner

from doudi.base import access, audit
from doudi.base.models import AuditSeal
from doudi.cli import app
from doudi.cli import audit as command
from doudi.flows import sealing

Owner = Callable[[], psycopg.Connection]


@pytest.fixture(autouse=True)
def house_is_open(monkeypatch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def opened() -> Iterator[None]:
        yield

    monkeypatch.setattr(command, "open_house", opened)


def written(count: int) -> None:
    with access.acting_as_system():
        for number in range(count):
            audit.record("test.read", about=("registry.person", number), by=None, region="370702")


def said(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["audit", *words])
    return result.exit_code, result.output


def test_a_sound_chain_and_then_an_edit(fresh_database: object, owner_of: Owner, tmp_path: Path) -> None:
    written(3)
    assert said("seal") == (0, "封存 3 条。\n")
    code, words = said("verify")
    assert code == 0 and "已封存 3 条，待封存 0 条" in words and "未被改动" in words
    with owner_of() as owner:
        for statement in ("DISABLE TRIGGER USER", "NO FORCE ROW LEVEL SECURITY"):
            owner.execute(f"ALTER TABLE base_auditentry {statement}")
        owner.execute("UPDATE base_auditentry SET because = '改写' WHERE about_id = 1")
    code, words = said("verify", "--json")
    told = json.loads(words)
    assert (code, told["breach"]["kind"], told["breach"]["position"], told["sealed"]) == (1, "edited", 2, 3)
    assert said("verify", "--copies", str(tmp_path / "nowhere"))[0] == 2
    assert said("verify", "--key", str(tmp_path / "nobody.pem"))[0] == 2


def test_the_sealer_seals_within_its_turn_and_outlives_a_database_that_is_away(fresh_database: object, monkeypatch: pytest.MonkeyPatch) -> None:
    written(2)
    turns, counts, seal = iter((True, True, True, False)), [], audit.seal

    def away_first(**given: object) -> int:
        if not counts and not AuditSeal.objects.exists():
            counts.append(-1)
            raise OperationalError
        return seal(**given)  # type: ignore[arg-type]

    monkeypatch.setattr(audit, "seal", away_first)
    monkeypatch.setattr(sealing, "today", lambda: date(2026, 11, 2))

    def say(count: int) -> None:
        counts.append(count)
        if count == 2:
            written(1)

    sealing.keep_sealing(every=0, goes_on=lambda: next(turns), say=say)
    assert counts == [-1, 2, 1]
    with access.acting_as_system():
        assert AuditSeal.objects.count() == 3
