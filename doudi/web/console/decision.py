"""决定书: the letter as the family reads it, what it rested on, and that it has reached them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from doudi.base import access, audit
from doudi.casework import actions
from doudi.casework import queries as cases
from doudi.flows.clock import today
from doudi.web.access import may
from doudi.web.acting import act
from doudi.web.components import explanation


@may("casework.view")
def decision(request: HttpRequest, decision_id: int, trouble: str = "") -> HttpResponse:
    """Made for printing; reading it is written down."""
    one = cases.get_decision(decision_id)
    audit.record("decision.read", about=one, by=request.user)
    title, _, letter = one.written_text.partition("\n\n")
    case = one.application or one.change
    context = {
        "decision": one,
        "title": title,
        "paragraphs": letter.split("\n\n"),
        "case": case,
        "case_address": reverse("application" if one.application_id else "change", args=[case.pk]),
        "paper_address": reverse("application_paper" if one.application_id else "change_paper", args=[case.pk, f"decision-{one.pk}"]),
        "explanation": explanation.of_kept(one.explanation, one.inputs),
        "telling": getattr(one, "telling", None),
        "may_tell": request.user.role_id in {role for step in case.procedure.steps_from("decided") if step.verb == "tell" for role in step.who},
        "may_register": access.may(request.user, "casework.register_challenge", one.region),
        "may_correct": access.may(request.user, "casework.correct", one.region) and one.outcome != "keep",
        "corrections": one.corrections.all(),
        "challenges": one.challenges.all(),
        "typed": request.POST,
        "trouble": trouble,
        "on": today(),
    }
    return render(request, "console/decision.html", context, status=422 if trouble else 200)


@may("casework.tell")
@require_POST
def decision_tell(request: HttpRequest, decision_id: int) -> HttpResponse:
    """How the letter reached the family."""
    cases.get_decision(decision_id)
    return act(
        request,
        actions.tell,
        refusals=(actions.CannotTell,),
        said="已记录书面告知。",
        then=reverse("decision", args=[decision_id]),
        again=lambda words: decision(request, decision_id, words),
        decision_id=decision_id,
        how=request.POST.get("how", ""),
    )
