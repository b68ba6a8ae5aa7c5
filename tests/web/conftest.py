"""页面测试: a browser without a screen, signed in as somebody."""

from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.contrib.auth import hashers
from django.test import Client

from doudi.base.models import Officer
from doudi.sandbox import example_people

PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def quick_passwords(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The real hash takes a tenth of a second on purpose; these tests are about what comes after it, and leave the real one to the others."""
    with monkeypatch.context() as only_here:
        only_here.setattr(settings, "PASSWORD_HASHERS", ["django.contrib.auth.hashers.MD5PasswordHasher"])
        _choose_hashers_anew()
        yield
    _choose_hashers_anew()


def _choose_hashers_anew() -> None:
    """Django keeps the list it has read once."""
    hashers.get_hashers.cache_clear()
    hashers.get_hashers_by_algorithm.cache_clear()


@pytest.fixture(autouse=True)
def few_example_people(monkeypatch: pytest.MonkeyPatch) -> None:
    """The page on what would follow makes so few that it takes no time."""
    monkeypatch.setattr(example_people, "PEOPLE", 1200)


@pytest.fixture
def with_password() -> Callable[[Officer], Officer]:
    """Gives an officer the tests' password."""

    def give(officer: Officer) -> Officer:
        officer.set_password(PASSWORD)
        officer.save()
        return officer

    return give


@pytest.fixture
def signed_in(db: None) -> Callable[[Officer], Client]:
    """A client whose session belongs to the officer."""

    def sign(officer: Officer) -> Client:
        client = Client()
        client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign
