"""登录: an officer signs in and out."""

from typing import Any

from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from doudi.base import access, audit, migrate
from doudi.base.models import Officer
from doudi.sandbox.officers import cast
from doudi.web import menu

WRONG = "账号或密码不正确。"
LOCKED = "失败次数过多，请 15 分钟后再试，或联系系统管理员。"


@sensitive_post_parameters("password")
@never_cache
def sign_in(request: HttpRequest) -> HttpResponse:
    """The same words whether the account or the password was wrong; the session gets a new key."""
    if request.method != "POST":
        return _page(request)
    officer = authenticate(request, username=request.POST.get("username", "")[:40], password=request.POST.get("password", "")[:200])
    if officer is None:
        return _page(request, words=WRONG, status=422)
    login(request, officer)
    access.enter(officer)
    audit.record("web.signed_in", about=officer, by=officer)
    wanted = request.POST.get("next", "")
    return redirect(wanted if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()) else menu.first_page(officer))


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """The session is gone, not only the cookie."""
    if request.user.is_authenticated:
        access.enter(request.user)
        audit.record("web.signed_out", about=request.user, by=request.user)
    logout(request)
    return redirect("sign_in")


def locked_out(request: HttpRequest, *_: Any, **__: Any) -> HttpResponse:
    """What the page says while an account is locked for this address."""
    return _page(request, words=LOCKED, status=429)


def _page(request: HttpRequest, *, words: str = "", status: int = 200) -> HttpResponse:
    shown: dict[str, Any] = {"words": words, "next": request.POST.get("next") or request.GET.get("next", ""), "username": request.POST.get("username", "")}
    if settings.DEMO:
        officers = Officer.objects.filter(is_active=True).select_related("role").order_by("region", "username")
        shown["officers"] = sorted(officers, key=lambda officer: list(migrate.ROLES).index(officer.role_id))
        shown["demo_password"] = cast.PASSWORD
    return render(request, "console/sign_in.html", shown, status=status)
