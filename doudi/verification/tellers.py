"""谁能说明: which department's feed could say what is missing; otherwise the family itself, or a visit."""

from datetime import date

from doudi.base import regions
from doudi.law.figures import figure_or_none
from doudi.verification.feed import Feed, all_feeds

# Added up for a family from what was found of its members.
ADDED_UP = {"vehicles": "vehicles_seen"}


def who_could_tell(name: str) -> str:
    """Who could say this fact: a department that answers about everybody it is asked about, or covers everybody."""
    feeds = [feed for feed in tellers_of(name) if feed.is_requested or type(feed).covered is not Feed.covered]
    return f"{feeds[0].department}核对" if feeds else "家庭申报或入户调查"


def tellers_of(name: str) -> list[Feed]:
    """The feeds that supply a fact."""
    return [feed for feed in all_feeds().values() if ADDED_UP.get(name, name) in feed.tells]


def connected(region: str, on: date) -> list[Feed]:
    """The requested feeds a place has agreements for (`verification.connected`)."""
    return [all_feeds()[str(name)] for name in figure_or_none("verification.connected", region=region, on=on) or ()]


def whose_department(feed: Feed, asked_in: str = "") -> str:
    """A feed's department, with the county where it is another one's."""
    return f"{regions.name_of(asked_in)}{feed.department}" if asked_in else feed.department
