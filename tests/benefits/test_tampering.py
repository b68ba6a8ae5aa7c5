"""动手脚: somebody who owns the tables changes what the county signed; the release stops."""

from collections.abc import Callable

import psycopg
import pytest
from django.db import connection, transaction

from doudi.base.access import acting_as_system
from doudi.base.models import Officer
from doudi.benefits import actions
from tests.benefits.builders import RELEASED, REVIEWED, TOWNS, a_desk, a_recipient, an_account, prepare
from tests.databases import Clone
from tests.people import a_family

CHANGES = {
    "amount": "UPDATE benefits_payline SET amount_fen = amount_fen + 1",
    "account": "UPDATE benefits_payline SET account_id = (SELECT max(id) FROM benefits_account)",
    "payee": "UPDATE benefits_payline SET payee_id = (SELECT max(id) FROM registry_person)",
    "number": "UPDATE benefits_account SET number_sealed = (SELECT number_sealed FROM benefits_account ORDER BY id DESC LIMIT 1)",
    "holder": "UPDATE benefits_account SET holder_name = '某人'",
    "line added": """INSERT INTO benefits_payline
        (run_id, award_id, household_id, kind, month, attempt, payee_id, account_id, amount_fen, state, hold_reason, words, bank_reason, region)
        SELECT run_id, award_id, household_id, kind, date '2026-12-01', 1, payee_id, account_id, amount_fen, state, '', '', '', region
        FROM benefits_payline LIMIT 1""",
    "line taken": "DELETE FROM benefits_payline WHERE id = (SELECT max(id) FROM benefits_payline)",
}
TRIGGERS_OFF = "ALTER TABLE benefits_payline DISABLE TRIGGER USER"


def test_what_was_signed_is_what_is_released(fresh_database: Clone, owner_of: Callable[[], psycopg.Connection], officer_of: Callable[..., Officer]) -> None:
    """The digest is keyed outside the database: whoever can write every table cannot make a fitting one."""
    with acting_as_system():
        desk = a_desk(officer_of)
        a_recipient(), a_recipient(), an_account(a_family())
        run = prepare()
        actions.sign_run(run_id=run.pk, step="township", officer=desk.townships[0], on=TOWNS)
        actions.sign_run(run_id=run.pk, step="county", officer=desk.county, on=REVIEWED)
    with owner_of() as owner:
        owner.execute(TRIGGERS_OFF)
    for change in CHANGES.values():
        with acting_as_system(), connection.cursor() as cursor:
            cursor.execute(change)
            with pytest.raises(actions.CannotReleaseRun, match="不一致"):
                actions.release_run(run_id=run.pk, officer=desk.finance, on=RELEASED)
            transaction.set_rollback(True)
    with acting_as_system():
        assert actions.release_run(run_id=run.pk, officer=desk.finance, on=RELEASED).lines == 2, "the control: unchanged, it goes"
