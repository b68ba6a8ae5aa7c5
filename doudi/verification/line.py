"""界线: whom a file may be about, decided before anything else of a row is looked at. Rows beyond it go back, and nothing of them is kept.

社会救助法 第四十一条; 国办发〔2023〕39号 三(三); 个人信息保护法 第六条、第三十四条.
"""

from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from doudi import law
from doudi.base import regions
from doudi.law.figures import figure_or_none
from doudi.verification import consenting, lakeside, matching
from doudi.verification.columnar import below_line_in, facts_of
from doudi.verification.feed import LOW_INCOME, Feed
from doudi.verification.reading import ROW, CannotRead

NOT_ASKED = "不在请求名单上，未留存"
CONSENT_ENDED = "授权已撤回或者到期，未留存"
NOT_LOW_INCOME = "不属于低收入人口，未留存"
BELOW = "未达到本地报送线，未留存"
BEYOND = pa.schema([(ROW, pa.int64()), ("reason", pa.string())])
_APART = "\t"


def beyond_line(rows: pa.Table, feed: Feed, region: str, received_on: date) -> pa.Table:
    """Which of the typed rows (null where unreadable) the sender may not send, and why: of a `requested` feed all but those surely about somebody
    asked for whose consent still holds on the day it came, of one about low-income people all but those surely about somebody watched, of one above a
    threshold those surely below it."""
    if feed.is_requested:
        return _not_asked(rows, feed, region, received_on)
    if feed.about == LOW_INCOME:
        return _table(_not_watched(rows, feed), NOT_LOW_INCOME)
    below = below_line_in(rows, feed) if rows.num_rows else rows[ROW]
    return _table(_without_corrections(rows, below, feed), BELOW) if len(below) else BEYOND.empty_table()


def line_of(feed: Feed, region: str, on: date) -> int | None:
    """The local figure of a feed on the day its file is about; None for a feed without one. Where the place has set none, nothing may be sent."""
    if not feed.line:
        return None
    figure = figure_or_none(feed.line, region=region, on=on)
    if figure is None:
        title = law.book(on).title_of(feed.line)
        raise CannotRead(f"{regions.name_of(region)} {on} 没有规定“{title}”，不能接收{feed.title}。请先规定报送线。")
    return int(figure)


def _not_asked(rows: pa.Table, feed: Feed, region: str, received_on: date) -> pa.Table:
    """Rows whose request number and ID number do not stand together on a list that was sent, and those of people whose consent has ended since."""
    written = pc.binary_join_element_wise(rows[feed.request_column], rows[feed.id_column], _APART)
    pairs = [tuple(text.split(_APART)) for text in pc.drop_null(pc.unique(written)).to_pylist()]
    asked = matching.listed(pairs, feed, region)
    ended = consenting.ended(asked, received_on)
    is_asked, has_ended = (pc.is_in(written, pa.array([_APART.join(pair) for pair in some], pa.string())) for some in (asked, ended))
    return pa.concat_tables([_table(rows[ROW].filter(pc.invert(is_asked)), NOT_ASKED), _table(rows[ROW].filter(has_ended), CONSENT_ENDED)])


def _not_watched(rows: pa.Table, feed: Feed) -> pa.ChunkedArray:
    """Rows whose number belongs to nobody of a family with a standing, a case or an eye on it (国办发〔2023〕39号 三(三))."""
    watched = pa.array(matching.watched(pc.drop_null(pc.unique(rows[feed.id_column])).to_pylist()), pa.string())
    return rows[ROW].filter(pc.invert(pc.is_in(rows[feed.id_column], watched)))


def _without_corrections(rows: pa.Table, below: pa.ChunkedArray, feed: Feed) -> pa.ChunkedArray:
    """A row under a number of which the house has kept a word already puts that right: it may fall below the line."""
    facts = facts_of(rows.filter(pc.is_in(rows[ROW], below.combine_chunks())), feed)
    spoken = lakeside.spoken_of(feed.name, facts["ref"])
    known = facts[ROW].filter(pc.is_in(facts["ref"], pa.array(list(spoken), pa.string())))
    return below.filter(pc.invert(pc.is_in(below, known.combine_chunks())))


def _table(numbers: pa.ChunkedArray, reason: str) -> pa.Table:
    return pa.table({ROW: numbers.cast(pa.int64()), "reason": [reason] * len(numbers)}, BEYOND)
