"""发放前的检查: what holds a line, and what is only pointed out; each is one statement over the whole run.

A line is held only where there is nobody to pay, nowhere to pay it, or it stands twice. Everything else is paid, because a family
lives on it, and flagged: a machine reduces and ends nothing (法 第四十七条、第四十八条). Reads the registry's people and memberships.
"""

from datetime import date
from typing import Any

from django.db import connection

from doudi.benefits.models import PayRun
from doudi.benefits.months import month_after
from doudi.benefits.rules import dibao_standard_fen

NOW_MEMBER = "m.household_id = l.household_id AND m.from_on <= %(on)s AND (m.until_on IS NULL OR m.until_on > %(on)s)"
SOMEBODY_LIVES = f"""EXISTS (SELECT FROM registry_membership m JOIN registry_person p ON p.id = m.person_id
    WHERE {NOW_MEMBER} AND (p.death_known_on IS NULL OR p.death_known_on > %(on)s))"""
PAYEE_IS_DEAD = "coalesce(payee.death_known_on <= %(on)s, false)"

# One person's standing rests on that person's life; a family's on anybody of it living, whoever collects for it.
# A payee unknown here is not taken for dead, nor is a family of whom nobody is registered.
NOBODY = f"""CASE WHEN s.person_id IS NULL THEN NOT {SOMEBODY_LIVES} AND ({PAYEE_IS_DEAD} OR EXISTS (SELECT FROM registry_membership m WHERE {NOW_MEMBER}))
    ELSE coalesce((SELECT q.death_known_on <= %(on)s FROM registry_person q WHERE q.id = s.person_id), false) END"""  # noqa: S608
NOWHERE = "c.id IS NULL OR coalesce(c.closed_on <= %(on)s, false) OR coalesce(c.holder_name <> payee.name AND c.filed_on IS NULL, false)"
ONCE_AWARD = "(l.kind = 'temporary_relief')"
PEOPLE = "LEFT JOIN registry_person payee ON payee.id = l.payee_id LEFT JOIN benefits_account c ON c.id = l.account_id"

# What is given once is paid by itself, each decision one line; everything else by the month, one line for each kind and family or person.
MONTHLY = f"{ONCE_AWARD} IS FALSE AND l.from_month <= %(month)s AND (l.until_month IS NULL OR l.until_month > %(month)s)"
WAITING_ONCE = f"{ONCE_AWARD} AND l.from_month = %(month)s AND NOT EXISTS (SELECT FROM benefits_payline had WHERE had.award_id = l.id)"

# `own` is whose money it is where that can be said: the person of the standing, or a payee who belongs to the family.
INSERT = f"""
WITH due AS (
    SELECT l.id, l.household_id, l.kind, l.payee_id, l.account_id, l.amount_fen, l.region, l.from_month, s.person_id,
        CASE WHEN {ONCE_AWARD} THEN l.decided_by ELSE '' END AS decision,
        ({NOBODY}) AS nobody, ({NOWHERE}) AS nowhere,
        coalesce(s.person_id, (SELECT m.person_id FROM registry_membership m WHERE {NOW_MEMBER} AND m.person_id = l.payee_id LIMIT 1)) AS own
    FROM benefits_award l JOIN benefits_standing s ON s.id = l.standing_id {PEOPLE}
    WHERE starts_with(l.region, %(region)s) AND {{which}}
), counted AS (
    SELECT *, row_number() OVER (PARTITION BY kind, decision, household_id, person_id ORDER BY from_month, id) AS in_family,
        CASE WHEN own IS NULL THEN 1 ELSE row_number() OVER (PARTITION BY kind, decision, own ORDER BY from_month, id) END AS of_person
    FROM due
), judged AS (
    SELECT *, CASE WHEN nobody THEN 'nobody_to_pay' WHEN in_family > 1 OR of_person > 1 THEN 'twice' WHEN nowhere THEN 'nowhere_to_pay' ELSE '' END AS hold
    FROM counted
)
INSERT INTO benefits_payline
    (run_id, award_id, household_id, kind, month, attempt, payee_id, account_id, amount_fen, state, hold_reason, words, bank_reason, region)
SELECT %(run)s, id, household_id, kind, %(month)s, 1, payee_id, account_id, amount_fen, CASE hold WHEN '' THEN 'due' ELSE 'held' END, hold, '', '', region
FROM judged ORDER BY region, id
ON CONFLICT DO NOTHING
"""  # noqa: S608
INSERT_LINES, INSERT_ONCE = INSERT.format(which=MONTHLY), INSERT.format(which=WAITING_ONCE)

