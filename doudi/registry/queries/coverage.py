"""覆盖: for which facts and places a feed has said everything of the last year."""

from dataclasses import dataclass
from datetime import date

from django.db import connection

from doudi.registry.reducers import FRESH, year_before


@dataclass(frozen=True)
class Cover:
    """Who covered it, and until which day."""

    source: str
    until_on: date


def covered(on: date) -> dict[tuple[str, str], Cover]:
    """Row name and region → who covered the whole year before `on`, but for the last days a feed may be behind. Late feed, gap in it: not there."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT name, region, max(source), max(until_on) FROM registry_coverage WHERE known_on <= %(on)s GROUP BY name, region
            HAVING range_agg(daterange(from_on, until_on)) @> daterange(%(since)s, %(fresh)s)
            """,
            {"on": on, "since": year_before(on), "fresh": on - FRESH},
        )
        return {(name, region): Cover(source, until_on) for name, region, source, until_on in cursor.fetchall()}
