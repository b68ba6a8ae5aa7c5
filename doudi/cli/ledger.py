"""账: `doudi ledger check` proves the books and prints each sentence; `doudi reconcile FILE` reads one answer of the bank."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from doudi.base.money import yuan_words
from doudi.cli import a_county, app, open_house
from doudi.cli.check import table_of

ledger = typer.Typer(help="账目。", no_args_is_help=True)
app.add_typer(ledger, name="ledger")


@ledger.command("check")
def check(
    on: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="按哪一天核验，默认为今天。")] = None,
    region: Annotated[str, typer.Option(help="核验的地区。")] = "3707",
) -> None:
    """核验账目：借贷相等、方向正确、批次与代发文件一致、资金没有超支。有一项不成立即以 1 退出。"""
    with open_house():
        from doudi.base.access import acting_as_system
        from doudi.flows.clock import today
        from doudi.oversight.check import check_books

        with acting_as_system(region):
            findings = check_books(on=on.date() if on else today())
    Console().print(table_of(findings))
    if not all(finding.holds for finding in findings):
        raise typer.Exit(1)


@app.command()
def reconcile(
    path: Annotated[Path, typer.Argument(help="银行回盘文件。")],
    region: Annotated[str, typer.Option(help="区县代码。", callback=a_county)] = "370702",
    on: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="办理日期，默认为今天。")] = None,
) -> None:
    """读取一份银行回盘：整份读入或者整份不读；重复读取不会重复记账。读不了的以 2 退出。"""
    with open_house():
        from doudi.base.access import acting_as_system
        from doudi.benefits import actions, queries
        from doudi.flows.clock import today

        with acting_as_system(region):
            try:
                received = actions.read_return(path=path, officer=None, on=on.date() if on else today())
            except (actions.CannotReadReturn, OSError) as refusal:
                words = f"打不开（{refusal.strerror}）。" if isinstance(refusal, OSError) else str(refusal)
                typer.echo(f"{path.name}：{words}", err=True)
                raise typer.Exit(2) from None
            books = queries.books_of(run_id=received.bank_file.run_id)
    said = "已读过，没有再次记账" if received.exists else "已读取"
    paid, back = (f"{lines} 笔 {yuan_words(fen)}" for lines, fen in ((received.paid_lines, received.paid_fen), (received.failed_lines, received.failed_fen)))
    typer.echo(f"{path.name} {said}：到账 {paid}，退回 {back}")
    sent, paid, back, pending = map(yuan_words, (books.sent_fen, books.paid_fen, books.returned_fen, books.pending_fen))
    typer.echo(f"本批已送 {sent} = 到账 {paid} + 退回 {back} + 在途 {pending}")
