"""初始建账与流程: a city's folder comes in once; the month goes on by itself as far as it may; the command says where it stands."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from doudi.base.access import acting_as_system
from doudi.base.models import Officer
from doudi.benefits import actions, files, queries
from doudi.benefits.models import Award, PayLine
from doudi.flows.payday import run_payday
from doudi.registry import queries as registry
from tests.benefits.builders import ANSWERED, BEFORE, COUNTY, MONTH, PREPARED, a_desk, a_recipient, an_account, answer, prepare, sign_and_release
from tests.databases import Clone
from tests.people import a_family

ON = date(2026, 10, 12)


def write(folder: Path, **tables: dict[str, list[object]]) -> Path:
    for name, columns in tables.items():
        parquet.write_table(pa.table(columns), folder / f"{name}.parquet")
    return folder


@pytest.fixture
def city(system: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two families: dibao, and one person in tekun care."""
    family, alone = a_family(members=2), a_family(members=1)
    place = registry.households_numbered([family.household.number, alone.household.number])
    keys = registry.Keys(people={1: family.head.pk, 2: alone.head.pk}, households={11: place[family.household.number], 12: place[alone.household.number]})
    monkeypatch.setattr(registry, "keys_of", lambda folder: keys)
    day = date(2026, 10, 9)
    return write(
        tmp_path,
        standings={
            "household_key": [11, 12],
            "person_key": [None, 2],
            "kind": ["dibao", "tekun"],
            "from_on": [date(2025, 3, 1)] * 2,
            "ref": ["import:A", "import:B"],
        },
        awards={
            "household_key": [11, 12],
            "kind": ["dibao_monthly", "tekun_basic"],
            "amount_fen": [61_000, 131_300],
            "from_month": [date(2025, 3, 1)] * 2,
            "payee_key": [1, 2],
            "account_ref": ["A1", "A2"],
        },
        accounts={
            "account_ref": ["A1", "A2"],
            "person_key": [1, 2],
            "bank": ["示例银行"] * 2,
            "number": ["9900000000000000011", "9900000000000000012"],
            "holder_name": [family.head.name, alone.head.name],
            "opened_on": [date(2020, 1, 1)] * 2,
            "closed_on": pa.array([None, None], pa.date32()),
        },
        last_month={"household_key": [11, 12], "month": [BEFORE] * 2, "amount_fen": [6_000, 131_300], "account_ref": ["A1", "A2"], "paid_on": [day] * 2},
    )


def test_a_citys_folder_comes_in_once(city: Path) -> None:
    assert actions.load_benefits(city, on=ON) == {"standings": 2, "awards": 2, "accounts": 2, "last_month": 2}
    assert set(actions.load_benefits(city, on=ON).values()) == {0}
    before = actions.prepare_run(region=COUNTY, month=BEFORE, on=ON, officer=None)
    assert (before.kind, before.state, queries.overview(before.pk).fen) == ("imported", "settled", 137_300)
    assert queries.books_of().committed_fen == 0, "what the former system paid is not in our books"
    assert {award.decided_by for household in queries.recipients(ON) for award in queries.awards_of(household)} == {"import:A", "import:B"}
    run = actions.prepare_run(region=COUNTY, month=MONTH, on=PREPARED, officer=None)
    assert [flag.code for line in queries.lines_of(run.pk) for flag in line.flags.all()] == ["tenfold"]


def test_a_folder_that_does_not_fit_is_refused(city: Path) -> None:
    (city / "accounts.parquet").rename(city / "elsewhere")
    with pytest.raises(actions.CannotLoadBenefits, match=r"accounts\.parquet"):
        actions.load_benefits(city, on=ON)
    (city / "elsewhere").rename(city / "accounts.parquet")
    write(city, standings={"household_key": [11], "person_key": pa.array([None], pa.int64()), "kind": ["dibao"], "from_on": [ON], "ref": ["import:A"]})
    with pytest.raises(actions.CannotLoadBenefits, match="1 笔找不到对应的身份"):
        actions.load_benefits(city, on=ON)


def test_the_flow_goes_on_from_wherever_it_stopped(fresh_database: Clone, officer_of: Callable[..., Officer]) -> None:
    with acting_as_system():
        one, desk = a_recipient(), a_desk(officer_of)
        a_recipient()
    report = run_payday(region=COUNTY, month=MONTH, on=PREPARED)
    assert run_payday(region=COUNTY, month=MONTH, on=PREPARED).run == report.run
    with acting_as_system():
        sent = sign_and_release(report.run, desk)
        line = PayLine.objects.get(award=one.award)
    staged = files.folder("staged") / sent.name
    sent.rename(staged)
    run_payday(region=COUNTY, month=MONTH, on=ANSWERED)
    assert sent.exists() and not staged.exists(), "what a crash kept back has left"
    damaged = files.folder("in") / "DD-370702-damaged.csv"
    damaged.write_bytes(b"H")
    answer(sent, {line.pk: "bank_error"})
    report = run_payday(region=COUNTY, month=MONTH, on=ANSWERED)
    assert (report.returns_read, len(report.refused), report.refused[0][:21]) == (1, 1, "DD-370702-damaged.csv")
    assert [(again.kind, again.month) for again in report.reissues] == [("reissue", MONTH)]
    report = run_payday(region=COUNTY, month=MONTH, on=ANSWERED)
    assert (report.returns_read, report.reissues) == (0, ())


def test_what_came_back_is_paid_again_in_a_later_month(fresh_database: Clone, officer_of: Callable[..., Officer]) -> None:
    with acting_as_system():
        one, desk = a_recipient(), a_desk(officer_of)
        sent = sign_and_release(prepare(), desk)
        answer(sent, {PayLine.objects.get(award=one.award).pk: "closed"})
    assert run_payday(region=COUNTY, month=MONTH, on=ANSWERED).reissues == (), "nothing has been put right yet"
    with acting_as_system():
        Award.objects.filter(pk=one.award.pk).update(account=an_account(one.family))
    (again,) = run_payday(region=COUNTY, month=date(2026, 12, 1), on=date(2026, 12, 1)).reissues
    assert (again.kind, again.month) == ("reissue", MONTH)
