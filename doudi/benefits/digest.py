"""指纹: what the county reviewer signed, in 64 characters; keyed, so that the database alone cannot make a fitting one."""

from django.db import connection

from doudi.base import crypto
from doudi.benefits.models import PayRun

LINES = """
SELECT encode(sha256(convert_to(coalesce(string_agg(concat_ws('|', l.id, l.award_id, l.month, l.attempt, l.amount_fen, l.kind, l.region, l.payee_id, payee.name,
    l.account_id, c.bank, c.holder_name, encode(c.number_sealed, 'hex')), E'\\n' ORDER BY l.id), ''), 'UTF8')), 'hex')
FROM benefits_payline l JOIN benefits_account c ON c.id = l.account_id LEFT JOIN registry_person payee ON payee.id = l.payee_id
WHERE l.run_id = %s AND l.state = 'due'
"""


def digest_lines(run: PayRun) -> str:
    """The digest over every due line with its payee and its account."""
    with connection.cursor() as cursor:
        cursor.execute(LINES, [run.pk])
        return crypto.index(f"{run.batch} {cursor.fetchone()[0]}", purpose="pay_run").hex()
