"""预警生成: signals known to hold become alerts; the same family and cause, once."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from os.path import commonprefix
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from django.db import connection, transaction

from doudi.base import audit
from doudi.base.workdays import workdays_after
from doudi.monitoring.book import book
from doudi.monitoring.composing import Finding, evidence_of, facts_shown, sentence
from doudi.monitoring.models import Alert, State
from doudi.monitoring.signal import Signal, all_signals
from doudi.policy import Assessment
from doudi.registry import queries as registry

RAISING = 20260829
DIGITS = (9, 6, 4, 2)


@transaction.atomic
def raise_alerts(assessed: Assessment, *, on: date) -> list[Alert]:
    """The alerts that are new: where a signal is known to hold and its cause has not been heard before; again for the same day, none.

    `assessed` is what `queries.book(on)` finds about the population. What is unknown raises nothing; nothing is stopped or refused here.
    A family outside the scope this runs in is left to whoever runs over it: a finding across counties is the city's to raise.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [RAISING])
    found = [finding for one in all_signals().values() for finding in findings_of(one, assessed)]
    unheard, rules = _unheard(found, on), book(on)
    cards = registry.cards({home for finding in unheard for home in finding.households}, on=on)
    new = [finding for finding in unheard if cards.keys() >= set(finding.households)]
    if not new:
        return []
    homes = sorted({home for finding in new for home in finding.households})
    sources = registry.evidence(household_ids=homes, names=facts_shown(new, rules), on=on)
    alerts = Alert.objects.bulk_create(
        [
            Alert(
                signal=finding.signal.name,
                household_id=finding.household_id,
                person_id=finding.person_id,
                cause=finding.cause,
                step=finding.step,
                cause_key=f"{finding.cause}:{finding.step}" + (f"@{on}" if finding.signal.rests_months else ""),
                level=finding.signal.level,
                region=common_region([cards[home].region for home in finding.households]),
                raised_on=on,
                due_on=workdays_after(on, finding.signal.visit_within_workdays),
                words=sentence(finding, cards, rules),
                facts=evidence_of(finding, cards, sources, rules, on),
            )
            for finding in new
        ],
        batch_size=1000,
    )
    place = common_region([alert.region for alert in alerts])
    audit.record("monitoring.alerts_raised", about=None, by=None, region=place, detail={"on": on.isoformat(), "alerts": [alert.pk for alert in alerts]})
    return alerts


def findings_of(signal: Signal, assessed: Assessment) -> list[Finding]:
    """Where the signal is known to hold; across households, one for each person, with the household that has a standing."""
    table = assessed.persons if signal.is_about_person else assessed.households
    holds = table.filter(table[signal.name])
    if not len(holds):
        return []
    at_home = pa.array(sorted(set(holds["household_id"].to_pylist())), pa.int64())
    homes = {row["household_id"]: row for row in assessed.households.filter(pc.is_in(assessed.households["household_id"], at_home)).to_pylist()}
    members: dict[int, dict[int, Mapping[str, Any]]] = defaultdict(dict)
    if not signal.is_about_person:
        for row in assessed.persons.filter(pc.is_in(assessed.persons["household_id"], at_home)).to_pylist():
            members[row["household_id"]][row["person_id"]] = row
    return [_finding(signal, row, homes, together, members) for row, together in _grouped(signal, holds.to_pylist(), homes)]


def common_region(regions: list[str]) -> str:
    """The village; for households in several towns, the smallest place that holds them all, so that neither town reads the other's family."""
    if len({region[:9] for region in regions}) == 1:
        return regions[0]
    shared = commonprefix(regions)
    return next(shared[:digits] for digits in DIGITS if digits <= len(shared))


def _grouped(signal: Signal, rows: list[dict[str, Any]], homes: Mapping[int, Mapping[str, Any]]) -> Iterator[tuple[dict[str, Any], tuple[int, ...]]]:
    """Each row with the households it speaks of; across households the rows of one person are one, led by a household with a standing."""
    if not signal.across_households:
        yield from ((row, (row["household_id"],)) for row in rows)
        return
    of_person: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        of_person[row["person_id"]].append(row)
    for same in of_person.values():
        same.sort(key=lambda row: ({homes[row["household_id"]]["standing"], row["person_standing"]} == {"none"}, row["household_id"]))
        yield same[0], tuple(sorted(row["household_id"] for row in same))


def _finding(signal: Signal, row: dict[str, Any], homes: Mapping[int, Mapping[str, Any]], together: tuple[int, ...], members: Mapping[int, Any]) -> Finding:
    home = homes[row["household_id"]]
    values = {name: row[name] if name in row else home.get(name) for name in signal.columns if name in row or name in home}
    return Finding(
        signal=signal,
        household_id=row["household_id"],
        person_id=row["person_id"] if signal.is_about_person else None,
        households=together,
        step=int(values[signal.step] or 0) if signal.step else 0,
        values=values,
        members=members.get(row["household_id"], {}),
        illustrative=frozenset(home["law_illustrative"].split(",")) - {""},
    )


def _unheard(found: Iterable[Finding], on: date) -> list[Finding]:
    """Those whose cause is new: not open, and since its rest not raised as far as this."""
    found = list(found)
    heard: dict[tuple[str, str], list[tuple[int, date, str]]] = defaultdict(list)
    homes = {home for finding in found for home in finding.households}
    known = Alert.objects.filter(signal__in={finding.signal.name for finding in found}, household_id__in=homes)
    for signal, cause, step, raised_on, state in known.values_list("signal", "cause", "step", "raised_on", "state"):
        heard[signal, cause].append((step, raised_on, state))
    return [finding for finding in found if not any(_covers(earlier, finding, on) for earlier in heard[finding.signal.name, finding.cause])]


def _covers(earlier: tuple[int, date, str], finding: Finding, on: date) -> bool:
    step, raised_on, state = earlier
    rests = finding.signal.rests_months
    return state != State.CONCLUDED or (step >= finding.step and (rests is None or on < _months_after(raised_on, rests)))


def _months_after(day: date, months: int) -> date:
    """The first day of the month after so many months have passed in full; a rest ends with a month, for everybody alike."""
    year, month = divmod(day.year * 12 + day.month + months, 12)
    return date(year, month + 1, 1)
