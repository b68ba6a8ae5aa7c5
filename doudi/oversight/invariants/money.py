"""资金: every fen has an award, an entry and a bank that answered for it; nobody dead is paid knowingly."""

from doudi.oversight.invariants import Invariant

_ALIVE = """EXISTS (SELECT 1 FROM registry_membership m JOIN registry_person p ON p.id = m.person_id
             WHERE m.household_id = l.household_id AND (m.until_on IS NULL OR m.until_on > least(r.frozen_on, y.died_on))
               AND (p.death_known_on IS NULL OR p.death_known_on >= r.frozen_on))"""

# Whose life a line rests on: the person of a standing of one's own, otherwise the payee and everybody of the family. The dead are few and come
# first, once: beside row security the planner would otherwise look at every person for every line.
_DEATHS_AFTER_PAYMENT = """WITH dead AS MATERIALIZED (SELECT id, died_on, death_known_on FROM registry_person WHERE death_known_on <= %(on)s),
    line AS MATERIALIZED (
        SELECT l.id, l.state, l.award_id, l.month, l.household_id, l.payee_id, s.person_id AS own, coalesce(r.frozen_on, r.settled_on) AS fixed_on
        FROM benefits_payline l JOIN benefits_payrun r ON r.id = l.run_id JOIN benefits_award w ON w.id = l.award_id
        JOIN benefits_standing s ON s.id = w.standing_id WHERE l.state = 'paid'),
    rests AS (
        SELECT id AS line_id, coalesce(own, payee_id) AS person_id FROM line
        UNION SELECT line.id, m.person_id FROM line JOIN registry_membership m ON m.household_id = line.household_id JOIN dead ON dead.id = m.person_id
        WHERE line.own IS NULL AND (m.until_on IS NULL OR m.until_on >= dead.died_on)),
    late AS (
        SELECT line.id, line.state, line.award_id, line.month, dead.id AS person_id FROM rests JOIN line ON line.id = rests.line_id
        JOIN dead ON dead.id = rests.person_id WHERE dead.died_on < line.month AND dead.death_known_on >= line.fixed_on)"""

