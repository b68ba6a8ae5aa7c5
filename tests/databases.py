"""测试数据库: the test cluster, the template and its clones."""

import fcntl
import hashlib
import itertools
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
from django.conf import settings
from django.db import connections

from doudi.base import migrate, postgres

TOP = Path(__file__).parents[1]
COUNTER = itertools.count(1)
PATIENCE = 300
SERVER: dict[str, postgres.Login] = {}


def ensure_server() -> None:
    """The test cluster runs, or the server named by DATABASE_URL is there; what is in it is never the demo's."""
    with _locked():
        postgres.start(durable=False)
    SERVER.setdefault("owner", postgres.login("owner"))


class Clone:
    """A copy of the template (or of another database that nobody uses) for one worker or one test; inside, Django and DATABASE_URL point to it."""

    def __init__(self, what: str, *, template: str = "") -> None:
        self.template = template
        self.name = f"doudi_{what}_{os.getpid()}_{next(COUNTER)}"
        self.url = _url(self.name)

    def __enter__(self) -> "Clone":
        with _locked():
            template = self.template or _template()
            _on_server(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)", f"CREATE DATABASE {self.name} TEMPLATE {template}")
        self._before = _point_to(self.name)
        return self

    def __exit__(self, *_: object) -> None:
        _point_to(self._before)
        _drop(self.name)

    @property
    def env(self) -> dict[str, str]:
        """What a subprocess needs to work on this database and this test's home."""
        return {**os.environ, "DATABASE_URL": self.url, "DOUDI_HOME": str(settings.DOUDI_HOME)}


def _template() -> str:
    """The template for the migrations and permissions as they stand, made when it is not there; older ones go."""
    sources = sorted([*TOP.glob("doudi/*/migrations/*.py"), TOP / "doudi/base/rls.py", TOP / "doudi/base/migrate.py"])
    rights = (settings.ROOMS, migrate.permissions_of_rooms(), migrate.public_columns_of_rooms())
    mark = hashlib.sha256(b"".join(path.read_bytes() for path in sources) + repr(rights).encode()).hexdigest()[:12]
    name = f"doudi_template_{mark}"
    with psycopg.connect(_url("postgres")) as connection:
        there = [row[0] for row in connection.execute("SELECT datname FROM pg_database WHERE datname LIKE 'doudi\\_template\\_%'")]
    if name in there:
        return name
    for old in there:
        with suppress(psycopg.Error):
            _on_server(f"DROP DATABASE IF EXISTS {old} WITH (FORCE)")
    making = f"doudi_making_{os.getpid()}"
    _on_server(f"DROP DATABASE IF EXISTS {making} WITH (FORCE)", f"CREATE DATABASE {making}")
    before = _point_to(making)
    try:
        migrate.bring_up_to_date()
    finally:
        _point_to(before)
    _on_server(f"ALTER DATABASE {making} RENAME TO {name}")
    return name


def _point_to(name: str) -> str:
    """Django's connections and DATABASE_URL use this database; returns the one before."""
    before = str(connections["default"].settings_dict["NAME"])
    os.environ["DATABASE_URL"] = _url(name)
    for alias, role in (("default", "app"), ("owner", "owner")):
        connections[alias].close()
        login = postgres.login(role)
        connections[alias].settings_dict.update(
            HOST=login.host, PORT=login.port, USER=login.user, PASSWORD=login.password, NAME=name, OPTIONS=dict(login.options)
        )
    return before


def _url(database: str) -> str:
    login = SERVER["owner"]
    return postgres.Login(login.host, login.port, login.user, login.password, database, login.options).url()


def _on_server(*statements: str) -> None:
    with psycopg.connect(_url("postgres"), autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)


def _drop(name: str) -> None:
    """Remove it, whoever is still connected; a passing autovacuum worker, which the owner may not send away, is waited for."""
    for _ in range(PATIENCE):
        with suppress(psycopg.errors.InsufficientPrivilege):
            return _on_server(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        time.sleep(0.1)
    raise AssertionError(f"somebody never leaves {name}")


@contextmanager
def _locked() -> Iterator[None]:
    (TOP / ".cache").mkdir(exist_ok=True)
    with (TOP / ".cache" / "test-database.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
