"""权利: the person is heard, the notice has run, nobody checks their own work, nobody is helped or cut off without a decision."""

from doudi.oversight.invariants import Invariant

# Every decision there is, under the name that a standing or an award gives it, with the family it is about, and the one that this family became by moving.
_DECIDED = """SELECT 'decision:' || id, household_id FROM casework_decision
            UNION SELECT 'decision:' || d.id, m.to_household_id FROM casework_decision d JOIN casework_move m ON m.change_id = d.change_id
            UNION SELECT 'decision:' || d.id, c.now FROM casework_decision d JOIN ({carried}) c ON c.was = d.household_id"""

# Which household carries what another was given: the family has moved, and its help with it.
_CARRIED = """WITH RECURSIVE carried AS (
            SELECT household_id AS was, household_id AS now, id FROM benefits_standing WHERE is_carried_on
            UNION SELECT c.was, s.household_id, s.id FROM carried c JOIN benefits_standing s ON s.follows_id = c.id)
            SELECT was, now FROM carried WHERE was <> now"""
_DECIDED = _DECIDED.format(carried=_CARRIED)

INVARIANTS = [
    Invariant(
        "调减、终止前都听取了意见",
        "社会救助法 第四十八条",
        "SELECT count(*) FROM casework_decision WHERE outcome IN ('reduce', 'end', 'exit')",
        """SELECT d.id, d.outcome FROM casework_decision d JOIN casework_change c ON c.id = d.change_id
           WHERE d.outcome IN ('reduce', 'end', 'exit') AND (c.heard_on IS NULL OR c.heard_on > d.decided_on OR c.hearing_words = '')""",
    ),
    Invariant(
        "同意的申请都公示满七天",
        "最低生活保障审核确认办法 第十九条",
        "SELECT count(*) FROM casework_decision WHERE outcome = 'grant'",
        """SELECT d.id, a.state FROM casework_decision d JOIN casework_application a ON a.id = d.application_id
           WHERE d.outcome = 'grant' AND a.objected_on IS NULL
             AND (a.notice_posted_on IS NULL OR a.notice_last_on - a.notice_posted_on < 7 OR d.decided_on <= a.notice_last_on)""",
    ),
    Invariant(
        "每份核对名单都在三个工作日内启动",
        "最低生活保障审核确认办法 第十七条",
        "SELECT count(*) FROM verification_exchange",
        """SELECT e.id, e.feed FROM verification_exchange e JOIN verification_request r ON r.id = e.request_id
           LEFT JOIN verification_attempt a ON a.exchange_id = e.id AND a.number = 1
           WHERE coalesce(CAST(a.began_at AT TIME ZONE 'Asia/Shanghai' AS date), r.answered_on, CAST(%(on)s AS date)) > e.start_by_on""",
    ),
    Invariant(
        "没有案件越过未办理的网上异议",
        "最低生活保障审核确认办法 第十九条第二款；特困人员认定办法 第二十六条",
        "SELECT count(*) FROM casework_onlineobjection",
        """SELECT o.id, o.state FROM casework_onlineobjection o
           LEFT JOIN casework_application a ON a.id = o.application_id LEFT JOIN casework_change c ON c.id = o.change_id
           WHERE o.state = 'waiting' AND (a.state IN ('submitted', 'decided') OR c.state = 'decided')""",
    ),
    Invariant(
        "调查、初审、提出变更或听取意见的人都不是决定人",
        "社会救助法 第四十四条",
        "SELECT count(*) FROM casework_decision",
        """SELECT d.id, d.outcome FROM casework_decision d
           LEFT JOIN casework_application a ON a.id = d.application_id LEFT JOIN casework_change c ON c.id = d.change_id
           WHERE d.decided_by_id IN (a.accepted_by_id, a.opinion_by_id, c.opened_by_id, c.heard_by_id)
              OR EXISTS (SELECT 1 FROM casework_investigation i JOIN casework_investigator v ON v.investigation_id = i.id
                         WHERE i.application_id = d.application_id AND i.manner <> 'county' AND v.officer_id = d.decided_by_id)""",
    ),
    Invariant(
        "每个身份都来自决定或原有名册，每次终止都有决定",
        "最低生活保障审核确认办法 第二十八条；社会救助法 第四十七条",
        "SELECT count(*) FROM benefits_standing",
        f"""SELECT s.id, s.decided_by FROM benefits_standing s
            WHERE s.decided_by NOT LIKE 'import:%%' AND (s.decided_by, s.household_id) NOT IN ({_DECIDED})
               OR s.until_on IS NOT NULL AND s.ended_by <> s.decided_by AND (s.ended_by, s.household_id) NOT IN ({_DECIDED})""",
    ),
    Invariant(
        "每项变动的待遇都有决定",
        "社会救助法 第四十七条",
        "SELECT count(*) FROM benefits_award",
        f"""SELECT w.id, w.decided_by FROM benefits_award w
            WHERE w.kind NOT IN ('price_subsidy', 'arrears', 'tekun_supplement')
              AND w.decided_by NOT LIKE 'recovery:%%' AND coalesce(w.ended_by, '') NOT LIKE 'recovery:%%'
              AND (w.decided_by NOT LIKE 'import:%%' AND (w.decided_by, w.household_id) NOT IN ({_DECIDED})
               OR w.until_month IS NOT NULL AND (w.ended_by, w.household_id) NOT IN ({_DECIDED}))""",
    ),
    Invariant(
        "每笔特困增发都是特困人员当月的一笔",
        "社会救助法 第十五条、第十六条",
        "SELECT count(*) FROM benefits_award WHERE kind = 'tekun_supplement'",
        """SELECT w.id, w.decided_by FROM benefits_award w JOIN benefits_standing s ON s.id = w.standing_id
           WHERE w.kind = 'tekun_supplement' AND w.decided_by NOT LIKE 'import:%%' AND (s.kind <> 'tekun' OR w.until_month IS NULL
             OR w.decided_by <> 'supplement:' || to_char(w.from_month, 'YYYY-MM') OR w.until_month > w.from_month + interval '1 month')""",
    ),
    Invariant(
        "每笔补发都来自本户的少发事项，金额相同",
        "社会救助法 第四十七条",
        "SELECT count(*) FROM benefits_award WHERE kind = 'arrears'",
        f"""SELECT w.id, w.decided_by FROM benefits_award w LEFT JOIN benefits_adjustment j ON w.decided_by = 'adjustment:' || j.id
           WHERE w.kind = 'arrears' AND (j.id IS NULL OR j.result <> 'paid' OR j.direction <> 'under'
             OR j.household_id <> w.household_id AND (j.household_id, w.household_id) NOT IN ({_CARRIED})
             OR j.amount_fen <> w.amount_fen OR j.month <> w.from_month)""",
    ),
    Invariant(
        "每次抵扣都有本户已告知的退回决定和约定",
        "社会救助法 第四十七条、第七十三条",
        "SELECT count(*) FROM benefits_award WHERE decided_by LIKE 'recovery:%%' OR ended_by LIKE 'recovery:%%'",
        f"""SELECT w.id, w.decided_by FROM benefits_award w
           LEFT JOIN benefits_recovery d ON w.decided_by = 'recovery:' || d.id LEFT JOIN benefits_recovery e ON w.ended_by = 'recovery:' || e.id
           WHERE w.decided_by LIKE 'recovery:%%' AND (d.household_id IS NULL OR d.outcome <> 'repay'
                OR d.household_id <> w.household_id AND (d.household_id, w.household_id) NOT IN ({_CARRIED}))
              OR w.ended_by LIKE 'recovery:%%' AND (e.household_id IS NULL OR e.outcome <> 'repay'
                OR e.household_id <> w.household_id AND (e.household_id, w.household_id) NOT IN ({_CARRIED}))
              OR (w.decided_by LIKE 'recovery:%%' OR w.ended_by LIKE 'recovery:%%') AND w.kind <> 'dibao_supplement'""",
    ),
    Invariant(
        "没有未退金额以后，以后的月份都照原额发放",
        "社会救助法 第四十七条、第七十三条",
        "SELECT count(*) FROM benefits_award WHERE set_off_fen > 0",
        """SELECT w.id, w.decided_by FROM benefits_award w JOIN benefits_recovery r ON w.decided_by = 'recovery:' || r.id
           WHERE w.set_off_fen > 0 AND r.left_fen = 0 AND coalesce(w.until_month > w.from_month, true)
              AND coalesce(w.until_month > date_trunc('month', %(on)s::date) + interval '1 month', true)
              AND NOT EXISTS (SELECT FROM benefits_payline l WHERE l.award_id = w.id AND l.month >= w.until_month - interval '1 month')""",
    ),
    Invariant(
        "每件清退都先听取意见，再由没有经手的人决定",
        "社会救助法 第四十八条、第七十三条",
        "SELECT count(*) FROM benefits_recovery",
        """SELECT id, state FROM benefits_recovery
           WHERE decided_on IS NOT NULL AND (heard_on IS NULL OR heard_on > decided_on OR decided_by_id IN (opened_by_id, heard_by_id)
              OR letter = '' AND state <> 'remitting')""",
    ),
    Invariant(
        "撤销的都是本户经批准的全部减免，查明骗取，只撤销一次",
        "社会救助法 第四十七条、第七十三条",
        "SELECT count(*) FROM benefits_recovery WHERE withdraws_id IS NOT NULL",
        """SELECT w.id, w.state FROM benefits_recovery w LEFT JOIN benefits_recovery r ON r.id = w.withdraws_id AND r.approved_on <= w.opened_on
              AND (r.remitted_fen, r.household_id, r.kind) = (w.found_fen, w.household_id, w.kind)
           WHERE w.withdraws_id IS NOT NULL AND (r.id IS NULL OR NOT w.is_fraud
              OR EXISTS (SELECT FROM benefits_recovery o WHERE o.withdraws_id = w.withdraws_id AND o.id <> w.id))""",
    ),
    Invariant(
        "每次责令限期退回都依据已告知的清退和已送达的决定，再次听取意见，由另一人决定，期限在告知以后",
        "社会救助法 第四十八条、第七十四条",
        "SELECT count(*) FROM benefits_returnorder",
        f"""SELECT o.id, o.state FROM benefits_returnorder o JOIN benefits_recovery r ON r.id = o.recovery_id
           LEFT JOIN casework_decision d ON o.decision = 'decision:' || d.id AND d.outcome IN ('reduce', 'end', 'exit')
           LEFT JOIN casework_telling t ON t.decision_id = d.id
           WHERE r.is_fraud OR r.outcome <> 'repay' OR r.told_on IS NULL OR r.told_on > o.proposed_on OR o.reached_on > o.proposed_on
              OR o.decision <> '' AND (t.on IS DISTINCT FROM o.reached_on OR (d.outcome = 'reduce') <> (o.outcome = 'reduce')
                OR (o.decision, r.household_id) NOT IN ({_DECIDED}) AND (r.household_id, d.household_id) NOT IN ({_CARRIED}))
              OR o.decided_on IS NOT NULL AND (o.reason = '' OR o.decided_by_id IN (o.proposed_by_id, o.heard_by_id))
              OR o.state IN ('ordered', 'told') AND (o.heard_on IS NULL OR o.heard_on > o.decided_on OR o.letter = ''
                OR o.amount_fen IS NULL OR o.amount_fen > r.decided_fen)
              OR o.state = 'told' AND (o.told_on IS NULL OR o.until_on IS NULL OR o.until_on <= o.told_on)
              OR EXISTS (SELECT FROM benefits_returnorder b WHERE b.recovery_id = o.recovery_id AND b.id < o.id AND 'dropped' NOT IN (o.state, b.state))""",
    ),
    Invariant(
        "每笔罚款都不超过所得二倍，经陈述申辩，由另一人决定",
        "社会救助法 第七十三条",
        "SELECT count(*) FROM benefits_penalty",
        """SELECT p.id, p.state FROM benefits_penalty p JOIN benefits_recovery r ON r.id = p.recovery_id
           WHERE NOT r.is_fraud OR p.gain_fen <> r.decided_fen OR p.proposed_fen > 2 * p.gain_fen OR p.fine_fen > p.proposed_fen
              OR p.decided_on IS NOT NULL AND (p.heard_on IS NULL OR p.decided_by_id IN (p.told_by_id, p.heard_by_id))""",
    ),
    Invariant(
        "同一领取批次无人签两次，财务不签自己审核的批次",
        "社会救助法 第六十一条",
        "SELECT count(*) FROM benefits_runsignature",
        "SELECT min(id), 'officer ' || officer_id FROM benefits_runsignature GROUP BY run_id, officer_id HAVING count(*) > 1",
    ),
    Invariant(
        "被核对的人都有本人当时有效的授权",
        "社会救助法 第四十条、第四十一条",
        "SELECT count(*) FROM verification_requestedperson",
        """SELECT p.id, r.feed FROM verification_requestedperson p JOIN verification_request r ON r.id = p.request_id
           LEFT JOIN verification_consent c ON c.id = p.consent_id AND c.person_id = p.person_id AND c.household_id = p.household_id
             AND r.asked_on BETWEEN c.given_on AND coalesce(c.until_on, 'infinity') AND r.asked_on < coalesce(c.withdrawn_on, 'infinity')
             AND (c.feeds = '[]' OR c.feeds @> to_jsonb(r.feed)) AND c.asked_at <> 'elsewhere' AND c.asked_in = r.asked_in
           WHERE c.id IS NULL""",
    ),
]
