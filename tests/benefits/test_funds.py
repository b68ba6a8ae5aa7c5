"""资金: granted by paper, drawn in order, never overdrawn by two at once; and the large run that two of the county sign."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import psycopg
import pytest
from django.db import IntegrityError, connection, transaction

from doudi.base import access
from doudi.base.access import CannotAccess
from doudi.base.models import AuditEntry, Officer
from doudi.benefits import actions, files, queries
from doudi.benefits.actions import funds
from doudi.benefits.models import Fund, FundUse, PayLine, PayRun
from tests.benefits.builders import (
    COUNTY,
    MONTH,
    OTHER_TOWN,
    PREPARED,
    RELEASED,
    REVIEWED,
    TOWNS,
    Desk,
    a_desk,
    a_recipient,
    answer,
    prepare,
    sign_and_release,
)
from tests.databases import Clone
from tests.races import at_once

held = pytest.mark.usefixtures("system")
ROUNDS = int(os.environ.get("DOUDI_TORTURE", "8"))
"""Of the control; `DOUDI_TORTURE=200` shows it two hundred times."""


def granted(desk: Desk, fen: int, source: str = "central", paper: str = "示例财社〔2026〕1号") -> None:
    actions.grant(region=COUNTY, year=2026, source=source, amount_fen=fen, paper=paper, officer=desk.finance, on=PREPARED)


def drawn() -> dict[str, int]:
    return dict(Fund.objects.values_list("source", "drawn_fen"))


@held
def test_what_comes_from_above_is_drawn_first_and_the_rest_is_uncovered(officer_of: Callable[..., Officer]) -> None:
    desk = a_desk(officer_of)
    for _ in range(3):
        a_recipient()
    granted(desk, 100_000, "county", "县")
    granted(desk, 50_000, "central", "中央")
    run = prepare()
    actions.sign_run(run_id=run.pk, step="township", officer=desk.townships[0], on=TOWNS)
    actions.sign_run(run_id=run.pk, step="county", officer=desk.county, on=REVIEWED)
    run.refresh_from_db()
    assert drawn() == {"central": 50_000, "county": 100_000} and run.unfunded_fen == 30_000
    with pytest.raises(actions.CannotReleaseRun, match="还差 300.00 元"):
        actions.release_run(run_id=run.pk, officer=desk.finance, on=RELEASED)
    actions.release_run(run_id=run.pk, officer=desk.finance, on=RELEASED, because="县级预备费垫付，十二月补足。")
    assert AuditEntry.objects.filter(verb="run.released").get().because == "县级预备费垫付，十二月补足。"
    burn = queries.burn_of(2026)
    assert (burn.granted_fen, burn.drawn_fen, burn.months, burn.unfunded_fen, burn.ahead) == (150_000, 150_000, [(MONTH, 150_000)], 30_000, 0)


@held
def test_a_county_without_funds_on_file_pays_as_before(officer_of: Callable[..., Officer]) -> None:
    desk = a_desk(officer_of)
    a_recipient()
    run = prepare()
    sign_and_release(run, desk)
    assert PayRun.objects.get().unfunded_fen == 0 and not FundUse.objects.exists()


@held
def test_what_came_back_and_is_cancelled_goes_back_to_its_fund_and_a_new_attempt_draws_nothing(officer_of: Callable[..., Officer]) -> None:
    desk = a_desk(officer_of)
    one, two = a_recipient(), a_recipient()
    granted(desk, 100_000)
    run = prepare()
    run.refresh_from_db()
    for officer in desk.townships[: run.townships]:
        actions.sign_run(run_id=run.pk, step="township", officer=officer, on=TOWNS)
    actions.sign_run(run_id=run.pk, step="county", officer=desk.county, on=REVIEWED)
    file = actions.release_run(run_id=run.pk, officer=desk.finance, on=RELEASED, because="垫付。")
    files.publish(file.name, file.digest)
    lines = {line.award_id: line.pk for line in PayLine.objects.all()}
    actions.read_return(path=answer(files.folder("out") / file.name, dict.fromkeys(lines.values(), "closed")), on=RELEASED, officer=None)
    assert drawn() == {"central": 100_000} and PayRun.objects.get().unfunded_fen == 20_000
    actions.settle_line(line_id=lines[one.award.pk], outcome="cancel", because="待遇已终止。", officer=desk.county, on=RELEASED)
    assert drawn() == {"central": 60_000} and PayRun.objects.get().unfunded_fen == 0, "first less stands uncovered"
    actions.settle_line(line_id=lines[two.award.pk], outcome="pay", because="账户已更正。", officer=desk.county, on=RELEASED)
    again = PayLine.objects.get(replaces=lines[two.award.pk])
    assert again.is_owed and drawn() == {"central": 60_000}


@held
@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"amount_fen": 0}, "金额和下达文号"),
        ({"paper": " "}, "金额和下达文号"),
        ({"amount_fen": 10**13}, "金额和下达文号"),
        ({"source": "world"}, "资金来源"),
        ({"year": 2020}, "年度"),
        ({"amount_fen": -1}, "只剩"),
    ],
)
def test_a_paper_that_cannot_be_is_refused(officer_of: Callable[..., Officer], given: dict[str, object], words: str) -> None:
    desk = a_desk(officer_of)
    whole = {"region": COUNTY, "year": 2026, "source": "city", "amount_fen": 100, "paper": "市〔2026〕3号", "officer": desk.finance, "on": PREPARED}
    with pytest.raises(actions.CannotGrant, match=words):
        actions.grant(**{**whole, **given})  # type: ignore[arg-type]
    with pytest.raises(CannotAccess):
        actions.grant(**{**whole, "officer": desk.county})  # type: ignore[arg-type]


@held
def test_a_paper_grants_once_and_what_is_not_drawn_can_be_taken_back(officer_of: Callable[..., Officer]) -> None:
    desk = a_desk(officer_of)
    granted(desk, 100_000)
    with pytest.raises(actions.CannotGrant, match="已经登记过"):
        granted(desk, 100_000)
    granted(desk, -100_000, paper="收回")
    assert Fund.objects.get().left_fen == 0
    with pytest.raises(actions.CannotGrant, match="只剩 0.00 元"):
        granted(desk, -1, paper="再收回")


@held
def test_the_database_lets_nothing_be_overdrawn_or_rewritten(officer_of: Callable[..., Officer]) -> None:
    desk = a_desk(officer_of)
    granted(desk, 100)
    for wrong in ({"drawn_fen": 101}, {"drawn_fen": -1}, {"granted_fen": -1}):
        with pytest.raises(IntegrityError, match="fund_is_not_overdrawn"), transaction.atomic():
            Fund.objects.update(**wrong)


def two_counties_runs(officer_of: Callable[..., Officer]) -> tuple[PayRun, PayRun, Officer, Officer]:
    """Two runs of one county that draw on one fund; it covers one of them."""
    with access.acting_as_system():
        made = [PayRun.objects.create(region=COUNTY, month=MONTH, kind=kind, prepared_on=PREPARED) for kind in ("regular", "once")]
        Fund.objects.create(region=COUNTY, year=2026, source="city", granted_fen=100)
    return *made, officer_of("county", COUNTY), officer_of("county", COUNTY)  # type: ignore[return-value]


def test_two_that_draw_at_once_wait_for_each_other(fresh_database: Clone, officer_of: Callable[..., Officer]) -> None:
    one, two, first, second = two_counties_runs(officer_of)
    left: list[int] = []
    told = at_once((first, lambda: left.append(funds.draw(one, 80, on=REVIEWED))), (second, lambda: left.append(funds.draw(two, 80, on=REVIEWED))))
    with access.acting_as_system():
        assert told == ["done", "done"] and sorted(left) == [0, 60] and drawn() == {"city": 100}


def test_without_the_lock_the_fund_is_overdrawn_every_time(
    fresh_database: Clone, officer_of: Callable[..., Officer], owner_of: Callable[[], psycopg.Connection], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control: without lock and ceiling both draw what is there once, in each of so many rounds."""
    one, two, first, second = two_counties_runs(officer_of)
    with owner_of() as owning:
        owning.execute("ALTER TABLE benefits_fund DROP CONSTRAINT fund_is_not_overdrawn")
    monkeypatch.setattr(type(Fund.objects.all()), "select_for_update", lambda rows, **how: rows)
    both, use, overdrawn = Barrier(2), funds._use, 0

    def draws(run: PayRun, officer: Officer, turn: int) -> None:
        try:
            with access.acting(officer):
                funds.draw(run, 80, on=REVIEWED)
        finally:
            connection.close()

    for turn in range(ROUNDS):

        def once_both_have_read(fund: Fund, run: PayRun, part: int, *, key: str, on: date, turn: int = turn) -> None:
            both.wait(60)
            use(fund, run, part, key=f"{key}:{turn}", on=on)

        monkeypatch.setattr(funds, "_use", once_both_have_read)
        with access.acting_as_system():
            Fund.objects.update(drawn_fen=0)
        with ThreadPoolExecutor(2) as pool:
            for work in [pool.submit(draws, run, officer, turn) for run, officer in ((one, first), (two, second))]:
                work.result(120)
        with access.acting_as_system():
            overdrawn += sum(FundUse.objects.filter(key__endswith=f":{turn}").values_list("amount_fen", flat=True)) > 100
    assert overdrawn == ROUNDS


