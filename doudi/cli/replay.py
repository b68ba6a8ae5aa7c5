"""重算: `doudi replay` decides once more what was decided, with the book of its day, and reports every difference."""

import json as json_text
from collections import Counter
from typing import Annotated

import typer

from doudi.cli import a_place, app, open_house


@app.command()
def replay(
    sample: Annotated[int | None, typer.Option(min=1, help="只抽查这么多份，不写则全部。")] = None,
    region: Annotated[str, typer.Option(help="重算的地区。")] = "3707",
    json: Annotated[bool, typer.Option("--json", help="输出一个 JSON 对象。")] = False,
) -> None:
    """用决定当日的规则书重算已作出的决定，报告不同之处；结果有不同即以 1 退出，还没有数据库以 2 退出。"""
    region = a_place(region)
    with open_house():
        if not _has_decisions():
            typer.echo("这里的数据库还没有建好，没有可以重算的决定。请先运行 doudi up。", err=True)
            raise typer.Exit(2)
        from doudi.base.access import acting_as_system
        from doudi.casework.queries import recompute as rows

        with acting_as_system(region):
            replayed = list(rows.replay(sample))
    counted = Counter(one.outcome for one in replayed)
    different = [one for one in replayed if one.outcome == rows.DIFFERENT]
    if json:
        listed = [{"decision": one.number, "decided_on": one.decided_on.isoformat(), "differences": _objects(one.differences)} for one in different]
        keys = {"same": rows.SAME, "other_book_same_results": rows.OTHER_BOOK, "different": rows.DIFFERENT, "cannot": rows.CANNOT}
        typer.echo(json_text.dumps({"decisions": len(replayed), **{key: counted[word] for key, word in keys.items()}, "listed": listed}, ensure_ascii=False))
    else:
        parts = [f"{word} {counted[word]}" for word in (rows.SAME, rows.OTHER_BOOK, rows.DIFFERENT, rows.CANNOT)]
        typer.echo(f"重算 {len(replayed)} 份决定：{'，'.join(parts)}。")
        for one in different:
            typer.echo(f"✗ {one.number}（{one.decided_on}）：{'；'.join(f'{name} 当时 {kept}，现在 {now}' for name, kept, now in one.differences)}")
    if different:
        raise typer.Exit(1)


def _has_decisions() -> bool:
    """Whether the house has its tables: a fresh one has neither them nor the application's login."""
    from django.db import OperationalError, connection

    try:
        return "casework_decision" in connection.introspection.table_names()
    except OperationalError:
        return False


def _objects(differences: tuple) -> list:  # type: ignore[type-arg]
    return [{"name": name, "kept": kept, "now": now} for name, kept, now in differences]
