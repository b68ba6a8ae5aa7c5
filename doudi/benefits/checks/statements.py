"""检查的语句: the checks put together, each kind one statement over the whole run; nothing is asked line by line."""

from doudi.benefits.checks import FLAGS, HOLDS
from doudi.benefits.checks.check import NOW_MEMBER, PAYEE_IS_DEAD

ONCE_AWARD = "(l.kind IN ('temporary_relief', 'price_subsidy', 'arrears'))"
PEOPLE = "LEFT JOIN registry_person payee ON payee.id = l.payee_id LEFT JOIN benefits_account c ON c.id = l.account_id"

# What is given once is paid by itself, each decision one line; everything else by the month, one line for each kind and family or person.
MONTHLY = f"{ONCE_AWARD} IS FALSE AND l.from_month <= %(month)s AND (l.until_month IS NULL OR l.until_month > %(month)s)"
WAITING_ONCE = f"{ONCE_AWARD} AND l.from_month = %(month)s AND l.until_month IS DISTINCT FROM l.from_month"
WAITING_ONCE += " AND NOT EXISTS (SELECT FROM benefits_payline had WHERE had.award_id = l.id)"
WAITING_ONCE += " AND NOT EXISTS (SELECT FROM benefits_imprestmove given WHERE given.award_id = l.id)"

ASKED_OF_AWARDS = [hold for hold in HOLDS if hold.awards]
ASKED_OF_LINES = [hold for hold in HOLDS if hold.lines]
SIMPLE = ", ".join(f"({hold.awards}) AS {hold.code}" for hold in ASKED_OF_AWARDS if hold.code != "twice")
CHOSEN = "CASE " + " ".join(f"WHEN {hold.awards if hold.code == 'twice' else hold.code} THEN '{hold.code}'" for hold in ASKED_OF_AWARDS) + " ELSE '' END"

# `own` is whose money it is where that can be said: the person of the standing, or a payee who belongs to the family.
DUE = f"""
WITH due AS (
    SELECT l.id, l.household_id, l.kind, l.payee_id, l.account_id, l.amount_fen, l.region, l.from_month, s.person_id,
        CASE WHEN {ONCE_AWARD} THEN l.decided_by ELSE '' END AS decision, {SIMPLE},
        coalesce(s.person_id, (SELECT m.person_id FROM registry_membership m WHERE {NOW_MEMBER} AND m.person_id = l.payee_id LIMIT 1)) AS own
    FROM benefits_award l JOIN benefits_standing s ON s.id = l.standing_id {PEOPLE}
    WHERE starts_with(l.region, %(region)s) AND {{which}}
), counted AS (
    SELECT *, row_number() OVER (PARTITION BY kind, decision, household_id, person_id ORDER BY from_month, id) AS in_family,
        CASE WHEN own IS NULL THEN 1 ELSE row_number() OVER (PARTITION BY kind, decision, own ORDER BY from_month, id) END AS of_person
    FROM due
), judged AS (
    SELECT *, {CHOSEN} AS hold FROM counted
)
"""  # noqa: S608
INSERT = """
INSERT INTO benefits_payline
    (run_id, award_id, household_id, kind, month, attempt, payee_id, account_id, amount_fen, state, hold_reason, words, bank_reason, region)
SELECT %(run)s, id, household_id, kind, %(month)s, 1, payee_id, account_id, amount_fen, CASE hold WHEN '' THEN 'due' ELSE 'held' END, hold, '', '', region
FROM judged ORDER BY region, id
ON CONFLICT DO NOTHING
"""
DUE_OF_MONTH = DUE.format(which=MONTHLY)
INSERT_LINES, INSERT_ONCE = DUE_OF_MONTH + INSERT, DUE.format(which=WAITING_ONCE) + INSERT

HOLD_AGAIN = f"""
UPDATE benefits_payline held SET state = 'held', hold_reason = found.hold
FROM (
    SELECT l.id, CASE {" ".join(f"WHEN {hold.lines} THEN '{hold.code}'" for hold in ASKED_OF_LINES)} ELSE '' END AS hold
    FROM benefits_payline l JOIN benefits_award a ON a.id = l.award_id JOIN benefits_standing s ON s.id = a.standing_id {PEOPLE}
    WHERE l.run_id = %(run)s AND l.state = 'due'
) found
WHERE held.id = found.id AND found.hold <> ''
"""  # noqa: S608

# Every held line is somebody's work until a day, and its family is told; one that was held before keeps what is written of it.
HELD_SINCE = """
INSERT INTO benefits_linehold (line_id, since_on, county_on, told_how, region)
SELECT l.id, %(on)s, %(county_on)s, '', l.region FROM benefits_payline l WHERE l.run_id = %(run)s AND l.state = 'held' ORDER BY l.id
ON CONFLICT DO NOTHING
"""

