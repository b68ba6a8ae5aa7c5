"""退回的钱: what of which line comes back, whose year's money it was, and where it goes: back to its sources in the year, to the treasury after it."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from doudi.base.models import Officer
from doudi.benefits import actions, books, files, queries
from doudi.benefits.models import Adjustment, Fund, FundUse, PayLine, PayRun, Posting, Recovery, RecoveryPart
from doudi.oversight.check import check_books
from tests.benefits.builders import ANSWERED, BEFORE, COUNTY, MONTH, Desk, Recipient, a_desk, a_recipient, answer, prepare, sign_and_release

pytestmark = pytest.mark.usefixtures("system")
FOUND, HEARD, DECIDED, TOLD = (date(2026, 11, day) for day in (9, 10, 11, 12))
NEXT_YEAR = date(2027, 1, 8)
DECEMBER = date(2026, 12, 1)


@pytest.fixture
def desk(officer_of: Callable[..., Officer]) -> Desk:
    return a_desk(officer_of)


def granted(desk: Desk, fen: int, source: str = "central", year: int = 2026, on: date = FOUND) -> None:
    actions.grant(region=COUNTY, year=year, source=source, amount_fen=fen, paper=f"示例财社{source}{year}", officer=desk.finance, on=on)


def paid_month(desk: Desk) -> None:
    actions.read_return(path=answer(sign_and_release(prepare(), desk)), officer=None, on=ANSWERED)


def taken_over(one: Recipient, fen: int | None = None) -> PayRun:
    """October, paid by the system before ours, as loading a city's folder writes it."""
    run, _ = PayRun.objects.get_or_create(region=COUNTY, month=BEFORE, kind="imported", state="settled", defaults={"prepared_on": BEFORE, "settled_on": BEFORE})
    PayLine.objects.create(
        run=run, award=one.award, household=one.family.household, kind=one.award.kind, month=BEFORE, payee=one.family.head, account=one.account,
        amount_fen=fen or one.award.amount_fen, state="paid", sent_on=BEFORE, answered_on=BEFORE, region=one.award.region,
    )  # fmt: skip
    return run


def found(one: Recipient, due_fen: int, *, since: date = MONTH, until: date = DECEMBER, decided_by: str = "decision:1", on: date = FOUND) -> list[Adjustment]:
    given = {"household_id": one.family.household.pk, "kind": "dibao_monthly", "from_month": since, "until_month": until, "reason": "更正"}
    return actions.open_differences(due_fen=due_fen, decided_by=decided_by, officer=None, on=on, **given)  # type: ignore[arg-type]


def heard(desk: Desk, one: Recipient, adjustments: list[Adjustment]) -> Recovery:
    opened = actions.open_recovery(adjustment_ids=[each.pk for each in adjustments], words="漏报工资。", officer=desk.townships[0], on=FOUND)
    return actions.hear_about_recovery(recovery_id=opened.pk, person_id=one.family.head.pk, words="承认。", officer=desk.townships[0], on=HEARD)


def to_repay(desk: Desk, one: Recipient, adjustments: list[Adjustment], amounts: dict[int, int] | None = None, on: date = DECIDED) -> Recovery:
    recovery = heard(desk, one, adjustments)
    amounts = amounts or {each.pk: each.amount_fen or 0 for each in adjustments}
    given = {"recovery_id": recovery.pk, "outcome": "repay", "amounts": amounts, "reason": "属实。", "remitted_because": "家庭困难。"}
    if actions.decide_recovery(officer=desk.county, on=on, **given).state == "remitting":  # type: ignore[arg-type]
        actions.answer_remission(recovery_id=recovery.pk, is_approved=True, words="同意。", officer=desk.second, on=on)
    return actions.tell_recovery(recovery_id=recovery.pk, how="送达。", officer=desk.townships[0], on=max(on, TOLD))


def repaid(desk: Desk, recovery: Recovery, fen: int, on: date, paper: str = "收据1") -> None:
    actions.record_repayment(recovery_id=recovery.pk, amount_fen=fen, paper=paper, officer=desk.finance, on=on)


def balances() -> dict[str, int]:
    sums: dict[str, int] = {}
    for account, fen in Posting.objects.values_list("account", "amount_fen"):
        sums[account] = sums.get(account, 0) + fen
    return {account: fen for account, fen in sums.items() if fen}


def wrong(on: date = TOLD) -> list[str]:
    return [finding.name for finding in check_books(on=on) if not finding.holds]


