"""审计链: each entry's link over the link before; walked from the first to the last beside the signed roots, and what is wrong is named."""

import json
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet

from doudi.base import crypto, roots
from doudi.base.models import AuditEntry, AuditSeal
from doudi.base.roots import Root

START = b"\0" * 32
BATCH = 20_000
COLUMNS = "e.id, e.at, e.login, e.verb, e.about_kind, e.about_id, e.officer_id, e.officer_name, e.because, e.region, e.detail::text"
SEALED = f"SELECT s.position, s.chain, s.entry_id, {COLUMNS} FROM base_auditseal s LEFT JOIN base_auditentry e ON e.id = s.entry_id"  # noqa: S608
LATE = timedelta(days=1)
"""No transaction stays open so long: an entry that by its time or number is older than those sealed before it by more was put in afterwards."""
SHOWN = 10_000

Row = tuple[Any, ...]


@dataclass(frozen=True)
class Breach:
    """The first thing that is wrong: what was done, the seal's position, the entry, and the words for the inspector.

    `kind` is edited, deleted, inserted, moved, cut, rewritten, seal_changed or root_changed.
    """

    kind: str
    position: int
    entry_id: int | None
    words: str


LOST = Breach("root_changed", 0, None, "库外留存的签名根不见了：审计记录已经封印，却没有一份根")


@dataclass(frozen=True)
class Proof:
    """What was walked: entries in the chain, entries that wait for the sealer, roots compared, the last of them, the key's fingerprint; and the breach."""

    sealed: int
    waiting: int
    roots: int
    last: Root | None
    key: str
    breach: Breach | None


def link(before: bytes, row: Row) -> bytes:
    """SM3 over the link before and every column of the entry, spelled so that no two entries read alike."""
    number, at, *rest = row
    return crypto.sm3(before + json.dumps([number, at.astimezone(UTC).isoformat(), *rest], ensure_ascii=False, separators=(",", ":")).encode())


def verify(*, key: Path | None = None, copies: Path | None = None) -> Proof:
    """Walk the whole chain beside the roots kept outside, and beside copies of them kept elsewhere. Needs the system's scope.

    `key` is a file with the public key, where this house's own is not to be trusted. Raises roots.CannotReadKey.
    """
    sealed, waiting = AuditSeal.objects.count(), _unsealed().count()
    if not roots.are_kept() and not (key and copies):
        return Proof(sealed, waiting, 0, None, "", _first_breach([]) or (LOST if sealed else None))
    trusted = roots.public_key(key)
    try:
        own = roots.kept(key=trusted)
        compared = [*own, *(roots.kept(key=trusted, at=copies) if copies else ())]
    except roots.CannotTrustRoots as error:
        return Proof(sealed, waiting, 0, None, roots.fingerprint(trusted), Breach("root_changed", 0, None, str(error)))
    last = max(compared, key=lambda root: root.position, default=None)
    return Proof(sealed, waiting, len(compared), last, roots.fingerprint(trusted), _first_breach(compared) or (None if own else LOST))


def _first_breach(compared: list[Root]) -> Breach | None:
    known: dict[int, list[Root]] = {}
    for root in compared:
        known.setdefault(root.position, []).append(root)
    position, chain, agreed, ages = 0, START, "", _Ages()
    for seal_position, kept, entry_id, row in _rows(f"{SEALED} ORDER BY s.position"):
        position += 1
        if seal_position != position:
            return Breach("deleted", position, None, f"第 {position} 号封印被删除：序号不连续")
        if row is None:
            return Breach("deleted", position, entry_id, f"第 {entry_id} 号审计记录被删除")
        before, chain = chain, link(chain, row)
        if chain != kept:
            return _named(position, before, kept, row, compared)
        if ages.contradict(entry_id, row[1]):
            return Breach("inserted", position, entry_id, f"第 {entry_id} 号审计记录是事后插入的：按它的编号或时间，应当在一天以前就已封存")
        for root in known.get(position, ()):
            if root.chain != chain:
                return Breach("rewritten", position, entry_id, f"链被整段重写：{agreed}到第 {position} 号封印，与 {root.day} 的签名根不一致")
            agreed = f"从 {root.day} 的根（第 {position} 号封印）之后"
    if (last := max(known, default=0)) > position:
        return Breach("cut", position + 1, None, f"链尾被截断：现有 {position} 号封印，{known[last][0].day} 的签名根到第 {last} 号")
    hidden = next((number for number, at in _unsealed().order_by("id").values_list("id", "at")[:SHOWN] if ages.contradict(number, at)), None)
    return Breach("inserted", position, hidden, f"第 {hidden} 号审计记录是事后插入的：早于已封存的记录，却没有封印") if hidden is not None else None


