"""演示: `doudi demo` plays a made-up county for thirty days, scores what was found, proves the loop closed, and opens the pages."""

import json as json_text
import time
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from doudi.cli import app, open_house
from doudi.cli.check import table_of
from doudi.cli.serve import refuse_a_taken_port
from doudi.cli.serve import serve as open_pages


@app.command()
def demo(
    people: Annotated[int, typer.Option(help="县里有多少人。")] = 10_000,
    days: Annotated[int, typer.Option(help="演示多少天。")] = 30,
    seed: Annotated[int, typer.Option(help="种子：相同则是同一个县。")] = 1,
    fresh: Annotated[bool, typer.Option("--fresh", help="清空演示数据，从头开始。")] = False,
    serve: Annotated[bool, typer.Option("--serve/--no-serve", help="演示完是否打开网页。")] = True,
    json: Annotated[bool, typer.Option("--json", help="在标准输出打印一个 JSON 对象。")] = False,
) -> None:
    """编一个县，过三十天：收数据、认定、预警、入户、申请、公示、决定、发放、转介、反馈；然后评分、核验、打开网页。"""
    console = Console(stderr=json)
    if serve:
        refuse_a_taken_port()
    from doudi.sandbox import fresh_start

    try:
        fresh_start.look_at(people=people, days=days, seed=seed)
        if fresh:
            fresh_start.start_over()
        fresh_start.claim(people=people, days=days, seed=seed)
        with open_house(keep=serve):
            from doudi.base import migrate

            migrate.bring_up_to_date()
            result, scores, proof = _play(console, people=people, days=days, seed=seed)
    except fresh_start.CannotPlay as error:
        typer.echo(error, err=True)
        raise typer.Exit(2) from None
    if json:
        typer.echo(json_text.dumps(result, ensure_ascii=False))
    else:
        console.print(_scores(scores))
        console.print(table_of(proof))
        console.print(f"{days} 天用时 {result['seconds']} 秒。")
    if not result["check"]["passed"]:
        raise typer.Exit(1)
    if serve:
        console.print("打开 http://127.0.0.1:8000 ，用登录页列出的示例人员登录；按 Ctrl+C 结束。")
        open_pages()


def _play(console: Console, *, people: int, days: int, seed: int) -> tuple[dict[str, Any], dict[str, Any], list[Any]]:
    """The days with a bar and a sentence each; the result, its scores and its proof."""
    from doudi.sandbox import demo as story

    started = time.monotonic()
    plan = story.Plan(people=people, days=days, seed=seed)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as progress:
        bar = progress.add_task("三十天" if days == 30 else f"{days} 天", total=days)
        for told in story.play(plan):
            if told.on:
                progress.update(bar, completed=(told.on - plan.start).days + 1)
            progress.console.print(f"{told.on or '准备'}  {told.words}", highlight=False)
    return story.outcome(plan, seconds=time.monotonic() - started)


def _scores(scores: dict[str, Any]) -> Table:
    """What was planted, what was found."""
    titles = {"deaths": "去世", "double_registration": "重复登记", "hidden_vehicles": "隐瞒车辆", "hardship": "陷入困难"}
    table = Table(title="发现了多少真相", title_justify="left")
    for column in ("埋设的真相", "埋设", "按时到达", "发现", "查全率", "查准率"):
        table.add_column(column, justify="left" if column == "埋设的真相" else "right")
    for kind, one in scores.items():
        table.add_row(titles[kind], str(one.planted), str(one.arrived), str(one.found), f"{one.recall:.1%}", f"{one.precision:.1%}")
    return table
