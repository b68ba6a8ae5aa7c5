"""假如: `doudi simulate` tells what would follow if a figure of the law were set otherwise."""

import json as json_text
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from doudi.cli import app

if TYPE_CHECKING:
    from doudi.analysis.simulation import Simulation

_SET = (
    "改哪一项：参数=值、+5%、-5%、+20、-20（元，或个数），可写多次。例：dibao.standard=+5%、marginal.percent=200、dibao.method=bands、"
    "property.dibao.vehicles=none、dibao.standard@370702:urban=1050（只改一地）。金额按百分比改的精确到分，四舍五入。"
)


@app.command()
def simulate(
    lake: Annotated[Path, typer.Argument(help="人口文件夹（doudi city make 造的城，或导出的在册家庭）。")],
    on: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="按哪一天的法律。")],
    changes: Annotated[list[str], typer.Option("--set", help=_SET)],
    json: Annotated[bool, typer.Option("--json", help="输出 JSON：金额为分，每个数为 [最少, 最多]。")] = False,
) -> None:
    """如果某项标准改了：谁进谁退、每月每年多少钱、各县各类人，改前改后对照；不能判断的家庭按从严、从宽给出最少和最多。"""
    from doudi import law
    from doudi.analysis.screening.lake import open_lake
    from doudi.analysis.simulation import CannotSimulate, read_changes
    from doudi.analysis.simulation import simulate as run
    from doudi.policy import CannotRead

    try:
        day = on.date()
        found = run(open_lake(lake), read_changes(changes, law.book(day).figures.parameters), on=day)
    except (CannotSimulate, CannotRead) as error:
        typer.echo(error, err=True)
        raise typer.Exit(2) from None
    if json:
        typer.echo(json_text.dumps(found.as_json(), ensure_ascii=False, indent=2))
    else:
        _print(found)


def _print(found: "Simulation") -> None:
    from doudi.analysis.simulation import saying

    console = Console()
    question = found.question
    console.print("假如：" + "；".join(saying.change(question.book, one) for one in question.changes) + f"（{question.on}）")
    if found.notice:
        console.print(found.notice)
    for name in question.unread:
        console.print(f"提示：{question.book.title_of(name)}（{name}）目前没有规则使用，对结果没有影响。")
    if found.leads:
        console.print(f"不在册、也没有申请的 {sum(found.leads.values()):,} 户只是线索，不作判断，按月人均收入计数：{saying.leads(found.leads)}")
    if not found.all:
        console.print("没有可以推演的家庭。")
        return
    for title, heads, rows in saying.tables(found):
        table = Table(title=title, title_justify="left")
        for place, head in enumerate(heads):
            table.add_column(head, justify="right" if place else "left", overflow="fold")
        for row in rows:
            table.add_row(*row)
        console.print(table)
    console.print(saying.BOUNDS)
    if question.illustrative:
        console.print(f"含示例标准（不是正式公布的数字）：{'、'.join(question.book.title_of(name) for name in question.illustrative)}")
