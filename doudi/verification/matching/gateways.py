"""名单: whom a department was asked about, and who belongs to a low-income family: the gateways of the feeds about them."""

from collections.abc import Sequence

from doudi.base import crypto
from doudi.registry import queries as registry
from doudi.verification.feed import Feed
from doudi.verification.models import RequestedPerson


def listed(pairs: Sequence[tuple[str, ...]], feed: Feed, region: str) -> dict[tuple[str, ...], RequestedPerson]:
    """Of these request numbers and ID numbers those that stand together on a list that was sent to this department by this county: the one gateway of
    requested feeds. Another department's list is nobody's leave to tell of the same people."""
    marks = crypto.index_many([number for _, number in pairs], purpose="id_number")
    asked = RequestedPerson.objects.filter(
        request__number__in={request for request, _ in pairs}, request__feed=feed.name, request__region=region
    ).select_related("person", "request")
    found = {(one.request.number, registry.mark_of(one.person)): one for one in asked if registry.mark_of(one.person)}
    return {(request, number): found[request, mark] for (request, number), mark in zip(pairs, marks, strict=True) if (request, mark) in found}


def watched(numbers: Sequence[str]) -> list[str]:
    """Those of these numbers whose people belong to a low-income family: the one gateway of feeds about them."""
    marks = crypto.index_many(numbers, purpose="id_number")
    known = registry.watched_marks(marks)
    return [number for number, mark in zip(numbers, marks, strict=True) if mark in known]
