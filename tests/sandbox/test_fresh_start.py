"""演示数据目录: what a demonstration did not make is not cleared, and one plan does not go on with another's days."""

from pathlib import Path

import pytest

from doudi.sandbox import fresh_start
from doudi.sandbox.fresh_start import CannotPlay

PLAN = {"people": 500, "days": 4, "seed": 1}


def test_another_plan_does_not_take_over_a_folder(own_home: Path) -> None:
    fresh_start.claim(**PLAN)
    fresh_start.claim(**PLAN)
    with pytest.raises(CannotPlay, match="500 人、4 天"):
        fresh_start.claim(**{**PLAN, "days": 5})


@pytest.mark.parametrize("wrong", [{"people": 99}, {"days": 0}, {"days": 10**9}, {"seed": -1}])
def test_a_plan_that_cannot_be_played_is_refused(own_home: Path, wrong: dict[str, int]) -> None:
    fresh_start.look_at(**PLAN)
    with pytest.raises(CannotPlay, match="未作任何改动"):
        fresh_start.look_at(**{**PLAN, **wrong})
    assert not list(own_home.iterdir())


def test_what_a_demonstration_did_not_make_stays(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    lake = own_home / "lake"
    lake.mkdir()
    with pytest.raises(CannotPlay, match="不是演示用的数据目录"):
        fresh_start.start_over()
    assert lake.exists()


def test_what_it_made_is_cleared_and_the_keys_stay(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    fresh_start.claim(**PLAN)
    for name in ("lake", "keys"):
        (own_home / name).mkdir()
    fresh_start.start_over()
    assert [path.name for path in own_home.iterdir()] == ["keys"]


def test_a_database_elsewhere_is_not_cleared(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://nowhere/doudi")
    fresh_start.claim(**PLAN)
    with pytest.raises(CannotPlay, match="DATABASE_URL"):
        fresh_start.start_over()
    assert (own_home / "demo").exists()
