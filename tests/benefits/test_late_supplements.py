"""迟到的增发: whatever order the place's new sums, a death, a move and the paydays come in, every month ends with the same, the books too."""

import os
from collections.abc import Callable
from datetime import date
from itertools import permutations

import pytest

from doudi.base.models import Officer
from doudi.benefits import actions
from doudi.benefits.models import Adjustment, PayLine, Posting
from doudi.oversight.check import check_books
from tests.benefits.builders import COUNTY, Desk, a_desk, a_recipient
from tests.benefits.test_late_facts import DECEMBER, NOVEMBER, OCTOBER, Story
from tests.benefits.test_supplements import a_tekun

pytestmark = pytest.mark.usefixtures("system")
AT_FIRST = {OCTOBER: 12_000, NOVEMBER: 12_000}
SETS = {"lowered": {OCTOBER: 8_000}, "raised": {NOVEMBER: 15_000, DECEMBER: 9_000}}
ENDS = {OCTOBER: 8_000, NOVEMBER: 15_000, DECEMBER: 9_000}
Fens = dict[date, int]


@pytest.fixture
def desk(officer_of: Callable[..., Officer]) -> Desk:
    a_recipient(amount_fen=10_000)
    return a_desk(officer_of)


@pytest.fixture
def fens(monkeypatch: pytest.MonkeyPatch) -> Fens:
    """What the place gives a month, as far as it has said so."""
    said = dict(AT_FIRST)
    monkeypatch.setattr("doudi.benefits.actions.supplements.tekun_supplement_fen", lambda region, area, month: said.get(month, 0))
    return said


class Supplements(Story):
    """One person in tekun support; the house's morning opens and reckons what the place gives."""

    def morning(self) -> None:
        actions.open_supplements(region=COUNTY, month=self.day.replace(day=1), officer=None, on=self.day)

    def pay(self, month: date) -> None:
        self.day = month.replace(day=5)
        self.morning()
        super().pay(month)

    def months(self) -> dict[date, int]:
        """Fen of supplements that stayed with the person, by month: what arrived, arrears too, less what was returned."""
        kept = {OCTOBER: 0, NOVEMBER: 0, DECEMBER: 0}
        about = Adjustment.objects.filter(award__kind="tekun_supplement")
        arrears = [f"adjustment:{number}" for number in about.values_list("pk", flat=True)]
        paid = PayLine.objects.filter(state="paid")
        for lines in (paid.filter(kind="tekun_supplement"), paid.filter(award__decided_by__in=arrears)):
            for month, fen in lines.values_list("month", "amount_fen"):
                kept[month] += fen
        for found in Adjustment.objects.filter(result="recovery"):
            if found.award.kind == "tekun_supplement" or found.award.decided_by in arrears:
                kept[found.month] -= found.amount_fen or 0
        return kept


def told(desk: Desk, fens: Fens, order: tuple[str, ...], *, works_between: bool) -> dict[date, int]:
    """The story in this order, a morning after each thing; what the person has of each month in the end."""
    story = Supplements(desk, desk.second, a_tekun())
    events: dict[str, Callable[[], None]] = {
        "october": lambda: story.pay(OCTOBER),
        "november": lambda: story.pay(NOVEMBER),
        "december": lambda: story.pay(DECEMBER),
        "death": story.death,
        "moves": story.moves,
        **{name: lambda name=name: fens.update(SETS[name]) for name in SETS},  # type: ignore[misc]
    }
    for name in order:
        events[name]()
        story.morning()
        if works_between:
            story.officers_work()
    for _ in range(2):
        story.officers_work()
        story.morning()
    story.officers_work()
    assert [finding for finding in check_books(on=story.day) if not finding.holds] == []
    assert not Adjustment.objects.filter(state="open").exists(), "the end is the end"
    books = {account: sum(Posting.objects.filter(account=account).values_list("amount_fen", flat=True)) for account in ("claim", "bank", "payable")}
    assert set(books.values()) == {0}
    return story.months()


def orders(*others: str, every: int) -> list[tuple[str, ...]]:
    """Paydays come in their order, all else at any time; so many of them, all with DOUDI_TORTURE."""
    paydays = ("october", "november", "december")
    whole = [one for one in permutations((*paydays, *SETS, *others)) if [name for name in one if name in paydays] == list(paydays)]
    return whole[:: 1 if os.environ.get("DOUDI_TORTURE") else every]


ALONE, DIES, MOVES, BOTH = orders(every=1), orders("death", every=7), orders("moves", every=7), orders("death", "moves", every=59)


@pytest.mark.parametrize("order", ALONE, ids=" ".join)
def test_any_order_ends_with_the_same_supplements(desk: Desk, fens: Fens, order: tuple[str, ...]) -> None:
    assert told(desk, fens, order, works_between=ALONE.index(order) % 2 == 0) == ENDS


@pytest.mark.parametrize("order", MOVES, ids=" ".join)
def test_and_whatever_household_carries_the_help(desk: Desk, fens: Fens, order: tuple[str, ...]) -> None:
    assert told(desk, fens, order, works_between=MOVES.index(order) % 2 == 0) == ENDS


@pytest.mark.parametrize("order", [*DIES, *BOTH], ids=" ".join)
def test_and_nothing_after_a_death_whenever_it_came_to_be_known(desk: Desk, fens: Fens, order: tuple[str, ...]) -> None:
    is_known_in_time = order.index("death") < order.index("october")  # then nobody is left whom October could be paid to: a person cancelled its line
    months = told(desk, fens, order, works_between=[*DIES, *BOTH].index(order) % 2 == 0)
    assert months == {OCTOBER: 0 if is_known_in_time else 8_000, NOVEMBER: 0, DECEMBER: 0}


LATE = ("october", "november", "december", "lowered", "raised")


def test_the_control_where_what_is_set_anew_is_not_reckoned(desk: Desk, fens: Fens, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("doudi.benefits.actions.supplements.open_resettings", lambda **given: 0)
    assert told(desk, fens, LATE, works_between=True) == {**AT_FIRST, DECEMBER: 9_000}


def test_the_control_without_what_was_found_before(desk: Desk, fens: Fens, monkeypatch: pytest.MonkeyPatch) -> None:
    """Were earlier findings not counted, every morning would find the same again."""
    from doudi.benefits.actions import resetting

    monkeypatch.setattr(resetting, "RESET", resetting.RESET.replace("WHERE j.month = %(month)s AND j.result", "WHERE false AND j.result"))
    with pytest.raises(AssertionError):
        told(desk, fens, LATE, works_between=True)
