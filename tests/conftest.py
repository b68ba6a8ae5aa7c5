"""测试的地基: one migrated template database, a clone for each worker, a home of its own for each test.

Tests connect as the application's role, as the pages do; the owner appears only where a test takes a defence away.
"""

import os
from pathlib import Path

os.environ["DOUDI_HOME"] = str(Path(__file__).parents[1] / ".cache" / "test-home")
os.environ.pop("DOUDI_LAW_PLACES", None)

from collections.abc import Callable, Generator, Iterator  # noqa: E402
from typing import Any  # noqa: E402

import psycopg  # noqa: E402
import pytest  # noqa: E402
from django.conf import settings  # noqa: E402
from hypothesis import settings as trials  # noqa: E402
from pytest_django.plugin import DjangoDbBlocker  # noqa: E402

from doudi.base import access, postgres  # noqa: E402
from doudi.base.models import Officer  # noqa: E402
from tests.databases import Clone, ensure_server  # noqa: E402
from tests.sharing import ByWhatIsShared  # noqa: E402

# How long an example takes depends on the machine, and proves nothing. On a desk the examples are others each time; a gate says the same of the same code.
trials.register_profile("house", deadline=None)
trials.register_profile("gate", deadline=None, derandomize=True)
trials.load_profile("gate" if os.environ.get("CI") else "house")

LONG = (
    "tests/oversight/test_check.py",
    "tests/verification/test_killed.py",
    "tests/benefits/test_killed.py",
    "tests/policy/test_agreement.py",
    "tests/bench/test_web.py",
    "tests/sandbox/test_demo.py",
    "tests/flows/test_daily.py",
)
"""Files that take a minute and more: they come first, so that neither of two workers waits long for the other at the end."""


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Generator[None, None, None]:
    """The longest first, journeys before all."""

    def place(item: pytest.Item) -> int:
        file = item.nodeid.partition("::")[0]
        if file.startswith("tests/journeys/"):
            return -1
        file = LONG[0] if file.startswith("tests/oversight/") else file
        return LONG.index(file) if file in LONG else len(LONG)

    yield  # pytest puts side by side what shares a fixture's parameter
    items.sort(key=place)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByWhatIsShared:
    """Instead of xdist's own groups, whose names (`loadgroup`) pytest 9.2 does not carry: there each test went its own way, and nobody said so."""
    return ByWhatIsShared(config, log)


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """This worker's clone of the template, instead of Django's own test database."""
    with django_db_blocker.unblock():
        ensure_server()
        with Clone("worker"):
            yield


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """DOUDI_HOME of this test alone: its lake, keys, inbox and bank files."""
    monkeypatch.setenv("DOUDI_HOME", str(tmp_path))
    monkeypatch.setattr(settings, "DOUDI_HOME", tmp_path)
    monkeypatch.setattr(settings, "DEMO", False)
    return tmp_path


@pytest.fixture
def system(db: None) -> Iterator[None]:
    """Inside acting_as_system() for the whole test; everything is rolled back afterwards."""
    with access.acting_as_system():
        yield


@pytest.fixture
def officer_of() -> Callable[..., Officer]:
    """Makes a made-up officer: officer_of("township", region="370702001")."""

    def make(role: str, region: str = "370702", department: str = "") -> Officer:
        number = Officer.objects.count() + 1
        if role == "administrator":
            region = ""
        return Officer.objects.create(username=f"officer{number}", name=f"经办{number}", role_id=role, region=region, department=department)

    return make


@pytest.fixture
def owner(db: None) -> Iterator[psycopg.Connection]:
    """The owner's own connection to this worker's database, rolled back; it sees nothing the test has not committed."""
    with psycopg.connect(postgres.login("owner").url(), options="-c lock_timeout=5s") as connection:
        yield connection
        connection.rollback()


@pytest.fixture
def fresh_database(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Clone]:
    """A database of this test alone, for tests that commit, race or are killed; `.env` is the environment of a subprocess that uses it.

    Django's own connections point to it as well. Use it instead of `db` and `system`.
    """
    with django_db_blocker.unblock(), Clone("fresh") as clone:
        yield clone


@pytest.fixture
def owner_of() -> Callable[[], psycopg.Connection]:
    """Opens the owner's connection to the database Django uses now; committed when left without an error."""
    return lambda: psycopg.connect(postgres.login("owner").url())
