"""网上提出异议: anybody may object to a notice that hangs, by its number; a township officer takes it up by name."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters

from doudi.casework import actions
from doudi.flows.clock import today
from doudi.web.access import open_to_all
from doudi.web.middleware import client_address


@sensitive_post_parameters("words", "objector", "contact")
@open_to_all
def object_online(request: HttpRequest) -> HttpResponse:
    """The form, the receipt, or why it was not taken; a number that does not hang reads the same whatever is behind it."""
    if request.method != "POST":
        return render(request, "portal/object_online.html", {"number": request.GET.get("number", "")[:40]})
    typed = {name: request.POST.get(name, "") for name in ("number", "words", "objector", "contact")}
    try:
        row = actions.receive_objection(**typed, address=client_address(request), on=today())
    except actions.CannotReceiveObjection as refusal:
        return render(request, "portal/object_online.html", typed | {"trouble": str(refusal)}, status=422)
    return render(request, "portal/object_online.html", {"receipt": row})
