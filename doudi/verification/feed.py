"""数据合同: what one department sends, on what ground, about whom, and how it becomes facts. A feed is one file in `feeds/`."""

import re
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import PurePath
from typing import Any, ClassVar

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from doudi import law
from doudi.base.discover import modules_in
from doudi.registry.actions import Covered
from doudi.registry.queries import REGISTER_EVENTS
from doudi.verification.columns import Column, IdNumber, Name

REQUESTED = "requested"
LOW_INCOME = "low_income"
RESIDENTS = "residents"
ABOVE_THRESHOLD = "residents_above_threshold"
ABOUT = {
    REQUESTED: "请求名单上的人员",
    LOW_INCOME: "低收入人口（有身份、有案件或者在关注中的家庭）",
    ABOVE_THRESHOLD: "达到本地报送线的居民",
    RESIDENTS: "本县区居民",
}
DAILY = "每个工作日"
SUFFIXES = ("csv", "xlsx", "jsonl", "parquet")
_FILE_NAME = re.compile(
    r"(?P<feed>[a-z][a-z_]*?)_(?P<region>\d{6})_(?P<on>\d{8})(?:_qq(?P<of_list>\d{8}_\d{3,6}))?(?:_gz(?P<correction>[1-9]\d?))?\.(?P<suffix>[a-z]+)"
)

# What `to_facts` gives. `row_number` says which row it came from, `id_number` whom it is about, `household` a number of the register where the fact needs one.
FACTS = pa.schema(
    [
        ("row_number", pa.int64()),
        ("id_number", pa.string()),
        ("household", pa.string()),
        ("name", pa.string()),
        ("amount", pa.int64()),
        ("word", pa.string()),
        ("from_on", pa.date32()),
        ("until_on", pa.date32()),
        ("ref", pa.string()),
    ]
)

# How Ibis calls what Arrow keeps.
KIND_OF = {pa.int64(): "int64", pa.string(): "string", pa.date32(): "date"}


class BadFeed(Exception):
    """A feed that cannot be right, refused when it loads; worded for its author."""


class BadFileName(Exception):
    """A name that does not say what the file is; worded for the sender."""


@dataclass(frozen=True)
class FileName:
    """What a file says of itself by its name."""

    feed: "Feed"
    region: str
    on: date
    correction: int
    suffix: str
    of_list: str = ""
    """The day and number of the one list it answers, where it answers no other (`20261012_003`)."""

    @property
    def revision(self) -> int:
        """Which of two rows under one ref is the newer word: that of the later day, then of the later correction."""
        return revision_of(self.on, self.correction)


class Feed(ABC):
    """One department's data: a contract on columns, and an Ibis expression that turns its rows into facts."""

    title: ClassVar[str]
    department: ClassVar[str]
    authority: ClassVar[str]
    about: ClassVar[str]
    covers: ClassVar[str]
    arrives: ClassVar[str]
    late_after_workdays: ClassVar[int]
    # In which form the department usually sends it; any of SUFFIXES is read.
    suffix: ClassVar[str]

    # The facts it supplies, by the names that rules ask for.
    tells: ClassVar[tuple[str, ...]]
    columns: ClassVar[dict[str, Column]]
    example: ClassVar[tuple[list[dict[str, str]], list[dict[str, Any]]]]

    # A `requested` feed names the list it answers in this column.
    request_column: ClassVar[str] = ""

    # A feed of residents above a threshold names the local figure that is its line (a parameter of `doudi/law`), where it has one.
    line: ClassVar[str] = ""

    # The column with a household's number, where facts need one.
    household_column: ClassVar[str] = ""

    # The column that says by its code where the person is registered.
    region_column: ClassVar[str] = ""

    # The column with names somebody bore before, which the register keeps as the department's word.
    former_names_column: ClassVar[str] = ""

    # Rows that say one thing only together: with one of them unreadable none is taken.
    together: ClassVar[tuple[str, ...]] = ()

    @property
    def name(self) -> str:
        """The name of the feed's own file, and of its data in the lake."""
        return type(self).__module__.rsplit(".", 1)[-1]

    @property
    def is_requested(self) -> bool:
        """Whether only people on a list that was sent out may be in it."""
        return self.about == REQUESTED

    @property
    def is_of_residents(self) -> bool:
        """Whether it is about residents of the county its file names; low-income people may be written where they work, learn or are held."""
        return self.about in (RESIDENTS, ABOVE_THRESHOLD)

    @property
    def is_daily(self) -> bool:
        """Whether a file is expected each working day; of one that comes less often nobody can say on which day it is missing."""
        return self.arrives == DAILY

    @property
    def changes_register(self) -> bool:
        """Whether its facts change the register itself: a death, a move. Such a fact is never taken in by likeness."""
        return not set(REGISTER_EVENTS).isdisjoint(self.tells)

    @property
    def id_column(self) -> str:
        return self._only(IdNumber)

    @property
    def name_column(self) -> str:
        return self._only(Name)

    @abstractmethod
    def to_facts(self, raw: ir.Table) -> ir.Table:
        """The rows, tidied and typed under the department's names and with their `row_number`, as facts with the columns of FACTS."""

    def one_fact(self, raw: ir.Table, name: str | ir.Value, *, ref: ir.Value, from_on: ir.Value, **said: int | ir.Value) -> ir.Table:
        """One fact for each row, about whoever its number names; `said` is any of amount, word, until_on and household, the rest is not said."""
        given = {"row_number": raw.row_number, "id_number": raw[self.id_column], "name": name, "from_on": from_on, "ref": ref, **said}
        return raw.select(**{column.name: _as_value(given.get(column.name), KIND_OF[column.type]) for column in FACTS})

    def below_line(self, raw: ir.Table) -> ir.BooleanValue:
        """Which rows the department should not have sent; `raw.line` is the local figure named by `line`, money in fen. Unreadable values are null here."""
        return ibis.literal(False)

    def impossible(self, raw: ir.Table) -> Sequence[tuple[str, str, ir.BooleanValue]]:
        """What no row may say although each of its values is well formed: column, reason, and the condition of such rows."""
        return ()

    def covered(self, region: str, on: date) -> list[Covered]:
        """Of which facts, for which days, the file of this day says everything about everybody in its county."""
        return []

    def found(self, raw: ir.Table) -> ir.BooleanValue:
        """Whether the row says that something was found; a `requested` feed says how it tells."""
        return ibis.literal(True)

    def file_name(self, region: str, on: date, correction: int = 0, of_list: str = "") -> str:
        """What the department calls its file; one that answers a single list names it."""
        return f"{self.name}_{region}_{on:%Y%m%d}{f'_qq{of_list}' if of_list else ''}{f'_gz{correction}' if correction else ''}.{self.suffix}"

    def _only(self, kind: type[Column]) -> str:
        [code] = [code for code, column in self.columns.items() if isinstance(column, kind)]
        return code