# Whose own a line's standing is; empty for a family's. Asked line by line: joined, row security hides from the planner how many standings there are,
# and it walks through all of them for every line.
OWN = "SELECT s.person_id FROM benefits_award a JOIN benefits_standing s ON s.id = a.standing_id WHERE a.id = {}.award_id"

# Accounts with several payees, cards that somebody keeps and the staff's families are few: they are found first and asked as sets. Lines stay in the
# order in which they were written, that of the awards, so that what is looked up for each lies beside what was looked up before. Joined instead, or
# sorted by account, the planner, which knows nothing yet of lines just written, would walk about the whole county for every line. A family has a
# relative among the staff where one of its people stands in their register and nothing was filed. OFFSET 0 keeps what was seen of a line from being looked
# up once more for each flag that asks it.
FLAG_LINES = f"""
WITH staff AS MATERIALIZED (
    SELECT m.household_id, min(p.name) AS relative FROM registry_staffmember t JOIN registry_person p ON p.id_index = t.id_index
    JOIN registry_membership m ON m.person_id = p.id AND m.from_on <= %(on)s AND (m.until_on IS NULL OR m.until_on > %(on)s)
    WHERE m.household_id <> ALL(%(filed)s) GROUP BY 1
), line AS MATERIALIZED (
    SELECT l.id, l.region, l.kind, l.state, l.amount_fen, l.household_id, l.award_id, l.payee_id, l.account_id, c.number_index, c.filed_on, c.holder_name,
        c.is_institution
    FROM benefits_payline l LEFT JOIN benefits_account c ON c.id = l.account_id WHERE l.run_id = %(run)s
), crowded AS MATERIALIZED (
    SELECT number_index FROM line WHERE number_index IS NOT NULL GROUP BY 1 HAVING min(payee_id) <> max(payee_id)
), shared AS MATERIALIZED (
    SELECT number_index, count(DISTINCT payee_id) AS payees FROM line WHERE number_index IN (SELECT number_index FROM crowded) GROUP BY 1
), kept_card AS MATERIALIZED (
    SELECT account_id, format('存折（卡）由 %%s 代管，协议 %%s，%%s。', custodian, paper,
        CASE WHEN filed_on IS NULL THEN '还没有报县级备案' ELSE '县级备案日 ' || filed_on END) AS words
    FROM benefits_custody WHERE ended_on IS NULL AND starts_with(region, %(region)s)
), seen AS (
    SELECT l.id, l.region, l.kind, l.amount_fen, before.amount_fen AS amount_before, l.number_index <> before.number_index AS moved,
        CASE WHEN l.number_index IN (SELECT number_index FROM crowded)
            THEN (SELECT payees FROM shared WHERE shared.number_index = l.number_index) WHEN l.number_index IS NOT NULL THEN 1 END AS payees,
        l.filed_on, l.holder_name, l.is_institution, CASE WHEN l.account_id IN (SELECT account_id FROM kept_card)
            THEN (SELECT words FROM kept_card WHERE kept_card.account_id = l.account_id) END AS kept,
        CASE WHEN l.household_id IN (SELECT household_id FROM staff)
            THEN (SELECT relative FROM staff WHERE staff.household_id = l.household_id) END AS relative,
        {PAYEE_IS_DEAD} AND ({OWN.format("l")}) IS NULL AS payee_died,
        standard.fen * (SELECT count(*) FROM registry_membership m WHERE {NOW_MEMBER}) AS most
    FROM line l LEFT JOIN registry_person payee ON payee.id = l.payee_id
    LEFT JOIN registry_household h ON h.id = l.household_id
    LEFT JOIN unnest(%(areas)s::text[], %(standards)s::bigint[]) AS standard(area, fen) ON standard.area = h.area
    LEFT JOIN LATERAL (
        SELECT b.amount_fen, d.number_index FROM benefits_payline b LEFT JOIN benefits_account d ON d.id = b.account_id
        WHERE b.household_id = l.household_id AND b.month = %(month_before)s AND b.kind = l.kind AND b.state IN ('sent', 'paid')
            AND ({OWN.format("b")}) IS NOT DISTINCT FROM ({OWN.format("l")}) ORDER BY b.id LIMIT 1
    ) before ON true
    WHERE l.state = 'due' OFFSET 0
), raised AS (
    SELECT * FROM seen WHERE {" OR ".join(f"({flag.when})" for flag in FLAGS)}
)
INSERT INTO benefits_lineflag (line_id, code, words, region)
SELECT seen.id, flag.code, flag.words, seen.region
FROM raised AS seen CROSS JOIN LATERAL (VALUES
    {", ".join(f"('{flag.code}', {flag.words}, {flag.when})" for flag in FLAGS)}
) AS flag(code, words, is_raised)
WHERE flag.is_raised
ON CONFLICT DO NOTHING
"""  # noqa: S608
