"""首页: the first page of each officer's menu."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from doudi.web import menu
from doudi.web.access import may


@may("web.own_account")
def home(request: HttpRequest) -> HttpResponse:
    """Leads to where this officer's work is."""
    return redirect(menu.first_page(request.user))
