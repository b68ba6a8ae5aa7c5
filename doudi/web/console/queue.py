"""待办: the officer's own work by legal date, from every room; the first page after signing in."""

from collections import Counter

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from doudi.base import access
from doudi.flows.clock import today
from doudi.verification import queries as verification
from doudi.web.access import may
from doudi.web.console.duties import DUE, KINDS, due_class, duties_of


@may("web.see_queue")
def queue(request: HttpRequest) -> HttpResponse:
    """Figures that count exactly what the list below them shows, and narrow it."""
    on, due, kind = today(), request.GET.get("due", ""), request.GET.get("kind", "")
    duties = duties_of(request.user, on)
    of_kind = [duty for duty in duties if kind in ("", duty.kind)]
    of_due = [duty for duty in duties if due in ("", due_class(duty, on))]
    by_due, by_kind = Counter(due_class(duty, on) for duty in of_kind), Counter(duty.kind for duty in of_due)
    shown = [duty for duty in of_due if kind in ("", duty.kind)]
    context = {
        "all": len(duties),
        "classes": [(code, title, by_due[code]) for code, title in DUE.items()],
        "kinds": [(code, title, by_kind[code]) for code, title in KINDS.items() if by_kind[code] or kind == code],
        "due": due,
        "kind": kind,
        "waiting": verification.count_waiting() if access.may(request.user, "verification.settle") else 0,
        "page": Paginator(shown, 30).get_page(request.GET.get("page")),
    }
    return render(request, "console/queue.html", context)
