"""普查: `doudi screen` runs every rule over a population in files."""

import json as json_text
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Annotated, Any

import typer

from doudi.cli import app

if TYPE_CHECKING:
    from doudi.analysis.screening import Screening

_ORDER = ("tekun", "dibao", "marginal", "rigid_expenditure", "none", "unknown")
"""From the most help to the least, whatever their numbers."""


@app.command()
def screen(
    lake: Annotated[Path, typer.Argument(help="人群文件夹（lake.yaml、households、members、supporters）")],
    on: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="按哪一天的法律和标准。")],
    engine: Annotated[str, typer.Option(help="duckdb 或 spark。")] = "duckdb",
    to: Annotated[Path | None, typer.Option(help="结果写到哪个文件夹（按分片；中断后再运行，接着做）。")] = None,
    json: Annotated[bool, typer.Option("--json", help="输出一个 JSON 对象。")] = False,
) -> None:
    """按法律逐户测算整个人群：认定类型、金额；没有身份、没有在办申请的只列线索。人群文件有误退出 2。"""
    from doudi.analysis.screening import open_lake
    from doudi.analysis.screening import screen as run
    from doudi.analysis.screening.memory import peak_mb
    from doudi.policy import CannotRead

    if engine not in ("duckdb", "spark"):
        typer.echo("--engine 只能是 duckdb 或 spark。", err=True)
        raise typer.Exit(2)
    began = perf_counter()
    try:
        with _progress() as told:
            found = run(open_lake(lake), on=on.date(), engine=engine, to=to, told=told)
    except CannotRead as error:
        typer.echo(error, err=True)
        raise typer.Exit(2) from None
    seconds = perf_counter() - began
    pace = {"seconds": round(seconds, 3), "people_per_second": round(found.people_now / seconds), "peak_mb": peak_mb()}
    if json:
        typer.echo(json_text.dumps({**found.as_plain(), **pace, "done_before": found.done_before}, ensure_ascii=False))
    else:
        typer.echo("\n".join(_lines(found, pace, to)))


@contextmanager
def _progress() -> Iterator[Any]:
    """A bar on standard error; nothing where nobody looks."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    with Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), console=console, disable=not console.is_terminal
    ) as bar:
        task = bar.add_task("测算", total=None)
        yield lambda done, of: bar.update(task, completed=done, total=of)


def _lines(found: "Screening", pace: dict[str, Any], to: Path | None) -> Iterator[str]:
    from doudi import law
    from doudi.base.money import yuan_words
    from doudi.policy.facts import SAID

    tally, book = found.tally, law.book(found.on)
    title = book.title_of
    whose = "编造的人群" if found.lake.made_up else "人群"
    yield f"{found.on} {whose}：{tally.households:,} 户 {tally.persons:,} 人。规则 {found.version}，引擎 {found.engine}。"
    if notice := found.lake.told_for(found.on):
        yield notice
    if tally.households > tally.leads:
        for tier in sorted(tally.tiers, key=lambda tier: (_ORDER.index(tier) if tier in _ORDER else -1, tier)):
            said, many, unknown = SAID.get(f"tier={tier}", SAID.get(tier, tier)), tally.tiers[tier], tally.fen_unknown_of_tiers[tier]
            is_told = unknown < many and (tier != "unknown" or tally.fen_of_tiers[tier])
            amount = f"每月{'至少' if unknown else ''} {yuan_words(tally.fen_of_tiers[tier])}" if is_told else "金额不能确定"
            yield f"  {said}：{many:,} 户，{amount}"
        yield f"每月合计{'至少' if tally.fen_unknown else ''} {yuan_words(tally.fen)}，金额不能确定的 {tally.fen_unknown:,} 户。"
    if tally.leads:
        yield f"线索 {tally.leads:,} 户（没有身份、没有在办申请，只列已知与不清楚的，不作认定）。人均月收入（元）："
        for edge in sorted(tally.incomes, key=lambda text: (text == "unknown", int("".join(filter(str.isdigit, text)) or 0), text[0])):
            yield f"  {SAID['unknown'] if edge == 'unknown' else edge.replace('>=', '不低于 ').replace('<', '低于 ')}：{tally.incomes[edge]:,} 户"
    if tally.facts:
        yield "不清楚的事实（户）：" + "，".join(f"{title(name)} {many:,}" for name, many in tally.facts.most_common(8)) + "。"
    if tally.missing:
        yield "当地没有规定的参数（户）：" + "，".join(f"{title(name)} {many:,}" for name, many in tally.missing.most_common()) + "。"
    if tally.illustrative:
        yield "示例标准（不是官方数字）：" + "、".join(title(name) for name in sorted(tally.illustrative)) + "。"
    if found.lake.ignored:
        yield "规则用不到、没有读的列：" + "、".join(found.lake.ignored) + "。"
    if to:
        yield f"结果写在 {to}" + (f"（其中 {found.done_before} 片先前已做完）。" if found.done_before else "。")
    yield f"用时 {pace['seconds']:.1f} 秒，每秒 {pace['people_per_second']:,} 人，内存最多 {pace['peak_mb']:,} MB。校验和 {found.tally.checksum}。"
