"""发放: the month's run as far as the house may take it, and where it stands."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from doudi.base.money import yuan_words
from doudi.cli import a_county, app, open_house
from doudi.cli.parallel import beside

if TYPE_CHECKING:
    from doudi.benefits.queries import Overview


@app.command()
def payday(
    month: str = typer.Option(..., help="月份，写作 2026-11。"),
    region: str = typer.Option("370702", help="区县代码。", callback=a_county),
    on: str = typer.Option("", help="办理日期，写作 2026-11-02；不写就是今天。"),
    against: Annotated[Path | None, typer.Option(help="与这份实际发放名单（XLSX、CSV）比对：不生成、不发放，逐笔说明差异。")] = None,
    mapped: Annotated[list[str] | None, typer.Option("--map", help="列名对应，写作 金额=实发数；记住以后再用。")] = None,
    out: Annotated[Path | None, typer.Option(help="比对结果另存为 XLSX。")] = None,
    json: Annotated[bool, typer.Option("--json", help="比对结果输出为 JSON。")] = False,
) -> None:
    """生成当月发放批次，送出已放款的文件，读取银行回盘，补发退回的款项；重复运行不会多发。加 --against 只比对，不发放。"""
    try:
        first = date.fromisoformat(f"{month}-01")
        day = date.fromisoformat(on) if on else None
    except ValueError:
        typer.echo("月份请写作 2026-11，日期请写作 2026-11-02。", err=True)
        raise typer.Exit(2) from None
    if against is not None:
        beside(region, first, day, against, mapped or [], out, json)
        return
    with open_house():
        from doudi.base.access import acting_as_system
        from doudi.benefits import actions, queries
        from doudi.flows.clock import today
        from doudi.flows.payday import run_payday

        try:
            report = run_payday(region=region, month=first, on=day or today())
        except actions.CannotSendFile as refusal:
            typer.echo(str(refusal), err=True)
            raise typer.Exit(1) from None
        if report.run is None and not report.once:
            typer.echo(f"{month} 没有应发的待遇。", err=True)
            raise typer.Exit(1)
        with acting_as_system(region):
            for run in queries.runs(first):
                _show(queries.overview(run.pk))
            books = queries.books_of(month=first)
        sent, arrived, returned, pending = map(yuan_words, (books.sent_fen, books.paid_fen, books.returned_fen, books.pending_fen))
        typer.echo(f"已送 {sent} = 到账 {arrived} + 退回 {returned} + 在途 {pending}")
        typer.echo(f"读取回盘 {report.returns_read} 份" + "".join(f"\n未读取 {words}" for words in report.refused))


def _show(overview: "Overview") -> None:
    typer.echo(f"{overview.run.batch} {overview.run.get_state_display()}：{overview.lines} 笔，{yuan_words(overview.fen)}")
    for title, parts in (("状态", overview.by_state), ("暂缓", overview.holds), ("提示", overview.flags)):
        if parts:
            typer.echo(f"  {title}：" + "，".join(f"{part.title} {part.lines} 笔" for part in parts))
