"""判定: decides the families of a case file and explains each step."""

import json as json_text
from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from doudi.cli import app, set_up_django


class Reader(Enum):
    """For whom a decision is explained."""

    CITIZEN = "citizen"
    OFFICER = "officer"


@app.command()
def decide(
    file: Annotated[Path, typer.Argument(help="案例文件（YAML）")],
    json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
    explain: Annotated[Reader | None, typer.Option(help="写给谁看：citizen 家庭，officer 经办人员")] = None,
) -> None:
    """按法律判定案例文件中的家庭，逐步说明理由；与预期不符退出 1，文件有误退出 2。"""
    from doudi import law
    from doudi.law.remedies import is_dibao, remedies
    from doudi.policy.explain import explanation
    from doudi.policy.reading import CannotRead
    from doudi.policy.telling import Known, for_citizen, for_officer

    try:
        cases = law.read_cases(file)
    except CannotRead as error:
        typer.echo(error, err=True)
        raise typer.Exit(2) from None
    decisions = [(law.book(case.date), law.book(case.date).decide(case)) for case in cases]
    if json:
        typer.echo(json_text.dumps([decision.as_json() for _, decision in decisions], ensure_ascii=False, indent=2))
    elif explain is None:
        typer.echo("\n\n".join(explanation(book, decision) for book, decision in decisions))
    else:
        set_up_django()
        from doudi.verification.tellers import who_could_tell

        words = for_citizen if explain is Reader.CITIZEN else for_officer
        for book, decision in decisions:
            case = decision.case
            remedy = remedies(case.region, case.date, is_dibao=is_dibao(decision))
            known = Known(who_could_tell, lambda name, place, on=case.date: f"案例文件，{on}", f"如不服书面决定，{remedy}")
            typer.echo(words(book, decision, known) + "\n")
    if any(decision.differences for _, decision in decisions):
        raise typer.Exit(1)
