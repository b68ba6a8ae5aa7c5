"""没有可发的明细: a run in which no line may be paid any more keeps its holds and ends; each line is paid once what held it is put right."""

from collections.abc import Callable
from datetime import date

import pytest

from doudi.base.models import Officer
from doudi.benefits import actions, files, queries
from doudi.benefits.models import Entry, LineHold, PayLine, PayRun
from doudi.oversight.check import check_books
from tests.benefits.builders import ANSWERED, COUNTY, MONTH, REVIEWED, TOWNS, Desk, Recipient, a_desk, a_recipient, an_account, answer, prepare

pytestmark = pytest.mark.usefixtures("system")
CLOSED, LATER = date(2026, 11, 3), date(2026, 11, 6)


@pytest.fixture
def desk(officer_of: Callable[..., Officer]) -> Desk:
    return a_desk(officer_of)


def signed_by_the_town(desk: Desk) -> PayRun:
    run = prepare()
    actions.sign_run(run_id=run.pk, step="township", officer=desk.townships[0], on=TOWNS)
    return run


def closed(one: Recipient) -> None:
    actions.close_account(account_id=one.account.pk, closed_on=CLOSED, officer=None, on=CLOSED)


def signed_by_the_county(run: PayRun, desk: Desk) -> PayRun:
    actions.sign_run(run_id=run.pk, step="county", officer=desk.county, on=REVIEWED)
    run.refresh_from_db()
    return run


def test_the_holds_stay_and_the_run_ends(desk: Desk) -> None:
    one = a_recipient()
    run = signed_by_the_town(desk)
    closed(one)
    signed_by_the_county(run, desk)
    assert (run.state, run.frozen_on, run.settled_on, run.released_on) == ("settled", REVIEWED, REVIEWED, None)
    hold = LineHold.objects.get()
    assert (hold.line.state, hold.line.hold_reason, hold.since_on, hold.told_on) == ("held", "nowhere_to_pay", REVIEWED, None)
    assert hold.county_on > REVIEWED and "登记账户" in hold.word, "whose work it is, from when, and what the family is told"
    assert [line.pk for line in queries.untold_holds()] == [hold.line_id] and not Entry.objects.exists()
    actions.tell_hold(line_id=hold.line_id, how="电话告知本人。", officer=desk.townships[0], on=LATER)
    again = actions.sign_run(run_id=run.pk, step="county", officer=desk.county, on=LATER)
    assert again.on == REVIEWED, "signing again is no harm"
    with pytest.raises(actions.CannotReleaseRun):
        actions.release_run(run_id=run.pk, officer=desk.finance, on=LATER)


def test_a_line_whose_account_was_changed_afterwards_is_paid_once(desk: Desk, officer_of: Callable[..., Officer]) -> None:
    one = a_recipient()
    run = signed_by_the_town(desk)
    closed(one)
    signed_by_the_county(run, desk)
    actions.redirect_award(award_id=one.award.pk, account_id=an_account(one.family).pk, because="换户", officer=None, on=LATER)
    line = actions.settle_line(line_id=PayLine.objects.get().pk, outcome="pay", because="已换账户", officer=desk.county, on=LATER)
    assert (line.run_id != run.pk, line.attempt, line.state) == (True, 2, "due")
    actions.sign_run(run_id=line.run_id, step="township", officer=desk.townships[0], on=LATER)
    actions.sign_run(run_id=line.run_id, step="county", officer=officer_of("county", COUNTY), on=LATER)
    file = actions.release_run(run_id=line.run_id, officer=desk.finance, on=LATER)
    files.publish(file.name, file.digest)
    actions.read_return(path=answer(files.folder("out") / file.name, on=LATER), officer=None, on=LATER)
    assert list(PayLine.objects.order_by("pk").values_list("state", flat=True)) == ["reissued", "paid"]
    assert queries.books_of().paid_fen == 60_000 and prepare().pk == run.pk, "the month is not made again"
    assert [finding for finding in check_books(on=ANSWERED) if not finding.holds] == []


def test_one_line_that_may_go_and_the_run_goes_on(desk: Desk) -> None:
    """The control: with something to pay the run is frozen for finance to release."""
    one, other = a_recipient(), a_recipient()
    run = signed_by_the_town(desk)
    closed(one)
    signed_by_the_county(run, desk)
    assert (run.state, run.settled_on, run.digest != "") == ("county_signed", None, True)
    assert dict(PayLine.objects.values_list("household_id", "state")) == {one.family.household.pk: "held", other.family.household.pk: "due"}
    assert actions.release_run(run_id=run.pk, officer=desk.finance, on=LATER).lines == 1


def test_a_run_that_was_held_from_the_first_is_ended_by_the_county_alone(desk: Desk) -> None:
    one = a_recipient()
    closed(one)
    run = actions.prepare_run(region=COUNTY, month=MONTH, on=CLOSED, officer=None)
    assert run.townships == 0 and PayLine.objects.get().state == "held"
    assert signed_by_the_county(run, desk).state == "settled"


def test_what_the_system_before_paid_is_not_signed(desk: Desk) -> None:
    """The control of that: a run that is settled, or with lines that no township has signed for, is not ended so."""
    imported = PayRun.objects.create(region=COUNTY, month=date(2026, 10, 1), kind="imported", state="settled", prepared_on=CLOSED, settled_on=CLOSED)
    a_recipient()
    run = prepare()
    for number, words in ((imported.pk, "不在县级审核环节"), (run.pk, "0/1")):
        with pytest.raises(actions.CannotSignRun, match=words):
            actions.sign_run(run_id=number, step="county", officer=desk.county, on=REVIEWED)
