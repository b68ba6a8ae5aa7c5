"""迟到的事实: whatever order a death, a corrected decision and the paydays come in, every month ends with the same money and the books with the same sums."""

import os
from collections.abc import Callable
from datetime import date
from itertools import permutations

import pytest
from django.db import transaction

from doudi.base.models import Officer
from doudi.benefits import actions, files
from doudi.benefits.models import Adjustment, Award, PayLine, PayRun, Posting, Standing
from doudi.benefits.months import month_after
from doudi.oversight.check import check_books
from doudi.registry.models import Membership, Person
from tests.benefits.builders import COUNTY, OTHER_TOWN, Desk, Recipient, a_desk, a_recipient, answer
from tests.people import a_household, join

pytestmark = pytest.mark.usefixtures("system")
OCTOBER, NOVEMBER, DECEMBER = (date(2026, month, 1) for month in (10, 11, 12))
DUE = {"lower": (OCTOBER, 40_000), "higher": (NOVEMBER, 90_000)}
"""What two decisions put right, and since when; the later one stands."""
DIED = date(2026, 10, 1)
"""The family's only member; the month of a death is paid."""


@pytest.fixture
def desk(officer_of: Callable[..., Officer]) -> Desk:
    a_recipient(amount_fen=10_000)  # somebody is paid every month, whatever happens to the family of the story
    return a_desk(officer_of)


@pytest.fixture
def second(officer_of: Callable[..., Officer]) -> Officer:
    """Another of the county, who decides."""
    return officer_of("county", COUNTY)


class Story:
    """One family through three months. Paydays are on the fifth; what else is told comes to be known after the payday told before it."""

    def __init__(self, desk: Desk, second: Officer, one: Recipient) -> None:
        self.desk, self.second, self.one, self.day = desk, second, one, date(2026, 10, 2)
        self.homes = [one.family.household.pk]

    def pay(self, month: date) -> None:
        self.day = month.replace(day=5)
        self.settle(actions.prepare_run(region=COUNTY, month=month, on=self.day, officer=None))
        self.day = month.replace(day=10)

    def settle(self, run: PayRun) -> None:
        run.refresh_from_db()
        for officer in [one for one in self.desk.townships if run.lines.filter(region__startswith=one.region, state="due").exists()]:
            actions.sign_run(run_id=run.pk, step="township", officer=officer, on=self.day)
        actions.sign_run(run_id=run.pk, step="county", officer=self.desk.county, on=self.day)
        file = actions.release_run(run_id=run.pk, officer=self.desk.finance, on=self.day)
        files.publish(file.name, file.digest)
        actions.read_return(path=answer(files.folder("out") / file.name, on=self.day), officer=None, on=self.day)

    def death(self) -> None:
        Person.objects.filter(pk=self.one.family.head.pk).update(died_on=DIED, death_known_on=self.day)

    def moves(self) -> None:
        """Everybody lives in another township from today, and the help follows from next month on."""
        to = a_household(region=f"{OTHER_TOWN}001")
        for member in Membership.objects.filter(household=self.homes[-1], until_on=None):
            Membership.objects.filter(pk=member.pk).update(until_on=self.day)
            join(to, member.person, member.relation, from_on=self.day)
        standing = Standing.objects.get(household=self.homes[-1], until_on=None)
        given = {"from_on": month_after(self.day), "decided_by": "decision:move", "officer": None, "on": self.day}
        actions.transfer_standing(standing_id=standing.pk, to_household_id=to.pk, **given)
        self.homes.append(to.pk)

    def corrected(self, which: str) -> None:
        """The months until the decision by what was paid of them, those after it by the award."""
        (since, fen), after = DUE[which], month_after(self.day)
        given = {"household_id": self.homes[-1], "kind": "dibao_monthly", "due_fen": fen, "from_month": since, "until_month": after}
        actions.open_differences(reason="更正", decided_by=f"decision:{which}", officer=None, on=self.day, **given)
        award = Award.objects.get(household=self.homes[-1], kind="dibao_monthly", until_month=None)
        actions.change_award(award_id=award.pk, amount_fen=fen, from_month=max(since, after), decided_by=f"decision:{which}", officer=None, on=self.day)

    def officers_work(self) -> None:
        """Everything that waits is settled by people: held lines have nobody to go to, arrears are paid, what was too much is heard, decided, returned."""
        for line in PayLine.objects.filter(state="held"):
            actions.settle_line(line_id=line.pk, outcome="cancel", because="户内无在世成员。", officer=self.desk.county, on=self.day)
        actions.open_adjustments(on=self.day)
        for found in Adjustment.objects.filter(state="open").order_by("pk"):
            try:
                with transaction.atomic():
                    self._recovered(found) if found.direction == "over" else self._settled(found, "paid")
            except actions.CannotSettleAdjustment:
                self._settled(found, "not_due")
            except actions.CannotRecover:  # not paid yet: it waits, or has been cancelled
                if PayLine.objects.filter(household__in=self.homes, month=found.month, state="cancelled").exists():
                    self._settled(found, "not_due")
        for run in actions.prepare_once(region=COUNTY, on=self.day, officer=None):
            if run.lines.filter(state="due").exists():
                self.settle(run)

    def _settled(self, found: Adjustment, result: str) -> None:
        actions.settle_adjustment(adjustment_id=found.pk, result=result, because="核实。", officer=self.desk.county, on=self.day)

    def _recovered(self, found: Adjustment) -> None:
        county, head = self.desk.county, Person.objects.get(pk=self.one.family.head.pk)
        recovery = actions.open_recovery(adjustment_ids=[found.pk], words="核实。", officer=county, on=self.day)
        person = None if head.died_on else head.pk
        actions.hear_about_recovery(recovery_id=recovery.pk, person_id=person, words="没有意见。", officer=county, on=self.day)
        given = {"outcome": "repay", "amount_fen": recovery.found_fen, "reason": "属实。"}
        actions.decide_recovery(recovery_id=recovery.pk, officer=self.second, on=self.day, **given)
        actions.tell_recovery(recovery_id=recovery.pk, how="送达。", officer=county, on=self.day)
        actions.record_repayment(recovery_id=recovery.pk, amount_fen=recovery.found_fen, paper=f"收据{recovery.pk}", officer=self.desk.finance, on=self.day)

    def months(self) -> dict[date, int]:
        """Fen that stayed with the family, by month: what arrived, less what was returned."""
        kept = {OCTOBER: 0, NOVEMBER: 0, DECEMBER: 0}
        for month, fen in PayLine.objects.filter(state="paid", household__in=self.homes).values_list("month", "amount_fen"):
            kept[month] += fen
        for found in Adjustment.objects.filter(result="recovery"):
            kept[found.month] -= found.amount_fen or 0
        return kept


