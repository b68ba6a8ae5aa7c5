"""核对: `doudi verify 户号` says what departments have answered about a family, names and numbers masked; the paper itself is written for a reason."""

from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from doudi.cli import app, open_house


@app.command()
def verify(
    household: Annotated[str, typer.Argument(help="户号。")],
    pdf: Annotated[Path | None, typer.Option(help="把现行报告的 PDF 写到这个文件（含姓名和明细，须写 --because）。")] = None,
    because: Annotated[str, typer.Option(help="读取报告的理由，记入操作记录。")] = "",
    on: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="按哪一天的答复，默认为今天；已出具的报告不随之改变。")] = None,
    region: Annotated[str, typer.Option(help="在哪个地区查找。")] = "3707",
) -> None:
    """打印一户的核对报告（姓名、证件号遮盖）；没有报告的，打印各来源的答复。查无此户、没有报告可写、理由空缺退出 2。"""
    if pdf and not because.strip():
        typer.echo("写出报告须用 --because 写明理由，理由记入操作记录。", err=True)
        raise typer.Exit(2)
    with open_house():
        from doudi.base import audit, files, home
        from doudi.base.access import acting_as_system
        from doudi.flows.clock import today
        from doudi.registry import queries as registry
        from doudi.verification import reports

        with acting_as_system(region):
            found = registry.households_numbered([household]).get(household)
            if found is None:
                typer.echo("没有这个户号，或者它不在这个地区。", err=True)
                raise typer.Exit(2)
            report = reports.reports_of(found.household_id).first()
            if report is None:
                if pdf:
                    typer.echo("这一户还没有核对报告，请先在页面上出具。", err=True)
                    raise typer.Exit(2)
                audit.record(
                    "verification.checks_read", about=("registry.household", found.household_id), by=None, because=because.strip(), region=found.region
                )
                _print_answers(found.household_id, on.date() if on else today())
                return
            audit.record("verification.report_printed" if pdf else "verification.report_read", about=report, by=None, because=because.strip())
            _print_report(report, reports.read_report(report), on.date() if on else today())
            if pdf:
                try:
                    home.put_down(pdf, reports.report_file(report))
                except (OSError, files.CannotRead) as error:
                    typer.echo(error if isinstance(error, files.CannotRead) else f"{pdf.name}：写不了这个文件。请核对路径。", err=True)
                    raise typer.Exit(2) from None
                typer.echo(f"已写出 {pdf.name}（SM3 {report.file_digest}）。")


def _print_report(report: Any, said: dict[str, Any], on: date) -> None:
    superseded = getattr(report, "superseded_by", None)
    state = "已被取代" if superseded else "已过有效期" if report.valid_until < on else "有效"
    typer.echo(f"{said['title']} {report.number}（{state}）")
    typer.echo(f"{said['about']}；{report.made_on} 出具，有效期至 {report.valid_until}；内容指纹（SM3）{report.digest}")
    _table(
        "来源和答复",
        ("对象", "来源", "结果", "请求", "答复"),
        [(_masked(one["whose"]), one["source"], _joined(one["state"], one["words"]), one["asked_on"], one["answered_on"]) for one in said["sources"]],
    )
    _table("分项合计", ("项目", "合计", "答复情况"), [(one["head"], one["found"], one["words"]) for one in said["totals"]])
    rows = [(_masked(one["whose"]), one["title"], one["declared"], one["found"], _joined(one["more"], one["still"])) for one in said["beside"]]
    _table("申报与核对", ("对象", "项目", "申报", "核对", "差异"), rows)
    if said["effect"]:
        typer.echo(f"如核对结果属实（测算，不是决定）：{said['effect']['change']}。")
    if said["unanswered"]:
        typer.echo(f"有 {said['unanswered']} 份没有可以采用的答复，不能视为没有。")


def _print_answers(household_id: int, on: date) -> None:
    from doudi.registry import queries as registry
    from doudi.verification.told import told_about
    from doudi.verification.words import said_of

    typer.echo("还没有出具过核对报告。各来源到这一天的答复：")
    told = told_about(registry.case_of(household_id, on=on))
    rows = [
        (
            _masked(one.whose),
            one.feed.title,
            _joined(one.state, said_of(one.feed.tells[0], one.value) if one.is_answered else one.words),
            f"{one.asked_on or '—'}",
            f"{one.answered_on or '—'}",
        )
        for one in told
    ]
    _table("来源和答复", ("对象", "来源", "结果", "请求", "答复"), rows)


def _table(title: str, heads: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    table = Table(*heads, title=title, title_justify="left")
    for row in rows:
        table.add_row(*row)
    Console().print(table)


def _joined(*words: str) -> str:
    return "：".join(word for word in words if word)


def _masked(name: str) -> str:
    """The family name alone; 全家 is nobody's name."""
    return name if name == "全家" else name[:1] + "*" * (len(name) - 1)