class _Ages:
    """What the entries walked so far say of when the next may be written: none is a day older than one before it, in its time or in its number."""

    def __init__(self) -> None:
        self.latest: datetime | None = None
        self.settled: int | None = None  # the highest number of entries that are older than a day beside the latest
        self.recent: deque[tuple[datetime, int]] = deque()

    def contradict(self, number: int, at: datetime) -> bool:
        latest = self.latest = max(self.latest or at, at)
        while self.recent and self.recent[0][0] < latest - LATE:
            self.settled = max(self.recent.popleft()[1], self.settled if self.settled is not None else -1)
        self.recent.append((at, number))
        return at < latest - LATE or (self.settled is not None and number < self.settled)


def _unsealed() -> QuerySet[AuditEntry]:
    return AuditEntry.objects.filter(~Exists(AuditSeal.objects.filter(entry_id=OuterRef("pk"))))


def _named(position: int, before: bytes, kept: bytes, row: Row, compared: list[Root]) -> Breach:
    """What was done where an entry does not fit the link before and its own seal; the rest of the chain tells."""
    near = {number: (seal, entry) for number, seal, _, entry in _rows(f"{SEALED} WHERE s.position BETWEEN %s AND %s", [position - 2, position + 1])}
    following, following_row = near.get(position + 1, (b"", None))
    earlier = near[position - 2][0] if position > 2 else START
    number = row[0]
    former = near.get(position - 1, (b"", None))[1]
    if former and link(earlier, row) == kept:
        inserted = former[0]
        return Breach("inserted", position - 1, inserted, f"第 {inserted} 号审计记录是事后插入的：去掉它，前后的封印才相接")
    if following_row and link(before, following_row) == following:
        return Breach("inserted", position, number, f"第 {number} 号审计记录是事后插入的：去掉它，前后的封印才相接")
    if following_row and link(link(before, row), following_row) == following:
        return Breach("seal_changed", position, number, f"第 {position} 号封印被改动，第 {number} 号审计记录本身未变")
    if (fitting := next((entry[0] for _, _, _, entry in _rows(f"{SEALED} ORDER BY s.position") if entry and link(before, entry) == kept), None)) is not None:
        return Breach("moved", position, number, f"审计记录的顺序被调换：第 {position} 号封印处本应是第 {fitting} 号记录，现在是第 {number} 号")
    for root in compared:
        if root.position > position and AuditSeal.objects.filter(position__lt=root.position, chain=root.chain).exists():
            return Breach("deleted", position, None, f"第 {number} 号审计记录之前有记录连同封印被删除：{root.day} 的签名根提前出现")
    if following_row and link(kept, following_row) != following:
        return Breach("rewritten", position, number, f"从第 {number} 号审计记录起，记录和封印都被改动")
    return Breach("edited", position, number, f"第 {number} 号审计记录被改动")


def _rows(query: str, asked: list[Any] | None = None) -> Iterator[tuple[int, bytes, int, Row | None]]:
    """Position, chain, entry and its columns, or None where the entry is gone; a batch at a time."""
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(query, asked)
        while rows := cursor.fetchmany(BATCH):
            for position, kept, entry_id, *row in rows:
                yield position, bytes(kept), entry_id, tuple(row) if row[0] is not None else None
