"""发送方: `doudi senders` says which machines may send departments' files by themselves."""

from pathlib import Path
from typing import Annotated

import typer

from doudi.cli import app, open_house

senders = typer.Typer(help="可以自动报送数据的部门系统。", no_args_is_help=True)
app.add_typer(senders, name="senders")
REGION = typer.Option(help="县区代码。")


@senders.command("add")
def add(
    name: Annotated[str, typer.Argument(help="名称，如“示例医保结算系统”。")],
    key: Annotated[Path, typer.Option(help="对方的 Ed25519 公钥文件（PEM）。")],
    feed: Annotated[list[str], typer.Option(help="可以发送的数据代码，可写多次。")],
    region: Annotated[str, REGION],
) -> None:
    """登记一个发送方：从今天起，用这把密钥签名的文件可以经接口报送。"""
    from doudi.flows.clock import today

    if not key.is_file():
        typer.echo(f"{key.name}：找不到公钥文件。请核对路径。", err=True)
        raise typer.Exit(2)
    with open_house():
        from doudi.base.access import acting_as_system
        from doudi.verification import actions

        with acting_as_system(region[:6]):
            try:
                given = {"name": name, "region": region, "feeds": feed, "public_key": key.read_text(encoding="utf-8", errors="replace")}
                sender = actions.register_sender(**given, officer=None, on=today())
            except actions.CannotRegisterSender as refusal:
                typer.echo(refusal, err=True)
                raise typer.Exit(2) from None
    typer.echo(f"已登记 {sender.name}，公钥指纹 {sender.fingerprint}，接收方 doudi:{sender.region}。")


@senders.command("list")
def shown() -> None:
    """列出发送方。"""
    with open_house():
        from doudi.base.access import acting_as_system
        from doudi.verification import queries

        with acting_as_system():
            for one in queries.senders():
                state = f"{one.until_on} 停用" if one.until_on else f"{one.from_on} 启用"
                typer.echo(f"{one.fingerprint[:16]}  {one.region}  {one.name}  {'、'.join(one.feeds)}  {state}")


@senders.command("end")
def end(
    fingerprint: Annotated[str, typer.Argument(help="公钥指纹，前 8 位以上。")],
    because: Annotated[str, typer.Option(help="停用理由。")],
) -> None:
    """停用一个发送方：从今天起不再相信它的签名。"""
    from doudi.flows.clock import today

    with open_house():
        from doudi.base.access import acting_as_system
        from doudi.verification import actions

        with acting_as_system():
            try:
                sender = actions.end_sender(fingerprint=fingerprint, because=because, officer=None, on=today())
            except actions.CannotRegisterSender as refusal:
                typer.echo(refusal, err=True)
                raise typer.Exit(2) from None
    typer.echo(f"{sender.name} 已停用。")
