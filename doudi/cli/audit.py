"""审计: `doudi audit verify` walks the chain beside its signed roots and names what was done; `doudi audit seal` chains what is new."""

import json as json_text
import os
from pathlib import Path
from typing import Annotated

import typer

from doudi.cli import app, open_house

audit = typer.Typer(help="审计记录的链和库外签名根。", no_args_is_help=True)
app.add_typer(audit, name="audit")


@audit.command("verify")
def verify(
    key: Annotated[Path | None, typer.Option(help="另行保管的公钥文件（audit-roots/public-key.pem 的副本）；不写则用本机的密钥。")] = None,
    copies: Annotated[Path | None, typer.Option(help="另行保管的签名根所在的目录，与本机的一并比对。")] = None,
    json: Annotated[bool, typer.Option("--json", help="输出一个 JSON 对象。")] = False,
) -> None:
    """从第一条走到最后一条，与签名根比对：修改、删除、插入、调换、截尾、整段重写，都能发现并指明。有一处不符即以 1 退出。"""
    if copies and not copies.is_dir():
        typer.echo(f"{copies.name}：不是目录。请写另行保管签名根的目录。", err=True)
        raise typer.Exit(2)
    with open_house():
        from doudi.base import chain, roots
        from doudi.base.access import acting_as_system

        with acting_as_system():
            try:
                proof = chain.verify(key=key, copies=copies)
            except roots.CannotReadKey as error:
                typer.echo(error, err=True)
                raise typer.Exit(2) from None
    if json:
        breach = vars(proof.breach) if proof.breach else None
        last = proof.last.name if proof.last else None
        told = {"sealed": proof.sealed, "waiting": proof.waiting, "roots": proof.roots, "last_root": last, "key": proof.key, "breach": breach}
        typer.echo(json_text.dumps(told, ensure_ascii=False))
    else:
        newest = f"，最新一份 {proof.last.name}" if proof.last else ""
        typer.echo(f"已封存 {proof.sealed} 条，待封存 {proof.waiting} 条；比对签名根 {proof.roots} 份{newest}。")
        if proof.key:
            typer.echo(f"公钥指纹 {proof.key}：请与另行保管的核对。")
        typer.echo(f"✗ {proof.breach.words}" if proof.breach else "✓ 审计记录未被改动。")
    if proof.breach:
        raise typer.Exit(1)


@audit.command("seal")
def seal(every: Annotated[float, typer.Option(help="每隔几秒封存一次，直到本命令或启动它的服务结束；不写则封存一次。", min=0)] = 0) -> None:
    """封存新的审计记录，并在库外留下当天的签名根。"""
    with open_house():
        from doudi.base.access import acting_as_system
        from doudi.base.audit import seal as seal_all
        from doudi.flows.clock import today
        from doudi.flows.sealing import keep_sealing

        if not every:
            with acting_as_system():
                typer.echo(f"封存 {seal_all(on=today())} 条。")
            return
        parent = os.getppid()
        keep_sealing(every=every, goes_on=lambda: os.getppid() == parent, say=lambda count: None)
