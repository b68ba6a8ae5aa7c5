"""被测的家: made-up data made once for each size and kept under `.cache/bench`; every run works on a fresh copy of its database."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import psycopg

from bench.policy.peers import CACHE
from doudi.base import postgres
from doudi.cli import set_up_django

RUN = "doudi_run"


@contextmanager
def copied(name: str, fill: Callable[[Path], None], *, words: str, say: Callable[[str], None], anew: tuple[str, ...] = ()) -> Iterator[Path]:
    """The home of this name, filled where it is not there yet (`words` say with what), its database running and a fresh copy of it in use, Django set up.

    The folders `anew` are emptied; at the end everything is stopped and the copy is out of use. A home that was not finished is made again.
    """
    home = CACHE / name
    os.environ["DOUDI_HOME"] = str(home)
    os.environ.pop("DATABASE_URL", None)
    if home.exists() and not (home / "made").exists():
        postgres.destroy()
        shutil.rmtree(home)
    started = postgres.start()
    try:
        if not (home / "made").exists():
            say(f"{words}（只做一次，保存在 {home.relative_to(CACHE.parents[1])}）……")
            _in_a_child(home, fill)
        owner = postgres.login("owner")
        with psycopg.connect(replace(owner, database="postgres").url(), autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {RUN} WITH (FORCE)")
            connection.execute(f"CREATE DATABASE {RUN} TEMPLATE {owner.database} STRATEGY FILE_COPY")
        os.environ["DATABASE_URL"] = replace(owner, database=RUN).url()
        for folder in anew:
            shutil.rmtree(home / folder, ignore_errors=True)
        set_up_django()
        from doudi.base import migrate

        migrate.bring_up_to_date()  # the kept database may be older than the code
        yield home
    finally:
        from django.db import connections

        connections.close_all()
        os.environ.pop("DATABASE_URL", None)
        if started:
            postgres.stop()


def _in_a_child(home: Path, fill: Callable[[Path], None]) -> None:
    """So that what loads a million people does not stay in the memory of what measures."""
    child = os.fork()
    if not child:
        try:
            _filled(home, fill)
        except BaseException:
            import traceback

            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    if os.waitpid(child, 0)[1]:
        raise RuntimeError("被测的县没有造成。")


def _filled(home: Path, fill: Callable[[Path], None]) -> None:
    set_up_django()
    from django.db import connections

    from doudi.base import migrate

    migrate.bring_up_to_date()
    fill(home)
    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    connections.close_all()
    (home / "made").touch()
