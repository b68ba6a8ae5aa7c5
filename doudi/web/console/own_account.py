"""我的账号: who I am here, what I may do, and my password."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.forms import PasswordChangeForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from doudi.base import audit
from doudi.web.access import may


@may("web.own_account")
def own_account(request: HttpRequest) -> HttpResponse:
    """Changing the password ends the officer's other sessions."""
    form = PasswordChangeForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        form.save()
        update_session_auth_hash(request, request.user)
        audit.record("web.password_changed", about=request.user, by=request.user)
        messages.success(request, "密码已修改，其他设备上的登录已失效。")
        return redirect("own_account")
    return render(request, "console/own_account.html", {"form": form}, status=422 if form.errors else 200)
