"""材料: the papers of a case as a part of its page, and what a phone or a form sends to it."""

from base64 import b64encode
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from doudi.base import access
from doudi.casework import actions
from doudi.casework import queries as cases
from doudi.flows.clock import today
from doudi.web.access import may
from doudi.web.uploading import content_of, takes_papers

AT_ONCE = 12
ON_A_VISIT = "visit:"


@dataclass(frozen=True)
class Card:
    """One paper in the list: its small picture, what it is, whether somebody has compared it."""

    paper: cases.Paper
    picture: str

    @property
    def page_count(self) -> int:
        return len(self.paper.pages)


def section(request: HttpRequest, case: Any) -> dict[str, Any]:
    """What `components/attachments.html` shows of a case: its papers, and where more are sent."""
    papers = cases.papers_of(case)
    name = case._meta.model_name
    is_added = case.is_open and access.may(request.user, "casework.attach", case.region)
    visits = [(f"{ON_A_VISIT}{one.pk}", f"入户照片（{one.on:%-m月%-d日}{one.get_manner_display()}）") for one in cases.visits_of(case)]
    return {
        "cards": [Card(one, _inline(one.small)) for one in papers if not one.is_removed],
        "removed": [one.attachment for one in papers if one.is_removed],
        "address": reverse(f"{name}_attach", args=[case.pk]) if is_added else "",
        "kinds": [*visits, *((kind, words) for kind, words in cases.PAPER_KINDS.items() if kind != "visit" or not visits)],
        "most": actions.MOST_BYTES,
    }


@takes_papers
@may("casework.attach")
@require_POST
def application_attach(request: HttpRequest, application_id: int) -> HttpResponse:
    """Photographs and papers for an application."""
    return _attach(request, cases.get_application(application_id), application_id=application_id)


@takes_papers
@may("casework.attach")
@require_POST
def change_attach(request: HttpRequest, change_id: int) -> HttpResponse:
    """Photographs and papers for a change."""
    return _attach(request, cases.get_change(change_id), change_id=change_id)


def _attach(request: HttpRequest, case: Any, **of: int) -> HttpResponse:
    """Each file for itself: one that is refused does not hold up the others. The page's own script sends them one by one and is answered with the list."""
    sent, told = request.FILES.getlist("file"), []
    kind, visit = request.POST.get("kind", ""), None
    if kind.startswith(ON_A_VISIT):
        kind, _, number = kind.partition(":")
        visit = int(number) if number.isdecimal() and len(number) < 19 else 0
    for place, one in enumerate(sent[:AT_ONCE], start=1):
        try:
            content = content_of(one)
            if len(content) < (one.size or 0):
                raise actions.CannotAttach(actions.too_large(one.size or 0))
            actions.attach(content=content, kind=kind, investigation_id=visit, officer=request.user, on=today(), **of)
        except actions.CannotAttach as refusal:
            told.append(f"第 {place} 个文件：{refusal}" if len(sent) > 1 else str(refusal))
    if len(sent) > AT_ONCE:
        told.append(f"一次最多上传 {AT_ONCE} 个文件，其余没有上传。")
    if not sent:
        told.append("请先选择照片或 PDF。")
    if request.htmx or request.headers.get("X-Requested-With") == "fetch":
        return _answer(request, case, told)
    if told:
        messages.error(request, "".join(told))
    else:
        messages.success(request, f"已上传 {len(sent)} 份材料。")
    return redirect(reverse(case._meta.model_name, args=[case.pk]) + "#papers")


def _answer(request: HttpRequest, case: Any, told: list[str]) -> HttpResponse:
    if told:
        return HttpResponse("".join(told), status=422, content_type="text/plain; charset=utf-8")
    return render(request, "components/attachment_list.html", {"attachments": section(request, case)})


def _inline(small: bytes) -> str:
    """As part of the page itself: whoever reads the page has read it, and that is written down once."""
    return f"data:image/jpeg;base64,{b64encode(small).decode()}" if small else ""
