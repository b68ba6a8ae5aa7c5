"""数字: what a run has shown, kind by kind, and whether every acknowledged write is in the database."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bench.web.load import Request

KINDS = ("read", "write", "search")
BARS = {"read": 150, "write": 300, "search": 60}
"""Milliseconds that 95 of 100 requests of a kind may take."""


def figures(requests: list[Request], *, seconds: float, lost: int) -> list[dict[str, Any]]:
    """One row a kind; a request's time counts from its planned moment, also when it went wrong."""
    return [_row(kind, [one for one in requests if one.kind == kind], seconds, lost if kind == "write" else 0) for kind in KINDS]


def lost_writes(requests: Iterable[Request]) -> int:
    """How many writes were acknowledged and are not in the database afterwards, as their officer's."""
    from doudi.base.access import acting_as_system
    from doudi.monitoring.models import Alert, VisitOfficer

    acknowledged = [one for one in requests if one.kind == "write" and not one.trouble]
    with acting_as_system():
        signed = {(str(pk), "sign") for pk in Alert.objects.exclude(signed_by=None).values_list("pk", flat=True)}
        visited = {
            (str(alert), findings, str(officer))
            for alert, findings, officer in VisitOfficer.objects.values_list("visit__alert_id", "visit__findings", "officer_id")
        }
    return sum(1 for one in acknowledged if _trace(one) not in (visited if "findings" in one.given else signed))


def _trace(write: Request) -> tuple[str, ...]:
    alert = write.leads_to.rpartition("/")[2]
    return (alert, write.given["findings"], write.given["officers"]) if "findings" in write.given else (alert, "sign")


def percentile(times: list[float], share: float) -> float:
    """The time that so large a share of the requests stays within; nothing of nothing."""
    return sorted(times)[min(int(len(times) * share), len(times) - 1)] if times else 0.0


def _row(kind: str, requests: list[Request], seconds: float, lost: int) -> dict[str, Any]:
    times = [one.seconds for one in requests]
    return {
        "kind": kind,
        "requests": len(requests),
        "errors": sum(1 for one in requests if one.trouble),
        "lost_writes": lost,
        "per_second": round(len(requests) / seconds, 1),
        **{f"p{share}_ms": round(1000 * percentile(times, share / 100), 1) for share in (50, 95, 99)},
    }
