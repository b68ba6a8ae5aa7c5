"""对核对报告提出异议: whoever holds a report, by its number and digest, may say that it is wrong; an officer brings it before the departments."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters

from doudi.flows.clock import today
from doudi.verification import actions
from doudi.web.access import open_to_all
from doudi.web.middleware import client_address

LONGEST = {"number": 40, "digest": 80, "words": 2_000, "contact": 100}


@sensitive_post_parameters("words", "contact", "digest")
@open_to_all
def object_report(request: HttpRequest) -> HttpResponse:
    """The form, the receipt, or why it was not taken; a number and a digest that do not belong together read the same whatever is behind them."""
    if request.method != "POST":
        return render(request, "portal/object_report.html", {"number": request.GET.get("number", "")[:40]})
    typed = {name: request.POST.get(name, "")[:most] for name, most in LONGEST.items()}
    try:
        row = actions.object_to_report_online(**typed, address=client_address(request), on=today())
    except actions.CannotObjectToReport as refusal:
        return render(request, "portal/object_report.html", typed | {"trouble": str(refusal)}, status=422)
    return render(request, "portal/object_report.html", {"receipt": row})
