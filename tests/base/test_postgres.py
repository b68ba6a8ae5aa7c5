"""内置数据库: starts, is taken over, survives a kill, and never belongs to root."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from doudi.base import home, postgres


@pytest.fixture
def own_server(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A home with a cluster of its own, beside the tests' cluster."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    yield own_home
    postgres.destroy()


def ask(question: str) -> object:
    with psycopg.connect(postgres.login("owner").url()) as connection:
        return connection.execute(question).fetchone()[0]


def postmaster() -> int:
    place = postgres._Cluster().place
    return int((place / "postmaster.pid").read_text().splitlines()[0])


def test_a_cluster_lives_through_start_kill_takeover_and_stop(own_server: Path) -> None:
    """One cluster for the whole story: a start costs a second."""
    assert not postgres.is_running()
    assert postgres.start(durable=False) is True
    assert ask("SELECT current_user::text") == postgres.OWNER
    assert ask("SELECT rolsuper FROM pg_roles WHERE rolname = current_user") is False
    assert ask("SHOW listen_addresses") == "", "no door to the network"
    assert ask("SELECT '李' ~ '[[:alpha:]]'") is True, "Chinese letters are letters"

    assert postgres.start() is False, "a server left running by another run is taken over"
    with psycopg.connect(postgres.login("owner").url(), autocommit=True) as connection:
        connection.execute("CREATE TABLE kept (words text)")
        connection.execute("INSERT INTO kept VALUES ('还在')")

    before = postmaster()
    assert os.stat(f"/proc/{before}").st_uid != 0, "never as root"
    os.kill(before, signal.SIGKILL)
    assert postgres.start(durable=False) is True, "the first tries may meet the old server's memory"
    assert postmaster() != before
    assert ask("SELECT words FROM kept") == "还在"

    assert postgres.stop() is True
    assert postgres.stop() is False
    assert not postgres.is_running()


def test_any_programs_folder_serves(own_server: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DOUDI_PG_BIN", str(tmp_path / "nowhere"))
    with pytest.raises(postgres.CannotStart, match="DOUDI_PG_BIN"):
        postgres.start()


def test_another_server_is_never_started_or_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://keeper:s%40cret@db.example:6543/county?sslmode=require")
    assert postgres.start() is False and postgres.stop() is False
    owner, app = postgres.login("owner"), postgres.login("app")
    assert (owner.host, owner.port, owner.user, owner.password, owner.database) == ("db.example", "6543", "keeper", "s@cret", "county")
    assert (app.user, app.database, app.host) == (postgres.APP, "county", "db.example")
    assert app.password and app.password != owner.password
    assert "sslmode=require" in app.url()


def test_two_processes_that_make_a_secret_end_up_with_the_same(own_home: Path) -> None:
    script = "from doudi.base import home; print(home.secret('meeting').hex())"
    running = [subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) for _ in range(4)]
    said = {process.communicate()[0].strip() for process in running}
    assert said == {home.secret("meeting").hex()}
    assert list((own_home / "keys").glob(".*")) == []
