"""价格临时补贴: as declared, put right by two, and what was given before is found again to the last fen."""

from doudi.oversight.invariants import Invariant

# What was given of a subsidy before its last correction, of which that correction has found nothing although something is to be found: what is on lists, less
# what earlier findings ask back (`asked`) or take in the end (`taken`: less what was given up), is more or less than what is due by it. The share of the
# dead is due as it was given until it is worked out, or was never given; who has died with all of it is owed nothing.
_NOT_FOUND = """SELECT w.id, w.decided_by FROM (
            SELECT a.id, a.decided_by, a.amount_fen / nullif(each.fen, 0) AS people, each.fen AS each_fen, last.amount_fen AS last_fen, last.mark,
                (SELECT sum(l.amount_fen) FROM benefits_payline l WHERE l.award_id = a.id AND l.state NOT IN ('reissued', 'cancelled')) AS given
            FROM benefits_award a JOIN (
                SELECT DISTINCT ON (subsidy_id) subsidy_id, amount_fen, concat_ws(':', 'subsidy', subsidy_id, id) AS mark
                FROM benefits_subsidycorrection WHERE is_approved ORDER BY subsidy_id, id DESC) last ON last.subsidy_id::text = split_part(a.decided_by, ':', 2)
            JOIN benefits_pricesubsidy p ON p.id = last.subsidy_id
            LEFT JOIN benefits_subsidycorrection own ON own.id::text = split_part(a.decided_by, ':', 3)
            CROSS JOIN LATERAL (SELECT coalesce(own.amount_fen, p.amount_fen) AS fen) each
            WHERE a.kind = 'price_subsidy' AND a.until_month > a.from_month) w
           CROSS JOIN LATERAL (
            SELECT coalesce(sum(sign * fen), 0) AS asked, coalesce(sum(sign * CASE WHEN is_decided THEN kept_back ELSE fen END), 0) AS taken,
                count(*) FILTER (WHERE decided_by = '') AS dead, count(*) FILTER (WHERE decided_by = '' AND amount_fen IS NULL) AS unknown,
                count(*) FILTER (WHERE decided_by LIKE 'subsidy:%%') AS corrected
            FROM (SELECT j.decided_by, j.amount_fen, coalesce(j.amount_fen, 0) AS fen, CASE j.direction WHEN 'over' THEN 1 ELSE -1 END AS sign,
                    coalesce(v.outcome, '') <> '' AS is_decided,
                    (SELECT coalesce(sum(q.amount_fen - q.written_off_fen), 0) FROM benefits_recoverypart q WHERE q.adjustment_id = j.id) AS kept_back
                FROM benefits_adjustment j LEFT JOIN benefits_recovery v ON v.id = j.recovery_id
                WHERE j.result <> 'not_due' AND (j.award_id = w.id OR j.award_id IN (SELECT b.id FROM benefits_award b JOIN benefits_adjustment u
                    ON b.decided_by = 'adjustment:' || u.id WHERE b.kind = 'arrears' AND u.award_id = w.id))) found) f
           CROSS JOIN LATERAL (SELECT (w.people - f.dead) * w.last_fen + f.unknown * w.each_fen AS one,
                (w.people - f.dead + f.unknown) * w.last_fen AS other) due
           WHERE (w.each_fen <> w.last_fen OR f.corrected > 0) AND f.dead < w.people AND (f.dead = 0 OR f.asked < w.given)
             AND NOT EXISTS (SELECT FROM benefits_adjustment j WHERE j.award_id = w.id AND j.decided_by = w.mark)
             AND (w.given - f.asked > greatest(due.one, due.other) OR w.given - f.taken < least(due.one, due.other))"""

INVARIANTS = [
    Invariant(
        "每笔价格临时补贴都来自当月登记的文号和标准",
        "社会救助法 第三十二条",
        "SELECT count(*) FROM benefits_award WHERE kind = 'price_subsidy'",
        # As declared, or as a correction has opened it anew; ended only by a correction.
        """SELECT w.id, w.decided_by FROM benefits_award w LEFT JOIN benefits_pricesubsidy p
              ON w.decided_by LIKE 'subsidy:%%' AND p.id::text = split_part(w.decided_by, ':', 2) AND p.month = w.from_month AND starts_with(w.region, p.region)
           LEFT JOIN benefits_subsidycorrection c ON c.subsidy_id = p.id AND c.is_approved AND c.id::text = split_part(w.decided_by, ':', 3)
           LEFT JOIN benefits_subsidycorrection e ON e.subsidy_id = p.id AND e.is_approved AND w.ended_by = concat_ws(':', 'subsidy', p.id, e.id)
           WHERE w.kind = 'price_subsidy' AND (p.id IS NULL OR (c.id IS NULL AND w.decided_by <> 'subsidy:' || p.id)
              OR coalesce(c.amount_fen, p.amount_fen) = 0 OR w.amount_fen %% nullif(coalesce(c.amount_fen, p.amount_fen), 0) <> 0
              OR w.until_month IS DISTINCT FROM w.from_month + interval '1 month' AND (w.until_month <> w.from_month OR e.id IS NULL))""",
    ),
    Invariant(
        "补贴更正由两人办理，更正以前发出的每笔差额都有追补事项",
        "社会救助法 第三十二条、第四十七条、第六十六条",
        "SELECT count(*) FROM benefits_subsidycorrection",
        """SELECT id, region FROM benefits_subsidycorrection
           WHERE answered_on IS NOT NULL AND (answered_by_id IS NULL OR answered_by_id = proposed_by_id OR answer = '')
           UNION ALL """
        + _NOT_FOUND,
    ),
]
