"""发放明细: a family's money of a year, to read with the family and to hand over; each printing bears who made it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from doudi.base import audit, papers, regions
from doudi.benefits.papers import statement_pdf
from doudi.benefits.statement import statement_of
from doudi.flows.clock import today
from doudi.registry import queries as registry
from doudi.web.access import may


@may("registry.view_family")
def statement(request: HttpRequest, household_id: int) -> HttpResponse:
    """One year, month by month, in words a family understands."""
    return _page(request, household_id)


@may("registry.view_family")
def statement_paper(request: HttpRequest, household_id: int) -> HttpResponse:
    """The same as a PDF with the name of who printed it across each page; the printing is written down."""
    on, household = today(), registry.get_household(household_id)
    made = statement_of(household_id, year=_year(request), on=on)
    audit.record("statement.printed", about=household, by=request.user, detail={"year": made.year})
    office = f"{regions.name_of(household.region[:6])}民政局"
    try:
        paper = statement_pdf(made, household=household.number, head=_head(household_id), office=office, by=request.user.name, on=on)
    except papers.CannotPrint as refusal:
        return _page(request, household_id, str(refusal))
    return HttpResponse(paper, content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="MX-{household.number}-{made.year}.pdf"'})


def _page(request: HttpRequest, household_id: int, trouble: str = "") -> HttpResponse:
    on, household = today(), registry.get_household(household_id)
    audit.record("statement.read", about=household, by=request.user)
    made = statement_of(household_id, year=_year(request), on=on)
    context: dict[str, Any] = {"household": household, "head": _head(household_id), "made": made, "years": [on.year - 1, on.year], "trouble": trouble}
    return render(request, "console/statement.html", context, status=422 if trouble else 200)


def _head(household_id: int) -> str:
    members = list(registry.members_of(household_id, today()))
    return next((one.person.name for one in members if one.relation == "head"), members[0].person.name if members else "—")


def _year(request: HttpRequest) -> int:
    typed = request.GET.get("year", "")
    return int(typed) if typed.isdecimal() and len(typed) == 4 else today().year
