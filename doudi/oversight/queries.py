"""监管: questions about the house as a whole."""

from datetime import date

from doudi.oversight.models import DayRecord


def last_finished_day(region: str | None = None) -> date | None:
    """The latest day on which every step was done, or None before the first."""
    records = DayRecord.objects.all() if region is None else DayRecord.objects.filter(region=region)
    return records.order_by("-on").values_list("on", flat=True).first()


def find_day_records(*, region: str | None = None) -> list[DayRecord]:
    """All finished days in order, for the page that shows the loop."""
    records = DayRecord.objects.all() if region is None else DayRecord.objects.filter(region=region)
    return list(records.order_by("on"))
