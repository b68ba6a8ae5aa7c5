"""看得见吗: which signals see nothing new, because a feed they rest on has not come, is late, or waits for a person."""

from dataclasses import dataclass
from datetime import date

from doudi.base.access import acting_as_system
from doudi.monitoring import queries as monitored
from doudi.monitoring.signal import all_signals
from doudi.verification import queries as verification
from doudi.verification.feed import Feed
from doudi.verification.tellers import tellers_of


@dataclass(frozen=True)
class Blind:
    """A feed that cannot be seen through, why, and the signals that see nothing new for want of it; `is_new` of one that never came."""

    feed: Feed
    why: str
    is_new: bool
    signals: tuple[str, ...]


def blind_signals(region: str, on: date) -> list[Blind]:
    """The feeds that keep signals from seeing a county's day; a fact that several feeds tell is seen while one of them comes."""
    with acting_as_system(region[:6]):  # that a file has not come is no secret from the county's townships
        held = {one.feed for one in verification.held_files()}
        trouble = {one.feed.name: _trouble(one, held) for one in verification.arrived(on, region=region[:6])}
    book = monitored.book(on)
    waiting: dict[str, tuple[Feed, list[str]]] = {}
    for one in all_signals().values():
        told = [tellers_of(name) for name in book.facts_behind([one.name])]
        for feed in {feed for feeds in told if all(trouble[feed.name] for feed in feeds) for feed in feeds}:
            waiting.setdefault(feed.name, (feed, []))[1].append(one.title)
    return [Blind(feed, *(trouble[name] or ("", False)), tuple(signals)) for name, (feed, signals) in sorted(waiting.items())]


def _trouble(one: verification.Arrived, held: set[str]) -> tuple[str, bool] | None:
    """Why a feed cannot be seen through, and whether it never could."""
    if one.feed.name in held:
        return "最近一份文件与往常明显不同，暂存待核实", False
    if one.latest_on is None:
        return "还没有收到过", True
    if one.missing:
        return f"缺 {len(one.missing)} 天的文件，最近一份是 {one.latest_on:%Y年%-m月%-d日} 的", False
    return None
