"""审计: written in the transaction it records, chained by a sealer within seconds, checked against roots kept outside the database."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import hashes
from django.db import connection, transaction
from django.db.models import Model, QuerySet

from doudi.base import home
from doudi.base.models import AuditEntry, AuditSeal, Officer

START = b"\0" * 32
SEALER_LOCK = 20260828
BATCH = 20_000
COLUMNS = "e.id, e.at, e.login, e.verb, e.about_kind, e.about_id, e.officer_id, e.officer_name, e.because, e.region, e.detail::text"


@dataclass(frozen=True)
class Breach:
    """The first thing that is wrong: the seal's position, the entry, and what happened, for the inspector."""

    position: int
    entry_id: int | None
    words: str


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


def seal(*, limit: int | None = None) -> int:
    """Chain the entries that are not chained yet and keep the new root outside the database; returns how many. Needs the system's scope."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SEALER_LOCK])
        last = AuditSeal.objects.order_by("-position").first()
        position, chain = (last.position, bytes(last.chain)) if last else (0, START)
        cursor.execute(
            f"SELECT {COLUMNS} FROM base_auditentry e WHERE NOT EXISTS (SELECT FROM base_auditseal s WHERE s.entry_id = e.id) ORDER BY e.id LIMIT %s",  # noqa: S608
            [limit],
        )
        seals = []
        for row in cursor.fetchall():
            position, chain = position + 1, _link(chain, row)
            seals.append(AuditSeal(position=position, entry_id=row[0], chain=chain))
        AuditSeal.objects.bulk_create(seals, batch_size=BATCH)
        if seals:
            transaction.on_commit(lambda: _keep_root(position, chain))
    return len(seals)


def verify() -> Breach | None:
    """Walk the whole chain beside the roots kept outside; the first breach, or None. Needs the system's scope.

    Finds a changed, missing, inserted or moved entry, a cut tail and a chain written anew. An entry of the last seconds may not be chained yet.
    """
    roots: dict[int, set[bytes]] = {}
    try:
        for kept_position, root in kept_roots():
            roots.setdefault(kept_position, set()).add(root)
    except ValueError:
        return Breach(0, None, "库外留存的根文件被改动，无法读取")
    position, chain, reached = 0, START, 0
    for seal_position, kept, row in _sealed_rows():
        position += 1
        if seal_position != position:
            return Breach(position, None, "封印序号不连续：有封印被删除")
        if row[0] is None:
            return Breach(position, row[1], "审计记录被删除")
        chain = _link(chain, row)
        if chain != kept:
            return Breach(position, row[0], "审计记录或封印被改动")
        if roots.get(position, {chain}) != {chain}:
            return Breach(position, row[0], "整条链被重写：与库外留存的根不一致")
        reached = max(reached, row[0])
    if (last := max(roots, default=0)) > position:
        return Breach(position + 1, None, f"链尾被截断：库外留存的根到第 {last} 条")
    hidden = AuditEntry.objects.filter(id__lt=reached).exclude(id__in=AuditSeal.objects.values("entry_id")).order_by("id").first()
    return Breach(position, hidden.pk, "已封印的记录之间有未封印的记录：可能是事后插入") if hidden else None


def kept_roots() -> Iterator[tuple[int, bytes]]:
    """Roots kept outside the database, oldest first: position and chain value."""
    path = _roots_file()
    if path.exists():
        for line in path.read_text(encoding="ascii").splitlines():
            position, chain = line.split()
            yield int(position), bytes.fromhex(chain)


def _sealed_rows() -> Iterator[tuple[int, bytes, tuple[Any, ...]]]:
    query = f"SELECT s.position, s.chain, s.entry_id, {COLUMNS} FROM base_auditseal s LEFT JOIN base_auditentry e ON e.id = s.entry_id ORDER BY s.position"  # noqa: S608
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DECLARE audit_walk NO SCROLL CURSOR FOR {query}")
        while True:
            cursor.execute(f"FETCH {BATCH} FROM audit_walk")
            rows = cursor.fetchall()
            if not rows:
                break
            for position, kept, entry_id, *row in rows:
                yield position, bytes(kept), tuple(row) if row[0] is not None else (None, entry_id)
        cursor.execute("CLOSE audit_walk")


def _link(chain: bytes, row: tuple[Any, ...]) -> bytes:
    """SM3 over the link before and every column of the entry, spelled so that no two entries read alike."""
    number, at, *rest = row
    digest = hashes.Hash(hashes.SM3())
    digest.update(chain + json.dumps([number, at.astimezone(UTC).isoformat(), *rest], ensure_ascii=False, separators=(",", ":")).encode())
    return digest.finalize()


def _roots_file() -> Path:
    return home.home() / "audit-roots" / "roots"


def _keep_root(position: int, chain: bytes) -> None:
    path = _roots_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="ascii") as file:
        file.write(f"{position} {chain.hex()}\n")
