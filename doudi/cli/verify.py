"""核对: `doudi verify 户号` says what departments have answered about a family, names and numbers masked; the paper itself is written for a reason.
`doudi verify --recipients` holds what they have told of all who receive against what these declared."""

import json as json_text
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from doudi.cli import a_place, app, open_house

COLUMNS = {"已知": "told", "有情况": "found", "不清楚": "silent", "其中待答": "asked"}


@app.command()
def verify(
    household: Annotated[str, typer.Argument(help="户号。")] = "",
    pdf: Annotated[Path | None, typer.Option(help="把现行报告的 PDF 写到这个文件（含姓名和明细，须写 --because）。")] = None,
    because: Annotated[str, typer.Option(help="读取报告的理由，记入操作记录。")] = "",
    on: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="按哪一天的答复，默认为今天；已出具的报告不随之改变。")] = None,
    region: Annotated[str, typer.Option(help="在哪个地区。", callback=a_place)] = "3707",
    recipients: Annotated[bool, typer.Option("--recipients", help="不看一户，核对全部在享人员。")] = False,
    json: Annotated[bool, typer.Option("--json", help="与 --recipients 同用：输出一个 JSON 对象。")] = False,
) -> None:
    """打印一户的核对报告（姓名、证件号遮盖），没有报告的打印各来源的答复；--recipients 做定期核查，只列线索，不作认定。

    查无此户、没有报告可写、理由空缺退出 2。
    """
    if bool(household) == recipients:
        typer.echo("请写明户号，或者 --recipients。用法：doudi verify --help", err=True)
        raise typer.Exit(2)
    if pdf and not because.strip():
        typer.echo("写出报告须用 --because 写明理由，理由记入操作记录。", err=True)
        raise typer.Exit(2)
    if recipients:
        _recipients(on.date() if on else None, region, as_json=json)
    else:
        _family(household, pdf, because, on.date() if on else None, region)


def _family(household: str, pdf: Path | None, because: str, on: date | None, region: str) -> None:
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
                _print_answers(found.household_id, on or today())
                return
            audit.record("verification.report_printed" if pdf else "verification.report_read", about=report, by=None, because=because.strip())
            _print_report(report, reports.read_report(report), on or today())
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


def _recipients(on: date | None, region: str, *, as_json: bool) -> None:
    with open_house():
        from doudi.flows.clock import today
        from doudi.flows.recurrent import check_recipients
        from doudi.registry.queries import CannotAssess

        try:
            check = check_recipients(on=on or today(), region=region)
        except CannotAssess as refusal:
            typer.echo(refusal, err=True)
            raise typer.Exit(2) from None
    if as_json:
        typer.echo(json_text.dumps(_plain(check), ensure_ascii=False))
        return
    table = Table(title=f"在享 {check.households:,} 户 {check.people:,} 人", title_justify="left")
    for heading in ("数据", "部门", *COLUMNS):
        table.add_column(heading, justify="left" if heading in ("数据", "部门") else "right")
    for one in check.feeds:
        table.add_row(one.feed.title, one.feed.department, *[f"{getattr(one, name):,}" for name in COLUMNS.values()])
    Console().print(table)
    typer.echo(f"核对多于申报的 {check.differing:,} 户，列为线索，请入户核实，听取家庭说明。")


def _plain(check: Any) -> dict[str, Any]:
    feeds = [{"feed": one.feed.name, **{name: getattr(one, name) for name in COLUMNS.values()}} for one in check.feeds]
    return {"households": check.households, "people": check.people, "differing": check.differing, "feeds": feeds}
