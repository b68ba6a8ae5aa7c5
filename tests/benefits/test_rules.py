"""库里的规矩: what the database refuses from the application itself; and that each refusal is the work of the rule named beside it."""

from collections.abc import Callable
from datetime import date

import psycopg
import pytest
from django.db import connection

from doudi.base.access import acting, acting_as_system
from doudi.base.models import Officer
from doudi.benefits import actions, queries
from doudi.benefits.models import PayLine
from tests.benefits.attacks import all_let_through_without, all_refused, attempt, without
from tests.benefits.builders import ANSWERED, COUNTY, MONTH, OTHER_TOWN, TOWN, a_desk, a_recipient, answer, prepare, sign_and_release
from tests.databases import Clone

LINE = """INSERT INTO benefits_payline
    (run_id, award_id, household_id, kind, month, attempt, payee_id, account_id, amount_fen, state, hold_reason, words, bank_reason, region)
    SELECT run_id, award_id, household_id, kind, {month}, {attempt}, payee_id, account_id, {fen}, {state}, '', '', '', region
    FROM benefits_payline WHERE state = 'paid' LIMIT 1"""


def a_line(month: str = "month", attempt: str = "attempt", fen: str = "amount_fen", state: str = "'due'") -> str:
    return LINE.format(month=month, attempt=attempt, fen=fen, state=state)


ENTRY = "INSERT INTO benefits_entry (key, \"on\", memo, region) VALUES ('test', '2026-11-05', '', '370702')"
POSTING = "INSERT INTO benefits_posting (entry_id, account_id, kind, amount_fen, region) SELECT {entry}, '{account}', 'x', {fen}, '370702001'"
OF_NEW, OF_OLD = "(SELECT max(id) FROM benefits_entry)", "(SELECT min(id) FROM benefits_entry)"


def a_line_naming(column: str) -> str:
    """A line of another month that names what is not there."""
    named, sep, rest = a_line("date '2027-01-01'").partition("SELECT")
    return named + sep + rest.replace(column, f"{column} + 1000000", 1)


def an_entry(*sides: tuple[str, str]) -> str:
    return "; ".join([ENTRY, *(POSTING.format(entry=OF_NEW, account=account, fen=fen) for account, fen in sides)])


BALANCE = "; ".join(
    without("trigger", name, table) for name, table in (("benefits_entry_balances", "benefits_entry"), ("benefits_posting_balances", "benefits_posting"))
)
STAYS = without("trigger", "benefits_line_stays", "benefits_payline")
ATTACKS = {
    "an entry that does not balance": (an_entry(("bank", "5"), ("fund", "-4")), BALANCE),
    "an entry without postings": (ENTRY, BALANCE),
    "a posting on an old entry": (POSTING.format(entry=OF_OLD, account="fund", fen=5), BALANCE),
    "a posting of nothing": (an_entry(("bank", "0"), ("fund", "0")), without("constraint", "posting_not_nothing", "benefits_posting")),
    "the same event twice": (
        'INSERT INTO benefits_entry (key, "on", memo, region) SELECT key, "on", \'\', region FROM benefits_entry LIMIT 1',
        f"ALTER TABLE benefits_entry DROP CONSTRAINT benefits_entry_key_key; {BALANCE}",
    ),
    "an entry rewritten": ("UPDATE benefits_entry SET memo = 'x'", without("trigger", "benefits_entry_keeps_rows", "benefits_entry")),
    "a posting rewritten": ("UPDATE benefits_posting SET kind = 'x'", without("trigger", "benefits_posting_keeps_rows", "benefits_posting")),
    "a posting deleted": ("DELETE FROM benefits_posting", without("trigger", "benefits_posting_keeps_rows", "benefits_posting")),
    "a signature moved": (
        "UPDATE benefits_runsignature SET \"on\" = '2026-01-01'",
        without("trigger", "benefits_runsignature_keeps_rows", "benefits_runsignature"),
    ),
    "a bank file renamed": ("UPDATE benefits_bankfile SET name = 'x'", without("trigger", "benefits_bankfile_keeps_rows", "benefits_bankfile")),
    "an answer forgotten": ("DELETE FROM benefits_bankreturn", without("trigger", "benefits_bankreturn_keeps_rows", "benefits_bankreturn")),
    "a line's amount changed": ("UPDATE benefits_payline SET amount_fen = amount_fen + 1", STAYS),
    "a line's account changed": ("UPDATE benefits_payline SET account_id = (SELECT max(id) FROM benefits_account)", STAYS),
    "a paid line due again": ("UPDATE benefits_payline SET state = 'due' WHERE state = 'paid'", STAYS),
    "a line deleted": (
        "DELETE FROM benefits_lineflag; DELETE FROM benefits_payline WHERE state = 'paid'",
        without("trigger", "benefits_line_kept", "benefits_payline"),
    ),
    "the same attempt twice": (a_line(state="'cancelled'"), without("constraint", "pay_line_once", "benefits_payline")),
    "a second live attempt": (a_line(attempt="attempt + 1"), without("index", "one_live_attempt", "benefits_payline")),
    "a line of nothing": (a_line("date '2027-01-01'", fen="0"), without("constraint", "pay_line_amount", "benefits_payline")),
    "a line below nothing": (a_line("date '2027-01-01'", fen="-1"), without("constraint", "pay_line_amount", "benefits_payline")),
    "a line beyond belief": (a_line("date '2027-01-01'", fen="10000001"), without("constraint", "pay_line_amount", "benefits_payline")),
    "a line in mid-month": (a_line("date '2027-01-02'"), without("constraint", "pay_line_month", "benefits_payline")),
    **{
        f"a line whose {column} is not there": (a_line_naming(column), without("trigger", "benefits_lines_name", "benefits_payline"))
        for column in ("run_id", "award_id", "household_id", "payee_id", "account_id")
    },
    "an account deleted that a line was paid to": (
        """UPDATE benefits_award SET account_id = (SELECT max(id) FROM benefits_account);
        DELETE FROM benefits_account WHERE id = (SELECT min(account_id) FROM benefits_payline)""",
        without("trigger", "benefits_line_names_it", "benefits_account"),
    ),
    "a run made twice": (
        """INSERT INTO benefits_payrun (region, month, kind, seq, state, townships, digest, prepared_on)
        SELECT region, month, kind, seq, state, 0, '', prepared_on FROM benefits_payrun""",
        without("constraint", "pay_run_once", "benefits_payrun"),
    ),
    "an award of nothing": ("UPDATE benefits_award SET amount_fen = 0", without("constraint", "award_amount", "benefits_award")),
}


