"""被测的县: a county where so many families receive, made by statements over a range; every run works on a copy of its database."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path

from bench.homes import copied

COUNTY, TOWNS = "370702", 8
MONTH, PREPARED, TOWNSHIPS, REVIEWED, RELEASED, ANSWERED = (date(2026, 11, day) for day in (1, 2, 3, 4, 5, 6))

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


def opened(lines: int, *, say: Callable[[str], None]) -> AbstractContextManager[Path]:
    """The home of so many awards, a fresh copy of it in use."""
    return copied(f"payday-{lines}", lambda _: _fill(lines), words=f"编造 {lines:,} 户领取家庭", say=say, anew=("bank",))


def _fill(lines: int) -> None:
    from django.db import connection

    from doudi.base import crypto
    from doudi.base.access import acting_as_system

    numbers = [f"9900{number:015d}" for number in range(1, lines + 1)]
    sealed, marks = crypto.seal_many(numbers, purpose="account"), crypto.index_many(numbers, purpose="account")
    with acting_as_system(COUNTY[:4]), connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE bench_accounts (n bigint, number text, sealed bytea, mark bytea)")
        with cursor.copy("COPY bench_accounts FROM STDIN") as copy:
            for row in zip(range(1, lines + 1), numbers, sealed, marks, strict=True):
                copy.write_row(row)
        cursor.execute("ANALYZE bench_accounts")
        cursor.execute(FILLED, {"county": COUNTY, "towns": TOWNS, "count": lines})
