"""页面测试: a browser without a screen, signed in as somebody."""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client

from doudi.base.models import Officer

PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """The real hash takes a tenth of a second on purpose; these tests are about what comes after it."""
    monkeypatch.setattr(settings, "PASSWORD_HASHERS", ["django.contrib.auth.hashers.MD5PasswordHasher"])


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
