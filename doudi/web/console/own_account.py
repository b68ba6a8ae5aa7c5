"""我的账号: who I am here, what I may do, my password, and how large letters are for me."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.forms import PasswordChangeForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from doudi.base import audit
from doudi.web.access import may


@may("web.own_account")
def own_account(request: HttpRequest) -> HttpResponse:
    """Changing the password ends the officer's other sessions."""
    form = PasswordChangeForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        form.user.must_change_password = False
        form.save()
        update_session_auth_hash(request, request.user)
        audit.record("web.password_changed", about=request.user, by=request.user)
        messages.success(request, "密码已修改，其他设备上的登录已失效。")
        return redirect("own_account")
    return render(request, "console/own_account.html", {"form": form}, status=422 if form.errors else 200)


@may("web.own_account")
@require_POST
def own_letters(request: HttpRequest) -> HttpResponse:
    """Large letters or ordinary ones, on every page and every device of this officer; then back to where they were."""
    request.user.large_text = request.POST.get("large") == "1"
    request.user.save(update_fields=["large_text"])
    back = request.POST.get("back", "")
    return redirect(back if url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()) else "own_account")