@held
def test_a_large_run_is_signed_by_two_of_the_county(officer_of: Callable[..., Officer], monkeypatch: pytest.MonkeyPatch) -> None:
    desk, another = a_desk(officer_of), officer_of("county", COUNTY)
    a_recipient()
    a_recipient(town=OTHER_TOWN)
    monkeypatch.setattr("doudi.benefits.actions.sign.second_approval_from", lambda region, on: 120_000)
    run = prepare()
    for officer in desk.townships:
        actions.sign_run(run_id=run.pk, step="township", officer=officer, on=TOWNS)
    with pytest.raises(actions.CannotSignRun, match="还没有县级审核"):
        actions.sign_run(run_id=run.pk, step="approval", officer=another, on=REVIEWED)
    actions.sign_run(run_id=run.pk, step="county", officer=desk.county, on=REVIEWED)
    with pytest.raises(actions.CannotReleaseRun, match="另一人复核"):
        actions.release_run(run_id=run.pk, officer=desk.finance, on=RELEASED)
    with pytest.raises(actions.CannotSignRun, match="已经在这一批次签过字"):
        actions.sign_run(run_id=run.pk, step="approval", officer=desk.county, on=REVIEWED)
    with pytest.raises(CannotAccess):
        actions.sign_run(run_id=run.pk, step="approval", officer=desk.finance, on=REVIEWED)
    actions.sign_run(run_id=run.pk, step="approval", officer=another, on=REVIEWED)
    assert actions.release_run(run_id=run.pk, officer=desk.finance, on=RELEASED).lines == 2


@held
@pytest.mark.parametrize(("threshold", "signers"), [(60_000, 2), (60_001, 1)])
def test_exactly_at_the_threshold_two_sign(officer_of: Callable[..., Officer], monkeypatch: pytest.MonkeyPatch, threshold: int, signers: int) -> None:
    desk = a_desk(officer_of)
    a_recipient()
    monkeypatch.setattr("doudi.benefits.actions.sign.second_approval_from", lambda region, on: threshold)
    run = prepare()
    actions.sign_run(run_id=run.pk, step="township", officer=desk.townships[0], on=TOWNS)
    actions.sign_run(run_id=run.pk, step="county", officer=desk.county, on=date(2026, 11, 4))
    assert PayRun.objects.get().approvals == signers
