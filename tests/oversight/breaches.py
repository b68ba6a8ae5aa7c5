"""违例: for each invariant, what a house would look like in which it does not hold; each is one statement."""

ALERT = "UPDATE monitoring_alert SET {} WHERE id = (SELECT min(id) FROM monitoring_alert WHERE state = 'concluded')"
LED = "UPDATE monitoring_alert SET follow_up = {} WHERE id = (SELECT min(id) FROM monitoring_alert WHERE outcome IN ('include', 'exit'))"
REFERRAL = "UPDATE referral_referral SET {} WHERE id = (SELECT min(id) FROM referral_referral WHERE state = 'completed')"
APPLICATION = "UPDATE casework_application SET {} WHERE id = (SELECT min(application_id) FROM casework_decision)"
GRANTED = "UPDATE casework_application SET {} WHERE id = (SELECT min(application_id) FROM casework_decision WHERE outcome = 'grant')"
CHANGE = "UPDATE casework_change SET {} WHERE id = (SELECT min(change_id) FROM casework_decision WHERE outcome IN ('reduce', 'end'))"
OF_A_PAID_LINE = "FROM benefits_payline l JOIN benefits_payrun r ON r.id = l.run_id WHERE r.kind = 'regular' AND l.state = 'paid'"
LINE = "UPDATE benefits_payline SET {} WHERE id = (SELECT min(l.id) " + OF_A_PAID_LINE + ")"
PAID_AWARD = "UPDATE benefits_award SET {} WHERE id = (SELECT min(l.award_id) " + OF_A_PAID_LINE + ")"
FILE = "UPDATE benefits_bankfile SET {} WHERE id = (SELECT min(id) FROM benefits_bankfile)"
ADJUSTMENT = "UPDATE benefits_adjustment SET {} WHERE id = (SELECT min(id) FROM benefits_adjustment)"
STANDING = "UPDATE benefits_standing SET {} WHERE id = (SELECT min(id) FROM benefits_standing WHERE until_on IS NULL)"
AWARD = "UPDATE benefits_award SET {} WHERE id = (SELECT max(id) FROM benefits_award WHERE until_month IS NULL)"
CONSENT = "UPDATE verification_consent SET {} WHERE id = (SELECT min(consent_id) FROM verification_requestedperson)"
# Two reports of a family of which the second takes the place of the first, and an objection against the first that ended in the second: as it should be.
ANSWERED = """WITH old AS (INSERT INTO verification_report
        (number, household_id, origin, made_on, made_by_id, valid_until, sealed, digest, file, file_digest, region)
        SELECT 'HD370702-2026-9' || h.id, h.id, '', '2026-10-20', (SELECT min(id) FROM base_officer), '2027-01-01', '', 'x', 'x', 'x', h.region
        FROM registry_household h ORDER BY h.id LIMIT 1 RETURNING *),
    officers AS (SELECT min(id) AS one, max(id) AS two FROM base_officer),
    new AS (INSERT INTO verification_report
        (number, household_id, origin, made_on, made_by_id, valid_until, sealed, digest, file, file_digest, region, supersedes_id)
        SELECT 'HD370702-2026-8' || id, {family}, '', '{made_on}', {by}, '2027-01-01', '', 'x', 'x', 'x', region, {supersedes} FROM old, officers RETURNING *)
    INSERT INTO verification_checkobjection (report_id, channel, sealed, contact_sealed, sender, filed_on, due_on, recorded_by_id, asked_again,
        rechecked_on, requests, outcome, because, closed_on, closed_by_id, new_report_id, region)
    SELECT old.id, 'window', '', '', '', '2026-10-21', '{due_on}', officers.one, '{{}}', '2026-10-21', '{{}}', {ended}, old.region FROM old, new, officers"""
UPHELD = "'upheld', '无误', '2026-10-23', officers.two, new.id"
AS_IT_SHOULD_BE = {"family": "household_id", "made_on": "2026-10-23", "by": "officers.two", "supersedes": "id", "due_on": "2026-10-30", "ended": UPHELD}


