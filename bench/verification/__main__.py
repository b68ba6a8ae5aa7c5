"""信息核对的速度: `python -m bench.verification [--people 1000000] [--rows 10000000] [--json]`; exit 1 where a step ends wrongly."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from typing import NoReturn

from rich.console import Console
from rich.table import Table

from bench.verification.home import opened
from bench.verification.steps import MOST_MB, PRECISION, RECALL, ROWS, Step, steps


class _OneLine(argparse.ArgumentParser):
    """What is typed wrongly is told in one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{message}\n")


def main(arguments: list[str] | None = None) -> int:
    """Measure and say it."""
    read = _OneLine(prog="python -m bench.verification", description="部门文件接收、检查、比对、入湖要多久。")
    read.add_argument("--people", type=int, default=1_000_000, help="在册人员（缺省 1000000）")
    read.add_argument("--rows", type=int, default=10_000_000, help="账单行数（缺省 10000000）")
    read.add_argument("--match-only", action="store_true", help="只测比对")
    read.add_argument("--json", action="store_true", help="输出 JSON")
    told = read.parse_args(arguments)
    if not 10_000 <= told.people <= 10_000_000 or not 10_000 <= told.rows <= 50_000_000:
        read.error("在册人员须在 10000 至 10000000 之间，账单行数在 10000 至 50000000 之间。")
    say = Console(stderr=True, highlight=False).print
    rows = [_matched(told.people)]
    if not told.match_only:
        with opened(told.people, say=say):
            rows = [*steps(told.people, told.rows, say), *rows]
    if told.json:
        sys.stdout.write(json.dumps([row.as_json() for row in rows], ensure_ascii=False, indent=1) + "\n")
    else:
        _shown(rows)
    return 0


def _matched(people: int) -> Step:
    """Matching works in a home of its own, and so in a process of its own."""
    said = subprocess.run([sys.executable, "-m", "bench.verification.match", "--people", str(people)], check=True, stdout=subprocess.PIPE, text=True)
    return Step(**json.loads(said.stdout))


def _shown(rows: list[Step]) -> None:
    table = Table()
    for name in ("step", "rows", "seconds", "limit", "ratio", "precision", "recall", "peak MB", "目标"):
        table.add_column(name, justify="left" if name in ("step", "目标") else "right", no_wrap=True)
    for row in rows:
        rightly = row.precision is None or row.recall is None or (row.precision >= PRECISION and row.recall >= RECALL)
        within = row.seconds < row.limit_seconds and row.peak_mb < MOST_MB
        met = "行数不足，不作比较" if row.rows < ROWS[row.step] else "达到" if within and rightly else "未达到"
        judged = ["" if share is None else str(share) for share in (row.precision, row.recall)]
        table.add_row(row.step, f"{row.rows:,}", str(row.seconds), str(row.limit_seconds), str(row.ratio), *judged, str(row.peak_mb), met)
    Console().print(table)


if __name__ == "__main__":
    raise SystemExit(main())
