"""一份材料: its pages, what a person has confirmed to stand on it, and its removal while no decision rests on it."""

from collections.abc import Mapping, Sequence

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from doudi.base import access
from doudi.casework import actions, reading
from doudi.casework import queries as cases
from doudi.flows.clock import today
from doudi.registry import queries as registry
from doudi.web.access import may
from doudi.web.acting import act
from doudi.web.console.family_facts import in_order


@may("casework.view")
@require_GET
def attachment(request: HttpRequest, attachment_id: int) -> HttpResponse:
    """The paper with its pages; each picture that is looked at is written down."""
    return _page(request, attachment_id)


@may("casework.view")
@require_GET
def attachment_picture(request: HttpRequest, attachment_id: int) -> HttpResponse:
    """One page as the house made it; nobody on the way keeps it."""
    try:
        content = actions.open_page(attachment_id=attachment_id, number=_number(request.GET.get("page", "1")), officer=request.user)
    except actions.CannotOpenPage as why:
        return HttpResponse(str(why), status=410, content_type="text/plain; charset=utf-8")
    answer = HttpResponse(content, content_type="image/jpeg")
    answer.headers["Cache-Control"] = "no-store, private"
    answer.headers["Content-Disposition"] = f'inline; filename="paper-{attachment_id}-{_number(request.GET.get("page", "1"))}.jpg"'
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer


@may("casework.attach")
@require_POST
def attachment_recognise(request: HttpRequest, attachment_id: int) -> HttpResponse:
    """The form filled with what the machine read; nothing is kept."""
    cases.get_paper(attachment_id)
    try:
        seen = actions.recognise(attachment_id=attachment_id, number=_number(request.POST.get("page", "1")), officer=request.user)
    except actions.CannotRecognise as refusal:
        return _page(request, attachment_id, {"recognise": str(refusal)})
    return _page(request, attachment_id, seen=seen)


@may("casework.attach")
@require_POST
def attachment_confirm(request: HttpRequest, attachment_id: int) -> HttpResponse:
    """What a person has compared, field by field."""
    person = request.POST.get("person", "")
    given = {
        "attachment_id": cases.get_paper(attachment_id).attachment.pk,
        "person_id": int(person) if person.isdecimal() and len(person) < 19 else 0,
        "fields": {name: value[:60] for name, value in request.POST.items()},
        "compared": frozenset(request.POST.getlist("compared")),
    }
    again = lambda words: _page(request, attachment_id, {"confirm": words})  # noqa: E731
    return act(
        request,
        actions.confirm_transcript,
        refusals=(actions.CannotConfirm,),
        said="已核对，内容已记入本案。",
        then=reverse("attachment", args=[attachment_id]),
        again=again,
        **given,
    )


@may("casework.remove_attachment")
@require_POST
def attachment_remove(request: HttpRequest, attachment_id: int) -> HttpResponse:
    """Back to the case when it is gone."""
    case = cases.get_paper(attachment_id).attachment.case
    try:
        actions.remove_attachment(attachment_id=attachment_id, reason=request.POST.get("reason", "")[:500], officer=request.user, on=today())
    except actions.CannotRemoveAttachment as refusal:
        return _page(request, attachment_id, {"remove": str(refusal)})
    messages.success(request, "材料已删除，删除的理由已记录。")
    return redirect(reverse(case._meta.model_name, args=[case.pk]) + "#papers")


def _page(request: HttpRequest, attachment_id: int, refused: Mapping[str, str] | None = None, seen: Sequence[reading.Seen] = ()) -> HttpResponse:
    paper = cases.get_paper(attachment_id)
    one, refused = paper.attachment, refused or {}
    is_ours = one.case.is_open and not paper.is_removed and access.may(request.user, "casework.attach", one.region)
    members = [member for member in in_order(registry.members_of(one.case.household_id, today())) if member.person.died_on is None]
    typed = request.POST if "confirm" in refused else {}
    context = {
        "paper": paper,
        "one": one,
        "case": one.case,
        "case_address": reverse(one.case._meta.model_name, args=[one.case.pk]),
        "fields": _fields(one.kind, seen, typed) if is_ours else [],
        "compared": request.POST.getlist("compared") if typed else [],
        "chosen": typed.get("person", ""),
        "people": members,
        "is_read": bool(seen),
        "can_read": is_ours and actions.is_reader_here(),
        "can_remove": is_ours and access.may(request.user, "casework.remove_attachment", one.region) and not cases.is_evidence(one),
        "refused": refused,
    }
    return render(request, "console/attachment.html", context, status=422 if refused else 200)


def _fields(kind: str, seen: Sequence[reading.Seen], typed: Mapping[str, str]) -> list[reading.Seen]:
    """The questions of this kind of paper: as read, as typed a moment ago, or empty."""
    return list(seen) or [reading.Seen(name, title, typed.get(name, "")[:60], 1000) for name, title in reading.FIELDS.get(kind, ())]


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 6):
        raise Http404
    return int(text)
