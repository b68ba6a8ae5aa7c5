"""抵扣与更正: a month paid less by consent is reckoned right in any order: the family has what it is due, the debt falls by what was withheld."""

from collections.abc import Callable
from datetime import date
from itertools import permutations
from typing import Any

import pytest
from django.db.models import F, Sum, Value

from doudi.base.models import Officer
from doudi.benefits import actions, files
from doudi.benefits.models import Adjustment, Award, FundUse, PayLine, PayRun, Recovery, RecoveryMove
from doudi.oversight.check import check_books
from tests.benefits.builders import COUNTY, Desk, Recipient, a_desk, answer
from tests.benefits.test_recovery import above, second, set_off
from tests.benefits.test_returned_money import balances, granted

__all__ = ["above", "second"]
pytestmark = pytest.mark.usefixtures("system")
DECEMBER, JANUARY = date(2026, 12, 1), date(2027, 1, 1)
DAY, LATER = date(2026, 12, 10), date(2026, 12, 28)
DEBT, FULL, WITHHELD = 30_000, 10_000, 8_000


@pytest.fixture
def desk(officer_of: Callable[..., Officer]) -> Desk:
    made = a_desk(officer_of)
    granted(made, 1_000_000, on=date(2026, 11, 1))
    return made


def paid(desk: Desk, run: PayRun, on: date) -> None:
    """Signed, released and answered, by the books."""
    run.refresh_from_db()
    for officer in [one for one in desk.townships if run.lines.filter(region__startswith=one.region, state="due").exists()]:
        actions.sign_run(run_id=run.pk, step="township", officer=officer, on=on)
    actions.sign_run(run_id=run.pk, step="county", officer=desk.county, on=on)
    file = actions.release_run(run_id=run.pk, officer=desk.finance, on=on)
    files.publish(file.name, file.digest)
    actions.read_return(path=answer(files.folder("out") / file.name, on=on), officer=None, on=on)


class Month:
    """December, listed with 80 of 100 yuan withheld by consent, and what becomes known of it."""

    def __init__(self, desk: Desk, above: tuple[Recipient, Recovery], due_fen: int, repaid_fen: int) -> None:
        self.desk, (self.one, self.recovery), self.due_fen, self.repaid_fen = desk, above, due_fen, repaid_fen
        set_off(desk, self.recovery, WITHHELD)
        self.run = actions.prepare_run(region=COUNTY, month=DECEMBER, on=DECEMBER.replace(day=2), officer=None)

    def paid(self) -> None:
        paid(self.desk, self.run, DAY)
        actions.count_set_offs(region=COUNTY, on=DAY)

    def corrected(self) -> None:
        """A decision says what the family is due beyond the standard, from December on."""
        given: dict[str, Any] = {"kind": "dibao_supplement", "due_fen": self.due_fen, "from_month": DECEMBER, "until_month": JANUARY, "reason": "更正"}
        actions.open_differences(household_id=self.one.family.household.pk, decided_by="decision:9", officer=None, on=DAY, **given)
        less = Award.objects.get(set_off_fen__gt=0)
        if self.due_fen != FULL:
            actions.change_award(award_id=less.pk, amount_fen=self.due_fen, from_month=JANUARY, decided_by="decision:9", officer=None, on=DAY)

    def repaid(self) -> None:
        if self.repaid_fen:
            given = {"amount_fen": self.repaid_fen, "paper": "收据1", "officer": self.desk.finance, "on": DAY}
            actions.record_repayment(recovery_id=self.recovery.pk, **given)

    def officers_work(self) -> None:
        """What is owed is paid; then what was too much is heard and decided: of money that has not arrived nothing can be asked back."""
        for found in Adjustment.objects.filter(state="open", direction="under").order_by("pk"):
            actions.settle_adjustment(adjustment_id=found.pk, result="paid", because="核实。", officer=self.desk.county, on=LATER)
        for run in actions.prepare_once(region=COUNTY, on=LATER, officer=None):
            paid(self.desk, run, LATER)
        for found in Adjustment.objects.filter(state="open", direction="over").order_by("pk"):
            self.taken_back(found, [self.one.family.head.pk])

    def taken_back(self, found: Adjustment, people: list[int | None], paper: str = "收据2") -> Recovery:
        town, given = self.desk.townships[0], {"on": LATER}
        made = actions.open_recovery(adjustment_ids=[found.pk], words="核实。", officer=town, **given)
        actions.hear_about_recovery(recovery_id=made.pk, person_id=people[0], words="没有意见。", officer=town, **given)
        actions.decide_recovery(recovery_id=made.pk, outcome="repay", amount_fen=made.found_fen, reason="属实。", officer=self.desk.county, **given)
        actions.tell_recovery(recovery_id=made.pk, how="送达。", officer=town, **given)
        actions.record_repayment(recovery_id=made.pk, amount_fen=made.found_fen, paper=paper, officer=self.desk.finance, **given)
        return made

    def ends(self) -> dict[str, Any]:
        """What the family has of December beyond the standard, what was withheld, what is left of the debt, and the books."""
        about = Adjustment.objects.filter(award__kind="dibao_supplement")
        arrears = [f"adjustment:{number}" for number in about.values_list("pk", flat=True)]
        lines = PayLine.objects.filter(state="paid", month=DECEMBER)
        cash = _fen(lines.filter(kind="dibao_supplement")) + _fen(lines.filter(award__decided_by__in=arrears)) - _fen(about.filter(result="recovery"))
        withheld = _fen(RecoveryMove.objects.filter(kind="set_off"))
        left = Recovery.objects.get(pk=self.recovery.pk).left_fen
        return {"cash": cash, "withheld": withheld, "left": left, "books": balances(), "wrong": [one.name for one in check_books(on=LATER) if not one.holds]}


