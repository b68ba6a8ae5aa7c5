"""核验: `doudi check` proves the loop closed and prints each invariant."""

import json as json_text
from datetime import datetime
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from doudi.cli import app, open_house


@app.command()
def check(
    on: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="按哪一天核验，默认为今天。")] = None,
    region: Annotated[str, typer.Option(help="核验的地区。")] = "3707",
    json: Annotated[bool, typer.Option("--json", help="输出一个 JSON 对象。")] = False,
) -> None:
    """逐项核验：预警、转介、申请、身份、待遇、发放、账目、审计。有一项不成立即以 1 退出。"""
    with open_house():
        from doudi.base.access import acting_as_system
        from doudi.flows.clock import today
        from doudi.oversight.check import check as prove

        with acting_as_system(region):
            findings = prove(on=on.date() if on else today())
    if json:
        rows = [{"name": finding.name, "count": finding.count, "breaches": finding.breaches} for finding in findings]
        typer.echo(json_text.dumps({"passed": all(finding.holds for finding in findings), "invariants": rows}, ensure_ascii=False))
    else:
        Console().print(table_of(findings))
    if not all(finding.holds for finding in findings):
        raise typer.Exit(1)


def table_of(findings: list) -> Table:  # type: ignore[type-arg]
    """The findings as officers read them."""
    table = Table(title="闭环核验", title_justify="left")
    table.add_column("")
    table.add_column("应当成立")
    table.add_column("核验数", justify="right")
    table.add_column("不符", justify="right")
    table.add_column("编号")
    for finding in findings:
        table.add_row("✓" if finding.holds else "✗", finding.name, str(finding.count), str(finding.breaches), "、".join(finding.examples))
    return table
