"""页面的速度: `python -m bench.web [--seconds 120] [--json] [--pause]`; exit 1 where an answer is wrong, a write is lost, or a planted pause does not show."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from threading import Thread
from typing import Any, NoReturn

from rich.console import Console
from rich.table import Table

from bench.web.figures import BARS, figures, lost_writes, percentile
from bench.web.home import opened
from bench.web.load import Request, run
from bench.web.plan import make_plan
from bench.web.server import served, stand_still

WARM_UP = 10.0
"""Seconds at the start that are sent and checked and not counted: the workers import, the caches fill."""
PAUSE, PAUSED_SECONDS, SHOWS = 1.0, 30.0, 0.5
"""A pause of a second in a run so short that more than one request in a hundred meets it; it shows where p99 has half of it."""


class _OneLine(argparse.ArgumentParser):
    """What is typed wrongly is told in one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{message}\n")


def main(arguments: list[str] | None = None) -> int:
    """Measure what was asked and say it."""
    read = _OneLine(prog="python -m bench.web", description="两百名经办人员在百万人的登记库上办事，页面要多久。")
    read.add_argument("--people", type=int, default=1_000_000, help="登记人口（缺省 1000000）")
    read.add_argument("--officers", type=int, default=200, help="经办人员（缺省 200，也是最多）")
    read.add_argument("--seconds", type=float, default=120, help=f"计时的秒数（缺省 120；另有 {WARM_UP:.0f} 秒热身）")
    read.add_argument("--pause", action="store_true", help=f"中途让服务停顿 {PAUSE:.0f} 秒：须在 p99 里看得见（计时 {PAUSED_SECONDS:.0f} 秒）")
    read.add_argument("--json", action="store_true", help="输出 JSON")
    told = read.parse_args(arguments)
    if told.people < 1000 or not 1 <= told.officers <= 200 or told.seconds <= 0:
        read.error("人口至少 1000，经办人员 1 至 200 名，秒数须大于 0。")
    say = Console(stderr=True, highlight=False).print
    rows, failed = measure(people=told.people, officers=told.officers, seconds=PAUSED_SECONDS if told.pause else told.seconds, pause=told.pause, say=say)
    if told.json:
        sys.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1) + "\n")
    else:
        _shown(rows)
    return 1 if failed else 0


def measure(*, people: int, officers: int, seconds: float, pause: bool, say: Any) -> tuple[list[dict[str, Any]], bool]:
    """The rows, and whether something went wrong; what and how honest the generator was is told on the way."""
    with opened(people, say=say) as home:
        plan = make_plan(seconds=WARM_UP + seconds, officers=officers)
        with served(home / "server.log") as (port, group):
            if pause:
                Thread(target=stand_still, args=(group,), kwargs={"after": WARM_UP + seconds / 2, "seconds": PAUSE}, daemon=True).start()
            done = run(plan.requests, port)
        counted = [one for one in plan.requests if one.at >= WARM_UP]
        lost = lost_writes(plan.requests)
    rows = figures(counted, seconds=seconds, lost=lost)
    say(f"发生器占一个核的 {done.generator_cpu:.0%}，自身迟到 p99 {1000 * done.lateness_p99:.1f} 毫秒；每个时间都从计划的时刻算起。")
    wrong = Counter(one.trouble for one in plan.requests if one.trouble)
    for words, count in wrong.most_common(5):
        say(f"  {count} 次：{words}")
    unseen = pause and not _shows(counted)
    if unseen:
        say(f"停顿 {PAUSE:.0f} 秒没有在 p99 里显出来：这次测量不可信。")
    return rows, bool(wrong or lost or unseen)


def _shows(requests: list[Request]) -> bool:
    return percentile([one.seconds for one in requests], 0.99) >= SHOWS * PAUSE


def _shown(rows: list[dict[str, Any]]) -> None:
    table = Table()
    for name in ("kind", "requests", "errors", "lost writes", "per second", "p50 ms", "p95 ms", "p99 ms", "p95 目标"):
        table.add_column(name, justify="left" if name == "kind" else "right", no_wrap=True)
    for row in rows:
        met = "达到" if row["p95_ms"] < BARS[row["kind"]] else "未达到"
        table.add_row(*(str(value) for value in row.values()), f"< {BARS[row['kind']]} {met}")
    Console(highlight=False).print(table)


if __name__ == "__main__":
    sys.exit(main())
