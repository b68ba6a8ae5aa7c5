"""造城: write a made-up city to a folder."""

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from doudi.cli import app

city = typer.Typer(help="编造一座城，供演示和测试。", no_args_is_help=True)
app.add_typer(city, name="city")


MOST_OF_A_COUNTY = 100_000
"""So many people are still one county, with departments' files; more are the whole city, as a lake alone."""


class Part(StrEnum):
    """What of a city may be made alone."""

    LAKE = "lake"


@city.callback()
def about() -> None:
    """编造一座城，供演示和测试。"""


@city.command()
def make(
    people: Annotated[int, typer.Option(help="人数。十万人以内：潍城区一个县的登记、部门文件和湖；再多：全市十二个县区，只有湖。")],
    to: Annotated[Path, typer.Option(help="写到哪个文件夹：须不存在或是空的。")],
    seed: Annotated[int, typer.Option(help="种子：相同则逐字节相同。")] = 1,
    start: Annotated[str, typer.Option(help="第一天；湖里的事实说的也是这一天。")] = "2026-10-12",
    days: Annotated[int, typer.Option(help="天数（部门文件）。")] = 30,
    only: Annotated[Part | None, typer.Option(help="lake：人再少也只造全市的湖，供 doudi screen、simulate 用。")] = None,
    known: Annotated[bool, typer.Option("--known", help="湖里没有不清楚的事实（比较速度用）。")] = False,
    processes: Annotated[int, typer.Option(help="用几个进程造湖；结果相同。")] = 2,
) -> None:
    """造一座城：人口、在保家庭、部门文件、规则所读的事实（湖）、埋设的真相。"""
    from doudi.sandbox.folder import CannotMakeCity

    try:
        first = date.fromisoformat(start)
    except ValueError:
        typer.echo("--start 请写作 2026-10-12。", err=True)
        raise typer.Exit(2) from None
    try:
        if only or people > MOST_OF_A_COUNTY:
            _whole_city(people, to, seed, first, known, processes)
        else:
            _county(people, to, seed, first, days, known)
    except (CannotMakeCity, ValueError) as error:
        typer.echo(error, err=True)
        raise typer.Exit(2) from None


def _whole_city(people: int, to: Path, seed: int, on: date, known: bool, processes: int) -> None:
    from doudi.sandbox.lake import make_lake

    made = make_lake(people=people, to=to, seed=seed, on=on, known=known, processes=processes)
    typer.echo(f"造好一座 {people:,} 人的城（{made.households:,} 户，{made.supporters:,} 名义务人，十二个县区，{made.buckets} 桶），在 {to}。一切均为编造。")
    typer.echo("没有姓名和证件号码；标准、收入和比例多为示例。" + ("全部事实都清楚。" if known else "少数事实不清楚，真相在 truth/。"))


def _county(people: int, to: Path, seed: int, start: date, days: int, known: bool) -> None:
    from doudi.sandbox.city import make_city
    from doudi.sandbox.folder import whole

    with whole(to) as folder:
        many = make_city(people=people, to=folder, seed=seed, start=start, days=days, lake=True, known=known).counts
    typer.echo(f"造好一座 {people:,} 人的城（{many['households']:,} 户），在 {to}。一切人名、号码均为编造。")
    typer.echo(
        f"在保：低保 {many['standing_dibao']} 户，特困 {many['standing_tekun']} 人，低保边缘 {many['standing_marginal']} 户；按月领取 {many['awards']} 笔。"
        "低收入比例按演示需要加密（示例），见 city.yaml。"
    )
    typer.echo(f"部门文件 {many['files']} 份：户籍变动 {many['hukou_rows']} 行，医保结算 {many['bill_rows']} 行；车辆登记按请求答复。")
    typer.echo(
        f"埋设的真相：去世 {many['truth/deaths']} 人，重复登记 {many['truth/double_registration']} 人，隐瞒车辆 {many['truth/hidden_vehicles']} 户，"
        f"陷入困难 {many['truth/hardship']} 户，身份证号错位 {many['truth/wrong_ids']} 行。"
    )
    typer.echo("规则所读的事实（湖）说的是同一批人；在保家庭照其申报。见 lake.yaml。")
