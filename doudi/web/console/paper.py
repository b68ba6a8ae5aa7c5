"""文书打印: one paper of a case, or the file of a family, as a PDF; every reading is written down."""

from collections.abc import Iterable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from doudi.base import audit
from doudi.casework.queries import papers
from doudi.web.access import may


@may("casework.view")
def application_paper(request: HttpRequest, application_id: int, paper: str) -> HttpResponse:
    """A paper of an application, by its name among them ("review", "visit-3")."""
    return _printed(request, papers.papers_of_application(application_id), paper)


@may("casework.view")
def change_paper(request: HttpRequest, change_id: int, paper: str) -> HttpResponse:
    """A paper of a change."""
    return _printed(request, papers.papers_of_change(change_id), paper)


@may("casework.view")
def dossier(request: HttpRequest, household_id: int) -> HttpResponse:
    """一户一档: everything on paper about one family, indexed."""
    return _printed(request, [papers.dossier_of(household_id)], "dossier")


def _printed(request: HttpRequest, having: Iterable[papers.Paper], slug: str) -> HttpResponse:
    one = next((one for one in having if one.slug == slug), None)
    if one is None:
        raise Http404
    audit.record("paper.printed", about=one.about, by=request.user, detail={"paper": one.number})
    try:
        made = one.pdf()
    except papers.CannotPrint as refusal:
        return render(request, "console/paper.html", {"paper": one, "words": str(refusal)}, status=422)
    return HttpResponse(made, content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{one.number}.pdf"'})
