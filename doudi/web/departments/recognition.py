"""身份互认: another department asks about one person at a time, for a matter it names, whether a standing has been confirmed; 社会救助法 第四十二条."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters

from doudi.base.idnumber import masked, normalise
from doudi.benefits import actions as benefits
from doudi.flows.clock import today
from doudi.web.access import may

FIELDS = ("id_number", "name", "matter", "day")


@sensitive_post_parameters("id_number", "name")
@may("benefits.recognise")
def recognition(request: HttpRequest) -> HttpResponse:
    """The form, or the answer; each question is written down, answered or not."""
    purpose = benefits.purpose_of(request.user)
    context: dict[str, Any] = {"purpose": purpose, "typed": {"day": f"{today()}"}}
    if request.method != "POST":
        return render(request, "departments/recognition.html", context)
    typed = {name: request.POST.get(name, "").strip()[:80] for name in FIELDS}
    context["typed"] = typed
    try:
        day = date.fromisoformat(typed["day"] or f"{today()}")
        asked = {name: typed[name] for name in ("id_number", "name", "matter")}
        context["found"] = benefits.recognise(**asked, day=day, officer=request.user, on=today())
        context["asked"] = {"name": typed["name"], "masked": masked(normalise(typed["id_number"]))}
        context["typed"] = {"matter": typed["matter"], "day": typed["day"]}  # the number is on the page no longer than it is needed
    except ValueError:
        context["trouble"] = "日期请写作 2026-10-12。"
    except benefits.CannotRecognise as refusal:
        context["trouble"] = str(refusal)
    return render(request, "departments/recognition.html", context, status=422 if "trouble" in context else 200)
