"""审计: written in the transaction it records, chained by a sealer, its end signed and kept outside the database."""

from datetime import date
from functools import partial
from typing import Any

from django.db import connection, transaction
from django.db.models import Model, QuerySet

from doudi.base import chain, roots
from doudi.base.models import AuditEntry, AuditSeal, Officer

SEALER_LOCK = 20260828
BEHIND, LOWEST = 10_000, -(2**63)
UNSEALED = f"""SELECT {chain.COLUMNS} FROM base_auditentry e
    WHERE e.id > %s AND NOT EXISTS (SELECT FROM base_auditseal s WHERE s.entry_id = e.id) ORDER BY e.id"""  # noqa: S608


def record(
    verb: str, *, about: Model | tuple[str, int] | None, by: Officer | None, because: str = "", region: str = "", detail: dict[str, Any] | None = None
) -> AuditEntry:
    """Write down who did or read what and why; refuses to stand outside a transaction, because both are kept or neither.

    `region` defaults to the region of what it is about. Never put an ID number, a phone or an account in `detail`.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("an audit entry stands in the transaction it records")
    kind, number = (about._meta.label_lower, about.pk) if isinstance(about, Model) else about or ("", None)
    return AuditEntry.objects.create(
        verb=verb,
        about_kind=kind,
        about_id=number,
        officer_id=by.pk if by else None,
        officer_name=by.name if by else "系统",
        because=because,
        region=region or getattr(about, "region", "") or (by.region if by else ""),
        detail=detail or {},
    )


def entries_about(kind: str, number: int) -> QuerySet[AuditEntry]:
    """What was done to or read of one thing, newest first, within the reader's region."""
    return AuditEntry.objects.filter(about_kind=kind, about_id=number).order_by("-id")


def entries(*, officer_name: str = "") -> QuerySet[AuditEntry]:
    """All entries the reader may see, newest first; of one officer where a name is given."""
    found = AuditEntry.objects.order_by("-id")
    return found.filter(officer_name=officer_name) if officer_name else found


def seal(*, on: date, is_quick: bool = False) -> int:
    """Chain the entries that are not chained yet and keep the day's root outside the database; returns how many. Needs the system's scope.

    The quick way, taken every few seconds, looks at the newest numbers alone; the day's sealing takes what a long transaction wrote late.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SEALER_LOCK])
        last = AuditSeal.objects.order_by("-position").first()
        position, link = (last.position, bytes(last.chain)) if last else (0, chain.START)
        floor = last.entry_id - BEHIND if last and is_quick else LOWEST
        cursor.execute(UNSEALED, [floor])
        seals = []
        for row in cursor.fetchall():
            position, link = position + 1, chain.link(link, row)
            seals.append(AuditSeal(position=position, entry_id=row[0], chain=link))
        AuditSeal.objects.bulk_create(seals, batch_size=chain.BATCH)
        transaction.on_commit(partial(_keep_root, on))
    return len(seals)


def _keep_root(on: date) -> None:
    """Sign where the chain ends now, once what was sealed is kept for good. What contradicts the root before it is not signed: `chain.verify` will name it."""
    with roots.keeping():
        end = AuditSeal.objects.order_by("-position").first()
        try:
            last = roots.kept(key=roots.public_key())[-1] if roots.are_kept() else None
        except (roots.CannotTrustRoots, roots.CannotReadKey):
            return
        if end is None or (last and last.position == end.position):
            return
        if last and not AuditSeal.objects.filter(position=last.position, chain=last.chain).exists():
            return
        roots.keep(on=on, position=end.position, chain=bytes(end.chain), last=last)