def told(desk: Desk, second: Officer, order: tuple[str, ...], *, works_between: bool) -> tuple[dict[date, int], dict[str, int]]:
    """The story in this order; what the family has of each month, and what the books say of spending and of claims."""
    story = Story(desk, second, a_recipient(members=1, amount_fen=60_000))
    events: dict[str, Callable[[], None]] = {
        "october": lambda: story.pay(OCTOBER),
        "november": lambda: story.pay(NOVEMBER),
        "december": lambda: story.pay(DECEMBER),
        "lower": lambda: story.corrected("lower"),
        "higher": lambda: story.corrected("higher"),
        "death": story.death,
        "moves": story.moves,
    }
    for name in order:
        events[name]()
        if works_between:
            story.officers_work()
    story.officers_work()
    story.officers_work()  # what the first round showed
    assert [finding for finding in check_books(on=story.day) if not finding.holds] == []
    books = {account: sum(Posting.objects.filter(account=account).values_list("amount_fen", flat=True)) for account in ("expense", "claim", "bank", "payable")}
    return story.months(), books


def orders(*others: str) -> list[tuple[str, ...]]:
    """Paydays come in their order, and the later decision after the earlier; all else may come at any time."""
    whole = permutations(("october", "november", "december", "lower", "higher", *others))
    kept = ("october", "november", "december"), ("lower", "higher")
    return [one for one in whole if all([name for name in one if name in group] == list(group) for group in kept)]


@pytest.mark.parametrize("order", orders("death"), ids=" ".join)
def test_any_order_of_arrival_ends_with_the_same_money(desk: Desk, second: Officer, order: tuple[str, ...]) -> None:
    """October by the first decision, nothing after the death: whenever each came to be known."""
    months, books = told(desk, second, order, works_between=orders("death").index(order) % 2 == 0)
    is_known_in_time = order.index("death") < order.index("october")  # then nobody is left whom October could be paid to: a person cancelled its line
    assert months == {OCTOBER: 0 if is_known_in_time else 40_000, NOVEMBER: 0, DECEMBER: 0}
    assert (books["claim"], books["bank"], books["payable"]) == (0, 0, 0) and books["expense"] == sum(months.values()) + 3 * 10_000


