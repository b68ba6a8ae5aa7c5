"""造城: write a made-up county to a folder."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from doudi.cli import app

city = typer.Typer(help="编造一座城，供演示和测试。", no_args_is_help=True)
app.add_typer(city, name="city")


@city.callback()
def about() -> None:
    """编造一座城，供演示和测试。"""


@city.command()
def make(
    people: Annotated[int, typer.Option(help="人数。")],
    to: Annotated[Path, typer.Option(help="写到哪个文件夹。")],
    seed: Annotated[int, typer.Option(help="种子：相同则逐字节相同。")] = 1,
    start: Annotated[str, typer.Option(help="第一天。")] = "2026-10-12",
    days: Annotated[int, typer.Option(help="天数。")] = 30,
) -> None:
    """造一座城：人口、在保家庭、部门文件、埋设的真相。"""
    from doudi.sandbox.city import CannotMakeCity, make_city

    try:
        first = date.fromisoformat(start)
    except ValueError:
        typer.echo("--start 请写作 2026-10-12。", err=True)
        raise typer.Exit(2) from None
    try:
        made = make_city(people=people, to=to, seed=seed, start=first, days=days)
    except (CannotMakeCity, ValueError) as error:
        typer.echo(error, err=True)
        raise typer.Exit(2) from None
    many = made.counts
    typer.echo(f"造好一座 {people:,} 人的城（{many['households']:,} 户），在 {made.folder}。一切人名、号码均为编造。")
    typer.echo(
        f"在保：低保 {many['standing_dibao']} 户，特困 {many['standing_tekun']} 人，低保边缘 {many['standing_marginal']} 户；按月领取 {many['awards']} 笔。"
        "低收入比例按演示需要加密（示例），见 city.yaml。"
    )
    typer.echo(f"部门文件 {many['files']} 份：户籍变动 {many['hukou_rows']} 行，医保结算 {many['bill_rows']} 行；车辆登记按请求答复。")
    typer.echo(
        f"埋设的真相：去世 {many['truth/deaths']} 人，重复登记 {many['truth/double_registration']} 人，隐瞒车辆 {many['truth/hidden_vehicles']} 户，"
        f"陷入困难 {many['truth/hardship']} 户，身份证号错位 {many['truth/wrong_ids']} 行。"
    )
