"""清退: what is to come back, case by case; a step is a form, each reading is written down."""

from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from doudi.base import access, audit, papers
from doudi.benefits import actions, queries
from doudi.benefits.papers import letter_pdf
from doudi.flows.clock import today
from doudi.registry import queries as registry
from doudi.web.access import may
from doudi.web.acting import act
from doudi.web.console.application import Station
from doudi.web.console.order_steps import ORDER_STEPS
from doudi.web.console.recovery_steps import RECOVERY_STEPS, REFUSALS, fen
from doudi.web.console.step_forms import StepForm, filled

STEPS = {**ORDER_STEPS, **RECOVERY_STEPS}
"""An order's first: while one is on its way it leads the page."""


@may("benefits.see_run")
def recoveries(request: HttpRequest) -> HttpResponse:
    """Open ones by their term, or the closed ones."""
    is_open = request.GET.get("tab") != "closed"
    page = Paginator(queries.recoveries(is_open=is_open), 30).get_page(request.GET.get("page"))
    context = {"page": page, "is_open": is_open, "totals": queries.recovery_totals()}
    return render(request, "console/recoveries.html", context)


@may("benefits.recover")
def recovery_open(request: HttpRequest, household_id: int) -> HttpResponse:
    """What was paid too much of one family, to be taken together into one recovery."""
    return _open_page(request, household_id)


@may("benefits.recover")
@require_POST
def recovery_make(request: HttpRequest, household_id: int) -> HttpResponse:
    """The ticked ones become a recovery; amounts that were still open come with them."""
    registry.get_household(household_id)
    chosen = [int(one) for one in request.POST.getlist("adjustments") if one.isdecimal() and len(one) < 19]

    def take(**named: Any) -> Any:
        amounts = {one: fen(request, f"amount-{one}") for one in chosen if request.POST.get(f"amount-{one}", "").strip()}
        given = {"adjustment_ids": chosen, "words": request.POST.get("words", ""), "is_fraud": request.POST.get("is_fraud") == "yes", "amounts": amounts}
        return actions.open_recovery(**given, **named)

    refusals = (*REFUSALS, actions.CannotSettleAdjustment)
    return act(
        request,
        take,
        refusals=refusals,
        said="已转入清退，请听取家庭意见。",
        then=lambda made: reverse("recovery", args=[made.pk]),
        again=lambda words: _open_page(request, household_id, words),
    )


@may("benefits.see_run")
def recovery(request: HttpRequest, recovery_id: int) -> HttpResponse:
    """Found, heard, decided, told, repaid: where it stands and what may be done now."""
    return _page(request, recovery_id, {})


@may("benefits.see_run")
def recovery_letter(request: HttpRequest, recovery_id: int) -> HttpResponse:
    """The letter as it was written, or that of the fine with `?of=penalty`, of the order with `?of=order`."""
    one = queries.get_recovery(recovery_id)
    of = {"penalty": getattr(one, "penalty", None), "order": one.order}.get(request.GET.get("of", ""), one)
    if of is None or not of.letter:
        return _page(request, recovery_id, {}, status=404)
    number = str(of)
    audit.record("paper.printed", about=of, by=request.user, detail={"paper": number})
    try:
        made = letter_pdf(of.letter, number=number, on=of.decided_on)
    except papers.CannotPrint as refusal:
        return _page(request, recovery_id, {"": str(refusal)})
    return HttpResponse(made, content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{number}.pdf"'})


def _taking(name: str) -> Callable[..., HttpResponse]:
    step = STEPS[name]

    def taken(request: HttpRequest, recovery_id: int) -> HttpResponse:
        one = queries.get_recovery(recovery_id)

        def take(**named: Any) -> Any:
            verb, given = step.take(request, one)
            return verb(**given, **named)

        then = (lambda made: reverse("recovery", args=[made.pk])) if step.leads_to_made else reverse("recovery", args=[recovery_id])
        return act(request, take, refusals=REFUSALS, said=step.said, then=then, again=lambda words: _page(request, recovery_id, {name: words}))

    taken.__doc__ = f"{step.title}."
    return may(step.permission)(require_POST(taken))


STEP_VIEWS = {name: _taking(name) for name in STEPS}
"""One view a step, by the name of its address."""


def _page(request: HttpRequest, recovery_id: int, refused: dict[str, str], status: int = 200) -> HttpResponse:
    one = queries.get_recovery(recovery_id)
    audit.record("recovery.read", about=one, by=request.user)
    living = [(str(person.pk), person.name) for person in queries.people_to_hear(one.household_id, today())]
    forms = [(STEPS[name].is_main, _form(request, one, name, living, refused)) for name in STEPS if _is_offered(request, one, name)]
    main = next((form for is_main, form in forms if is_main), None)
    context = {
        "one": one,
        "fine": getattr(one, "penalty", None),
        "stations": _stations(one),
        "main_form": main,
        "other_forms": [form for _, form in forms if form is not main],
        "letters": [each.letter.split("\n\n") for each in (one.order, one) if each and each.letter],
        "trouble": refused.get("", ""),
    }
    return render(request, "console/recovery.html", context, status=422 if any(refused.values()) else status)


def _is_offered(request: HttpRequest, one: Any, name: str) -> bool:
    return STEPS[name].is_now(one) and access.may(request.user, STEPS[name].permission, one.region)


def _form(request: HttpRequest, one: Any, name: str, living: list[tuple[str, str]], refused: dict[str, str]) -> StepForm:
    step = STEPS[name]
    typed = request.POST.dict() if name in refused else None
    address = reverse(f"recovery_{name}", args=[one.pk])
    return StepForm(name, step.title, step.article, address, "", filled(step.fields(one, living), typed, request), refused.get(name, ""), has_check=False)


def _stations(one: Any) -> list[Station]:
    law = "社会救助法 第四十八条"
    heard = one.heard_person.name if one.heard_person else "无在世成员" if one.heard_on else ""
    is_remitted = one.state == "remitting" or one.approved_on
    approval = [("审批减免", one.approved_by.name if one.approved_by else "", "社会救助法 第四十七条、第七十三条", one.approved_on)] if is_remitted else []
    steps = [
        ("立项", one.opened_by.name, "", one.opened_on),
        ("听取意见", heard, law, one.heard_on),
        ("县级决定", one.get_outcome_display() if one.outcome else "提请减免" if one.decided_on else "", "社会救助法 第四十七条、第七十三条", one.decided_on),
        *approval,
        ("书面告知", "", law, one.told_on),
        *([("责令限期退回", one.order.get_state_display(), "社会救助法 第七十四条", one.order.told_on)] if one.order else []),
        ("退回办结", "", "", one.closed_on),
    ]
    here = next((at for at, step in enumerate(steps) if step[3] is None), len(steps))
    return [Station(title, words, article, on, one.due_on if at == here else None, at == here) for at, (title, words, article, on) in enumerate(steps)]


def _open_page(request: HttpRequest, household_id: int, refused: str = "") -> HttpResponse:
    household = registry.get_household(household_id)
    audit.record("registry.family_read", about=household, by=request.user)
    context = {
        "household": household,
        "found": queries.paid_too_much_of(household_id),
        "typed": request.POST,
        "chosen": request.POST.getlist("adjustments"),
        "refused": refused,
    }
    return render(request, "console/recovery_open.html", context, status=422 if refused else 200)
