"""核对报告: one report as it was frozen, its PDF, what the family says against it; each reading is written down."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from doudi.base import access, audit, files
from doudi.flows.clock import today
from doudi.verification import objections, reports
from doudi.verification.tellers import whose_department
from doudi.web.access import may
from doudi.web.console.checks import SUPERSEDED, state_of


@may("verification.see_report")
def check_report(request: HttpRequest, report_id: int) -> HttpResponse:
    """What it says; never what is known since."""
    return page(request, report_id)


@may("verification.see_report")
def check_report_paper(request: HttpRequest, report_id: int) -> HttpResponse:
    """The PDF as it was handed out, to the byte."""
    report = reports.get_report(report_id)
    audit.record("verification.report_printed", about=report, by=request.user)
    try:
        pdf = reports.report_file(report)
    except files.CannotRead as refusal:
        return page(request, report_id, {"file": str(refusal)})
    return HttpResponse(pdf, content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{report.number}.pdf"'})


@may("verification.see_report")
def check_answer(request: HttpRequest, answer_id: int) -> HttpResponse:
    """What is behind one answer: each account, home or vehicle as the department named it."""
    answer = reports.get_answer(answer_id)
    audit.record("verification.answer_read", about=answer, by=request.user, detail={"feed": answer.requested.request.feed})
    is_withdrawn = answer.requested.consent.is_withdrawn(today())
    feed = reports.feed_of(answer)
    context = {"answer": answer, "feed": feed, "file": reports.file_of(answer), "is_withdrawn": is_withdrawn}
    context["department"] = whose_department(feed, answer.requested.request.asked_in)
    return render(request, "console/check_answer.html", {**context, "items": [] if is_withdrawn else reports.items_of(answer)})


def page(request: HttpRequest, report_id: int, refused: dict[str, str] | None = None) -> HttpResponse:
    """The page, with the words of what was refused a moment ago."""
    report, on = reports.get_report(report_id), today()
    audit.record("verification.report_read", about=report, by=request.user)
    words, tone = state_of(report, on)
    said, against = reports.read_report(report), objections.objections_to(report)
    if against:
        audit.record("verification.objection_read", about=report, by=request.user, detail={"objections": len(against)})
    is_open = any(not one.row.outcome for one in against)
    may_object = access.may(request.user, "verification.object", report.region)
    context: dict[str, Any] = {
        "report": report,
        "said": said,
        "said_items": said["items"],
        "state": words,
        "tone": tone,
        "against": [(one, one.waits_for(on)) for one in against],
        "may_object": may_object,
        "is_taken": may_object and not is_open and words != SUPERSEDED,
        "may_report": access.may(request.user, "verification.report", report.region) and report.made_by_id != request.user.pk,
        "feeds": objections.feeds_of(report, on),
        "typed": request.POST,
        "chosen": request.POST.getlist("feeds"),
        "refused": refused or {},
        "trouble": (refused or {}).get("file", ""),
    }
    return render(request, "console/check_report.html", context, status=422 if refused else 200)