def _as_value(given: str | int | ir.Value | None, kind: str) -> ir.Value:
    if given is None:
        return ibis.null(kind)
    return given if isinstance(given, ir.Value) else ibis.literal(given, kind)


def revision_of(on: date, correction: int) -> int:
    """One number that grows with the file's day and its correction."""
    return on.toordinal() * 1000 + correction


@cache
def all_feeds() -> dict[str, Feed]:
    """Every feed by name: one file each in `verification/feeds/`."""
    found = {}
    for module in modules_in("doudi.verification.feeds"):
        kinds = [thing for thing in vars(module).values() if isinstance(thing, type) and issubclass(thing, Feed) and thing.__module__ == module.__name__]
        if len(kinds) != 1:
            raise BadFeed(f"{module.__name__}: one feed a file, found {len(kinds)}")
        feed = kinds[0]()
        _check(feed)
        found[feed.name] = feed
    return found


def read_file_name(path: PurePath) -> FileName:
    """Feed, county, day and correction, from the name alone; raises BadFileName."""
    match = _FILE_NAME.fullmatch(path.name)
    feed = all_feeds().get(match["feed"]) if match else None
    if not match or not feed:
        expected = "、".join(f"{one.name}（{one.title}）" for one in all_feeds().values())
        shape = all_feeds()["hukou"].file_name("370702", date(2026, 10, 12))
        raise BadFileName(f"文件名不符合约定，无法判断是哪项数据。应形如 {shape}；更正文件在日期后加 _gz1。数据代码：{expected}。")
    if match["suffix"] not in SUFFIXES:
        raise BadFileName(f"{feed.title}应为 {'、'.join(f'.{one}' for one in SUFFIXES)} 文件，收到的是 .{match['suffix']}。")
    try:
        on = date(int(match["on"][:4]), int(match["on"][4:6]), int(match["on"][6:]))
    except ValueError:
        raise BadFileName(f"文件名中的日期 {match['on']} 不存在。") from None
    if match["of_list"] and not feed.is_requested:
        raise BadFileName(f"{feed.title}不是按名单答复的数据，文件名中不应有 _qq 和名单编号。")
    return FileName(feed, match["region"], on, int(match["correction"] or 0), match["suffix"], match["of_list"] or "")


def _check(feed: Feed) -> None:
    for needed in ("title", "department", "authority", "about", "covers", "arrives", "late_after_workdays", "suffix", "columns", "tells", "example"):
        if not getattr(feed, needed, None):
            raise BadFeed(f"feed {feed.name}: {needed} is missing")
    if feed.about not in ABOUT or feed.suffix not in SUFFIXES:
        raise BadFeed(f"feed {feed.name}: about is one of {', '.join(ABOUT)}; suffix one of {', '.join(SUFFIXES)}")
    if feed.is_requested and (feed.together != (feed.request_column, feed.id_column) or type(feed).found is Feed.found):
        raise BadFeed(f"feed {feed.name}: a requested feed names its request_column, is read together by request and person, and says what `found` means")
    if (feed.about == ABOVE_THRESHOLD) is (type(feed).below_line is Feed.below_line):
        raise BadFeed(f"feed {feed.name}: a feed of {ABOVE_THRESHOLD}, and no other, says which rows are below_line")
    if feed.line and feed.line not in {one.name for one in law.parameters()}:
        raise BadFeed(f"feed {feed.name}: no such parameter: {feed.line}")
    if strange := {*feed.together, *filter(None, [feed.household_column, feed.region_column, feed.former_names_column])} - feed.columns.keys():
        raise BadFeed(f"feed {feed.name}: no such column: {', '.join(strange)}")
    for kind in (IdNumber, Name):
        if sum(isinstance(column, kind) for column in feed.columns.values()) != 1:
            raise BadFeed(f"feed {feed.name}: exactly one column of kind {kind.__name__} says whom a row is about")
