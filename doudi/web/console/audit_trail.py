"""操作记录: who did or read what in the inspector's region."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from doudi.base import audit
from doudi.web.access import may


@may("web.read_audit")
def audit_trail(request: HttpRequest) -> HttpResponse:
    """Newest first; reading it is written down as well."""
    name = request.GET.get("name", "").strip()[:40]
    audit.record("web.audit_read", about=None, by=request.user, detail={"name": name})
    page = Paginator(audit.entries(officer_name=name), 50).get_page(request.GET.get("page"))
    return render(request, "console/audit_trail.html", {"page": page, "name": name})
