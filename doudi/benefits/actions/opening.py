"""初始建账: who receives already, how much and where, and what was paid last month, taken in from a city's folder."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
from django.db import connection, transaction
from pyarrow import parquet

from doudi.base import access, audit, crypto
from doudi.benefits import books
from doudi.benefits.models import PayLine, PayRun, Standing
from doudi.benefits.months import month_of
from doudi.registry import queries as registry

FILES = ("standings", "awards", "accounts", "last_month")
STANDING_OF = {"dibao_monthly": "dibao", "dibao_supplement": "dibao", "tekun_basic": "tekun", "tekun_care": "tekun", "tekun_supplement": "tekun"}

STANDINGS = """
INSERT INTO benefits_standing (household_id, person_id, kind, from_on, decided_by, ended_by, region)
SELECT t.*, '', h.region FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::date[], %s::text[]) AS t(household_id, person_id, kind, from_on, ref)
JOIN registry_household h ON h.id = t.household_id
"""
ACCOUNTS = """
INSERT INTO benefits_account (person_id, bank, number_sealed, number_index, number_tail, holder_name, opened_on, closed_on, region)
SELECT * FROM unnest(%s::bigint[], %s::text[], %s::bytea[], %s::bytea[], %s::text[], %s::text[], %s::date[], %s::date[], %s::text[]) RETURNING id
"""
AWARDS = """
INSERT INTO benefits_award (standing_id, household_id, kind, amount_fen, from_month, payee_id, account_id, decided_by, ended_by, region)
SELECT s.id, s.household_id, t.kind, t.amount_fen, t.from_month, t.payee_id, t.account_id, s.decided_by, '', s.region
FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::bigint[], %s::date[], %s::bigint[], %s::bigint[])
    AS t(household_id, standing, kind, amount_fen, from_month, payee_id, account_id)
JOIN benefits_standing s ON s.household_id = t.household_id AND s.kind = t.standing AND (s.person_id IS NULL OR s.person_id = t.payee_id)
"""
PAID = """
INSERT INTO benefits_payline (run_id, award_id, household_id, kind, month, attempt, payee_id, account_id, amount_fen, state,
    hold_reason, words, bank_reason, sent_on, answered_on, region)
SELECT r.id, a.id, a.household_id, a.kind, t.month, 1, a.payee_id, t.account_id, t.amount_fen, 'paid', '', '', '', t.paid_on, t.paid_on, a.region
FROM unnest(%s::bigint[], %s::date[], %s::bigint[], %s::bigint[], %s::date[]) AS t(household_id, month, amount_fen, account_id, paid_on)
JOIN LATERAL (SELECT * FROM benefits_award a WHERE a.household_id = t.household_id
    ORDER BY a.account_id = t.account_id DESC NULLS LAST, a.amount_fen = t.amount_fen DESC, a.id LIMIT 1) a ON true
JOIN benefits_payrun r ON r.region = left(a.region, 6) AND r.month = t.month AND r.kind = 'imported'
"""
RUNS = """
INSERT INTO benefits_payrun (region, month, kind, seq, state, townships, digest, prepared_on, settled_on)
SELECT left(h.region, 6), t.month, 'imported', 1, 'settled', 0, '', min(t.paid_on), max(t.paid_on)
FROM unnest(%s::bigint[], %s::date[], %s::date[]) AS t(household_id, month, paid_on) JOIN registry_household h ON h.id = t.household_id GROUP BY 1, 2
"""


class CannotLoadBenefits(Exception):
    """Why the folder cannot be taken in, in words for the person at the terminal."""


@transaction.atomic
def load_benefits(folder: Path, *, on: date) -> dict[str, int]:
    """Take in standings, awards, accounts and last month's paid list of a city's folder, once; the register must be loaded before.

    Last month stands as a settled run of kind `imported`, so that this month can be compared with it. The ledger takes its
    sum over as spent (期初): what of it has to come back later is taken from spending that stands in the books. No fund was drawn here for it.
    """
    access.require(access.SYSTEM, "benefits.confirm")
    standings, awards, accounts, last_month = (_read(Path(folder) / f"{name}.parquet") for name in FILES)
    if Standing.objects.filter(decided_by__in=standings["ref"][:1]).exists():
        return dict.fromkeys(FILES, 0)
    keys = registry.keys_of(Path(folder))
    person, home = keys.people.get, {key: place.household_id for key, place in keys.households.items()}
    region_of = {ref: keys.households[key].region for ref, key in zip(awards["account_ref"], awards["household_key"], strict=True)}
    households = [home[key] for key in standings["household_key"]]
    _insert(STANDINGS, households, [person(key) for key in standings["person_key"]], standings["kind"], standings["from_on"], standings["ref"])
    account = _open_accounts(accounts, [person(key) for key in accounts["person_key"]], region_of).get
    households = [home[key] for key in awards["household_key"]]
    paid_into = [account(ref) for ref in awards["account_ref"]]
    payees = [person(key) for key in awards["payee_key"]]
    kinds = [STANDING_OF[kind] for kind in awards["kind"]]
    opened = _insert(AWARDS, households, kinds, awards["kind"], awards["amount_fen"], [month_of(day) for day in awards["from_month"]], payees, paid_into)
    if opened != len(households):
        raise CannotLoadBenefits(f"awards.parquet 有 {len(households) - opened} 笔找不到对应的身份。")
    households, months = [home[key] for key in last_month["household_key"]], [month_of(day) for day in last_month["month"]]
    _insert(RUNS, households, months, last_month["paid_on"])
    lines = _insert(PAID, households, months, last_month["amount_fen"], [account(ref) for ref in last_month["account_ref"]], last_month["paid_on"])
    for run in PayRun.objects.filter(kind=PayRun.Kind.IMPORTED, month__in=months).order_by("pk"):
        books.post(books.TAKEN_OVER, key=f"run:{run.pk}", run=run, sums=books.sums_of(PayLine.objects.filter(run=run)), on=run.settled_on or on)
    counts = {"standings": len(standings["ref"]), "awards": opened, "accounts": len(accounts["account_ref"]), "last_month": lines}
    audit.record("benefits.loaded", about=None, by=access.SYSTEM, region="3707", detail={"on": on.isoformat(), **counts})
    return counts


def _open_accounts(accounts: dict[str, list[Any]], holders: list[int | None], region_of: dict[str, str]) -> dict[str, int]:
    """Account reference to account, for those that awards are paid into."""
    used = [place for place, ref in enumerate(accounts["account_ref"]) if ref in region_of]
    refs, numbers = [accounts["account_ref"][place] for place in used], [str(accounts["number"][place]) for place in used]
    with connection.cursor() as cursor:
        cursor.execute(
            ACCOUNTS,
            [
                [holders[place] for place in used],
                [accounts["bank"][place] for place in used],
                crypto.seal_many(numbers, purpose="account"),
                crypto.index_many(numbers, purpose="account"),
                [number[-4:] for number in numbers],
                *([accounts[name][place] for place in used] for name in ("holder_name", "opened_on", "closed_on")),
                [region_of[ref] for ref in refs],
            ],
        )
        return dict(zip(refs, (row[0] for row in cursor.fetchall()), strict=True))


def _read(path: Path) -> dict[str, list[Any]]:
    if not path.exists():
        raise CannotLoadBenefits(f"缺少文件 {path.name}。")
    table: pa.Table = parquet.read_table(path)
    return {name: table[name].to_pylist() for name in table.column_names}


def _insert(statement: str, *columns: Sequence[Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(column) for column in columns])
        return int(cursor.rowcount)
