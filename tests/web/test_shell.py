"""页面外框: headers, the menu, the words for what is not allowed and not there, and lines of the log."""

import logging
import sys
from collections.abc import Callable
from datetime import date

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse

from doudi.base import access, audit
from doudi.base.models import Officer
from doudi.web import menu
from doudi.web.components import tags
from doudi.web.middleware import OneLine

Sign = Callable[[Officer], Client]


def test_pages_carry_a_policy_without_inline_code_and_are_not_kept(signed_in: Sign, officer_of: Callable[..., Officer]) -> None:
    response = signed_in(officer_of("inspector")).get(reverse("audit_trail"))
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy and "unsafe" not in policy and "frame-ancestors 'none'" in policy
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_the_menu_shows_what_the_page_would_open(officer_of: Callable[..., Officer], db: None) -> None:
    for role in ("township", "county", "finance", "inspector", "administrator"):
        officer = officer_of(role)
        for _, entries in menu.MENU:
            for entry in entries:
                response = Client()
                response.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
                status = response.get(entry.address).status_code
                assert (status != 403) == entry.is_open_to(officer), (role, entry.name)


def test_another_role_is_refused_in_words(signed_in: Sign, officer_of: Callable[..., Officer]) -> None:
    response = signed_in(officer_of("township", region="370702001")).get(reverse("audit_trail"))
    assert response.status_code == 403 and "没有这项权限" in response.content.decode()


def test_nobody_is_led_to_the_sign_in_page(db: None) -> None:
    assert Client().get(reverse("audit_trail")).url == f"{reverse('sign_in')}?next={reverse('audit_trail')}"


def test_what_is_not_there_is_said_in_chinese(db: None) -> None:
    response = Client().get("/nowhere")
    assert response.status_code == 404 and "没有找到" in response.content.decode()


def test_an_inspector_reads_the_region_and_nothing_else(signed_in: Sign, officer_of: Callable[..., Officer]) -> None:
    with access.acting_as_system():
        audit.record("test.here", about=None, by=None, region="370702001", because="本区一条")
        audit.record("test.there", about=None, by=None, region="370783001", because="外区一条")
    shown = signed_in(officer_of("inspector", region="370702")).get(reverse("audit_trail")).content.decode()
    assert "本区一条" in shown and "外区一条" not in shown
    assert "共 2 条" in shown, "the count counts what is shown: the entry, and this reading itself"


def test_two_officers_on_one_connection_share_nothing(fresh_database: object, officer_of: Callable[..., Officer]) -> None:
    """The connection is kept between requests; the scope ends with each request's transaction."""
    with access.acting_as_system():
        audit.record("test.here", about=None, by=None, region="370702001", because="本区一条")
    here, there = Client(), Client()
    here.force_login(officer_of("inspector", region="370702"), backend="django.contrib.auth.backends.ModelBackend")
    there.force_login(officer_of("inspector", region="370783"), backend="django.contrib.auth.backends.ModelBackend")
    for _ in range(3):
        assert "本区一条" in here.get(reverse("audit_trail")).content.decode()
        with connection.cursor() as cursor:
            cursor.execute("SELECT coalesce(current_setting('doudi.region', true), ''), count(*) FROM base_auditentry")
            assert cursor.fetchone() == ("", 0)
        assert "本区一条" not in there.get(reverse("audit_trail")).content.decode()


def test_a_log_line_is_one_line_and_repeats_no_values() -> None:
    try:
        raise ValueError("Key (id_number)=(11010519491231002X) already exists")
    except ValueError:
        record = logging.getLogger("x").makeRecord("x", logging.ERROR, "f", 1, "at %s", ("a\nforged\x1b[31m",), sys.exc_info())
    line = OneLine("{message}", style="{").format(record)
    assert "\n" not in line and "\x1b" not in line
    assert "ValueError at" in line and "11010519491231002X" not in line


@pytest.mark.parametrize(
    ("due", "today", "words", "tone"),
    [
        ("2026-10-12", "2026-10-12", "今日到期", "late"),
        ("2026-10-13", "2026-10-12", "剩 1 个工作日", "wait"),
        ("2026-10-20", "2026-10-12", "剩 6 个工作日", "quiet"),
        ("2026-10-09", "2026-10-12", "超期 2 个工作日", "late"),  # 10 October 2026 is a Saturday that is worked
        ("2026-10-11", "2026-10-11", "今日到期", "late"),
        ("2026-10-11", "2026-10-12", "超期 1 个工作日", "late"),
    ],
)
def test_deadlines_in_words(due: str, today: str, words: str, tone: str) -> None:
    shown = tags.days_left(date.fromisoformat(due), date.fromisoformat(today))
    assert words in shown and f"tone-{tone}" in shown


def test_template_words() -> None:
    assert tags.yuan(123456) == "1,234.56 元" and tags.yuan(None) == "—"
    assert tags.place("370702").endswith("潍城区") and tags.place("") == "—" and tags.place("990000") == "990000"
    assert "红色" in tags.level("red")
    assert "&lt;b&gt;" in tags.status("<b>", "good")
    with pytest.raises(ValueError, match="no such tone"):
        tags.status("x", "pink")


def test_debug_is_off_and_cookies_are_closed() -> None:
    assert settings.DEBUG is False
    assert settings.SESSION_COOKIE_HTTPONLY and settings.SESSION_COOKIE_SAMESITE == "Lax"
