"""地方文件: `doudi law check` reads a city's files of figures and tells what is wrong with them."""

import json as json_text
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from doudi.cli import app

CHINA = ZoneInfo("Asia/Shanghai")
law_commands = typer.Typer(help="法律内容：检查各地的标准文件。", no_args_is_help=True)
app.add_typer(law_commands, name="law")


@law_commands.command()
def check(
    folder: Annotated[Path, typer.Argument(help="各地标准文件所在的文件夹，一地一个文件")],
    on: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="按哪一天检查，默认为今天。")] = None,
    json: Annotated[bool, typer.Option("--json", help="输出一个 JSON 对象。")] = False,
) -> None:
    """检查一个文件夹的地方标准；没有错误退出 0，有错误退出 1，读不到文件夹退出 2。"""
    from doudi.law.checking import check as findings_in
    from doudi.policy import CannotRead

    day = on.date() if on else datetime.now(CHINA).date()
    try:
        findings = findings_in(folder, on=day)
    except CannotRead as error:
        typer.echo(error, err=True)
        raise typer.Exit(2) from None
    grouped = {"errors": [one for one in findings if one.is_error], "reminders": [one for one in findings if not one.is_error]}
    if json:
        shown: dict[str, Any] = {"folder": str(folder), "on": day.isoformat()}
        rows = {key: [{"file": one.file, "line": one.line, "field": one.field, "what": one.what} for one in group] for key, group in grouped.items()}
        typer.echo(json_text.dumps(shown | rows, ensure_ascii=False, indent=2))
    else:
        typer.echo(f"{folder}，按 {day} 检查")
        for title, group in zip(("错误", "提醒"), grouped.values(), strict=True):
            typer.echo(f"\n{title} {len(group)} 处")
            for one in group:
                typer.echo(f"  {one.file} 第 {one.line} 行，{one.field or '文件'}：{one.what}")
    if grouped["errors"]:
        raise typer.Exit(1)


@law_commands.command()
def coverage() -> None:
    """打印社会救助法逐条对照：每条是规则、程序、页面、不由软件做，还是还没有。"""
    from doudi.law.coverage import as_page

    typer.echo(as_page(), nl=False)
