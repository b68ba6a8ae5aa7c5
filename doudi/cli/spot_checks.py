"""抽查重算: `doudi spot-checks` draws a month's tekun cases again from its published seed."""

from typing import Annotated

import typer

from doudi.cli import a_county, app, open_house


@app.command("spot-checks")
def spot_checks(
    region: Annotated[str, typer.Option(help="区县代码。", callback=a_county)] = "370702",
    month: Annotated[str, typer.Option(help="月份，写作 2026-10；不写则近十三个月。")] = "",
) -> None:
    """用公布的种子重新抽签，核对特困人员认定的抽查（43号 第十六条）；有不同即以 1 退出。"""
    with open_house():
        from doudi.base.access import acting_as_system
        from doudi.casework.queries import spot_checks as asked

        with acting_as_system(region):
            months = [one for one in asked(region) if month in ("", f"{one.seed.month:%Y-%m}")]
    if not months:
        typer.echo("没有这个月份的抽查。月份请写作 2026-10。", err=True)
        raise typer.Exit(2)
    for one in months:
        what = f"种子指纹 {one.seed.promise[:16]}…（{one.seed.promised_on} 公布）"
        if not one.seed.seed:
            typer.echo(f"{one.seed.month:%Y-%m} {what}，月末以后公布种子。")
            continue
        said = f" ✗ 不符：{'、'.join(one.differs)}" if one.differs else " 重算一致。"
        typer.echo(f"{one.seed.month:%Y-%m} {what}，{len(one.draws)} 件抽中 {one.drawn} 件。{said}")
    if any(one.differs for one in months):
        raise typer.Exit(1)
