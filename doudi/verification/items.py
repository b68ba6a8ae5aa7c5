"""命中明细: the things behind an answer's sum, kept sealed as the file comes in, opened for whoever may see the answer, and that is written down."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from django.db.models import Q

from doudi.base import crypto
from doudi.base.money import yuan_words
from doudi.verification.asked import Asked
from doudi.verification.checking import Checked
from doudi.verification.columnar import ask, counted_in
from doudi.verification.columns import IdNumber, Name, Yuan
from doudi.verification.feed import Feed, all_feeds
from doudi.verification.models import Answer, Delivery, Item, RequestedPerson
from doudi.verification.reading import ROW
from doudi.verification.sorting import ACCEPTED, WAITING, Sorted
from doudi.verification.words import fact_of, said_of

BATCH = 5_000
PURPOSE = "item"
_BEHIND = """
    WITH members AS (SELECT row_number, min(row_number) OVER (PARTITION BY {together}) AS first_row FROM rows)
    SELECT m.row_number, f.requested_id FROM members m JOIN facts f ON f.row_number = m.first_row ORDER BY m.row_number
"""


@dataclass(frozen=True)
class Shown:
    """One thing found: its cells by the department's titles, in words; what it adds to the sum in words, and whether it adds anything."""

    cells: list[tuple[str, str]]
    counted: str
    is_counted: bool


def keep_items(checked: Checked, rows: Sorted, feed: Feed, delivery: Delivery) -> int:
    """Seal each row of a requested feed in which something was found, under the person it was asked about; how many.

    Not kept: who the row is about (the list says it) and columns marked private, which no sum needs (个人信息保护法 第六条).
    """
    if not isinstance(feed, Asked):
        return 0
    found = rows.facts.filter(pc.and_(pc.is_in(rows.facts["place"], pa.array([ACCEPTED, WAITING])), pc.fill_null(rows.facts["found"], False)))
    found = found.filter(pc.is_valid(found["requested_id"])).select([ROW, "requested_id"])
    if not found.num_rows:
        return 0
    behind = ask(_BEHIND.format(together=", ".join(feed.together)), rows=checked.rows, facts=found)
    hits = counted_in(checked.rows, feed)
    kept = checked.rows.select([ROW, *_columns(feed)]).join(behind, ROW, join_type="inner").join(hits, ROW, join_type="inner").sort_by(ROW)
    regions = dict(RequestedPerson.objects.filter(pk__in=pc.unique(kept["requested_id"]).to_pylist()).values_list("pk", "region"))
    texts, items = [], kept.to_pylist()
    for one in items:
        texts.append(json.dumps({code: _plain(one[code]) for code in _columns(feed) if one[code] is not None}, ensure_ascii=False))
    Item.objects.bulk_create(
        [
            Item(
                requested_id=one["requested_id"],
                delivery=delivery,
                row_number=one[ROW],
                counted=one["counted"],
                sealed=sealed,
                region=regions.get(one["requested_id"], delivery.region),
            )
            for one, sealed in zip(items, crypto.seal_many(texts, purpose=PURPOSE), strict=True)
        ],
        batch_size=BATCH,
    )
    return len(items)


def items_behind(answers: Iterable[Answer]) -> dict[int, list[Shown]]:
    """The things behind these answers, by answer; the caller writes down who reads them."""
    wanted = {(one.requested_id, one.delivery_id): one for one in answers}
    found: dict[int, list[Shown]] = {one.pk: [] for one in wanted.values()}
    if not wanted:
        return found
    either = Q()
    for requested, delivery in wanted:
        either |= Q(requested_id=requested, delivery_id=delivery)
    rows = list(Item.objects.filter(either).select_related("requested__request"))
    for row, text in zip(rows, crypto.open_many([bytes(row.sealed) for row in rows], purpose=PURPOSE), strict=True):
        found[wanted[row.requested_id, row.delivery_id].pk].append(_shown(row, json.loads(text), all_feeds()[row.requested.request.feed]))
    return found


def _shown(row: Item, cells: dict[str, Any], feed: Feed) -> Shown:
    told = [(feed.columns[code].title, _said(feed, code, value)) for code, value in cells.items() if code in feed.columns]
    return Shown(told, said_of(fact_of(feed.tells[0]).name, row.counted) if row.counted else "不计入", bool(row.counted))


def _said(feed: Feed, code: str, value: Any) -> str:
    return yuan_words(value) if isinstance(feed.columns[code], Yuan) else str(value)


def _columns(feed: Asked) -> list[str]:
    """What describes a thing: neither whose it is nor how the list was answered, nothing private."""
    apart = {feed.request_column, feed.answer_column, *(code for code, column in feed.columns.items() if isinstance(column, IdNumber | Name))}
    return [code for code, column in feed.columns.items() if code not in apart and not column.private]


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
