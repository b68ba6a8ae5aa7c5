"""核对异议: taken down at the window with what was brought along, brought before the departments, and ended by a new report."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from doudi.base import files
from doudi.casework.actions.attach import too_large
from doudi.verification import actions, objections, reports
from doudi.web.access import may
from doudi.web.acting import act
from doudi.web.console.check_report import page
from doudi.web.uploading import content_of, takes_papers

AT_ONCE = 6
REFUSALS = (actions.CannotObjectToReport, actions.CannotCloseObjection, actions.CannotReport, actions.CannotRequest)


@may("verification.see_report")
def check_objections(request: HttpRequest) -> HttpResponse:
    """Those that have not ended, the nearest term first; what they say stands on the report's page."""
    return render(request, "console/check_objections.html", {"rows": objections.open_objections()})


@takes_papers
@may("verification.object")
@require_POST
def check_object(request: HttpRequest, report_id: int) -> HttpResponse:
    """What the family says at the window."""
    report = reports.get_report(report_id)
    if trouble := _too_much(request):
        return page(request, report.pk, {"object": trouble})
    given = {"words": request.POST.get("words", ""), "contact": request.POST.get("contact", ""), "feeds": request.POST.getlist("feeds")}
    return _act(request, report.pk, "object", actions.object_to_report, "已登记异议，并已请来源复查。", report_id=report.pk, papers=_papers(request), **given)


@may("verification.object")
@require_POST
def check_recheck(request: HttpRequest, objection_id: int) -> HttpResponse:
    """An online objection, brought before the departments."""
    row = objections.get_objection(objection_id)
    return _act(request, row.report_id, "recheck", actions.recheck, "已请来源复查。", objection_id=row.pk, feeds=request.POST.getlist("feeds"))


@takes_papers
@may("verification.object")
@require_POST
def check_papers(request: HttpRequest, objection_id: int) -> HttpResponse:
    """What was brought along later."""
    row = objections.get_objection(objection_id)
    if trouble := _too_much(request):
        return page(request, row.report_id, {"papers": trouble})
    return _act(request, row.report_id, "papers", actions.add_papers, "已补充材料。", objection_id=row.pk, papers=_papers(request))


@may("verification.object")
@require_POST
def check_close(request: HttpRequest, objection_id: int) -> HttpResponse:
    """The end: a new report, or the family's word taken back."""
    row = objections.get_objection(objection_id)
    given = {"outcome": request.POST.get("outcome", ""), "because": request.POST.get("because", "")}

    def then(made: Any) -> str:
        return reverse("check_report", args=[made.new_report_id or made.report_id])

    return _act(request, row.report_id, "close", actions.close_objection, "异议已办结。", then, objection_id=row.pk, **given)


@may("verification.see_report")
@require_GET
def check_picture(request: HttpRequest, objection_id: int) -> HttpResponse:
    """One page of what was brought along; nobody on the way keeps it."""
    number = request.GET.get("page", "1")
    if not (number.isascii() and number.isdecimal() and len(number) < 5):
        raise Http404
    row = objections.get_objection(objection_id)
    if int(number) not in {paper.number for paper in row.papers.all()}:
        raise Http404
    try:
        content = actions.open_objection_paper(objection_id=row.pk, number=int(number), officer=request.user)
    except files.CannotRead as why:
        return HttpResponse(str(why), status=410, content_type="text/plain; charset=utf-8")
    headers = {"Cache-Control": "no-store, private", "X-Content-Type-Options": "nosniff", "Cross-Origin-Resource-Policy": "same-origin"}
    headers["Content-Disposition"] = f'inline; filename="{row.number}-{number}.jpg"'
    return HttpResponse(content, content_type="image/jpeg", headers=headers)


def _act(
    request: HttpRequest, shown: int, name: str, verb: Callable[..., Any], said: str, then: str | Callable[[Any], str] = "", /, **given: Any
) -> HttpResponse:
    """One step, on the page of the report it is about."""
    after = then or reverse("check_report", args=[shown])
    return act(request, verb, refusals=REFUSALS, said=said, then=after, again=lambda words: page(request, shown, {name: words}), **given)


def _papers(request: HttpRequest) -> list[bytes]:
    """Each file that came; one that was too large is not all there, and is refused before anything is done."""
    return [content_of(sent) for sent in request.FILES.getlist("file")]


def _too_much(request: HttpRequest) -> str:
    """Why these files cannot be taken."""
    sent = request.FILES.getlist("file")
    if len(sent) > AT_ONCE:
        return f"一次最多上传 {AT_ONCE} 个文件，请分次补充。"
    large = next((one.size or 0 for one in sent if len(content_of(one)) < (one.size or 0)), 0)
    return too_large(large) if large else ""
