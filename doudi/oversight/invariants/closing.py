"""闭环: nothing is without owner and deadline, nothing is closed without an outcome, nothing is closed over an open question."""

from doudi.oversight.invariants import Invariant

# What is closed, under the name that a referral gives its origin. An alert closes over nothing, and neither does what was born of it; but while the
# alert is still open a family may be referred on the very day its application is closed, and that referral is the alert's alone.
_CLOSED = """WITH closed(origin, closed_on, itself) AS (
    SELECT 'alert:' || id, concluded_on, true FROM monitoring_alert WHERE state = 'concluded'
    UNION ALL SELECT 'application:' || id, closed_on, true FROM casework_application WHERE closed_on IS NOT NULL
    UNION ALL SELECT 'change:' || id, closed_on, true FROM casework_change WHERE closed_on IS NOT NULL
    UNION ALL SELECT origin, closed_on, false FROM casework_application WHERE closed_on IS NOT NULL
    UNION ALL SELECT cause, closed_on, false FROM casework_change WHERE closed_on IS NOT NULL)"""

# Finished cases without a day of closing, under the names that their referrals may bear.
_WAITING = """WITH waiting(id, number, own, origin) AS (
    SELECT id, 'application', 'application:' || id, origin FROM casework_application WHERE state IN ('decided', 'withdrawn', 'ended') AND closed_on IS NULL
    UNION ALL SELECT id, 'change', 'change:' || id, cause FROM casework_change WHERE state = 'decided' AND closed_on IS NULL)"""

INVARIANTS = [
    Invariant(
        "每条预警都有责任单位和期限",
        "国办发〔2023〕39号 三(四)",
        "SELECT count(*) FROM monitoring_alert",
        "SELECT id, signal FROM monitoring_alert WHERE length(region) < 6 OR due_on IS NULL OR due_on < raised_on",
    ),
    Invariant(
        "每条预警的办结都有结论、结论人和说明",
        "国办发〔2023〕39号 三(四)",
        "SELECT count(*) FROM monitoring_alert WHERE state = 'concluded'",
        """SELECT id, signal FROM monitoring_alert
           WHERE state = 'concluded' AND (outcome = '' OR conclusion_words = '' OR concluded_by_id IS NULL OR concluded_on IS NULL)""",
    ),
    Invariant(
        "每条预警在结论前由至少两人入户",
        "国办发〔2023〕39号 三(三)",
        "SELECT count(*) FROM monitoring_alert WHERE state IN ('visited', 'concluded')",
        """SELECT a.id, a.signal FROM monitoring_alert a
           WHERE a.state IN ('visited', 'concluded')
             AND coalesce((SELECT max(n) FROM (SELECT count(DISTINCT o.officer_id) n FROM monitoring_visit v
                           JOIN monitoring_visitofficer o ON o.visit_id = v.id WHERE v.alert_id = a.id GROUP BY v.id) visits), 0) < 2""",
    ),
    Invariant(
        "每条结论为纳入、转介、退出的预警都有后续事项",
        "国办发〔2023〕39号 三(四)",
        "SELECT count(*) FROM monitoring_alert WHERE outcome IN ('include', 'refer', 'exit')",
        """SELECT a.id, a.follow_up FROM monitoring_alert a
           LEFT JOIN LATERAL (SELECT split_part(a.follow_up, ':', 1) AS kind, nullif(split_part(a.follow_up, ':', 2), '')::bigint AS id) f ON true
           WHERE a.outcome IN ('include', 'refer', 'exit') AND NOT EXISTS (
             SELECT 1 FROM casework_application t WHERE f.kind = 'application' AND t.id = f.id AND t.household_id = a.household_id
             UNION ALL SELECT 1 FROM referral_referral t WHERE f.kind = 'referral' AND t.id = f.id AND t.household_id = a.household_id
             UNION ALL SELECT 1 FROM casework_change t WHERE f.kind = 'change' AND t.id = f.id AND t.household_id = a.household_id
             -- somebody registered in two families may have left the other one
             UNION ALL SELECT 1 FROM casework_change t JOIN registry_membership m ON m.household_id = t.household_id
                       WHERE f.kind = 'change' AND t.id = f.id AND m.person_id = a.person_id)""",
    ),
    Invariant(
        "每件转介都有承办部门和期限",
        "国办发〔2023〕39号 三(一)",
        "SELECT count(*) FROM referral_referral",
        "SELECT id, route FROM referral_referral WHERE department = '' OR length(region) < 6 OR due_on IS NULL",
    ),
    Invariant(
        "每件转介的办结都有结果和办结人",
        "国办发〔2023〕39号 三(一)",
        "SELECT count(*) FROM referral_referral WHERE state = 'completed'",
        "SELECT id, route FROM referral_referral WHERE state = 'completed' AND (outcome = '' OR completed_by_id IS NULL OR completed_on IS NULL)",
    ),
    Invariant(
        "逾期未答复的转介都已督办",
        "国办发〔2023〕39号 三(一)",
        "SELECT count(*) FROM referral_referral WHERE state IN ('sent', 'accepted') AND due_on < %(on)s",
        "SELECT id, department FROM referral_referral WHERE state IN ('sent', 'accepted') AND due_on < %(on)s AND escalated_on IS NULL",
    ),
    Invariant(
        "没有预警、申请或变更越过未答复的转介而办结",
        "国办发〔2023〕39号 三(一)",
        "SELECT count(*) FROM referral_referral",
        f"""{_CLOSED} SELECT DISTINCT r.id, r.origin FROM referral_referral r JOIN closed c ON c.origin = r.origin
            WHERE (c.itself OR r.opened_on < c.closed_on) AND (r.state <> 'completed' OR r.completed_on > c.closed_on)""",
    ),
    Invariant(
        "已决定而未办结的，都在等转介答复",
        "国办发〔2023〕39号 三(一)",
        f"{_WAITING} SELECT count(*) FROM waiting",
        # The morning after the last answer closes it.
        f"""{_WAITING} SELECT w.id, w.number FROM waiting w WHERE NOT EXISTS (SELECT 1 FROM referral_referral r
            WHERE r.origin IN (w.own, w.origin) AND (r.state <> 'completed' OR r.completed_on >= %(on)s::date - 1))""",
    ),
    Invariant(
        "每件申请都有受理人和期限",
        "最低生活保障审核确认办法 第二十二条",
        "SELECT count(*) FROM casework_application",
        "SELECT id, state FROM casework_application WHERE length(region) < 6 OR accepted_by_id IS NULL OR due_on IS NULL OR next_due_on IS NULL",
    ),
    Invariant(
        "每件申请、变更的办结都有决定，或写明理由",
        "社会救助法 第四十四条、第四十五条",
        """SELECT (SELECT count(*) FROM casework_application WHERE state IN ('decided', 'withdrawn', 'ended'))
                + (SELECT count(*) FROM casework_change WHERE state = 'decided')""",
        """SELECT a.id, a.state FROM casework_application a LEFT JOIN casework_decision d ON d.application_id = a.id
           WHERE a.state = 'decided' AND d.id IS NULL OR a.state IN ('withdrawn', 'ended') AND a.closing_reason = ''
           UNION ALL
           SELECT c.id, c.state FROM casework_change c LEFT JOIN casework_decision d ON d.change_id = c.id WHERE c.state = 'decided' AND d.id IS NULL""",
    ),
]
