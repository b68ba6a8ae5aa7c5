"""核对报告查验: anybody with a report in hand learns whether this office made it; nothing it says is shown, nobody is named."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from doudi.flows.clock import today
from doudi.verification import reports
from doudi.web.access import open_to_all

LONGEST = 80


@open_to_all
def confirm_report(request: HttpRequest) -> HttpResponse:
    """The form, or the answer; a number and a digest that do not belong together read the same whatever is behind them."""
    if request.method != "POST":
        return render(request, "portal/confirm_report.html", {})
    number, said = (request.POST.get(name, "")[:LONGEST] for name in ("number", "digest"))
    found = reports.confirm(number, said)
    context = {"number": number, "digest": said, "found": found, "is_asked": True, "is_valid": bool(found and found.is_valid(today()))}
    return render(request, "portal/confirm_report.html", context, status=200 if found else 422)
