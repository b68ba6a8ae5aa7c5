"""公示公布: what hangs today in a village and whose help is published there; above the village it is counted, and nobody is named."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from doudi import law
from doudi.base import access, regions
from doudi.casework import queries as cases
from doudi.flows.clock import today
from doudi.web.access import open_to_all

SHOWN, FOUND = 50, 40
LONGEST = 20


@dataclass(frozen=True)
class Below:
    """A place to go on to, with how much hangs and is published in it."""

    code: str
    name: str
    notices: int
    published: int

    @property
    def has_any(self) -> bool:
        """Whether there is anything to read in it."""
        return bool(self.notices or self.published)


@open_to_all
def notices(request: HttpRequest) -> HttpResponse:
    """The city."""
    return _page(request, regions.top())


@open_to_all
def notices_of(request: HttpRequest, region: str) -> HttpResponse:
    """One place; one that the table does not know is not found."""
    if not region.startswith(regions.top()):
        raise Http404
    try:
        regions.name_of(region)
    except regions.UnknownRegion as unknown:
        raise Http404 from unknown
    return _page(request, region)


def _page(request: HttpRequest, region: str) -> HttpResponse:
    on, text = today(), request.GET.get("q", "").strip()[:LONGEST]
    children = regions.children_of(region)
    with access.acting_as_public(region):
        hanging, published = cases.notices_in(region, on), cases.published_in(region, on)
        counted = (cases.count_notices(on), cases.count_published(region, on)) if children else ({}, {})
    found, titled = (regions.named(text, region)[: FOUND + 1], regions.path_of) if text else (children, regions.name_of)
    below = [Below(code, titled(code), *(_count(rows, code) for rows in counted)) for code in (found[:FOUND] if text else found)]
    context = {
        "region": region,
        "on": on,
        "way": _way(region),
        "hanging": hanging,
        "page": Paginator(published, SHOWN).get_page(request.GET.get("page")),
        "below": [one for one in below if one.has_any or text],
        "empty_below": [one for one in below if not (one.has_any or text)],
        "text": text,
        "is_cut": bool(text) and len(found) > FOUND,
        "is_illustrative": is_illustrative(region),
        "township": region[:9] if len(region) >= 9 else "",
        "has_board": bool(hanging or published or not children),
    }
    return render(request, "portal/notices.html", context)


def _way(region: str) -> list[str]:
    """From the city down to the place."""
    above = regions.parent_of(region)
    return [region] if above is None or region == regions.top() else [*_way(above), region]


def _count(rows: Mapping[str, int], code: str) -> int:
    return sum(count for region, count in rows.items() if region.startswith(code))


def is_illustrative(region: str) -> bool:
    """Whether the place's standard, on which the amounts rest, is not an official figure."""
    on = today()
    return any(law.book(on).figures.value("dibao.standard", region, area, on)[1] for area in ("urban", "rural"))
