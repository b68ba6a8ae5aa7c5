"""熔断与退避: how long a list waits after a try that failed, and when its source is left in peace; pure reckoning, no clock."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from doudi.base import access
from doudi.verification.models import Circuit, Source

CHINA = ZoneInfo("Asia/Shanghai")
FIRST, LONGEST = timedelta(minutes=1), timedelta(hours=6)
LEASE = timedelta(minutes=10)
"""How long a try that was begun is left alone; after that its process is taken for dead."""


def opening(on: date) -> datetime:
    """The moment a caller means who names only a day: when offices open."""
    return datetime.combine(on, time(9), CHINA)


def source_of(feed: str, region: str, on: date) -> Source:
    """How the department of a feed is reached for a county on a day; one nobody has entered is reached by folder. Of another county no more than that is
    looked at."""
    with at_department(region):
        known = Source.objects.filter(feed=feed, region=region, from_on__lte=on, until_on=None).first()
    return known or Source(feed=feed, region=region, channel=Source.Channel.FOLDER, from_on=on)


@contextmanager
def at_department(region: str) -> Iterator[None]:
    """Where the county whose department is asked keeps its address and its keys, of nobody in particular; as before where that is in sight already."""
    sight = access.region_in_sight()
    if region.startswith(sight) or sight.startswith(region):
        yield
        return
    with access.acting_as_system(region):
        yield


def pause_after(attempts: int) -> timedelta:
    """One minute after the first failure, twice as long after each further one, never more than six hours."""
    return min(FIRST * 2 ** min(attempts - 1, 12), LONGEST)


def may_try(circuit: Circuit, now: datetime) -> bool:
    """Whether the source is not resting."""
    return circuit.rests_until_at is None or circuit.rests_until_at <= now


def note_begin(circuit: Circuit, source: Source, now: datetime) -> None:
    """The first try after a rest is the only one until it has ended; the caller holds the row locked."""
    if circuit.rests_until_at is not None:
        circuit.rests_until_at = now + max(LEASE, timedelta(minutes=source.rest_minutes))
        circuit.save(update_fields=["rests_until_at"])


def note_end(circuit: Circuit, source: Source, *, is_success: bool, now: datetime) -> None:
    """Success ends every rest; enough failures in a row begin one."""
    was_down = circuit.failures >= source.most_failures
    circuit.failures = 0 if is_success else circuit.failures + 1
    is_down = circuit.failures >= source.most_failures
    circuit.rests_until_at = now + timedelta(minutes=source.rest_minutes) if is_down else None
    if was_down != is_down or circuit.since_at is None:
        circuit.since_at = now
    circuit.save()
