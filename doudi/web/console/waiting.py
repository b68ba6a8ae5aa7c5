"""待核对: rows whose person is not certain: an officer compares, and says who it is, that it is a newcomer, or that it is nobody here."""

from datetime import date
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

REFUSALS = (actions.CannotSettle, actions.CannotTakeBack)
LISTS = {"waiting": "待核对", "accepted": "自动确认", "settled": "已核对"}
FACTS = {
    "died_on": "死亡",
    "moved_in": "迁入或出生",
    "moved_out": "迁出",
    "medical_self_paid": "医疗费个人自付",
    "vehicles_seen": "名下机动车",
}
IN_FEN = {"medical_self_paid"}
SHOWN = 50
CLOSE = 9_900
"""Of ten thousand so alike so many were the same person: shown in green."""


@may("verification.view")
def waiting(request: HttpRequest) -> HttpResponse:
    """What waits, oldest first; what was accepted by likeness and what officers decided lately, newest first."""
    on = today()
    lists = {"waiting": queries.waiting_by_themselves(), "accepted": queries.accepted_by_likeness(on), "settled": queries.settled_by_officers(on)}
    chosen = request.GET.get("list", "waiting")
    chosen = chosen if chosen in lists else "waiting"
    page = Paginator(lists[chosen], SHOWN).get_page(request.GET.get("page"))
    counts = {name: page.paginator.count if name == chosen else found.count() for name, found in lists.items()}
    context = {
        "rows": [_line(row) for row in page.object_list],
        "page": page,
        "chosen": chosen,
        "count": queries.count_waiting(),
        "tabs": [(name, title, counts[name]) for name, title in LISTS.items()],
        "crowds": queries.crowds() if chosen == "waiting" else [],
    }
    return render(request, "console/waiting.html", context)


def _line(row: Any) -> dict[str, Any]:
    candidates = list(row.candidates.all())
    best = max((one.certainty for one in candidates if one.certainty is not None), default=None)
    return {
        "row": row,
        "fact": FACTS.get(row.fact, row.fact),
        "candidates": len(candidates),
        "sure": queries.sure_words(best),
        "why": next((one.why for one in candidates if one.person_id == row.person_id), row.because),
    }


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
    chosen = {"person_id": None if person == "nobody" else int(person), "is_former_name": "former" in request.POST}
    return _step(request, waiting_id, actions.settle, "已核对，结果已记录。", **chosen)


@may("verification.settle")
@require_POST
def waiting_admit(request: HttpRequest, waiting_id: int) -> HttpResponse:
    """Somebody born here or moved in, whom the register does not know yet."""
    return _step(request, waiting_id, actions.admit, "已登记为新人员。")


@may("verification.take_back")
@require_POST
def waiting_take_back(request: HttpRequest, waiting_id: int) -> HttpResponse:
    """The decision was wrong: everything it wrote goes, and the row waits again."""
    then = reverse("waiting_row", args=[waiting_id])
    return _step(request, waiting_id, actions.take_back, "已撤销，登记已恢复原状，这条记录重新等待核对。", then=then)


@may("verification.settle")
@require_POST
def waiting_number(request: HttpRequest, waiting_id: int) -> HttpResponse:
    """The written number in full, once, for a reason that is kept."""
    because = request.POST.get("reason", "").strip()
    if not because:
        return _page(request, waiting_id, trouble="请说明查看身份证号的理由。")
    return _page(request, waiting_id, number=queries.open_number(queries.get_waiting(waiting_id), officer=request.user, because=because))


def _step(request: HttpRequest, waiting_id: int, verb: Any, said: str, then: str = "", **given: Any) -> HttpResponse:
    queries.get_waiting(waiting_id)
    return act(
        request,
        verb,
        refusals=REFUSALS,
        said=said,
        then=then or reverse("waiting"),
        again=lambda words: _page(request, waiting_id, trouble=words),
        waiting_id=waiting_id,
        reason=request.POST.get("reason", ""),
        **given,
    )


def _page(request: HttpRequest, waiting_id: int, trouble: str = "", number: str = "") -> HttpResponse:
    row, on = queries.get_waiting(waiting_id), today()
    audit.record("verification.waiting_read", about=row, by=request.user)
    rows = list(row.candidates.all())
    formers = registry.former_names_of(one.person_id for one in rows)
    candidates = [_candidate(row, one, on) | {"formers": _formers(row, formers.get(one.person_id, []))} for one in rows]
    about = {one["person"].pk for one in candidates} if not row.settled_on else set()
    context = {
        "row": row,
        "feed": next((feed for feed in queries.feeds() if feed.name == row.delivery.feed), None),
        "fact": FACTS.get(row.fact, row.fact),
        "amount": money.yuan_words(row.amount) if row.fact in IN_FEN and row.amount is not None else "",
        "masked": queries.masked_number(row),
        "candidates": candidates,
        "may_settle": access.may(request.user, "verification.settle", row.region),
        "may_take_back": row.outcome in actions.MAY_BE_TAKEN_BACK and access.may(request.user, "verification.take_back", row.region),
        "is_likely": row.outcome == "accepted",
        "crowd": next((crowd for crowd in queries.crowds() if crowd.delivery.pk == row.delivery_id and crowd.person.pk in about), None),
        "before": queries.decided_before(row),
        "may_be_new": row.fact == "moved_in",
        "may_be_former": any(not one["same_name"] and not any(former["is_written"] for former in one["formers"]) for one in candidates),
        "number": number,
        "typed": request.POST,
        "trouble": trouble,
    }
    return render(request, "console/waiting_row.html", context, status=422 if trouble else 200)


def _candidate(row: Any, one: Any, on: date) -> dict[str, Any]:
    """Somebody it may be, beside the row: name and number place by place, what the number says, where and with whom they live."""
    homes = [home.household for home in registry.households_of(one.person_id, on)]
    members = registry.members_of_households([home.pk for home in homes], on)
    return {
        "person": one.person,
        "why": one.why,
        "sure": queries.sure_words(one.certainty),
        "sure_as": "good" if (one.certainty or 0) >= CLOSE else "plain",
        "certainty": one.certainty,
        "is_chosen": one.person_id == row.person_id,
        "same_name": one.person.name == row.name,
        "letters": queries.names_side_by_side(row, one.person),
        "digits": queries.side_by_side(row, one.person),
        "said": queries.said_beside(row, one.person),
        "homes": homes,
        "companions": [member.person.name for member in members if member.person_id != one.person_id],
    }


def _formers(row: Any, formers: list[Any]) -> list[dict[str, Any]]:
    """The names somebody bore before, each with whether the department writes so, and who recorded it when."""
    return [{"row": one, "is_written": registry.plain(one.name) == registry.plain(row.name)} for one in formers]
