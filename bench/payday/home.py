"""被测的县: a county where so many families receive, made by statements over a range; every run works on a copy of its database."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

import psycopg

from bench.policy.peers import CACHE
from doudi.base import postgres
from doudi.cli import set_up_django

COUNTY, TOWNS = "370702", 8
MONTH, PREPARED, TOWNSHIPS, REVIEWED, RELEASED, ANSWERED = (date(2026, 11, day) for day in (1, 2, 3, 4, 5, 6))
RUN = "doudi_run"

# One family of one person each, a standing, an account, an award; one in a thousand has died, one in five hundred closed its account.
FILLED = """
INSERT INTO registry_household (number, region, area, formed_on, is_stranger)
    SELECT 'B' || lpad(n::text, 9, '0'), %(county)s || lpad((n %% %(towns)s + 1)::text, 3, '0') || '001', 'urban', '2010-01-01', false
    FROM generate_series(1, %(count)s) n;
INSERT INTO registry_person (name, name_key, id_sealed, sex, born_on, area, region, death_known_on, died_on)
    SELECT '示例' || n, 'shili', '', 'female', '1950-01-01', 'urban', h.region,
        CASE WHEN n %% 1000 = 0 THEN date '2026-10-20' END, CASE WHEN n %% 1000 = 0 THEN date '2026-10-18' END
    FROM (SELECT row_number() OVER (ORDER BY id) n, region FROM registry_household) h ORDER BY n;
INSERT INTO registry_membership (household_id, person_id, relation, from_on, source, ref, region)
    SELECT h.id, p.id, 'head', '2010-01-01', 'bench', h.n::text, h.region
    FROM (SELECT id, region, row_number() OVER (ORDER BY id) n FROM registry_household) h
    JOIN (SELECT id, row_number() OVER (ORDER BY id) n FROM registry_person) p USING (n);
INSERT INTO benefits_standing (kind, household_id, from_on, decided_by, ended_by, region)
    SELECT 'dibao', id, '2025-01-01', 'import:bench', '', region FROM registry_household ORDER BY id;
INSERT INTO benefits_account (person_id, bank, number_sealed, number_index, number_tail, holder_name, opened_on, closed_on, region)
    SELECT p.id, '示例农商银行', a.sealed, a.mark, right(a.number, 4), p.name, '2020-01-01', CASE WHEN a.n %% 500 = 0 THEN date '2026-10-01' END, p.region
    FROM bench_accounts a JOIN (SELECT id, name, region, row_number() OVER (ORDER BY id) n FROM registry_person) p USING (n) ORDER BY p.id;
INSERT INTO benefits_award (standing_id, household_id, kind, amount_fen, from_month, payee_id, account_id, decided_by, ended_by, region)
    SELECT s.id, s.household_id, 'dibao_monthly', 30000 + s.household_id %% 50000, '2025-02-01', m.person_id, c.id, 'import:bench', '', s.region
    FROM benefits_standing s JOIN registry_membership m ON m.household_id = s.household_id JOIN benefits_account c ON c.person_id = m.person_id ORDER BY s.id;
"""


@contextmanager
def opened(lines: int, *, say: Callable[[str], None]) -> Iterator[Path]:
    """The home of so many awards, its database running and a fresh copy of it in use, Django set up; everything is stopped and the copy gone at the end."""
    home = CACHE / f"payday-{lines}"
    os.environ["DOUDI_HOME"] = str(home)
    os.environ.pop("DATABASE_URL", None)
    if home.exists() and not (home / "made").exists():
        postgres.destroy()
        shutil.rmtree(home)
    started = postgres.start()
    try:
        if not (home / "made").exists():
            _make(home, lines, say)
        owner = postgres.login("owner")
        with psycopg.connect(replace(owner, database="postgres").url(), autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {RUN} WITH (FORCE)")
            connection.execute(f"CREATE DATABASE {RUN} TEMPLATE {owner.database} STRATEGY FILE_COPY")
        os.environ["DATABASE_URL"] = replace(owner, database=RUN).url()
        shutil.rmtree(home / "bank", ignore_errors=True)
        set_up_django()
        from doudi.base import migrate

        migrate.bring_up_to_date()  # the kept database may be older than the code
        yield home
    finally:
        from django.db import connections

        connections.close_all()
        os.environ.pop("DATABASE_URL", None)
        if started:
            postgres.stop()


def _make(home: Path, lines: int, say: Callable[[str], None]) -> None:
    """In a child, so that what seals a million accounts does not stay in the memory of what measures."""
    say(f"编造 {lines:,} 户领取家庭（只做一次，保存在 {home.relative_to(CACHE.parents[1])}）……")
    child = os.fork()
    if not child:
        try:
            _fill(home, lines)
        except BaseException:
            import traceback

            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    if os.waitpid(child, 0)[1]:
        raise RuntimeError("被测的县没有造成。")


def _fill(home: Path, lines: int) -> None:
    set_up_django()
    from django.db import connection, connections

    from doudi.base import crypto, migrate
    from doudi.base.access import acting_as_system

    migrate.bring_up_to_date()
    numbers = [f"9900{number:015d}" for number in range(1, lines + 1)]
    sealed, marks = crypto.seal_many(numbers, purpose="account"), crypto.index_many(numbers, purpose="account")
    with acting_as_system(COUNTY[:4]), connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE bench_accounts (n bigint, number text, sealed bytea, mark bytea)")
        with cursor.copy("COPY bench_accounts FROM STDIN") as copy:
            for row in zip(range(1, lines + 1), numbers, sealed, marks, strict=True):
                copy.write_row(row)
        cursor.execute("ANALYZE bench_accounts")
        cursor.execute(FILLED, {"county": COUNTY, "towns": TOWNS, "count": lines})
    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    connections.close_all()
    (home / "made").touch()
