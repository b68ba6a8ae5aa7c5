"""一天: `doudi day` runs what is due on a day."""

from datetime import datetime
from typing import Annotated

import typer

from doudi.cli import a_county, app, open_house


@app.command()
def day(
    region: Annotated[str, typer.Option(help="哪个县（六位代码）。", callback=a_county)],
    on: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="哪一天，默认为今天。")] = None,
) -> None:
    """运行当天应做的事：收数据、测算、预警、督办、发放、封存审计。重复运行无害。"""
    with open_house():
        from doudi.flows.clock import today
        from doudi.flows.jobs import run_due_jobs

        that_day = on.date() if on else today()
        brought = run_due_jobs(on=that_day, region=region)
    for title in brought:
        typer.echo(f"{that_day} {title}：完成")
    report = brought["每日流程"]
    typer.echo(f"收到 {report.files} 份文件 {report.rows} 行；得知死亡 {report.deaths} 人；新预警 {report.alerts} 条。")
    typer.echo(f"督办转介 {report.escalated} 件；新追补 {report.adjustments} 件。")
