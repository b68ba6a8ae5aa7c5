"""命令行: one file a command; each is found by walking this folder."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import typer

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


def main() -> None:
    """What the command `doudi` runs."""
    from doudi.base.discover import modules_in

    modules_in("doudi.cli")
    app()
