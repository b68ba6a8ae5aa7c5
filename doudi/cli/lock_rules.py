"""规则锁: `doudi lock-rules` writes down what every rule means today; a changed one only with a reason."""

from pathlib import Path
from typing import Annotated

import typer

from doudi.cli import app


@app.command("lock-rules")
def lock_rules(
    because: Annotated[str, typer.Option(help="改正以往错误的理由；没有理由，已锁定的规则不能变。")] = "",
    file: Annotated[Path | None, typer.Option(hidden=True)] = None,
) -> None:
    """登记新规则的含义指纹；已锁定的规则变了而没有写理由，以 1 退出，什么也不写。"""
    from doudi import law
    from doudi.law import lock

    place = file or lock.FILE
    kept, now = lock.read(place), lock.locked(law.rules())
    different, new = lock.changed(kept, now), lock.added(kept, now)
    if different and not because.strip():
        for one in different:
            typer.echo(lock.refusal(one), err=True)
        raise typer.Exit(1)
    mended = [{"rule": one, "was": _digest(kept, one), "because": because.strip()} for one in different]
    lock.write(now, [*kept["mended"], *mended], place)
    typer.echo(f"已登记：新规则 {len(new)} 条，改正 {len(different)} 条，共 {sum(map(len, now.values()))} 条。")


def _digest(kept: dict, one: str) -> str:  # type: ignore[type-arg]
    name, _, since = one.partition(" ")
    return str(kept["rules"][name][since]["digest"])
