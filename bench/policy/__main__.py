"""规则引擎的速度: `python -m bench.policy --people 1000000 [--engines duckdb,polars] [--json]`; exit 1 where an answer differs or an engine fails."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NoReturn

from rich.console import Console
from rich.table import Table

from bench.policy.compare import ENGINES, GOALS, measure
from doudi.sandbox.lake import MOST_PEOPLE


class _OneLine(argparse.ArgumentParser):
    """What is typed wrongly is told in one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{message}\n")


def main(arguments: list[str] | None = None) -> int:
    """Measure what was asked and say it."""
    read = _OneLine(prog="python -m bench.policy", description="同一座虚构城市、同样的规则，各引擎要多久。")
    read.add_argument("--people", type=int, default=1_000_000, help="城市人口（缺省 1000000）")
    read.add_argument("--engines", default=",".join(ENGINES), help=f"只测这些，用逗号隔开：{'、'.join(ENGINES)}")
    read.add_argument("--city", type=Path, help="用已经造好的城市文件夹，不另造")
    read.add_argument("--no-install", action="store_true", help="不为同行安装软件包，没有的就说没有")
    read.add_argument("--json", action="store_true", help="输出 JSON")
    told = read.parse_args(arguments)
    names = told.engines.split(",")
    if unknown := [name for name in names if name not in ENGINES]:
        read.error(f"没有引擎“{unknown[0]}”。可以写：{'、'.join(ENGINES)}。")
    if not 1 <= told.people <= MOST_PEOPLE:
        read.error(f"人口不能是 {told.people}。请写 1 至 {MOST_PEOPLE} 之间的整数。")
    if told.city and not (told.city / "lake.yaml").is_file():
        read.error(f"{told.city}：这里没有造好的城市（lake.yaml）。请检查路径，或不写 --city。")
    with TemporaryDirectory() as folder:
        say = Console(stderr=True, highlight=False).print
        engines = [ENGINES[name] for name in names]
        rows, failed = measure(engines, people=told.people, made=told.city, folder=Path(folder), install=not told.no_install, say=say)
    if told.json:
        sys.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1) + "\n")
    else:
        _shown(rows)
    return 1 if failed else 0


def _shown(rows: list[dict[str, Any]]) -> None:
    table = Table()
    for name in ("engine", "people", "seconds", "people/s", "peak MB", "checksum"):
        table.add_column(name, justify="left" if name in ("engine", "checksum") else "right", no_wrap=True)
    table.add_column("", overflow="fold")
    for row in rows:
        numbers = [f"{row[key]:,}" if row[key] is not None else "–" for key in ("people", "seconds", "people_per_second", "peak_mb")]
        table.add_row(row["engine"], *numbers, row["checksum"] or "–", row["note"])
    console = Console(highlight=False)
    console.width = max(console.width, 120)
    console.print(table)
    seconds = {row["engine"]: row["seconds"] for row in rows if row["seconds"]}
    for one, other, goal in GOALS:
        if one in seconds and other in seconds:
            console.print(f"{one} / {other} = {seconds[one] / seconds[other]:.2f}（目标 {goal}）")


if __name__ == "__main__":
    sys.exit(main())
