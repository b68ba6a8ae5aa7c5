"""迟到的事实: whatever order a death, a corrected decision and the paydays come in, every month ends with the same money and the books with the same sums."""

from collections.abc import Callable
from datetime import date
from itertools import permutations

import pytest
from django.db import transaction

from doudi.base.models import Officer
from doudi.benefits import actions, files
from doudi.benefits.models import Adjustment, Award, PayLine, PayRun, Posting
from doudi.benefits.months import month_after
from doudi.oversight.check import check_books
from doudi.registry.models import Person
from tests.benefits.builders import COUNTY, Desk, Recipient, a_desk, a_recipient, answer

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


class Story:
    """One family through three months. Paydays are on the fifth; what else is told comes to be known after the payday told before it."""

    def __init__(self, desk: Desk, one: Recipient) -> None:
        self.desk, self.one, self.day = desk, one, date(2026, 10, 2)

    @property
    def home(self) -> int:
        return self.one.family.household.pk

    def pay(self, month: date) -> None:
        self.day = month.replace(day=5)
        self.settle(actions.prepare_run(region=COUNTY, month=month, on=self.day, officer=None))
        self.day = month.replace(day=10)

    def settle(self, run: PayRun) -> None:
        run.refresh_from_db()
        for officer in self.desk.townships[: run.townships]:
            actions.sign_run(run_id=run.pk, step="township", officer=officer, on=self.day)
        actions.sign_run(run_id=run.pk, step="county", officer=self.desk.county, on=self.day)
        file = actions.release_run(run_id=run.pk, officer=self.desk.finance, on=self.day)
        files.publish(file.name, file.digest)
        actions.read_return(path=answer(files.folder("out") / file.name, on=self.day), officer=None, on=self.day)

    def death(self) -> None:
        Person.objects.filter(pk=self.one.family.head.pk).update(died_on=DIED, death_known_on=self.day)

    def corrected(self, which: str) -> None:
        """The months until the decision by what was paid of them, those after it by the award."""
        (since, fen), after = DUE[which], month_after(self.day)
        given = {"household_id": self.home, "kind": "dibao_monthly", "due_fen": fen, "from_month": since, "until_month": after}
        actions.open_differences(reason="更正", decided_by=f"decision:{which}", officer=None, on=self.day, **given)
        award = Award.objects.get(household=self.home, kind="dibao_monthly", until_month=None)
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
                if PayLine.objects.filter(household=self.home, month=found.month, state="cancelled").exists():
                    self._settled(found, "not_due")
        for run in actions.prepare_once(region=COUNTY, on=self.day, officer=None):
            if run.lines.filter(state="due").exists():
                self.settle(run)

    def _settled(self, found: Adjustment, result: str) -> None:
        actions.settle_adjustment(adjustment_id=found.pk, result=result, because="核实。", officer=self.desk.townships[0], on=self.day)

    def _recovered(self, found: Adjustment) -> None:
        town, head = self.desk.townships[0], Person.objects.get(pk=self.one.family.head.pk)
        recovery = actions.open_recovery(adjustment_ids=[found.pk], words="核实。", officer=town, on=self.day)
        person = None if head.died_on else head.pk
        actions.hear_about_recovery(recovery_id=recovery.pk, person_id=person, words="没有意见。", officer=town, on=self.day)
        given = {"outcome": "repay", "amount_fen": recovery.found_fen, "reason": "属实。"}
        actions.decide_recovery(recovery_id=recovery.pk, officer=self.desk.county, on=self.day, **given)
        actions.tell_recovery(recovery_id=recovery.pk, how="送达。", officer=town, on=self.day)
        actions.record_repayment(recovery_id=recovery.pk, amount_fen=recovery.found_fen, paper=f"收据{recovery.pk}", officer=self.desk.finance, on=self.day)

    def months(self) -> dict[date, int]:
        """Fen that stayed with the family, by month: what arrived, less what was returned."""
        kept = {OCTOBER: 0, NOVEMBER: 0, DECEMBER: 0}
        for month, fen in PayLine.objects.filter(state="paid", household=self.home).values_list("month", "amount_fen"):
            kept[month] += fen
        for found in Adjustment.objects.filter(result="recovery"):
            kept[found.month] -= found.amount_fen or 0
        return kept


def told(desk: Desk, order: tuple[str, ...], *, works_between: bool) -> tuple[dict[date, int], dict[str, int]]:
    """The story in this order; what the family has of each month, and what the books say of spending and of claims."""
    story = Story(desk, a_recipient(members=1, amount_fen=60_000))
    events: dict[str, Callable[[], None]] = {
        "october": lambda: story.pay(OCTOBER),
        "november": lambda: story.pay(NOVEMBER),
        "december": lambda: story.pay(DECEMBER),
        "lower": lambda: story.corrected("lower"),
        "higher": lambda: story.corrected("higher"),
        "death": story.death,
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


def orders() -> list[tuple[str, ...]]:
    """Paydays come in their order, and the later decision after the earlier; all else may come at any time."""
    whole = permutations(("october", "november", "december", "lower", "higher", "death"))
    kept = ("october", "november", "december"), ("lower", "higher")
    return [one for one in whole if all([name for name in one if name in group] == list(group) for group in kept)]


@pytest.mark.parametrize("order", orders(), ids=" ".join)
def test_any_order_of_arrival_ends_with_the_same_money(desk: Desk, order: tuple[str, ...]) -> None:
    """October by the first decision, nothing after the death: whenever each came to be known."""
    months, books = told(desk, order, works_between=orders().index(order) % 2 == 0)
    is_known_in_time = order.index("death") < order.index("october")  # then nobody is left whom October could be paid to: a person cancelled its line
    assert months == {OCTOBER: 0 if is_known_in_time else 40_000, NOVEMBER: 0, DECEMBER: 0}
    assert (books["claim"], books["bank"], books["payable"]) == (0, 0, 0) and books["expense"] == sum(months.values()) + 3 * 10_000


def test_the_control_without_what_was_found_before(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Were earlier findings not counted, two late facts would take the same money twice."""
    monkeypatch.setattr("doudi.benefits.actions.adjustments.found_before", lambda household_id, kind: Adjustment.objects.none())
    with pytest.raises(AssertionError, match="各科目余额方向正确"):
        told(desk, ("october", "november", "december", "death", "lower", "higher"), works_between=True)


def test_only_awards_of_decisions_remain_what_they_were(desk: Desk) -> None:
    """The monthly award itself is the decisions' alone: nothing of this changes it."""
    told(desk, ("october", "lower", "november", "death", "higher", "december"), works_between=True)
    monthly = Award.objects.filter(kind="dibao_monthly").exclude(amount_fen=10_000).order_by("pk")
    assert [(one.amount_fen, one.decided_by) for one in monthly] == [(60_000, "import:test"), (40_000, "decision:lower"), (90_000, "decision:higher")]
