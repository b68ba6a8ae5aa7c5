"""页面权限: every page says which permission opens it."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.csrf import csrf_exempt

from doudi.base import access

View = Callable[..., HttpResponseBase]
OWN_ACCOUNT = "own_account"
PUBLIC = frozenset(
    {
        "sign_in",
        "sign_out",
        "robots",
        "notices",
        "notices_of",
        "spot_checks_of",
        "object_online",
        "confirm_report",
        "object_report",
        "my_consent",
        "api_delivery",
    }
)
"""Addresses that need nobody signed in, by name; everything else carries @may."""


def may(permission: str) -> Callable[[View], View]:
    """Opens a page to officers whose role has the permission, with the database showing only what they may see.

    Nobody signed in goes to the sign-in page, an officer with a first password to where it is changed; another role gets 403; a row outside the
    officer's region is simply not there (404).
    """

    def guard(view: View) -> View:
        @wraps(view)
        def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            officer = request.user
            if not officer.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if officer.must_change_password and request.resolver_match.url_name != OWN_ACCOUNT:
                return redirect(OWN_ACCOUNT)
            access.require(officer, permission)
            access.enter(officer)
            return view(request, *args, **kwargs)

        page.permission = permission  # type: ignore[attr-defined]
        return page

    return guard


def open_to_all(view: View) -> View:
    """A page for everybody: no signing in, no cookie, nothing kept by browsers or caches, nothing indexed by robots.

    A form on it carries nobody's authority, so it needs no token; one that another site's page sends is refused all the same.
    """

    @csrf_exempt
    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        origin = request.headers.get("Origin")
        if origin is not None and urlsplit(origin).netloc != request.get_host():
            raise PermissionDenied
        response = view(request, *args, **kwargs)
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive, nosnippet"
        return response

    return page
