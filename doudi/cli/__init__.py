"""命令行: one file a command; each is found by walking this folder."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

import typer
from typer.exceptions import TyperException

app = typer.Typer(help="兜底：低收入人口认定、监测、救助与发放。", no_args_is_help=True, pretty_exceptions_enable=False, add_completion=False)


@contextmanager
def open_house(*, keep: bool = False) -> Iterator[None]:
    """The database runs and Django is ready inside; a database started here, or left by a command that was killed, is stopped again unless `keep`.

    Command files import rooms inside this, so that `doudi decide` starts without Django.
    """
    from doudi.base import postgres

    try:
        ours = postgres.start() or postgres.left_by_the_dead()
    except postgres.CannotStart as error:
        typer.echo(error, err=True)
        raise typer.Exit(1) from None
    if ours:
        postgres.note_starter(None if keep else os.getpid())
    try:
        set_up_django()
        yield
    finally:
        if ours and not keep:
            from django.db import connections

            connections.close_all()
            postgres.stop()


def set_up_django() -> None:
    """Rooms' tables may be imported after this."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "doudi.settings")
    django.setup()


def a_county(region: str) -> str:
    """The code of an option that names a county; any other is refused in words."""
    from doudi.base import regions

    with suppress(regions.UnknownRegion):
        if regions.level_of(region) == "county":
            return region
    typer.echo(f"“{region}”不是本市的县区代码。县区代码为六位数字，如 370702。", err=True)
    raise typer.Exit(2)


def a_place(region: str) -> str:
    """The code of an option that names a place of the table of regions; any other is refused in words."""
    from doudi.base import regions

    with suppress(regions.UnknownRegion):
        regions.level_of(region)
        return region
    typer.echo(f"区划代码表里没有“{region}”。请写市、县区、乡镇（街道）或村（社区）的代码，如 3707、370702。", err=True)
    raise typer.Exit(2)


def main() -> None:
    """What the command `doudi` runs; a command typed wrongly is told so in one Chinese line, and ends with 2."""
    from doudi.base.discover import modules_in

    modules_in("doudi.cli")
    try:
        sys.exit(app(prog_name="doudi", standalone_mode=False))
    except typer.Abort:
        typer.echo("已中断。", err=True)
        sys.exit(1)
    except TyperException as error:
        if type(error).__name__ == "NoArgsIsHelpError":
            typer.echo(error)
        else:
            typer.echo(_what_is_wrong(error), err=True)
        sys.exit(getattr(error, "exit_code", 2))


_EXPECTED = {datetime: "日期请写作 2026-10-12", int: "请写整数", Path: "请核对路径"}


def _what_is_wrong(error: TyperException) -> str:
    """Our words for the parser's, by the kind of its error; they never repeat what was typed."""
    param, context = getattr(error, "param", None), getattr(error, "ctx", None)
    name = "、".join(param.opts).upper() if param and param.param_type_name == "argument" else param.opts[0] if param else "参数"
    option, kind = getattr(error, "option_name", ""), getattr(getattr(param, "type_descriptor", None), "annotation", None)
    words = {
        "MissingParameter": f"缺少 {name}",
        "BadParameter": f"{name} 的值不对：{_EXPECTED.get(kind, '请核对写法')}",
        "NoSuchOption": f"没有选项 {option}",
        "BadOptionUsage": f"选项 {option} 的写法不对",
    }.get(type(error).__name__, "没有这个命令" if "No such command" in str(error) else "命令的写法不对")
    return f"{words}。用法：{context.command_path if context else 'doudi'} --help"
