"""闭环核验: every invariant of the house, proved before the reader's eyes for the reader's own region."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from doudi.base import audit
from doudi.flows.clock import today
from doudi.oversight.check import check
from doudi.web.access import may


@may("oversight.check")
def proof(request: HttpRequest) -> HttpResponse:
    """What must hold, how many rows were looked at, how many break it; reading it is written down."""
    audit.record("oversight.checked", about=None, by=request.user)
    findings = check(on=today())
    return render(request, "console/proof.html", {"findings": findings, "broken": [finding for finding in findings if not finding.holds]})