INVARIANTS = [
    Invariant(
        "每笔发放都属于当月有效的待遇",
        "最低生活保障审核确认办法 第二十一条、第二十五条",
        "SELECT count(*) FROM benefits_payline",
        """SELECT l.id, l.state FROM benefits_payline l JOIN benefits_award w ON w.id = l.award_id
           WHERE w.from_month > l.month OR w.household_id <> l.household_id OR w.amount_fen <> l.amount_fen
              OR w.until_month <= l.month AND l.state <> 'cancelled'
                 AND w.until_month <= (SELECT date_trunc('month', r.prepared_on) FROM benefits_payrun r WHERE r.id = l.run_id)""",
    ),
    Invariant(
        "同一待遇同一月份没有付过两次",
        "社会救助法 第七十条",
        "SELECT count(*) FROM benefits_payline WHERE state = 'paid'",
        "SELECT min(id), 'award ' || award_id FROM benefits_payline WHERE state = 'paid' GROUP BY award_id, month HAVING count(*) > 1",
    ),
    Invariant(
        "暂缓的只有写明的几种情形，且有人负责",
        "社会救助法 第四十八条",
        "SELECT count(*) FROM benefits_payline WHERE state = 'held'",
        "SELECT id, hold_reason FROM benefits_payline WHERE state = 'held' AND (hold_reason NOT IN "
        "('nobody_to_pay', 'nowhere_to_pay', 'twice', 'no_award') OR NOT EXISTS (SELECT FROM benefits_linehold h WHERE h.line_id = benefits_payline.id))",
    ),
    Invariant(
        "每笔分录借贷相等",
        "社会救助法 第六十六条",
        "SELECT count(*) FROM benefits_entry",
        "SELECT e.id, e.memo FROM benefits_entry e LEFT JOIN benefits_posting p ON p.entry_id = e.id GROUP BY e.id HAVING coalesce(sum(p.amount_fen), -1) <> 0",
    ),
    Invariant(
        "账上送银行的金额等于代发文件",
        "社会救助法 第六十六条",
        "SELECT count(*) FROM benefits_bankfile",
        """SELECT f.id, f.name FROM benefits_bankfile f
           LEFT JOIN (SELECT e.run_id, sum(p.amount_fen) fen FROM benefits_entry e JOIN benefits_posting p ON p.entry_id = e.id
                      WHERE e.key LIKE '%%:sent' AND p.account_id = 'bank' GROUP BY e.run_id) s ON s.run_id = f.run_id
           LEFT JOIN (SELECT run_id, count(*) n, sum(amount_fen) fen FROM benefits_payline WHERE sent_on IS NOT NULL GROUP BY run_id) l ON l.run_id = f.run_id
           WHERE s.fen IS DISTINCT FROM f.total_fen OR l.fen IS DISTINCT FROM f.total_fen OR l.n IS DISTINCT FROM f.lines""",
    ),
    Invariant(
        "送银行＝已到账＋退回＋待答复",
        "社会救助法 第六十六条",
        "SELECT count(*) FROM benefits_bankfile",
        """SELECT f.id, f.name FROM benefits_bankfile f
           LEFT JOIN (SELECT run_id, sum(amount_fen) FILTER (WHERE state = 'paid') paid,
                             sum(amount_fen) FILTER (WHERE state IN ('failed', 'reissued', 'cancelled')) back,
                             sum(amount_fen) FILTER (WHERE state = 'sent') waiting
                      FROM benefits_payline WHERE sent_on IS NOT NULL GROUP BY run_id) l ON l.run_id = f.run_id
           LEFT JOIN (SELECT e.run_id, -sum(p.amount_fen) FILTER (WHERE e.key LIKE '%%:paid' AND p.account_id = 'bank') paid,
                             -sum(p.amount_fen) FILTER (WHERE e.key LIKE '%%:returned' AND p.account_id = 'bank') back
                      FROM benefits_entry e JOIN benefits_posting p ON p.entry_id = e.id GROUP BY e.run_id) b ON b.run_id = f.run_id
           WHERE f.total_fen <> coalesce(l.paid, 0) + coalesce(l.back, 0) + coalesce(l.waiting, 0)
              OR coalesce(l.paid, 0) <> coalesce(b.paid, 0) OR coalesce(l.back, 0) <> coalesce(b.back, 0)""",
    ),
    Invariant(
        "各科目余额方向正确",
        "社会救助法 第六十六条",
        "SELECT count(*) FROM benefits_posting",
        # Spending by county, year and kind of help: what comes back never makes more of a year undone than was spent in it.
        """SELECT 0, account_id || ' ' || left(region, 6) FROM benefits_posting GROUP BY account_id, left(region, 6)
           HAVING sum(amount_fen) < 0 AND account_id IN ('bank', 'claim', 'imprest', 'treasury') OR sum(amount_fen) > 0 AND account_id IN ('payable', 'fund')
           UNION ALL
           SELECT 0, 'expense ' || left(p.region, 6) || ' ' || p.kind || ' ' || extract(year FROM e."on") FROM benefits_posting p
           JOIN benefits_entry e ON e.id = p.entry_id WHERE p.account_id = 'expense' GROUP BY left(p.region, 6), p.kind, extract(year FROM e."on")
           HAVING sum(p.amount_fen) < 0""",
    ),
    Invariant(
        "资金列支加超出部分等于批次应付",
        "社会救助法 第六十六条",
        "SELECT count(*) FROM benefits_funduse",
        """SELECT r.id, r.region FROM benefits_payrun r JOIN (SELECT run_id, sum(amount_fen) fen FROM benefits_funduse GROUP BY run_id) u ON u.run_id = r.id
           LEFT JOIN (SELECT e.run_id, sum(p.amount_fen) fen FROM benefits_entry e JOIN benefits_posting p ON p.entry_id = e.id
                      WHERE e.key LIKE 'run:%%:committed' AND p.account_id = 'expense' GROUP BY e.run_id) c ON c.run_id = r.id
           LEFT JOIN (SELECT e.run_id, sum(p.amount_fen) fen FROM benefits_entry e JOIN benefits_posting p ON p.entry_id = e.id
                      WHERE e.key LIKE '%%:cancelled' AND p.account_id = 'payable' GROUP BY e.run_id) x ON x.run_id = r.id
           LEFT JOIN (SELECT e.run_id, sum(p.amount_fen) fen FROM benefits_entry e JOIN benefits_posting p ON p.entry_id = e.id
                      WHERE e.key LIKE 'recovery:%%:repaid' AND p.account_id = 'fund' GROUP BY e.run_id) b ON b.run_id = r.id
           WHERE u.fen + r.unfunded_fen <> coalesce(c.fen, 0) - coalesce(x.fen, 0) - coalesce(b.fen, 0)""",
    ),
    Invariant(
        "每笔资金没有超支，且与文件、列支一致",
        "社会救助法 第六十六条",
        "SELECT count(*) FROM benefits_fund",
        """SELECT f.id, f.source FROM benefits_fund f
           LEFT JOIN (SELECT fund_id, sum(amount_fen) fen FROM benefits_fundgrant GROUP BY 1) g ON g.fund_id = f.id
           LEFT JOIN (SELECT fund_id, sum(amount_fen) fen FROM benefits_funduse GROUP BY 1) u ON u.fund_id = f.id
           WHERE f.granted_fen <> coalesce(g.fen, 0) OR f.drawn_fen <> coalesce(u.fen, 0) OR f.drawn_fen > f.granted_fen""",
    ),
    Invariant(
        "定稿前已知唯一领取人死亡的，没有付出",
        "社会救助法 第四十六条",
        """SELECT count(*) FROM benefits_payline l JOIN benefits_payrun r ON r.id = l.run_id JOIN registry_person y ON y.id = l.payee_id
           WHERE r.frozen_on IS NOT NULL AND y.death_known_on < r.frozen_on""",
        """SELECT l.id, l.state FROM benefits_payline l JOIN benefits_payrun r ON r.id = l.run_id JOIN registry_person y ON y.id = l.payee_id
           JOIN benefits_award w ON w.id = l.award_id JOIN benefits_standing s ON s.id = w.standing_id
           WHERE l.state IN ('sent', 'paid') AND y.death_known_on < r.frozen_on AND (s.person_id IS NOT NULL OR NOT """
        + _ALIVE
        + ")",
    ),
    Invariant(
        "付后才知道死亡的，都有追补事项",
        "民发〔2022〕83号 一(三)",
        f"{_DEATHS_AFTER_PAYMENT} SELECT count(*) FROM late",
        f"""{_DEATHS_AFTER_PAYMENT} SELECT l.id, l.state FROM late l WHERE NOT EXISTS (
            SELECT 1 FROM benefits_adjustment j WHERE j.award_id = l.award_id AND j.month = l.month AND j.person_id = l.person_id)""",
    ),
    Invariant(
        "每件清退：应退＝已退＋抵扣＋核销＋未退，与账上一致",
        "社会救助法 第六十六条",
        "SELECT count(*) FROM benefits_recovery",
        """SELECT r.id, r.state FROM benefits_recovery r
           LEFT JOIN (SELECT recovery_id, sum(amount_fen) fen FROM benefits_recoverymove GROUP BY 1) m ON m.recovery_id = r.id
           LEFT JOIN (SELECT split_part(e.key, ':', 2)::bigint id, sum(p.amount_fen) fen FROM benefits_entry e JOIN benefits_posting p ON p.entry_id = e.id
                      WHERE e.key LIKE 'recovery:%%' AND p.account_id = 'claim' GROUP BY 1) b ON b.id = r.id
           WHERE r.left_fen <> r.decided_fen - coalesce(m.fen, 0) OR r.left_fen <> coalesce(b.fen, 0)
              OR r.found_fen <> (SELECT coalesce(sum(j.amount_fen), 0) FROM benefits_adjustment j WHERE j.recovery_id = r.id)""",
    ),
    Invariant(
        "应退的都落到付出的那一笔，不超过它，且与决定一致",
        "社会救助法 第四十七条、第六十六条",
        "SELECT count(*) FROM benefits_recoverypart",
        """SELECT r.id, r.state FROM benefits_recovery r
           LEFT JOIN (SELECT recovery_id, sum(amount_fen) fen, sum(cleared_fen) cleared FROM benefits_recoverypart GROUP BY 1) p ON p.recovery_id = r.id
           WHERE CASE r.state WHEN 'remitting' THEN r.found_fen - r.remitted_fen ELSE r.decided_fen END <> coalesce(p.fen, 0)
              OR r.state <> 'remitting' AND r.left_fen <> coalesce(p.fen, 0) - coalesce(p.cleared, 0)
           UNION ALL
           SELECT j.id, 'found' FROM benefits_adjustment j JOIN benefits_recoverypart p ON p.adjustment_id = j.id
           GROUP BY j.id HAVING sum(p.amount_fen) > j.amount_fen
           UNION ALL
           SELECT l.id, l.state FROM benefits_payline l JOIN benefits_recoverypart p ON p.line_id = l.id
           GROUP BY l.id HAVING sum(p.amount_fen) > l.amount_fen + coalesce((SELECT sum(v.amount_fen) FROM benefits_recoverymove v
              WHERE v.kind = 'set_off' AND v.paper = to_char(l.month, 'YYYY-MM') || ' ' || l.id), 0) OR l.state <> 'paid'""",
    ),
    Invariant(
        "少于发现金额的清退，都写明减免理由，由另一人审批",
        "社会救助法 第四十七条、第六十六条",
        "SELECT count(*) FROM benefits_recovery WHERE outcome <> '' AND decided_fen < found_fen",
        """SELECT id, state FROM benefits_recovery WHERE outcome <> '' AND decided_fen < found_fen AND NOT is_unapproved
           AND (remitted_fen <> found_fen - decided_fen OR remitted_because = '' OR approval = '' OR approved_by_id IS NULL
                OR approved_by_id IN (opened_by_id, heard_by_id, decided_by_id))""",
    ),
    Invariant(
        "物资账实相符，发出的都有领物单，凭证预留的都在库",
        "社会救助法 第六十六条",
        "SELECT count(*) FROM benefits_good",
        """SELECT g.id, g.name FROM benefits_good g LEFT JOIN (SELECT good_id, sum(quantity) n FROM benefits_stockmove GROUP BY 1) m ON m.good_id = g.id
           WHERE g.on_hand <> coalesce(m.n, 0) OR g.reserved > g.on_hand
              OR g.reserved <> (SELECT coalesce(sum(v.held), 0) FROM benefits_voucher v WHERE v.good_id = g.id)
           UNION ALL
           SELECT i.id, i.state FROM benefits_goodsissue i
           LEFT JOIN (SELECT issue_id, sum(quantity) n FROM benefits_stockmove GROUP BY 1) m ON m.issue_id = i.id
           WHERE coalesce(m.n, 0) <> CASE i.state WHEN 'returned' THEN 0 ELSE -i.quantity END
           UNION ALL
           SELECT m.id, m.paper FROM benefits_stockmove m LEFT JOIN benefits_voucher v ON v.number = m.paper AND v.good_id = m.good_id
           WHERE m.kind = 'issued' AND m.issue_id IS NULL AND (v.state IS DISTINCT FROM 'redeemed' OR m.quantity <> -v.quantity)""",
    ),
    Invariant(
        "凭证只兑领一次，在有效期内，有收据，由签发人以外的人登记",
        "社会救助法 第二十八条、第六十六条",
        "SELECT count(*) FROM benefits_voucher",
        """SELECT v.id, v.state FROM benefits_voucher v
           WHERE v.state = 'redeemed' AND (v.receipt = '' OR v.redeemed_on NOT BETWEEN v."on" AND v.valid_until OR v.redeemed_by_id = v.by_id
                OR v.good_id IS NOT NULL AND NOT EXISTS (SELECT FROM benefits_stockmove m WHERE m.good_id = v.good_id AND m.paper = v.number))
              OR (v.state = 'replaced') <> EXISTS (SELECT FROM benefits_voucher n WHERE n.replaces_id = v.id)""",
    ),
    Invariant(
        "服务费用只来自另一人验收的服务，没有超出合同",
        "社会救助法 第五十六条、第六十六条",
        "SELECT count(*) FROM benefits_contract",
        """SELECT c.id, c.title FROM benefits_contract c
           LEFT JOIN (SELECT p.contract_id, sum(v.cost_fen) fen FROM benefits_servicevisit v JOIN benefits_serviceplan p ON p.id = v.plan_id GROUP BY 1) s
             ON s.contract_id = c.id
           WHERE c.spent_fen <> coalesce(s.fen, 0) OR c.spent_fen > c.ceiling_fen""",
    ),
    Invariant(
        "备用金余额与收支、账上一致",
        "社会救助法 第六十六条",
        "SELECT count(*) FROM benefits_imprest",
        """SELECT i.id, i.region FROM benefits_imprest i
           LEFT JOIN (SELECT imprest_id, sum(amount_fen) fen, sum(amount_fen) FILTER (WHERE kind = 'paid' AND line_id IS NULL) waiting
                      FROM benefits_imprestmove GROUP BY 1) m ON m.imprest_id = i.id
           LEFT JOIN (SELECT p.region, sum(p.amount_fen) fen FROM benefits_posting p WHERE p.account_id = 'imprest' GROUP BY 1) b ON b.region = i.region
           WHERE i.on_hand_fen <> coalesce(m.fen, 0) OR coalesce(b.fen, 0) <> i.on_hand_fen - coalesce(m.waiting, 0)""",
    ),
    Invariant(
        "每件追补都有责任单位和期限",
        "社会救助法 第七十三条",
        "SELECT count(*) FROM benefits_adjustment",
        """SELECT id, reason FROM benefits_adjustment WHERE owner_region = '' OR due_on IS NULL
              OR state = 'settled' AND (outcome = '' OR result = '' OR result = 'recovery' AND recovery_id IS NULL)""",
    ),
]
