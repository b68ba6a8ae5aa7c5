"""授权: `doudi consents FILE` writes down paper consents that families gave before the system, each with the number of its scan."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from doudi.cli import a_county, app, open_house


@app.command()
def consents(
    path: Annotated[Path, typer.Argument(help="授权清单（XLSX 或 CSV）：户号、姓名、身份证号、签署日期、扫描件号、代签监护人。")],
    region: Annotated[str, typer.Option(help="县区代码。")],
    on: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="登记日期，默认为今天。")] = None,
) -> None:
    """成批补录原有家庭的纸质核对授权：全部登记，或者一份也不登记并说明哪一行有什么问题。"""
    county = a_county(region)
    with open_house():
        from doudi.base.access import acting_as_system
        from doudi.flows.clock import today
        from doudi.verification import actions

        with acting_as_system(county):
            try:
                made = actions.record_paper_consents(path=path, region=county, officer=None, on=on.date() if on else today())
            except actions.CannotConsent as refusal:
                typer.echo(refusal, err=True)
                raise typer.Exit(2) from None
    typer.echo(f"{path.name}：新登记授权 {made} 份。")
