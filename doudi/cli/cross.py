"""异地协查: `doudi cross` shows our public key, and takes in signed files from offices of other provinces."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from doudi.cli import app, open_house

cross = typer.Typer(help="与其他省份往来的签名核对请求和答复。", no_args_is_help=True)
app.add_typer(cross, name="cross")


@cross.command("key")
def key() -> None:
    """显示本单位的公钥和指纹，交给对方登记。"""
    with open_house():
        from doudi.verification import letters

        typer.echo(letters.own_public_key())
        typer.echo(f"公钥指纹（SM3）{letters.own_fingerprint()}")


@cross.command("receive")
def receive(
    paths: Annotated[list[Path], typer.Argument(help="对方发来的签名文件（.jws）。")],
    region: Annotated[str, typer.Option(help="在哪个地区接收。")] = "3707",
) -> None:
    """接收请求或答复：签名相符的登记，等工作人员办理；不相符的拒收，退出 2。"""
    refused = False
    with open_house():
        from doudi.base.access import acting_as_system
        from doudi.flows.clock import today
        from doudi.verification import actions
        from doudi.verification.letters import MOST_BYTES

        for path in paths:
            with acting_as_system(region):
                try:
                    with path.open("rb") as file:
                        content = file.read(MOST_BYTES + 1)
                    row = actions.receive_cross(content=content, on=today(), now=datetime.now(UTC))
                except OSError:
                    typer.echo(f"{path.name}：读不了这个文件。请核对路径。", err=True)
                    refused = True
                    continue
                except actions.CannotTrust as refusal:
                    typer.echo(f"{path.name}：{refusal}", err=True)
                    refused = True
                    continue
            said = f"已答复（{row.answered_on}）" if row.answered_on else f"等待答复，{row.due_on} 前"
            typer.echo(f"{path.name}：{row.get_direction_display()} {row.number}，{said}。")
    if refused:
        raise typer.Exit(2)
