"""判定: decides the families of a case file and explains each step."""

import json as json_text
from pathlib import Path
from typing import Annotated

import typer

from doudi.cli import app


@app.command()
def decide(
    file: Annotated[Path, typer.Argument(help="案例文件（YAML）")],
    json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """按法律判定案例文件中的家庭，逐步说明理由；与预期不符退出 1，文件有误退出 2。"""
    from doudi import law
    from doudi.policy.explain import explanation
    from doudi.policy.reading import CannotRead

    try:
        cases = law.read_cases(file)
    except CannotRead as error:
        typer.echo(error, err=True)
        raise typer.Exit(2) from None
    decisions = [(law.book(case.date), law.book(case.date).decide(case)) for case in cases]
    if json:
        typer.echo(json_text.dumps([decision.as_json() for _, decision in decisions], ensure_ascii=False, indent=2))
    else:
        typer.echo("\n\n".join(explanation(book, decision) for book, decision in decisions))
    if any(decision.differences for _, decision in decisions):
        raise typer.Exit(1)
