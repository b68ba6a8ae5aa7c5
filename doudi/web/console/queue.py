"""待办: the office's work by legal date, from every room; the first page after signing in. Whose it is narrows the list and permits nothing."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from doudi.base import access, officers, workdays
from doudi.casework import queries as casework
from doudi.flows.clock import today
from doudi.verification import queries as verification
from doudi.web.access import may
from doudi.web.console.duties import DUE, KINDS, Duty, due_class, duties_of, worded

WHOSE = {"": "本单位", "mine": "我的", "nobody": "未分派"}
ASSIGNED = ("alert", "application", "change", "decision", "review", "challenge", "referral")
"""The kinds that may be somebody's; money is signed for by the office."""


@dataclass(frozen=True)
class Row:
    """A duty with whose it is; `key` is what the form of assigning sends, empty where it cannot be assigned."""

    duty: Duty
    whose: str
    key: str


@may("web.see_queue")
def queue(request: HttpRequest) -> HttpResponse:
    """Figures that count exactly what the list below them shows, and narrow it."""
    return _page(request)


def refused(request: HttpRequest, words: str) -> HttpResponse:
    """The queue again, with why a filter was not kept."""
    return _page(request, words)


def _page(request: HttpRequest, trouble: str = "") -> HttpResponse:
    on, due, kind, whose = today(), request.GET.get("due", ""), request.GET.get("kind", ""), request.GET.get("whose", "")
    everything, assigned = duties_of(request.user, on), casework.assigned()
    mine = casework.looked_after_by(request.user.pk, on)
    by_whose = {code: [duty for duty in everything if _is_of(code, assigned.get((duty.kind, duty.item), []), mine)] for code in WHOSE}
    duties = by_whose.get(whose, everything)
    of_kind = [duty for duty in duties if kind in ("", duty.kind)]
    soon = workdays.workdays_after(on, 3)
    of_due = [duty for duty in duties if due in ("", due_class(duty, on, soon))]
    by_due, by_kind = Counter(due_class(duty, on, soon) for duty in of_kind), Counter(duty.kind for duty in of_due)
    shown = [duty for duty in of_due if kind in ("", duty.kind)]
    page: Any = Paginator(shown, 30).get_page(request.GET.get("page"))
    page.object_list = [_row(duty, assigned) for duty in worded(page.object_list, on)]
    may_assign = access.may(request.user, "casework.assign")
    context = {
        "all": len(duties),
        "whose": [(code, title, len(by_whose[code])) for code, title in WHOSE.items()],
        "chosen": whose,
        "classes": [(code, title, by_due[code]) for code, title in DUE.items()],
        "kinds": [(code, title, by_kind[code]) for code, title in KINDS.items() if by_kind[code] or kind == code],
        "due": due,
        "kind": kind,
        "team": [one for one in officers.colleagues("casework.assign", request.user.region) if one.role_id == request.user.role_id] if may_assign else [],
        "may_undo": may_assign and "batch_before" in request.session,
        "filters": list(casework.filters_of(request.user.pk)),
        "terms": request.GET.urlencode(),
        "chosen_terms": [(name, value) for name, value in (("whose", whose), ("kind", kind), ("due", due)) if value],
        "may_sign": access.may(request.user, "monitoring.sign"),
        "trouble": trouble,
        "waiting": verification.count_waiting() if access.may(request.user, "verification.settle") else 0,
        "page": page,
    }
    return render(request, "console/queue.html", context, status=422 if trouble else 200)


def _is_of(whose: str, takers: list[tuple[int, str]], mine: set[int]) -> bool:
    return whose == "" or (whose == "nobody" and not takers) or (whose == "mine" and any(taker in mine for taker, _ in takers))


def _row(duty: Duty, assigned: dict[tuple[str, int], list[tuple[int, str]]]) -> Row:
    takers = assigned.get((duty.kind, duty.item), [])
    return Row(duty, "、".join(name for _, name in takers), f"{duty.kind}:{duty.item}:{duty.region}" if duty.kind in ASSIGNED and duty.item else "")
