"""公示: what hangs in the village, and nothing beside it; made for printing."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from doudi.base import audit
from doudi.casework import queries as cases
from doudi.web.access import may


@may("casework.view")
def notice(request: HttpRequest, application_id: int) -> HttpResponse:
    """There is none for a refusal, and none once it was objected to."""
    content, application = cases.notice_content(application_id), cases.get_application(application_id)
    audit.record("application.read", about=application, by=request.user)
    return render(request, "console/notice.html", {"notice": content, "application": application})
