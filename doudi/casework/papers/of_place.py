"""村公示栏的名单: what hangs or is published in one place, as a paper for its board."""

from collections.abc import Sequence
from datetime import date

from doudi.base import papers
from doudi.casework.papers.paper import TEMPLATES, day, office, place


def board(*, title: str, headings: Sequence[str], lines: Sequence[Sequence[str]], advice: str, remark: str, region: str, on: date) -> bytes:
    """The PDF of one list of a place, given as words; the same bytes for the same list and day. Raises CannotPrint where a city's template is broken."""
    contents = {
        "title": f"社会救助{title}",
        "place": place(region),
        "number": f"{'GS' if title == '公示' else 'GB'}-{region}-{on:%Y%m%d}",
        "dated": day(on),
        "headings": list(headings),
        "lines": [list(line) for line in lines],
        "advice": advice,
        "remark": remark,
        "office": office(region[:9]),
    }
    return papers.printed("board", contents, ours=TEMPLATES, on=on)