# ── 上线以前发的


def test_money_of_the_system_before_ours_comes_back_from_spending_that_stands_in_the_books(desk: Desk) -> None:
    """Decided and repaid before the household's own first payday: nothing in the books is less than nothing."""
    one = a_recipient()
    run = taken_over(one)
    books.post(books.TAKEN_OVER, key=f"run:{run.pk}", run=run, sums=books.sums_of(PayLine.objects.filter(run=run)), on=BEFORE)
    recovery = to_repay(desk, one, found(one, 20_000, since=BEFORE, until=MONTH))
    assert balances() == {"expense": 20_000, "claim": 40_000, "fund": -60_000} and wrong() == []
    repaid(desk, recovery, 40_000, TOLD)
    assert balances() == {"expense": 20_000, "fund": -20_000} and wrong() == []
    assert not FundUse.objects.exists() and recovery.moves.get().fund_fen == 40_000


def test_the_control_without_the_spending_taken_over(desk: Desk) -> None:
    one = a_recipient()
    taken_over(one)
    to_repay(desk, one, found(one, 20_000, since=BEFORE, until=MONTH))
    assert wrong() == ["各科目余额方向正确"]


# ── 退回哪里


def test_in_the_year_it_goes_back_to_the_sources_it_was_drawn_from_the_last_first(desk: Desk) -> None:
    one, other = a_recipient(), a_recipient()
    granted(desk, 70_000)
    granted(desk, 50_000, "county")
    paid_month(desk)
    recovery = to_repay(desk, one, found(one, 0))
    repaid(desk, recovery, 20_000, date(2026, 12, 20))
    assert dict(Fund.objects.values_list("source", "drawn_fen")) == {"central": 70_000, "county": 30_000}
    repaid(desk, recovery, 40_000, date(2026, 12, 31), "收据2")
    assert dict(Fund.objects.values_list("source", "drawn_fen")) == {"central": 60_000, "county": 0}
    burn = queries.burn_of(2026)
    assert (burn.drawn_fen, burn.left_fen, burn.returned_fen, burn.treasury_fen, burn.months) == (60_000, 60_000, 60_000, 0, [(MONTH, 60_000)])
    assert balances() == {"expense": 60_000, "fund": -60_000} and wrong() == [] and other.award.until_month is None
    with pytest.raises(actions.CannotRecover):
        repaid(desk, recovery, 1, date(2026, 12, 31), "收据3")


def test_what_no_fund_had_covered_is_covered_first(desk: Desk, officer_of: Callable[..., Officer]) -> None:
    one = a_recipient()
    granted(desk, 50_000)
    run = prepare()
    for step, officer in (("township", desk.townships[0]), ("county", desk.county)):
        actions.sign_run(run_id=run.pk, step=step, officer=officer, on=date(2026, 11, 4))
    file = actions.release_run(run_id=run.pk, officer=desk.finance, on=date(2026, 11, 5), because="垫付。")
    files.publish(file.name, file.digest)
    actions.read_return(path=answer(files.folder("out") / file.name), officer=None, on=ANSWERED)
    repaid(desk, to_repay(desk, one, found(one, 40_000)), 20_000, TOLD)
    run.refresh_from_db()
    assert (run.unfunded_fen, Fund.objects.get().drawn_fen) == (0, 40_000) and wrong() == []


def test_after_the_year_it_is_turned_in_and_the_new_years_money_is_untouched(desk: Desk) -> None:
    """Decided in the year, repaid half in it and half after it: the second half is the treasury's."""
    one = a_recipient()
    granted(desk, 60_000)
    paid_month(desk)
    granted(desk, 90_000, year=2027, on=date(2026, 12, 31))
    recovery = to_repay(desk, one, found(one, 20_000))
    repaid(desk, recovery, 15_000, date(2026, 12, 31))
    repaid(desk, recovery, 25_000, NEXT_YEAR, "收据2")
    assert [(move.fund_fen, move.treasury_fen) for move in recovery.moves.all()] == [(15_000, 0), (0, 25_000)]
    assert balances() == {"expense": 20_000, "fund": -45_000, "treasury": 25_000} and wrong(NEXT_YEAR) == []
    assert (queries.burn_of(2026).left_fen, queries.burn_of(2027).left_fen, queries.burn_of(2027).treasury_fen) == (15_000, 90_000, 25_000)