# A line that an officer has settled goes to whom that officer named, as a last month due to a family that is no more goes to its heirs.
HOLD_AGAIN = f"""
UPDATE benefits_payline held SET state = 'held', hold_reason = CASE WHEN found.nobody THEN 'nobody_to_pay' ELSE 'nowhere_to_pay' END
FROM (
    SELECT l.id, CASE WHEN l.settled_by_id IS NULL THEN {NOBODY} ELSE {PAYEE_IS_DEAD} END AS nobody, ({NOWHERE}) AS nowhere
    FROM benefits_payline l JOIN benefits_award a ON a.id = l.award_id JOIN benefits_standing s ON s.id = a.standing_id {PEOPLE}
    WHERE l.run_id = %(run)s AND l.state = 'due'
) found
WHERE held.id = found.id AND (found.nobody OR found.nowhere)
"""  # noqa: S608

# Whose own a line's standing is; empty for a family's. Asked line by line: joined, row security hides from the planner how many standings there are,
# and it walks through all of them for every line.
OWN = "SELECT s.person_id FROM benefits_award a JOIN benefits_standing s ON s.id = a.standing_id WHERE a.id = {}.award_id"

FLAG_LINES = f"""
WITH shared AS (
    SELECT c.number_index, count(DISTINCT l.payee_id) AS payees
    FROM benefits_payline l JOIN benefits_account c ON c.id = l.account_id WHERE l.run_id = %(run)s GROUP BY 1
), line AS MATERIALIZED (
    SELECT l.*, ({OWN.format("l")}) AS own FROM benefits_payline l WHERE l.run_id = %(run)s AND l.state = 'due'
), seen AS (
    SELECT l.id, l.region, l.kind, l.amount_fen, shared.payees, before.amount_fen AS amount_before, c.number_index <> before.number_index AS moved,
        {PAYEE_IS_DEAD} AND l.own IS NULL AS payee_died, standard.fen * (SELECT count(*) FROM registry_membership m WHERE {NOW_MEMBER}) AS most
    FROM line l {PEOPLE}
    LEFT JOIN shared ON shared.number_index = c.number_index
    LEFT JOIN registry_household h ON h.id = l.household_id
    LEFT JOIN unnest(%(areas)s::text[], %(standards)s::bigint[]) AS standard(area, fen) ON standard.area = h.area
    LEFT JOIN LATERAL (
        SELECT b.amount_fen, d.number_index FROM benefits_payline b LEFT JOIN benefits_account d ON d.id = b.account_id
        WHERE b.household_id = l.household_id AND b.month = %(month_before)s AND b.kind = l.kind AND ({OWN.format("b")}) IS NOT DISTINCT FROM l.own
            AND b.state IN ('sent', 'paid') ORDER BY b.id LIMIT 1
    ) before ON true
)
INSERT INTO benefits_lineflag (line_id, code, words, region)
SELECT seen.id, flag.code, flag.words, seen.region
FROM seen CROSS JOIN LATERAL (VALUES
    ('shared_account', format('这个账户本月有 %%s 位领取人。', payees), payees > 1),
    ('account_changed', '收款账户与上月不同。', moved),
    ('tenfold', '金额达到上月的十倍。', amount_fen >= 10 * amount_before),
    ('payee_died', '领取人已登记死亡，家中另有成员：照发，请尽快更换领取人并核查。', payee_died),
    ('over_rule', '金额超过当地标准乘以在册人数。', kind = 'dibao_monthly' AND amount_fen > most)
) AS flag(code, words, is_raised)
WHERE flag.is_raised
ON CONFLICT DO NOTHING
"""  # noqa: S608


def insert_lines(run: PayRun, *, on: date) -> int:
    """One line for every award in force in the run's month, or for each that is given once and has none yet; held ones with their reason; how many."""
    return _run(INSERT_ONCE if run.kind == PayRun.Kind.ONCE else INSERT_LINES, run, on)


def hold_again(run: PayRun, *, on: date) -> int:
    """What became known since the run was made: due lines with nobody or nowhere to pay are held; how many."""
    return _run(HOLD_AGAIN, run, on)


def flag_lines(run: PayRun, *, on: date) -> int:
    """Point out what somebody should look at; the lines are paid all the same; how many flags."""
    return _run(FLAG_LINES, run, on)


def _run(statement: str, run: PayRun, on: date) -> int:
    areas = ("urban", "rural")
    known: dict[str, Any] = {"run": run.pk, "region": run.region, "month": run.month, "month_before": month_after(run.month, -1), "on": on}
    if statement is FLAG_LINES:
        known |= {"areas": list(areas), "standards": [dibao_standard_fen(run.region, area, on) for area in areas]}
    with connection.cursor() as cursor:
        cursor.execute(statement, known)
        return cursor.rowcount
