"""登录: who gets in, who is kept out, and what a session is worth afterwards."""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from doudi.base import access
from doudi.base.models import AuditEntry, Officer
from tests.web.conftest import PASSWORD

Make = Callable[..., Officer]


@pytest.fixture
def officer(db: None, officer_of: Make, with_password: Callable[[Officer], Officer]) -> Officer:
    return with_password(officer_of("township", region="370702001"))


def sign_in(client: Client, officer: Officer, password: str = PASSWORD, **more: str) -> object:
    return client.post(reverse("sign_in"), {"username": officer.username, "password": password, **more})


def test_the_right_password_opens_and_is_written_down(officer: Officer) -> None:
    client = Client()
    assert sign_in(client, officer).status_code == 302
    assert client.get(reverse("own_account")).status_code == 200
    with access.acting_as_system():
        assert AuditEntry.objects.filter(verb="web.signed_in", officer_id=officer.pk, region="370702001").count() == 1


def test_account_and_password_are_refused_in_the_same_words(officer: Officer) -> None:
    wrong = Client().post(reverse("sign_in"), {"username": officer.username, "password": "wrong"})
    nobody = Client().post(reverse("sign_in"), {"username": "nobody", "password": "wrong"})
    assert wrong.status_code == nobody.status_code == 422
    assert "账号或密码不正确" in wrong.content.decode() and "账号或密码不正确" in nobody.content.decode()


def test_an_account_is_locked_for_the_address_that_failed_and_for_no_other(officer: Officer) -> None:
    attacker = Client(REMOTE_ADDR="10.0.0.9")
    for _ in range(settings.AXES_FAILURE_LIMIT):
        last = sign_in(attacker, officer, "wrong")
    assert last.status_code == 429
    assert sign_in(attacker, officer).status_code == 429, "the right password comes too late"
    assert sign_in(Client(REMOTE_ADDR="10.0.0.10"), officer).status_code == 302, "the officer at the office is not locked out"


def test_a_written_header_is_no_address(officer: Officer) -> None:
    client = Client(REMOTE_ADDR="10.0.0.9")
    for number in range(settings.AXES_FAILURE_LIMIT):
        last = client.post(reverse("sign_in"), {"username": officer.username, "password": "wrong"}, HTTP_X_FORWARDED_FOR=f"10.1.1.{number}")
    assert last.status_code == 429


def test_without_the_lock_guessing_goes_on(officer: Officer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control."""
    monkeypatch.setattr(settings, "AXES_ENABLED", False)
    client = Client(REMOTE_ADDR="10.0.0.9")
    assert {sign_in(client, officer, "wrong").status_code for _ in range(settings.AXES_FAILURE_LIMIT + 2)} == {422}


def test_a_session_known_before_is_worth_nothing_after(officer: Officer) -> None:
    client = Client()
    client.get(reverse("sign_in"))
    session = client.session
    session["planted"] = "1"
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = before = session.session_key
    sign_in(client, officer)
    assert client.cookies[settings.SESSION_COOKIE_NAME].value != before
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = before
    assert thief.get(reverse("own_account")).status_code == 302


def test_signing_out_ends_the_session_itself(officer: Officer) -> None:
    client = Client()
    sign_in(client, officer)
    kept = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert client.get(reverse("sign_out")).status_code == 405
    client.post(reverse("sign_out"))
    again = Client()
    again.cookies[settings.SESSION_COOKIE_NAME] = kept
    assert again.get(reverse("own_account")).status_code == 302


@pytest.mark.parametrize("change", [{"is_active": False}, {"password": "!"}])
def test_an_officer_who_left_or_changed_the_password_is_out_on_the_next_request(officer: Officer, change: dict[str, object]) -> None:
    client = Client()
    sign_in(client, officer)
    Officer.objects.filter(pk=officer.pk).update(**change)
    assert client.get(reverse("own_account")).status_code == 302


def test_a_role_taken_away_counts_on_the_next_request(officer: Officer, officer_of: Make, with_password: Callable[[Officer], Officer]) -> None:
    inspector = with_password(officer_of("inspector", region="370702"))
    client = Client()
    sign_in(client, inspector)
    assert client.get(reverse("audit_trail")).status_code == 200
    Officer.objects.filter(pk=inspector.pk).update(role_id="county")
    assert client.get(reverse("audit_trail")).status_code == 403


@pytest.mark.parametrize("wanted", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)", "\\\\elsewhere.example"])
def test_signing_in_leads_nowhere_else(officer: Officer, wanted: str) -> None:
    response = sign_in(Client(), officer, next=wanted)
    assert response.status_code == 302 and "elsewhere" not in response.url and "javascript" not in response.url


def test_signing_in_leads_to_the_page_asked_for(officer: Officer) -> None:
    assert sign_in(Client(), officer, next="/account").url == "/account"


def test_a_form_from_elsewhere_is_refused(officer: Officer) -> None:
    strict = Client(enforce_csrf_checks=True)
    response = strict.post(reverse("sign_in"), {"username": officer.username, "password": PASSWORD})
    assert response.status_code == 403 and "页面已过期" in response.content.decode()


def test_demo_officers_are_listed_in_a_demo_alone(officer: Officer, monkeypatch: pytest.MonkeyPatch) -> None:
    assert officer.name not in Client().get(reverse("sign_in")).content.decode()
    monkeypatch.setattr(settings, "DEMO", True)
    assert officer.name in Client().get(reverse("sign_in")).content.decode()


def test_a_new_password_ends_the_other_sessions(officer: Officer) -> None:
    here, there = Client(), Client()
    sign_in(here, officer)
    sign_in(there, officer)
    new = "another long secret 3"
    assert here.post(reverse("own_account"), {"old_password": PASSWORD, "new_password1": new, "new_password2": new}).status_code == 302
    assert here.get(reverse("own_account")).status_code == 200
    assert there.get(reverse("own_account")).status_code == 302


@pytest.mark.parametrize("new", ["short", "1234567890", "password123"])
def test_a_weak_password_is_refused_in_chinese(officer: Officer, new: str) -> None:
    client = Client()
    sign_in(client, officer)
    response = client.post(reverse("own_account"), {"old_password": PASSWORD, "new_password1": new, "new_password2": new})
    assert response.status_code == 422 and "密码" in response.content.decode()