def _fen(found: Any) -> int:
    return found.aggregate(fen=Sum("amount_fen"))["fen"] or 0


def story(desk: Desk, above: tuple[Recipient, Recovery], order: tuple[str, ...], due_fen: int, repaid_fen: int) -> dict[str, Any]:
    month = Month(desk, above, due_fen, repaid_fen)
    for event in order:
        getattr(month, event)()
    month.officers_work()
    return month.ends()


ORDERS = list(permutations(("paid", "corrected", "repaid")))


@pytest.mark.parametrize("due_fen", [12_000, FULL, 6_000, 1_000], ids=["more", "the same", "less", "less than was paid"])
@pytest.mark.parametrize("order", ORDERS, ids=" ".join)
def test_either_order_ends_in_the_same_ledger(desk: Desk, above: tuple[Recipient, Recovery], order: tuple[str, ...], due_fen: int) -> None:
    """Metamorphic: what is due arrives, as money or against the debt; the debt falls by what was withheld and what was repaid."""
    ends = story(desk, above, order, due_fen, 22_000)
    assert (ends["cash"] + ends["withheld"], ends["withheld"], ends["left"], ends["wrong"]) == (due_fen, WITHHELD, 0, [])
    spent = 60_000 - DEBT + 60_000 + due_fen  # November's help as it should have been, December's standard, and what is due beyond it
    assert ends["books"] == {"expense": spent, "fund": -spent}


@pytest.mark.parametrize("due_fen", [12_000, FULL, 1_000], ids=["more", "the same", "less than was paid"])
@pytest.mark.parametrize("order", [one for one in ORDERS if one.index("repaid") < one.index("paid")], ids=" ".join)
def test_nor_where_part_of_it_was_withheld_for_nothing(desk: Desk, above: tuple[Recipient, Recovery], order: tuple[str, ...], due_fen: int) -> None:
    """Only 50 of the 80 yuan stand against a debt: the rest is owed, once, whatever is corrected."""
    ends = story(desk, above, order, due_fen, 25_000)
    assert (ends["cash"] + ends["withheld"], ends["withheld"], ends["left"], ends["wrong"]) == (due_fen, 5_000, 0, [])


@pytest.mark.parametrize("due_fen", [12_000, 1_000])
@pytest.mark.parametrize("order", [("paid", "corrected"), ("corrected", "paid")], ids=" ".join)
def test_the_debt_falls_exactly_by_what_was_withheld(desk: Desk, above: tuple[Recipient, Recovery], order: tuple[str, ...], due_fen: int) -> None:
    """And the consent was about the old sum: with the new one the months ahead are paid in full."""
    ends = story(desk, above, order, due_fen, 0)
    assert (ends["left"], ends["books"]["claim"], ends["wrong"]) == (DEBT - WITHHELD, DEBT - WITHHELD, [])
    january = Award.objects.get(kind="dibao_supplement", until_month=None)
    assert (january.amount_fen, january.from_month, january.set_off_fen) == (due_fen, JANUARY, 0) and Recovery.objects.get(pk=above[1].pk).sets_off_fen == 0


