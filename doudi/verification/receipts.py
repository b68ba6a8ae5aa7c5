"""回执: what the house does with a file, for the rooms above and for the sender; the sender's copy names rows and reasons, nobody."""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pyarrow as pa

from doudi.base import home
from doudi.registry.actions import Covered
from doudi.verification import lakeside
from doudi.verification.feed import all_feeds
from doudi.verification.models import Delivery


@dataclass(frozen=True)
class Receipt:
    """One file taken in: where each of its rows went, and the facts for `registry.record`. `exists`: it had been taken in before."""

    delivery_id: int
    source: str
    region: str
    file_name: str
    exists: bool
    rows: int
    accepted: int
    repeated: int
    quarantined: int
    waiting: int
    refused_beyond: int
    facts: pa.Table = field(default_factory=lakeside.FACT_ROWS.empty_table)
    covered: list[Covered] = field(default_factory=list)

    @property
    def feed(self) -> str:
        return self.source


def receipt_of(delivery: Delivery, facts: pa.Table | None = None, *, on: date) -> Receipt:
    """The receipt of a delivery; of one that exists already the facts come along only on the day it was received: a day begun twice records them again."""
    today = delivery.received_on == on
    exists = facts is None
    if facts is None:
        facts = lakeside.facts_of(delivery) if today else lakeside.FACT_ROWS.empty_table()
    return Receipt(
        delivery_id=delivery.pk,
        source=delivery.feed,
        region=delivery.region,
        file_name=delivery.file_name,
        exists=exists,
        rows=delivery.rows,
        accepted=delivery.accepted,
        repeated=delivery.repeated,
        quarantined=delivery.quarantined,
        waiting=delivery.waiting,
        refused_beyond=delivery.refused,
        facts=facts,
        covered=all_feeds()[delivery.feed].covered(delivery.region, delivery.on) if today else [],
    )


def words_for_sender(delivery: Delivery, lines: list[tuple[int, str, str]]) -> str:
    """The sender's copy: counts, then row number, column and reason of every row that was not taken."""
    places = {"入库": delivery.accepted, "重复": delivery.repeated, "隔离": delivery.quarantined, "待人工核对": delivery.waiting, "退回": delivery.refused}
    counts = f"共 {delivery.rows} 行：" + "，".join(f"{place} {count}" for place, count in places.items())
    table = [f"{number},{column},{reason}" for number, column, reason in sorted(lines)]
    return "\n".join([f"回执：{delivery.file_name}", f"收到日期：{delivery.received_on}", counts, "行号,列,原因", *table, ""])


def write_for_sender(delivery: Delivery) -> Path:
    """Put the sender's copy into `receipts/`, once."""
    path = home.folder("receipts") / f"{delivery.file_name}.receipt.txt"
    if not path.exists():
        home.put_down(path, delivery.receipt.encode())
    return path
