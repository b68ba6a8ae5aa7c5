"""核对: `doudi verify --recipients --on DATE` holds what departments have told of all who receive against what they declared."""

import json as json_text
from datetime import datetime
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from doudi.cli import a_place, app, open_house

COLUMNS = {"已知": "told", "有情况": "found", "不清楚": "silent", "其中待答": "asked"}


@app.command()
def verify(
    on: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="按哪一天所知。")],
    recipients: Annotated[bool, typer.Option("--recipients", help="核对全部在享人员。")] = False,
    region: Annotated[str, typer.Option(help="哪个地区。", callback=a_place)] = "3707",
    json: Annotated[bool, typer.Option("--json", help="输出一个 JSON 对象。")] = False,
) -> None:
    """定期核查：在享人员与可以核对的各项部门数据逐一对照。只列线索，不作认定；不清楚不等于没有。"""
    if not recipients:
        typer.echo("请写明 --recipients。用法：doudi verify --help", err=True)
        raise typer.Exit(2)
    with open_house():
        from doudi.flows.recurrent import check_recipients
        from doudi.registry.queries import CannotAssess

        try:
            check = check_recipients(on=on.date(), region=region)
        except CannotAssess as refusal:
            typer.echo(refusal, err=True)
            raise typer.Exit(2) from None
    if json:
        typer.echo(json_text.dumps(_plain(check), ensure_ascii=False))
        return
    table = Table(title=f"在享 {check.households:,} 户 {check.people:,} 人", title_justify="left")
    for heading in ("数据", "部门", *COLUMNS):
        table.add_column(heading, justify="left" if heading in ("数据", "部门") else "right")
    for one in check.feeds:
        table.add_row(one.feed.title, one.feed.department, *[f"{getattr(one, name):,}" for name in COLUMNS.values()])
    Console().print(table)
    typer.echo(f"核对多于申报的 {check.differing:,} 户，列为线索，请入户核实，听取家庭说明。")


def _plain(check: Any) -> dict[str, Any]:
    feeds = [{"feed": one.feed.name, **{name: getattr(one, name) for name in COLUMNS.values()}} for one in check.feeds]
    return {"households": check.households, "people": check.people, "differing": check.differing, "feeds": feeds}
