"""收件: `doudi receive` takes in departments' files and says where each row went."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from doudi.cli import app, open_house

COLUMNS = {"行数": "rows", "入库": "accepted", "重复": "repeated", "隔离": "quarantined", "待人工核对": "waiting", "超出范围退回": "refused_beyond"}


@app.command()
def receive(
    paths: Annotated[list[Path] | None, typer.Argument(help="部门发来的文件。")] = None,
    on: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="收到日期，默认为今天。")] = None,
    region: Annotated[str, typer.Option(help="在哪个地区接收。")] = "3707",
    watch: Annotated[float, typer.Option(help="每隔几秒查看收件箱（数据目录的 inbox/日期/），直到按 Ctrl+C。", min=0)] = 0,
) -> None:
    """接收部门文件：合格的入库，读不懂的隔离，拿不准的待人工核对，与往常明显不同的暂存；有文件被拒收或暂存则以 2 退出。"""
    if watch:
        _watch(watch, region)
        return
    if not paths:
        typer.echo("缺少 PATHS：请写明要接收的文件，或用 --watch 60 每隔六十秒查看收件箱。用法：doudi receive --help", err=True)
        raise typer.Exit(2)
    table = Table(title="收件结果", title_justify="left")
    for heading in ("文件", "结果", *COLUMNS):
        table.add_column(heading, justify="left" if heading in ("文件", "结果") else "right")
    refusals = []
    with open_house():
        from doudi.base.access import acting_as_system
        from doudi.flows.clock import today
        from doudi.flows.receiving import take_in
        from doudi.verification import actions as verification

        for path in paths:
            with acting_as_system(region):
                day = on.date() if on else today()
                try:
                    with _progress(verification.shown_name(path), path, verification.STAGES) as told:
                        receipt = take_in(path=path, officer=None, on=day, told=told)
                except (verification.CannotReceive, verification.FileHeld, verification.CannotKeep) as refusal:
                    refusals.append(str(refusal))
                    words = {verification.FileHeld: "暂存", verification.CannotKeep: "未入库"}
                    word = words.get(type(refusal), "拒收")
                    table.add_row(verification.shown_name(path), word, *["—"] * len(COLUMNS))
                    continue
            table.add_row(path.name, "已收过" if receipt.exists else "已接收", *[str(getattr(receipt, name)) for name in COLUMNS.values()])
    Console().print(table)
    for words in refusals:
        typer.echo(words, err=True)
    if refusals:
        raise typer.Exit(2)


@contextmanager
def _progress(name: str, path: Path, stages: Sequence[str]) -> Iterator[Callable[[str], None]]:
    """How far a file is, on a terminal; nothing where nobody looks."""
    console = Console(stderr=True)
    size = path.stat().st_size if path.is_file() else 0
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as shown:
        task = shown.add_task(f"{name}（{size / 1e6:,.1f} MB）", total=len(stages))

        def told(stage: str) -> None:
            shown.update(task, completed=stages.index(stage), description=f"{name}（{size / 1e6:,.1f} MB）：{stage}")

        yield told


def _watch(every: float, region: str) -> None:
    """Until it is stopped; a file is told once."""
    told: set[int] = set()
    with open_house():
        from doudi.flows import receiving
        from doudi.verification import actions as verification

        def say(receipts: list[verification.Receipt]) -> None:
            for one in receipts:
                if one.delivery_id not in told:
                    told.add(one.delivery_id)
                    typer.echo(f"{one.file_name}：共 {one.rows} 行，入库 {one.accepted}，隔离 {one.quarantined}，待人工核对 {one.waiting}。")

        with suppress(KeyboardInterrupt):
            receiving.keep_watching(every=every, region=region, goes_on=lambda: True, say=say)
