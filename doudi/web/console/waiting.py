"""待核对: rows whose person is not certain: an officer compares, and says who it is, that it is a newcomer, or that it is nobody here."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from doudi.base import access, audit, money
from doudi.flows.clock import today
from doudi.registry import queries as registry
from doudi.verification import actions, queries
from doudi.web.access import may
from doudi.web.acting import act

REFUSALS = (actions.CannotSettle,)
FACTS = {
    "died_on": "死亡",
    "moved_in": "迁入或出生",
    "moved_out": "迁出",
    "medical_self_paid": "医疗费个人自付",
    "vehicles_seen": "名下机动车",
}
IN_FEN = {"medical_self_paid"}
SHOWN = 50


@may("verification.view")
def waiting(request: HttpRequest) -> HttpResponse:
    """Oldest first."""
    page = Paginator(queries.waiting(), SHOWN).get_page(request.GET.get("page"))
    rows = [(row, FACTS.get(row.fact, row.fact), len(row.candidates.all())) for row in page.object_list]
    return render(request, "console/waiting.html", {"rows": rows, "page": page, "count": page.paginator.count})


@may("verification.view")
def waiting_row(request: HttpRequest, waiting_id: int) -> HttpResponse:
    """The row beside everybody it may be about, the differences marked."""
    return _page(request, waiting_id)


@may("verification.settle")
@require_POST
def waiting_settle(request: HttpRequest, waiting_id: int) -> HttpResponse:
    """This person, or nobody here."""
    person = request.POST.get("person", "")
    if person != "nobody" and not (person.isdecimal() and len(person) < 19):
        return _page(request, waiting_id, trouble="请选择是哪一位，或“不是本地人员”。")
    return _step(request, waiting_id, actions.settle, "已核对，结果已记录。", person_id=None if person == "nobody" else int(person))


@may("verification.settle")
@require_POST
def waiting_admit(request: HttpRequest, waiting_id: int) -> HttpResponse:
    """Somebody born here or moved in, whom the register does not know yet."""
    return _step(request, waiting_id, actions.admit, "已登记为新人员。")


@may("verification.settle")
@require_POST
def waiting_number(request: HttpRequest, waiting_id: int) -> HttpResponse:
    """The written number in full, once, for a reason that is kept."""
    because = request.POST.get("reason", "").strip()
    if not because:
        return _page(request, waiting_id, trouble="请说明查看身份证号的理由。")
    return _page(request, waiting_id, number=queries.open_number(queries.get_waiting(waiting_id), officer=request.user, because=because))


def _step(request: HttpRequest, waiting_id: int, verb: Any, said: str, **given: Any) -> HttpResponse:
    queries.get_waiting(waiting_id)
    return act(
        request,
        verb,
        refusals=REFUSALS,
        said=said,
        then=reverse("waiting"),
        again=lambda words: _page(request, waiting_id, trouble=words),
        waiting_id=waiting_id,
        reason=request.POST.get("reason", ""),
        **given,
    )


def _page(request: HttpRequest, waiting_id: int, trouble: str = "", number: str = "") -> HttpResponse:
    row, on = queries.get_waiting(waiting_id), today()
    audit.record("verification.waiting_read", about=row, by=request.user)
    candidates = [
        {
            "person": one.person,
            "why": one.why,
            "same_name": one.person.name == row.name,
            "digits": queries.side_by_side(row, one.person),
            "homes": [home.household for home in registry.households_of(one.person_id, on)],
        }
        for one in row.candidates.all()
    ]
    context = {
        "row": row,
        "feed": next((feed for feed in queries.feeds() if feed.name == row.delivery.feed), None),
        "fact": FACTS.get(row.fact, row.fact),
        "amount": money.yuan_words(row.amount) if row.fact in IN_FEN and row.amount is not None else "",
        "masked": queries.masked_number(row),
        "candidates": candidates,
        "may_settle": access.may(request.user, "verification.settle", row.region),
        "may_be_new": row.fact == "moved_in",
        "number": number,
        "typed": request.POST,
        "trouble": trouble,
    }
    return render(request, "console/waiting_row.html", context, status=422 if trouble else 200)