def settled_month(officer_of: Callable[..., Officer]) -> None:
    """A month that is over, with an account to spare."""
    desk = a_desk(officer_of)
    a_recipient(), a_recipient(town=OTHER_TOWN)
    actions.read_return(path=answer(sign_and_release(prepare(), desk)), on=ANSWERED, officer=None)


@pytest.mark.usefixtures("system")
def test_the_database_refuses(officer_of: Callable[..., Officer]) -> None:
    settled_month(officer_of)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
    attempt(an_entry(("bank", "5"), ("fund", "-5")))
    all_refused(ATTACKS)


def test_each_refusal_is_the_work_of_its_rule(fresh_database: Clone, officer_of: Callable[..., Officer], owner_of: Callable[[], psycopg.Connection]) -> None:
    with acting_as_system():
        settled_month(officer_of)
    all_let_through_without(ATTACKS, owner_of)


def test_truncate_is_refused_even_to_who_may_write(fresh_database: Clone, owner_of: Callable[[], psycopg.Connection]) -> None:
    for table in ("entry", "posting", "runsignature", "bankfile", "bankreturn", "payline"):
        with owner_of() as owner, pytest.raises(psycopg.Error):
            owner.execute(f"TRUNCATE benefits_{table} CASCADE")


@pytest.mark.usefixtures("system")
def test_each_sees_the_lines_of_their_own_region(officer_of: Callable[..., Officer]) -> None:
    settled_month(officer_of)
    run = queries.find_run(region=COUNTY, month=MONTH)
    assert run is not None
    seen = {}
    for name, officer in {
        "town": officer_of("township", TOWN),
        "county": officer_of("county", COUNTY),
        "neighbour": officer_of("county", "370703"),
        "nobody": officer_of("administrator"),
    }.items():
        with acting(officer):
            seen[name] = (queries.runs(MONTH).count(), queries.lines_of(run.pk).count(), queries.books_of(month=MONTH).paid_fen, PayLine.objects.count())
    assert seen == {"town": (1, 1, 60_000, 1), "county": (1, 2, 120_000, 2), "neighbour": (0, 0, 0, 0), "nobody": (0, 0, 0, 0)}


@pytest.mark.usefixtures("system")
def test_a_run_in_numbers(officer_of: Callable[..., Officer]) -> None:
    settled_month(officer_of)
    run = queries.find_run(region=COUNTY, month=MONTH)
    assert run is not None
    page = queries.overview(run.pk)
    assert (page.lines, page.fen, page.month_before_lines, page.month_before_fen) == (2, 120_000, 0, 0)
    assert [(part.title, part.lines, part.fen) for part in page.by_state] == [("已到账", 2, 120_000)]
    assert [(part.code, part.lines) for part in page.by_township] == [(TOWN, 1), (OTHER_TOWN, 1)]
    assert [part.title for part in page.by_kind] == ["最低生活保障金"]
    assert [signature.step for signature in page.signatures] == ["township", "township", "county", "finance"]
    assert queries.payday(COUNTY, MONTH) == date(2026, 11, 10)
    first = queries.lines_of(run.pk, township=TOWN).get()
    assert list(queries.payments_of(first.household_id)) == [first]
    assert list(queries.held_lines(MONTH)) == []
