"""来源: `doudi sources` says how departments are reached with lists, and brings out the lists whose time has come."""

from collections.abc import Callable
from datetime import date
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from doudi.cli import a_county, app, open_house, set_up_django

sources = typer.Typer(help="按名单核对的来源：怎样送达，现在能否送达。", no_args_is_help=True)
app.add_typer(sources, name="sources")
REGION = typer.Option(help="县区代码。", callback=a_county)
BECAUSE = typer.Option(help="理由。")


@sources.command("list")
def shown(region: Annotated[str, REGION]) -> None:
    """列出一个县区的来源：方式、状态、待发和待答的名单。"""
    table = Table()
    for heading in ("数据", "代码", "方式", "状态", "待发", "待答", "逾期", "最近一次"):
        table.add_column(heading, justify="right" if heading in ("待发", "待答", "逾期") else "left")
    with open_house():
        from doudi.base.access import acting_as_system
        from doudi.flows.clock import CHINA, today
        from doudi.verification.exchange import queries

        with acting_as_system(region):
            for one in queries.sources(today(), region=region):
                rest = f"暂停至 {one.rests_until_at.astimezone(CHINA):%m-%d %H:%M}" if one.rests_until_at else ""
                state = rest or (f"连续失败 {one.failures} 次" if one.failures else "正常")
                last = f"{one.last.began_at.astimezone(CHINA):%m-%d %H:%M} {one.last.get_outcome_display()}" if one.last else "—"
                table.add_row(one.feed.title, one.feed.name, one.channel, state, str(one.to_send), str(one.unanswered), str(one.overdue), last)
    Console().print(table)


@sources.command("set")
def placed(
    feed: Annotated[str, typer.Argument(help="数据代码，如 vehicles。")],
    region: Annotated[str, REGION],
    address: Annotated[str, typer.Option(help="接口地址（https）；不写则放入文件夹。")] = "",
    audience: Annotated[str, typer.Option(help="接收方代号，凭证只对它有效。")] = "",
    seconds: Annotated[int, typer.Option(help="一次最多等待几秒。")] = 20,
    workdays: Annotated[int, typer.Option(help="几个工作日内答复；0 为按数据合同。")] = 0,
    failures: Annotated[int, typer.Option(help="连续失败几次后暂停。")] = 5,
    rest: Annotated[int, typer.Option(help="暂停几分钟后再试一次。")] = 30,
) -> None:
    """登记或更改一个来源：从今天起名单送到这个地址。"""
    limits = {"seconds": seconds, "workdays": workdays, "most_failures": failures, "rest_minutes": rest}

    def done(on: date) -> str:
        from doudi.verification import actions

        source = actions.set_source(feed=feed, region=region, address=address, audience=audience, officer=None, on=on, **limits)
        return f"已登记：{source.get_channel_display()} {source.address}"

    _say(region, done)


@sources.command("end")
def ended(feed: Annotated[str, typer.Argument(help="数据代码。")], region: Annotated[str, REGION], because: Annotated[str, BECAUSE]) -> None:
    """停用一个来源：从今天起名单放回文件夹。"""

    def done(on: date) -> str:
        from doudi.verification import actions

        actions.end_source(feed=feed, region=region, because=because, officer=None, on=on)
        return "已停用，名单改放文件夹。"

    _say(region, done)


@sources.command("wake")
def woken(feed: Annotated[str, typer.Argument(help="数据代码。")], region: Annotated[str, REGION], because: Annotated[str, BECAUSE]) -> None:
    """对方说已经恢复：结束暂停，待发的名单马上重试。"""

    def done(on: date) -> str:
        from doudi.verification import actions

        return f"已恢复，{actions.wake_source(feed=feed, region=region, because=because, officer=None)} 份名单待发。"

    _say(region, done)


@sources.command("key")
def key() -> None:
    """显示本机的公钥（PEM），交给各来源核对我们的凭证。"""
    set_up_django()
    from doudi.verification.exchange import signing

    typer.echo(signing.public_key(), nl=False)


@sources.command("send")
def sent(region: Annotated[str, REGION]) -> None:
    """把到时间的名单各试一次；定时运行，或由 `doudi receive --watch` 代劳。"""
    with open_house():
        from doudi.flows.clock import now_on, today
        from doudi.flows.exchanging import send_due

        tried = send_due(on=today(), now=now_on(today()), region=region)
    typer.echo(f"试发 {tried} 份名单。")


def _say(region: str, done: Callable[[date], str]) -> None:
    """Do it in the system's name; a refusal is told in its words, and ends with 2."""
    with open_house():
        from doudi.base.access import acting_as_system
        from doudi.flows.clock import today
        from doudi.verification import actions

        with acting_as_system(region):
            try:
                words = done(today())
            except actions.CannotSetSource as refusal:
                typer.echo(refusal, err=True)
                raise typer.Exit(2) from None
    typer.echo(words)
