"""发放的速度: the shape of what is said, what is called met, and what is typed wrongly."""

import json

import pytest

from bench.payday import __main__ as command
from bench.payday.steps import LIMITS, MOST_MB, RATIOS, Step


def a_step(**changed: object) -> Step:
    return Step(**{"step": "prepare", "lines": 1_000_000, "seconds": 50.0, "bare_seconds": 20.0, "ratio": 2.5, "peak_mb": 900, **changed})  # type: ignore[arg-type]


def test_a_row_is_said_as_the_issue_of_measuring_asks() -> None:
    assert json.loads(json.dumps(a_step().as_json())) == {
        "step": "prepare",
        "lines": 1_000_000,
        "seconds": 50.0,
        "bare_seconds": 20.0,
        "ratio": 2.5,
        "peak_mb": 900,
    }


@pytest.mark.parametrize(
    ("changed", "met"),
    [
        ({}, True),
        ({"ratio": 3.0}, True),
        ({"ratio": 3.01}, False),
        ({"seconds": 60.0}, False),
        ({"peak_mb": MOST_MB + 1}, False),
        ({"step": "export", "ratio": 2.0, "seconds": 19.9}, True),
        ({"step": "export", "ratio": 2.0, "seconds": 20.0}, False),
    ],
)
def test_met_is_met_by_ratio_seconds_and_memory(changed: dict[str, object], met: bool) -> None:
    assert command._goal(a_step(**changed), 1_000_000).endswith("：达到") is met
    assert set(LIMITS) == set(RATIOS)


def test_the_loop_is_told_for_all_of_it() -> None:
    assert command._goal(a_step(step="loop", lines=5_000, seconds=10.0), 1_000_000) == "2000 秒，若逐笔办完全部"


@pytest.mark.parametrize("typed", [["--lines", "10"], ["--lines", "many"], ["--people", "1"]])
def test_what_is_typed_wrongly_is_one_line(typed: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        command.main(typed)
    assert ended.value.code == 2 and capsys.readouterr().err.count("\n") == 1