# An order to return money of a recovery that was told, told itself and as it should be but for this.
ORDER = """WITH officers AS (SELECT min(id) AS one, max(id) AS two FROM base_officer)
    INSERT INTO benefits_returnorder (recovery_id, decision, outcome, number, reached_on, ground, proposed_by_id, proposed_on, heard_words, heard_by_id,
        heard_on, days, amount_fen, reason, letter, decided_by_id, decided_on, told_how, told_by_id, told_on, until_on, state, region)
    SELECT id, {decision}, 'end', 'JD-1', {reached_on}, 'x', officers.one, told_on + {proposed_after}, 'x', officers.one, told_on + {heard_after}, 15,
        {fen}, 'x', 'x', officers.{by}, told_on + 2, 'x', officers.one, told_on + 2, told_on + {until_after}, 'told', region
    FROM benefits_recovery r, officers WHERE told_on IS NOT NULL ORDER BY id LIMIT 1"""
RIGHTLY_ORDERED = {
    "decision": "''",
    "reached_on": "told_on",
    "proposed_after": "1",
    "heard_after": "1",
    "fen": "decided_fen",
    "by": "two",
    "until_after": "17",
}


def ordered(**otherwise: str) -> str:
    """An order to return money, as it should be but for this."""
    return ORDER.format(**(RIGHTLY_ORDERED | otherwise))


def answered(**otherwise: str) -> str:
    """An answered objection, as it should be but for this."""
    return ANSWERED.format(**(AS_IT_SHOULD_BE | otherwise))


OF_ANOTHER_FAMILY = "(SELECT 'decision:' || min(d.id) FROM casework_decision d WHERE d.household_id <> {}.household_id)"
PASSED_OVER = """INSERT INTO casework_onlineobjection ({}, received_on, state, region)
    SELECT {}, '2026-10-20', 'waiting', region FROM casework_decision WHERE {} ORDER BY id LIMIT 1"""
FAMILY_OF_A_PAID_LINE = """UPDATE registry_person SET died_on = {}, death_known_on = {} WHERE id IN (
    SELECT m.person_id FROM registry_membership m WHERE m.household_id = (
        SELECT l.household_id FROM benefits_payline l JOIN benefits_payrun r ON r.id = l.run_id JOIN benefits_award w ON w.id = l.award_id
        JOIN benefits_standing s ON s.id = w.standing_id
        WHERE r.kind = 'regular' AND l.state = 'paid' AND s.person_id IS NULL
          AND NOT EXISTS (SELECT 1 FROM benefits_adjustment j WHERE j.award_id = l.award_id) ORDER BY l.id LIMIT 1))"""

MEMBER_OF_A_PAID_LINE = """UPDATE registry_person SET died_on = {}, death_known_on = {} WHERE id = (
    SELECT m.person_id FROM registry_membership m JOIN benefits_payline l ON l.household_id = m.household_id JOIN benefits_payrun r ON r.id = l.run_id
    JOIN benefits_award w ON w.id = l.award_id JOIN benefits_standing s ON s.id = w.standing_id
    WHERE r.kind = 'regular' AND l.state = 'paid' AND s.person_id IS NULL AND m.person_id <> l.payee_id AND m.until_on IS NULL
      AND NOT EXISTS (SELECT 1 FROM benefits_adjustment j WHERE j.award_id = l.award_id) ORDER BY m.id LIMIT 1)"""

# A referral of an alert, answered the day after the case that was born of the alert would have closed.
LATER_ANSWERED = """(SELECT r.origin, r.completed_on - 1 FROM referral_referral r
    WHERE r.state = 'completed' AND r.opened_on < r.completed_on - 1 AND r.origin LIKE 'alert:%' ORDER BY r.id LIMIT 1)"""

