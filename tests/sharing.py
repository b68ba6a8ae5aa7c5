"""分组: which tests one worker runs together, because they share what takes long to make."""

import re

from xdist.scheduler import LoadScopeScheduling


class ByWhatIsShared(LoadScopeScheduling):
    """What shares a county or a module's fixtures goes to one worker, whole, so that no other makes them again."""

    def _split_scope(self, nodeid: str) -> str:
        return shared_by(nodeid)


def shared_by(nodeid: str) -> str:
    """What a test shares with others: journeys the county of their width, oversight a played month, the others their file."""
    file, _, test = nodeid.partition("::")
    width = re.search(r"\[(\d+)", test)
    if file.startswith("tests/journeys/") and width:
        return f"journeys {width[1]}"
    return "oversight" if file.startswith("tests/oversight/") else file
