"""抽查公开: what was promised before the month, the seed after it, what it drew, and how anybody draws again."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from doudi.base import access, regions
from doudi.casework import queries as cases
from doudi.web.access import open_to_all


@open_to_all
def spot_checks_of(request: HttpRequest, region: str) -> HttpResponse:
    """One county's months; any other place is not found."""
    try:
        level = regions.level_of(region)
    except regions.UnknownRegion as unknown:
        raise Http404 from unknown
    if level != "county":
        raise Http404
    with access.acting_as_public(region):
        months = cases.spot_checks(region)
    return render(request, "portal/spot_checks.html", {"region": region, "months": months, "way": [region[:4], region]})