def test_money_withheld_that_was_not_due_goes_back_to_where_the_debt_was_spent(desk: Desk, above: tuple[Recipient, Recovery]) -> None:
    """Of 90 yuan that come back 10 were paid in December; 80 had been November's, and were set against it."""
    month = Month(desk, above, 1_000, 0)
    month.paid()
    month.corrected()
    before = dict(FundUse.objects.order_by().values_list("run").annotate(fen=Sum("amount_fen")))
    month.officers_work()
    after = dict(FundUse.objects.order_by().values_list("run").annotate(fen=Sum("amount_fen")))
    november = PayRun.objects.get(month=date(2026, 11, 1))
    assert {run: before[run] - after[run] for run in before} == {november.pk: 8_000, month.run.pk: 1_000} and month.ends()["wrong"] == []


@pytest.mark.parametrize("order", [("paid", "died"), ("died", "paid")], ids=" ".join)
def test_a_death_takes_what_was_withheld_too(desk: Desk, above: tuple[Recipient, Recovery], order: tuple[str, ...]) -> None:
    """Known after December's list was signed: all of the month was not due, whether it had come as money or against the debt."""
    month = Month(desk, above, FULL, 0)
    paid(desk, month.run, DAY)
    for event in order:
        if event == "paid":
            actions.count_set_offs(region=COUNTY, on=LATER)
        else:
            for person in month.one.family.people:
                person.died_on, person.death_known_on = date(2026, 10, 20), date(2026, 12, 20)
                person.save()
    actions.open_adjustments(on=LATER)
    found = Adjustment.objects.filter(award__kind="dibao_supplement", month=DECEMBER)
    assert set(found.values_list("direction", "amount_fen")) == {("over", FULL)}
    month.taken_back(found[0], [None])
    assert (month.ends()["cash"] + month.ends()["withheld"], month.ends()["left"], month.ends()["wrong"]) == (0, DEBT - WITHHELD, [])


def test_before_it_is_counted_a_death_finds_nothing_of_it(desk: Desk, above: tuple[Recipient, Recovery]) -> None:
    """What the month has brought is not known yet; the day counts first (`flows/daily.py`)."""
    month = Month(desk, above, FULL, 0)
    paid(desk, month.run, DAY)
    for person in month.one.family.people:
        person.died_on, person.death_known_on = date(2026, 10, 20), date(2026, 12, 20)
        person.save()
    actions.open_adjustments(on=LATER)
    assert not Adjustment.objects.filter(award__kind="dibao_supplement").exists()


# ── 反例


def test_the_control_where_only_money_counts_as_given(desk: Desk, above: tuple[Recipient, Recovery], monkeypatch: pytest.MonkeyPatch) -> None:
    """As it was reckoned before: a correction that changes nothing would give the family back what it had agreed to return."""
    from doudi.benefits.actions import differences

    monkeypatch.setattr(differences, "F", lambda name: Value(0) if "set_off" in name else F(name))
    ends = story(desk, above, ("paid", "corrected", "repaid"), FULL, 22_000)
    assert ends["cash"] + ends["withheld"] == FULL + WITHHELD


def test_the_control_where_what_is_owed_counts_twice(desk: Desk, above: tuple[Recipient, Recovery], monkeypatch: pytest.MonkeyPatch) -> None:
    """Were what an agreement owes counted with what a correction finds, the second would take back what the first had paid."""
    from doudi.benefits.actions import differences

    monkeypatch.setattr(differences, "BY_AGREEMENT", "no such mark")
    ends = story(desk, above, ("repaid", "paid", "corrected"), FULL, 25_000)
    assert ends["cash"] + ends["withheld"] == FULL - 3_000


def test_the_control_where_only_money_can_come_back(desk: Desk, above: tuple[Recipient, Recovery], monkeypatch: pytest.MonkeyPatch) -> None:
    """Were a line's money alone to be asked back, what was withheld of it could never be decided about."""
    from doudi.benefits.actions import parts

    monkeypatch.setattr(parts, "_set_offs", lambda papers: RecoveryMove.objects.none())
    with pytest.raises(actions.CannotRecover, match="不能决定退回这么多"):
        story(desk, above, ("paid", "corrected", "repaid"), 1_000, 22_000)
