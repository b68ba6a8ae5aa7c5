"""指标: what each number of the loop means, as one query; the database's row security gives every officer their own region's number."""

# ruff: noqa: S608 (every text put into SQL here is this file's own)

from dataclasses import dataclass
from datetime import date

from django.db import connection


@dataclass(frozen=True)
class Metric:
    """One number: its code, its name, what it counts in words for whoever doubts it, its unit, and the query over `%(since)s` to `%(on)s`."""

    code: str
    title: str
    definition: str
    unit: str
    query: str


SPAN = "BETWEEN %(since)s AND %(on)s"
DELIVERED = f"FROM verification_delivery WHERE received_on {SPAN}"
PAID = f"FROM benefits_payline WHERE state = 'paid' AND answered_on {SPAN}"
IN_FORCE = "from_on <= %(on)s AND (until_on IS NULL OR until_on > %(on)s)"
MONTHLY = "kind NOT IN ('temporary_relief', 'price_subsidy', 'arrears') AND from_month <= %(on)s AND (until_month IS NULL OR until_month > %(on)s)"

METRICS = (
    Metric("rows_received", "收到部门数据", "期间内收到的各部门文件中的记录数", "条", f"SELECT coalesce(sum(rows), 0) {DELIVERED}"),
    Metric("rows_quarantined", "隔离待更正", "其中格式有误、已退部门更正的记录数", "条", f"SELECT coalesce(sum(quarantined), 0) {DELIVERED}"),
    Metric("matched", "核对到人", "其中身份证号与姓名都对上的记录数", "条", f"SELECT coalesce(sum(accepted), 0) {DELIVERED}"),
    Metric("waiting_for_person", "待人工确认", "其中不能确定是谁、交由人工确认的记录数", "条", f"SELECT coalesce(sum(waiting), 0) {DELIVERED}"),
    Metric("waiting_now", "尚未确认", "截至当日仍在等人工确认的记录数", "条", "SELECT count(*) FROM verification_waitingrow WHERE settled_on IS NULL"),
    Metric("alerts", "预警", "期间内新生成的预警数", "条", f"SELECT count(*) FROM monitoring_alert WHERE raised_on {SPAN}"),
    Metric("visited", "入户核实", "期间内完成的入户核实次数", "次", f"SELECT count(*) FROM monitoring_visit v WHERE v.on {SPAN}"),
    Metric("concluded", "预警办结", "期间内作出结论的预警数", "条", f"SELECT count(*) FROM monitoring_alert WHERE concluded_on {SPAN}"),
    Metric("alerts_open", "在办预警", "截至当日尚未作出结论的预警数", "条", "SELECT count(*) FROM monitoring_alert WHERE state <> 'concluded'"),
    Metric("applications", "受理申请", "期间内受理的申请数", "件", f"SELECT count(*) FROM casework_application WHERE accepted_on {SPAN}"),
    Metric("applications_open", "在办申请", "截至当日尚未办结的申请数", "件", "SELECT count(*) FROM casework_application WHERE closed_on IS NULL"),
    Metric("decisions", "作出决定", "期间内作出的申请决定和变更决定数", "件", f"SELECT count(*) FROM casework_decision WHERE decided_on {SPAN}"),
    Metric("granted", "同意救助", "其中同意给予救助的决定数", "件", f"SELECT count(*) FROM casework_decision WHERE outcome = 'grant' AND decided_on {SPAN}"),
    Metric("standings", "在册身份", "截至当日有效的身份数", "个", f"SELECT count(*) FROM benefits_standing WHERE {IN_FORCE}"),
    Metric("awards", "在发待遇", "截至当日有效的按月待遇数", "项", f"SELECT count(*) FROM benefits_award WHERE {MONTHLY}"),
    Metric("awards_fen", "每月应发", "截至当日有效的按月待遇合计", "分", f"SELECT coalesce(sum(amount_fen), 0) FROM benefits_award WHERE {MONTHLY}"),
    Metric("payments", "发放到账", "期间内银行确认到账的笔数", "笔", f"SELECT count(*) {PAID}"),
    Metric("paid_fen", "到账金额", "期间内银行确认到账的金额", "分", f"SELECT coalesce(sum(amount_fen), 0) {PAID}"),
    Metric("held", "暂缓发放", "截至当日因无人可付、无处可付或重复而暂缓的笔数", "笔", "SELECT count(*) FROM benefits_payline WHERE state = 'held'"),
    Metric("referrals", "转介部门", "期间内转介其他部门的事项数", "件", f"SELECT count(*) FROM referral_referral WHERE opened_on {SPAN}"),
    Metric("answered", "部门反馈", "期间内部门办结并反馈结果的事项数", "件", f"SELECT count(*) FROM referral_referral WHERE completed_on {SPAN}"),
    Metric("escalated", "已督办", "期间内因逾期而督办的转介数", "件", f"SELECT count(*) FROM referral_referral WHERE escalated_on {SPAN}"),
)


def measure(*, since: date, on: date) -> dict[str, int]:
    """Every number by code, for the days from `since` to `on` (both included), within the scope of whoever asks; one round trip."""
    columns = ", ".join(f"({metric.query}) AS {metric.code}" for metric in METRICS)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns}", {"since": since, "on": on})
        return dict(zip((metric.code for metric in METRICS), (int(value) for value in cursor.fetchone()), strict=True))
