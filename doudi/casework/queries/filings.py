"""近亲属备案登记簿: the cases filed apart, as the register that 57号 第十一条 asks for, and the county's visits to them."""

from django.db.models import Exists, OuterRef, QuerySet

from doudi.casework.models import Filing, Investigation

STATES = {"standing": "备案中", "unvisited": "县级尚未入户", "lifted": "已撤销"}


def filings(state: str = "") -> QuerySet[Filing]:
    """Within the reader's region, newest first; `visited` says whether the county has been at the family's home."""
    visits = Investigation.objects.filter(application=OuterRef("application"), manner="county")
    rows = Filing.objects.select_related("application__applicant", "by", "lifted_by").annotate(visited=Exists(visits))
    if state == "lifted":
        return rows.exclude(lifted_on=None)
    if state == "unvisited":
        return rows.filter(lifted_on=None, visited=False).exclude(application__state__in=("decided", "withdrawn", "ended"))
    return rows.filter(lifted_on=None) if state == "standing" else rows


def count_filings() -> dict[str, int]:
    """How many of each state."""
    return {state: filings(state).count() for state in STATES}


def get_filing(filing_id: int) -> Filing:
    """One, or DoesNotExist: also for one of another place."""
    return Filing.objects.get(pk=filing_id)


def filed_families() -> list[int]:
    """The families, within the reader's region, of which a near relative is on file."""
    return list(Filing.objects.filter(lifted_on=None).order_by().values_list("application__household_id", flat=True).distinct())