# A card that somebody keeps, as it should be but for this; and an account in another's name.
CUSTODY = """WITH c AS (SELECT c.id, c.region, p.id AS person FROM benefits_account c JOIN registry_person p ON p.id = c.person_id
        WHERE c.holder_name = p.name AND c.closed_on IS NULL ORDER BY c.id LIMIT 1), officers AS (SELECT min(id) AS one, max(id) AS two FROM base_officer)
    INSERT INTO benefits_custody (account_id, custodian, office, signed_by_id, agreed_on, paper, recorded_by_id, recorded_on, filed_on, filed_by_id,
        ended_words, region)
    SELECT c.id, '{custodian}', 'township', c.person, '2026-10-19', '{paper}', officers.one, '2026-10-20', '2026-10-21', officers.{filed_by}, '', c.region
    FROM c, officers"""
KEPT_RIGHTLY = {"custodian": "示例专员", "paper": "代管1", "filed_by": "two"}
OTHERS = "UPDATE benefits_account SET {} WHERE id = (SELECT min(l.account_id) " + OF_A_PAID_LINE + ")"


BREACHES: dict[str, tuple[str, ...]] = {
    "每条预警都有责任单位和期限": (
        ALERT.format("region = '3707'"),
        ALERT.format("due_on = NULL"),
        ALERT.format("due_on = raised_on - 1"),
    ),
    "每条预警的办结都有结论、结论人和说明": (
        ALERT.format("outcome = ''"),
        ALERT.format("conclusion_words = ''"),
        ALERT.format("concluded_by_id = NULL"),
        ALERT.format("concluded_on = NULL"),
    ),
    "每条预警在结论前由至少两人入户": (
        "DELETE FROM monitoring_visitofficer WHERE id = (SELECT min(id) FROM monitoring_visitofficer)",
        "UPDATE monitoring_visitofficer SET officer_id = (SELECT min(officer_id) FROM monitoring_visitofficer)",
    ),
    "每条结论为纳入、转介、退出的预警都有后续事项": (
        LED.format("''"),
        LED.format("'application:999999'"),
        LED.format("'application:' || (SELECT min(t.id) FROM casework_application t WHERE t.household_id <> monitoring_alert.household_id)"),
    ),
    "每件转介都有承办部门和期限": (
        REFERRAL.format("department = ''"),
        REFERRAL.format("due_on = NULL"),
        REFERRAL.format("region = '3707'"),
    ),
    "每件转介的办结都有结果和办结人": (
        REFERRAL.format("outcome = ''"),
        REFERRAL.format("completed_by_id = NULL"),
        REFERRAL.format("completed_on = NULL"),
    ),
    "逾期未答复的转介都已督办": (REFERRAL.format("state = 'sent', due_on = '2026-11-09', escalated_on = NULL"),),
    "没有预警、申请或变更越过未答复的转介而办结": (
        REFERRAL.format("state = 'sent', origin = 'alert:' || (SELECT min(id) FROM monitoring_alert WHERE state = 'concluded')"),
        REFERRAL.format("state = 'returned', origin = 'application:' || (SELECT min(id) FROM casework_application WHERE state = 'decided')"),
        APPLICATION.format(f"(origin, closed_on) = {LATER_ANSWERED}"),
        CHANGE.format(f"(cause, closed_on) = {LATER_ANSWERED}"),
    ),
    "已决定而未办结的，都在等转介答复": (APPLICATION.format("closed_on = NULL"), CHANGE.format("closed_on = NULL, cause = 'window'")),
    "每件申请都有受理人和期限": (
        APPLICATION.format("accepted_by_id = NULL"),
        APPLICATION.format("due_on = NULL"),
        APPLICATION.format("next_due_on = NULL"),
        APPLICATION.format("region = '3707'"),
    ),
    "每件申请、变更的办结都有决定，或写明理由": (
        "DELETE FROM casework_decision WHERE id = (SELECT min(id) FROM casework_decision WHERE application_id IS NOT NULL)",
        "DELETE FROM casework_decision WHERE id = (SELECT min(id) FROM casework_decision WHERE change_id IS NOT NULL)",
        APPLICATION.format("state = 'withdrawn', closing_reason = ''"),
    ),
    "每笔发放都属于当月有效的待遇": (
        LINE.format("amount_fen = amount_fen + 1"),
        LINE.format("household_id = (SELECT max(id) FROM registry_household)"),
        PAID_AWARD.format("from_month = '2026-12-01'"),
        PAID_AWARD.format("until_month = '2026-11-01'"),
    ),
    "同一待遇同一月份没有付过两次": (
        "UPDATE benefits_payline SET award_id = (SELECT min(award_id) FROM benefits_payline WHERE state = 'paid') WHERE state = 'paid'",
    ),
    "暂缓的只有写明的几种情形，且有人负责": (
        LINE.format("state = 'held', hold_reason = ''"),
        LINE.format("state = 'held', hold_reason = 'death_suspected'"),
        LINE.format("state = 'held', hold_reason = 'twice'"),
    ),
    "每笔分录借贷相等": (
        "UPDATE benefits_posting SET amount_fen = amount_fen + 1 WHERE id = (SELECT min(id) FROM benefits_posting)",
        "DELETE FROM benefits_posting WHERE entry_id = (SELECT min(id) FROM benefits_entry)",
    ),
    "各科目余额方向正确": (
        "UPDATE benefits_posting SET amount_fen = -amount_fen WHERE account_id IN ('bank', 'fund')",
        "UPDATE benefits_posting SET region = '370783001' WHERE id = (SELECT min(id) FROM benefits_posting WHERE account_id = 'expense' AND amount_fen < 0)",
    ),
    "资金列支加超出部分等于批次应付": (
        "UPDATE benefits_funduse SET amount_fen = amount_fen + 1 WHERE id = (SELECT min(id) FROM benefits_funduse)",
        "UPDATE benefits_payrun SET unfunded_fen = unfunded_fen + 1 WHERE id = (SELECT min(run_id) FROM benefits_funduse)",
    ),
    "每笔资金没有超支，且与文件、列支一致": (
        "UPDATE benefits_fund SET granted_fen = granted_fen + 1 WHERE id = (SELECT min(id) FROM benefits_fund)",
        "UPDATE benefits_fund SET drawn_fen = drawn_fen - 1 WHERE id = (SELECT min(id) FROM benefits_fund WHERE drawn_fen > 0)",
    ),
    "账上送银行的金额等于代发文件": (FILE.format("total_fen = total_fen + 1"), FILE.format("lines = lines + 1"), LINE.format("sent_on = NULL")),
    "送银行＝已到账＋退回＋待答复": (LINE.format("state = 'failed'"), LINE.format("amount_fen = amount_fen - 1"), FILE.format("total_fen = total_fen - 1")),
    "定稿前已知唯一领取人死亡的，没有付出": (FAMILY_OF_A_PAID_LINE.format("'2026-10-15'", "'2026-10-20'"),),
    "付后才知道死亡的，都有追补事项": (
        FAMILY_OF_A_PAID_LINE.format("'2026-10-15'", "'2026-11-09'"),
        MEMBER_OF_A_PAID_LINE.format("'2026-10-15'", "'2026-11-09'"),
    ),
    "每件追补都有责任单位和期限": (
        ADJUSTMENT.format("due_on = NULL"),
        ADJUSTMENT.format("owner_region = ''"),
        ADJUSTMENT.format("state = 'settled', outcome = ''"),
    ),
    "调减、终止前都听取了意见": (CHANGE.format("heard_on = NULL"), CHANGE.format("hearing_words = ''"), CHANGE.format("heard_on = '2026-12-01'")),
    "同意的申请都公示满七天": (
        GRANTED.format("notice_posted_on = NULL"),
        GRANTED.format("notice_posted_on = notice_last_on - 6"),
        GRANTED.format("notice_last_on = '2026-11-10'"),
    ),
    "没有案件越过未办理的网上异议": (
        PASSED_OVER.format("application_id", "application_id", "outcome = 'grant'"),
        PASSED_OVER.format("change_id", "change_id", "outcome = 'end'"),
    ),
    "调查、初审、提出变更或听取意见的人都不是决定人": (
        APPLICATION.format("accepted_by_id = (SELECT decided_by_id FROM casework_decision d WHERE d.application_id = casework_application.id)"),
        APPLICATION.format("opinion_by_id = (SELECT decided_by_id FROM casework_decision d WHERE d.application_id = casework_application.id)"),
        CHANGE.format("heard_by_id = (SELECT decided_by_id FROM casework_decision d WHERE d.change_id = casework_change.id)"),
        CHANGE.format("opened_by_id = (SELECT decided_by_id FROM casework_decision d WHERE d.change_id = casework_change.id)"),
        """UPDATE casework_investigator SET officer_id = (SELECT min(d.decided_by_id) FROM casework_decision d WHERE d.application_id IS NOT NULL)
           WHERE investigation_id IN (SELECT id FROM casework_investigation WHERE manner <> 'county')""",
    ),
    "每个身份都来自决定或原有名册，每次终止都有决定": (
        STANDING.format("decided_by = 'decision:999999'"),
        STANDING.format("decided_by = ''"),
        STANDING.format("until_on = '2026-11-01', ended_by = ''"),
        STANDING.format("until_on = '2026-11-01', ended_by = 'decision:999999'"),
        STANDING.format(f"until_on = '2026-11-01', ended_by = {OF_ANOTHER_FAMILY.format('benefits_standing')}"),
    ),
    "每项变动的待遇都有决定": (
        AWARD.format("decided_by = 'decision:999999'"),
        AWARD.format("decided_by = ''"),
        AWARD.format("until_month = '2026-12-01', ended_by = ''"),
        AWARD.format("until_month = '2026-12-01', ended_by = 'decision:999999'"),
        AWARD.format(f"decided_by = {OF_ANOTHER_FAMILY.format('benefits_award')}"),
    ),
    "每笔价格临时补贴都来自当月登记的文号和标准": (AWARD.format("kind = 'price_subsidy', decided_by = 'subsidy:999999'"),),
    "补贴更正由两人办理，更正以前发出的每笔差额都有追补事项": (
        """WITH s AS (INSERT INTO benefits_pricesubsidy (region, month, amount_fen, paper, families, by_id, "on")
               SELECT '370702', '2026-10-01', 1, 'x', 0, min(id), '2026-10-20' FROM base_officer RETURNING *)
           INSERT INTO benefits_subsidycorrection (subsidy_id, amount_fen, paper, reason, proposed_by_id, proposed_on, due_on, is_approved, answer,
               answered_by_id, answered_on, anew, taken_back, over, over_fen, under, under_fen, region)
           SELECT id, 2, 'x', 'x', by_id, "on", "on", true, 'x', by_id, "on", 0, 0, 0, 0, 0, 0, region FROM s""",
    ),
    "代管的卡都是本人户名，有书面协议，由登记人以外的人备案": tuple(
        CUSTODY.format(**(KEPT_RIGHTLY | otherwise)) for otherwise in ({"custodian": ""}, {"paper": ""}, {"filed_by": "one"})
    ),
    "他人、机构户名的账户，凭写明编号的协议，都经第二人核对": (
        OTHERS.format("holder_name = holder_name || '邻', filed_on = '2026-10-01', paper = '代领1'"),
        OTHERS.format("holder_name = '示例养老院', is_institution = true, filed_on = '2026-10-01'"),
    ),
    "发到他人、机构户名的，送银行时都有协议": (
        OTHERS.format("holder_name = holder_name || '邻'"),
        OTHERS.format("holder_name = holder_name || '邻', filed_on = '2026-12-31'"),
    ),
    "定稿前已知销户的，没有发到那里，都暂缓等人处理": (OTHERS.format("closed_on = '2026-10-01', closed_known_on = '2026-10-02'"),),
    "每笔特困增发都是特困人员当月的一笔": (AWARD.format("kind = 'tekun_supplement', decided_by = 'supplement:2026-10'"),),
    "每笔补发都来自本户的少发事项，金额相同": (AWARD.format("kind = 'arrears', decided_by = 'adjustment:999999'"),),
    "每次抵扣都有本户已告知的退回决定和约定": (AWARD.format("decided_by = 'recovery:999999'"),),
    "没有未退金额以后，以后的月份都照原额发放": (
        AWARD.format("set_off_fen = 1, decided_by = 'recovery:' || (SELECT min(id) FROM benefits_recovery WHERE left_fen = 0), until_month = '2027-06-01'"),
    ),
    "每件清退都先听取意见，再由没有经手的人决定": (
        "UPDATE benefits_recovery SET heard_on = decided_on + 1 WHERE id = (SELECT min(id) FROM benefits_recovery WHERE decided_on IS NOT NULL)",
    ),
    "撤销的都是本户经批准的全部减免，查明骗取，只撤销一次": (
        "UPDATE benefits_recovery SET withdraws_id = id WHERE id = (SELECT min(id) FROM benefits_recovery)",
    ),
    "每次责令限期退回都依据已告知的清退和已送达的决定，再次听取意见，由另一人决定，期限在告知以后": (
        ordered(decision="'decision:999999'"),
        ordered(proposed_after="-1"),
        ordered(reached_on="told_on + 9"),
        ordered(heard_after="3"),
        ordered(by="one"),
        ordered(until_after="2"),
        ordered(fen="decided_fen + 1"),
    ),
    "每笔罚款都不超过所得二倍，经陈述申辩，由另一人决定": (
        """INSERT INTO benefits_penalty (recovery_id, gain_fen, proposed_fen, ground, told_by_id, told_on, speak_until, statement, reason, letter, paid_paper,
               state, region)
           SELECT id, found_fen, 1, 'x', opened_by_id, opened_on, opened_on, '', '', '', '', 'told', region FROM benefits_recovery ORDER BY id LIMIT 1""",
    ),
    "每件清退：应退＝已退＋抵扣＋核销＋未退，与账上一致": (
        "UPDATE benefits_recovery SET found_fen = found_fen + 1 WHERE id = (SELECT min(id) FROM benefits_recovery)",
        "DELETE FROM benefits_recoverymove WHERE id = (SELECT min(id) FROM benefits_recoverymove)",
    ),
    "应退的都落到付出的那一笔，不超过它，且与决定一致": (
        "DELETE FROM benefits_recoverypart WHERE id = (SELECT min(id) FROM benefits_recoverypart)",
        "UPDATE benefits_recoverypart SET cleared_fen = 0 WHERE cleared_fen > 0",
        "UPDATE benefits_payline SET state = 'failed' WHERE id = (SELECT min(line_id) FROM benefits_recoverypart)",
    ),
    "少于发现金额的清退，都写明减免理由，由另一人审批": (
        "UPDATE benefits_recovery SET decided_fen = found_fen - 1 WHERE id = (SELECT min(id) FROM benefits_recovery WHERE outcome <> '')",
        """UPDATE benefits_recovery SET decided_fen = found_fen - 1, remitted_fen = 1, remitted_because = 'x', approval = 'x', approved_on = decided_on,
               approved_by_id = decided_by_id WHERE id = (SELECT min(id) FROM benefits_recovery WHERE outcome <> '')""",
    ),
    "物资账实相符，发出的都有领物单，凭证预留的都在库": (
        "INSERT INTO benefits_good (region, name, unit, price_fen, on_hand) VALUES ('370702', '棉被', '床', 1, 5)",
        "INSERT INTO benefits_good (region, name, unit, price_fen, on_hand, reserved) VALUES ('370702', '棉被', '床', 1, 0, 1)",
    ),
    "凭证只兑领一次，在有效期内，有收据，由签发人以外的人登记": (
        """INSERT INTO benefits_voucher (number, household_id, person_id, what, quantity, unit, value_fen, place, because, by_id, "on", valid_until, state,
               redeemed_at, receipt, received_by, told_how, region)
           SELECT 'PZ-370702-2026-00000001', m.household_id, m.person_id, '大米', 1, '袋', 1, '甲', '乙', (SELECT min(id) FROM base_officer), '2026-10-01',
               '2026-12-01', 'replaced', '', '', '', '', m.region FROM registry_membership m WHERE starts_with(m.region, '370702') ORDER BY m.id LIMIT 1""",
    ),
    "服务费用只来自另一人验收的服务，没有超出合同": (
        """INSERT INTO benefits_contract (region, provider, title, price_fen, ceiling_fen, spent_fen, from_on, until_on, paper, by_id, "on")
           SELECT '370702', '甲', '乙', 1, 10, 5, '2026-10-01', '2026-12-01', 'x', min(id), '2026-10-01' FROM base_officer""",
    ),
    "备用金余额与收支、账上一致": ("INSERT INTO benefits_imprest (region, ceiling_fen, on_hand_fen) VALUES ('370702001', 10, 5)",),
    "同一领取批次无人签两次，财务不签自己审核的批次": (
        """UPDATE benefits_runsignature s SET officer_id = (SELECT min(o.officer_id) FROM benefits_runsignature o WHERE o.run_id = s.run_id)
           WHERE s.run_id = (SELECT min(run_id) FROM benefits_runsignature)""",
    ),
    "被核对的人都有本人当时有效的授权": (
        CONSENT.format("until_on = given_on"),
        CONSENT.format("feeds = '[\"hukou\"]'"),
        CONSENT.format("person_id = (SELECT min(id) FROM registry_person p WHERE p.id <> person_id)"),
        CONSENT.format("household_id = (SELECT min(id) FROM registry_household h WHERE h.id <> household_id)"),
        CONSENT.format("asked_at = 'city', role = 'supporter', relation = 'x', manner = 'window', asked_in = '370783'"),
        CONSENT.format("asked_at = 'elsewhere', role = 'supporter', relation = 'x', manner = 'window'"),
        CONSENT.format("withdrawn_on = given_on, withdrawn_by_id = (SELECT min(id) FROM base_officer), because = 'x'"),
    ),
    "每份核对名单都在三个工作日内启动": (
        "UPDATE verification_exchange SET start_by_on = start_by_on - 10 WHERE id = (SELECT min(id) FROM verification_exchange)",
        "UPDATE verification_attempt SET began_at = began_at + interval '10 days' WHERE id = (SELECT min(id) FROM verification_attempt WHERE number = 1)",
        """WITH never AS (DELETE FROM verification_attempt WHERE exchange_id = (SELECT min(id) FROM verification_exchange WHERE start_by_on < '2026-10-28')
           RETURNING exchange_id)
           UPDATE verification_request SET answered_on = NULL WHERE id IN (SELECT request_id FROM verification_exchange JOIN never ON id = exchange_id)""",
    ),
    "每件核对异议都由原出具人以外的人按期复查答复": (
        answered(ended="'', '', NULL, NULL, NULL", due_on="2026-10-27"),
        answered(due_on="2026-10-22"),
        answered(by="officers.one", ended=UPHELD.replace("two", "one")),
        answered(by="officers.one"),
        answered(made_on="2026-10-22"),
        answered(supersedes="NULL"),
        answered(ended=UPHELD.replace("new.id", "NULL")),
        answered(ended="'withdrawn', '', '2026-10-23', officers.two, NULL"),
    ),
    "每户只有一份现行核对报告，被取代的都指向后一份": (
        answered(supersedes="NULL"),
        answered(made_on="2026-10-19"),
        answered(family="(SELECT max(id) FROM registry_household)"),
    ),
}