def test_decided_after_the_year_it_lessens_no_years_spending(desk: Desk, officer_of: Callable[..., Officer]) -> None:
    one, on = a_recipient(), date(2027, 1, 6)
    paid_month(desk)
    recovery = to_repay(desk, one, found(one, 20_000, on=date(2027, 1, 4)), on=on)
    assert balances() == {"expense": 60_000, "fund": -60_000, "claim": 40_000, "prior": -40_000} and wrong(NEXT_YEAR) == []
    repaid(desk, recovery, 10_000, NEXT_YEAR)
    actions.propose_write_off(recovery_id=recovery.pk, reason="无财产。", officer=desk.county, on=NEXT_YEAR)
    actions.answer_write_off(recovery_id=recovery.pk, is_approved=True, paper="批文", officer=officer_of("county", COUNTY), on=NEXT_YEAR)
    assert balances() == {"expense": 60_000, "fund": -60_000, "prior": -10_000, "treasury": 10_000} and wrong(NEXT_YEAR) == []


def test_the_control_where_a_year_is_not_looked_at(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Were every claim taken from this year's spending, next year would have spent less than nothing."""
    monkeypatch.setattr("doudi.benefits.actions.parts.is_this_years", lambda part, on: True)
    one = a_recipient()
    paid_month(desk)
    to_repay(desk, one, found(one, 20_000, on=date(2027, 1, 4)), on=date(2027, 1, 6))
    assert wrong(NEXT_YEAR) == ["各科目余额方向正确"]


def test_what_the_bank_returned_and_is_cancelled_after_the_year_is_turned_in(desk: Desk) -> None:
    one = a_recipient()
    granted(desk, 60_000)
    sent = sign_and_release(prepare(), desk)
    line = PayLine.objects.get()
    actions.read_return(path=answer(sent, {line.pk: "closed"}), officer=None, on=ANSWERED)
    actions.settle_line(line_id=line.pk, outcome="cancel", because="待遇已终止。", officer=desk.county, on=NEXT_YEAR)
    assert balances() == {"expense": 60_000, "fund": -60_000, "treasury": 60_000, "prior": -60_000}
    assert Fund.objects.get().drawn_fen == 60_000 and queries.books_of().owed_fen == 0 and wrong(NEXT_YEAR) == [] and one.award.pk


def test_arrears_of_last_year_are_this_years_spending(desk: Desk) -> None:
    one = a_recipient()
    granted(desk, 60_000)
    paid_month(desk)
    granted(desk, 90_000, year=2027, on=date(2026, 12, 31))
    (short,) = found(one, 70_000, on=date(2027, 1, 4))
    actions.settle_adjustment(adjustment_id=short.pk, result="paid", because="核实。", officer=desk.townships[0], on=date(2027, 1, 4))
    (run,) = actions.prepare_once(region=COUNTY, on=date(2027, 1, 4), officer=None)
    for step, officer in (("township", desk.townships[0]), ("county", desk.county)):
        actions.sign_run(run_id=run.pk, step=step, officer=officer, on=date(2027, 1, 5))
    assert dict(Fund.objects.values_list("year", "drawn_fen")) == {2026: 60_000, 2027: 10_000} and wrong(NEXT_YEAR) == []


# ── 少于发现的


def test_while_it_is_not_decided_all_of_a_finding_counts(desk: Desk) -> None:
    one = a_recipient()
    paid_month(desk)
    heard(desk, one, found(one, 20_000))
    assert found(one, 20_000, decided_by="decision:2") == []


def test_less_than_all_of_several_months_is_decided_month_by_month(desk: Desk) -> None:
    one = a_recipient()
    run = taken_over(one)
    books.post(books.TAKEN_OVER, key=f"run:{run.pk}", run=run, sums=books.sums_of(PayLine.objects.filter(run=run)), on=BEFORE)
    paid_month(desk)
    october, november = found(one, 20_000, since=BEFORE)
    recovery = heard(desk, one, [october, november])
    given = {"recovery_id": recovery.pk, "outcome": "repay", "reason": "属实。", "officer": desk.county, "on": DECIDED}
    for refused, words in (
        ({"amount_fen": 40_000}, "逐月写明"), ({"amounts": {november.pk: 40_001}}, "每月不超过"), ({"amounts": {}}, "大于零"),
        ({"amounts": {10**9: 1}}, "每月"),
        ({"amounts": {november.pk: -1, october.pk: 5}}, "每月"), ({"amount_fen": 80_001}, "每月"), ({"amount_fen": 0}, "大于零"),
    ):  # fmt: skip
        with pytest.raises(actions.CannotRecover, match=words):
            actions.decide_recovery(**given, **refused)  # type: ignore[arg-type]
    actions.decide_recovery(amounts={november.pk: 40_000, october.pk: 0}, remitted_because="家庭困难。", **given)  # type: ignore[arg-type]
    actions.answer_remission(recovery_id=recovery.pk, is_approved=True, words="同意。", officer=desk.second, on=DECIDED)
    assert [(part.line.month, part.amount_fen) for part in RecoveryPart.objects.all()] == [(MONTH, 40_000)]
    assert "2026年11月400.00 元" in Recovery.objects.get().letter and found(one, 20_000, since=BEFORE, decided_by="decision:2") == []


def test_a_death_later_found_takes_what_was_neither_taken_nor_given_up(desk: Desk) -> None:
    one = a_recipient(members=1)
    paid_month(desk)
    (half,) = found(one, 20_000)
    to_repay(desk, one, [half], {half.pk: 10_000})
    one.family.head.died_on, one.family.head.death_known_on = date(2026, 10, 20), TOLD
    one.family.head.save()
    (late,) = actions.open_adjustments(on=TOLD)
    assert late.amount_fen == 20_000, "all of November less what was decided to come back, and less what was given up"


# ── 哪一笔


def test_what_has_not_arrived_is_not_decided_to_come_back(desk: Desk) -> None:
    one = a_recipient()
    sent = sign_and_release(prepare(), desk)
    recovery = heard(desk, one, found(one, 20_000))
    given = {"recovery_id": recovery.pk, "outcome": "repay", "amount_fen": 40_000, "reason": "属实。", "officer": desk.county, "on": DECIDED}
    with pytest.raises(actions.CannotRecover, match="还没有全部到账"):
        actions.decide_recovery(**given)  # type: ignore[arg-type]
    assert not Posting.objects.filter(account="claim").exists() and not RecoveryPart.objects.exists()
    actions.read_return(path=answer(sent), officer=None, on=ANSWERED)
    actions.decide_recovery(**given)  # type: ignore[arg-type]


def test_more_than_the_months_own_line_comes_from_its_arrears(desk: Desk) -> None:
    one = a_recipient()
    paid_month(desk)
    (short,) = found(one, 80_000)
    actions.settle_adjustment(adjustment_id=short.pk, result="paid", because="核实。", officer=desk.townships[0], on=FOUND)
    (run,) = actions.prepare_once(region=COUNTY, on=FOUND, officer=None)
    actions.read_return(path=answer(sign_and_release(run, desk)), officer=None, on=FOUND)
    (over,) = found(one, 10_000, decided_by="decision:2")
    assert over.amount_fen == 70_000
    recovery = to_repay(desk, one, [over])
    assert [(part.line.kind, part.amount_fen) for part in recovery.parts.order_by("pk")] == [("dibao_monthly", 60_000), ("arrears", 10_000)]
    repaid(desk, recovery, 65_000, TOLD)
    assert [part.left_fen for part in recovery.parts.order_by("pk")] == [0, 5_000] and wrong() == []


def test_two_who_died_together_do_not_owe_the_month_twice(desk: Desk) -> None:
    one = a_recipient(members=3)
    paid_month(desk)
    for person in one.family.people[1:]:
        person.died_on, person.death_known_on = date(2026, 10, 20), FOUND
        person.save()
    first, second = actions.open_adjustments(on=FOUND)
    given = {"words": "核实。", "officer": desk.townships[0], "on": FOUND}
    actions.open_recovery(adjustment_ids=[first.pk], amounts={first.pk: 40_000}, **given)  # type: ignore[arg-type]
    with pytest.raises(actions.CannotRecover, match="除去已查明的多发"):
        actions.open_recovery(adjustment_ids=[second.pk], amounts={second.pk: 20_001}, **given)  # type: ignore[arg-type]
    assert actions.open_recovery(adjustment_ids=[second.pk], amounts={second.pk: 20_000}, **given).found_fen == 20_000  # type: ignore[arg-type]


def test_the_database_keeps_its_own_word_about_parts(desk: Desk) -> None:
    one = a_recipient()
    paid_month(desk)
    to_repay(desk, one, found(one, 20_000))
    for statement in ("amount_fen = 0", "cleared_fen = amount_fen + 1", "cleared_fen = -1"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE benefits_recoverypart SET {statement}")
    part = RecoveryPart.objects.get()
    part.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        part.save()