MOVED = orders("moves")[:: 1 if os.environ.get("DOUDI_TORTURE") else 2]
"""Every second of the sixty; all of them with DOUDI_TORTURE."""


@pytest.mark.parametrize("order", MOVED, ids=" ".join)
def test_any_order_ends_the_same_whatever_household_carries_the_help(desk: Desk, second: Officer, order: tuple[str, ...]) -> None:
    """October by the first decision, what follows by the second, however the help went from one township to another meanwhile."""
    months, books = told(desk, second, order, works_between=MOVED.index(order) % 2 == 0)
    assert months == {OCTOBER: 40_000, NOVEMBER: 90_000, DECEMBER: 90_000}
    assert (books["claim"], books["bank"], books["payable"]) == (0, 0, 0) and books["expense"] == sum(months.values()) + 3 * 10_000


WITH_BOTH = orders("death", "moves")[:: 1 if os.environ.get("DOUDI_TORTURE") else 37]
"""Some of the 420, spread over all of them; moved twice where the order's place is odd."""


@pytest.mark.parametrize("order", WITH_BOTH, ids=" ".join)
def test_a_move_and_a_death_in_any_order(desk: Desk, second: Officer, order: tuple[str, ...]) -> None:
    again = ("moves",) * (WITH_BOTH.index(order) % 2)
    months, books = told(desk, second, order[:4] + again + order[4:], works_between=WITH_BOTH.index(order) % 3 == 0)
    is_known_in_time = order.index("death") < order.index("october")
    assert months == {OCTOBER: 0 if is_known_in_time else 40_000, NOVEMBER: 0, DECEMBER: 0}
    assert (books["claim"], books["bank"], books["payable"]) == (0, 0, 0) and books["expense"] == sum(months.values()) + 3 * 10_000


def test_the_control_where_only_the_household_of_now_is_asked(desk: Desk, second: Officer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Were the months of the household before a move not counted, a correction would pay them again."""
    own = "doudi.benefits.actions.differences.carried"
    monkeypatch.setattr(own, lambda household_id, kind, standing_id=None: list(Standing.objects.filter(household_id=household_id).order_by("from_on")))
    months, _ = told(desk, second, ("october", "november", "moves", "lower", "december", "higher"), works_between=True)
    assert months != {OCTOBER: 40_000, NOVEMBER: 90_000, DECEMBER: 90_000}


TWICE = ("october", "november", "december", "death", "lower", "higher")


def test_the_control_without_what_was_found_before(desk: Desk, second: Officer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Were earlier findings not counted, and no line asked what of it is taken back already, two late facts would take the same money twice."""
    monkeypatch.setattr("doudi.benefits.actions.differences.found_before", lambda standings, kind: [])
    monkeypatch.setattr("doudi.benefits.actions.parts.free_of", lambda lines: {line: line.amount_fen for line in lines})
    with pytest.raises(AssertionError, match="各科目余额方向正确"):
        told(desk, second, TWICE, works_between=True)


def test_a_line_is_not_taken_back_twice_even_where_it_was_found_twice(desk: Desk, second: Officer, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second defence alone: what was found a second time cannot be decided, and waits for a person."""
    monkeypatch.setattr("doudi.benefits.actions.differences.found_before", lambda standings, kind: [])
    months, _ = told(desk, second, TWICE, works_between=True)
    assert min(months.values()) >= 0 and Adjustment.objects.filter(state="open").exists()


def test_only_awards_of_decisions_remain_what_they_were(desk: Desk, second: Officer) -> None:
    """The monthly award itself is the decisions' alone: nothing of this changes it."""
    told(desk, second, ("october", "lower", "november", "death", "higher", "december"), works_between=True)
    monthly = Award.objects.filter(kind="dibao_monthly").exclude(amount_fen=10_000).order_by("pk")
    assert [(one.amount_fen, one.decided_by) for one in monthly] == [(60_000, "import:test"), (40_000, "decision:lower"), (90_000, "decision:higher")]
