"""发放的速度: `python -m bench.payday [--lines 1000000] [--json]`; exit 1 where a step is missing or ends wrongly."""

from __future__ import annotations

import argparse
import json
import sys
from typing import NoReturn

from rich.console import Console
from rich.table import Table

from bench.payday.home import opened
from bench.payday.steps import LIMITS, MOST_MB, RATIOS, Step, steps


class _OneLine(argparse.ArgumentParser):
    """What is typed wrongly is told in one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{message}\n")


def main(arguments: list[str] | None = None) -> int:
    """Measure and say it."""
    read = _OneLine(prog="python -m bench.payday", description="一个县一个月的发放，从名册到回盘，要多久。")
    read.add_argument("--lines", type=int, default=1_000_000, help="领取家庭（缺省 1000000）")
    read.add_argument("--json", action="store_true", help="输出 JSON")
    told = read.parse_args(arguments)
    if not 5_000 <= told.lines <= 5_000_000:
        read.error("领取家庭须在 5000 至 5000000 之间。")
    say = Console(stderr=True, highlight=False).print
    with opened(told.lines, say=say):
        rows = list(steps(say))
    if told.json:
        sys.stdout.write(json.dumps([row.as_json() for row in rows], ensure_ascii=False, indent=1) + "\n")
    else:
        _shown(rows, told.lines)
    return 0


def _shown(rows: list[Step], lines: int) -> None:
    table = Table()
    for name in ("step", "lines", "seconds", "bare", "ratio", "peak MB", "目标"):
        table.add_column(name, justify="left" if name in ("step", "目标") else "right", no_wrap=True)
    for row in rows:
        table.add_row(row.step, f"{row.lines:,}", str(row.seconds), str(row.bare_seconds or ""), str(row.ratio or ""), str(row.peak_mb), _goal(row, lines))
    Console().print(table)


def _goal(row: Step, lines: int) -> str:
    if row.step not in LIMITS:
        return f"{row.seconds / row.lines * lines:.0f} 秒，若逐笔办完全部"
    met = row.ratio <= RATIOS[row.step] and row.peak_mb <= MOST_MB and (lines < 1_000_000 or row.seconds < LIMITS[row.step])
    return f"≤ {RATIOS[row.step]:.0f} ×、{LIMITS[row.step]} 秒、2 GB：{'达到' if met else '未达到'}"


if __name__ == "__main__":
    raise SystemExit(main())
