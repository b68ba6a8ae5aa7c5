"""平行月: `doudi payday --month M --against FILE` prints what differs from a list that was really paid, and why."""

import json as json_text
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from rich.console import Console
from rich.table import Table

from doudi.base.money import yuan, yuan_words
from doudi.cli import open_house

if TYPE_CHECKING:
    from doudi.flows.parallel_month import Parallel

SHOWN = 20


def beside(region: str, month: date, on: date | None, path: Path, mapped: list[str], out: Path | None, as_json: bool) -> None:
    """Compare and tell; exit 2 where the file cannot be taken. Nothing of the month is made."""
    told = dict(one.partition("=")[::2] for one in mapped)
    if any(not heading for heading in told.values()):
        typer.echo("--map 请写作 金额=文件中的列名。", err=True)
        raise typer.Exit(2)
    with open_house():
        from doudi.base import audit
        from doudi.base.access import acting_as_system
        from doudi.flows.clock import today
        from doudi.flows.paid_list import CannotTakeList
        from doudi.flows.parallel_month import compare_month

        with acting_as_system(region):
            try:
                found = compare_month(region=region, month=month, path=path, on=on or today(), mapped=told)
            except CannotTakeList as refusal:
                typer.echo(str(refusal), err=True)
                raise typer.Exit(2) from None
            audit.record("parallel.compared", about=None, by=None, region=region, detail={"month": f"{month:%Y-%m}", "lines": found.theirs_lines})
    if out is not None:
        _write(out, found)
    if as_json:
        sys.stdout.write(json_text.dumps(_plain(found), ensure_ascii=False, indent=1) + "\n")
    else:
        _show(found)
    if not found.is_whole:
        typer.echo("差额没有全部说明，请保留文件并报告。", err=True)
        raise typer.Exit(1)


def _show(found: "Parallel") -> None:
    from doudi.flows.parallel_month import CAUSES

    say = Console(highlight=False)
    say.print(f"{found.month:%Y年%m月} 名册 {found.theirs_lines} 笔 {yuan_words(found.theirs_fen)}，我们 {found.ours_lines} 笔 {yuan_words(found.ours_fen)}")
    table = Table(title="差异的原因", title_justify="left")
    for heading in ("原因", "户数", "我们比名册"):
        table.add_column(heading, justify="left" if heading == "原因" else "right")
    for cause, count, fen in found.by_cause:
        table.add_row(CAUSES[cause], str(count), _signed(fen))
    table.add_row("合计", str(len(found.differences)), _signed(sum(one.fen for one in found.differences)), style="bold")
    say.print(table)
    for one in found.differences[:SHOWN]:
        say.print(f"  {one.household or '第 ' + '、'.join(map(str, one.rows)) + ' 行'} {one.group}：{one.words}")
    if len(found.differences) > SHOWN:
        say.print(f"  另有 {len(found.differences) - SHOWN} 户，用 --out 另存为 XLSX 查看。")


def _signed(fen: int) -> str:
    return f"{'+' if fen > 0 else '-' if fen < 0 else ''}{yuan(abs(fen))} 元"


def _plain(found: "Parallel") -> dict[str, object]:
    sums = {name: getattr(found, name) for name in ("theirs_lines", "theirs_fen", "ours_lines", "ours_fen", "held_fen")}
    rows = [{"cause": one.cause, "household": one.household, "rows": list(one.rows), "fen": one.fen, "words": one.words} for one in found.differences]
    return {"month": f"{found.month:%Y-%m}", **sums, "explained": found.is_whole, "differences": rows}


def _write(out: Path, found: "Parallel") -> None:
    from doudi.base import home, xlsx
    from doudi.flows.parallel_month import CAUSES

    columns = ["户号", "待遇", "名册行号", "原因", "名册金额", "我们的金额", "差额", "说明"]
    rows = [
        [one.household, one.group, "、".join(map(str, one.rows)), CAUSES[one.cause], yuan(one.theirs_fen), yuan(one.ours_fen), _signed(one.fen), one.words]
        for one in found.differences
    ]
    with home.own_file(out) as file:
        xlsx.write(file, f"{found.month:%Y-%m} 比对", columns, rows, frozenset({"名册金额", "我们的金额"}))
