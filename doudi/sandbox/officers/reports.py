"""核对报告: the county puts what departments answered on paper before it decides; now and then a family says against it, and somebody else looks again."""

from datetime import timedelta
from typing import Any

from doudi.base.models import Officer
from doudi.base.workdays import workdays_after
from doudi.sandbox.calibration import COUNTY
from doudi.sandbox.chance import luck
from doudi.sandbox.officers.desk import Desk
from doudi.verification import actions as verification
from doudi.verification import objections, reports

ONE_IN = 4
"""Of the families that are granted help so many have a report made: the others ask for none."""
FEEDS = ("vehicles",)
WITHIN = timedelta(days=10)
"""So long after a report its family may think of what is wrong with it."""


def report_before_deciding(desk: Desk, application: Any, maker: Officer) -> None:
    """What is known is put on paper, for some families; the decision does not wait for it."""
    number = application.household.number
    if luck("report", number) % ONE_IN == 0 and not desk.ask(maker, lambda: reports.reports_of(application.household_id).exists()):
        given = {"household_id": application.household_id, "origin": f"application:{application.pk}", "about": f"申请 {application.number}"}
        desk.do(maker, "出具核对报告", verification.make_report, **given)


def work_on_reports(desk: Desk) -> None:
    """Some families object within days; the departments are asked again, and another officer answers with a new report."""
    maker, other, *_ = desk.cast.at(COUNTY)
    for objection in desk.ask(other, objections.open_objections):
        if desk.on >= workdays_after(objection.filed_on, 2):
            given = {"objection_id": objection.pk, "outcome": "upheld", "because": "经部门再次核对，结果与原报告一致，已向申请人说明。"}
            desk.do(other, "办结核对异议", verification.close_objection, **given)
    for report in desk.ask(maker, reports.unquestioned, desk.on - WITHIN):
        is_first = report.supersedes_id is None
        if is_first and luck("object to report", report.household.number) % 2 == 0 and desk.on >= workdays_after(report.made_on, 1):
            given = {"report_id": report.pk, "words": "名下车辆已经卖出，还没有办理过户。", "contact": "", "feeds": FEEDS, "papers": ()}
            desk.do(desk.cast.at(report.region[:9])[0], "登记核对异议", verification.object_to_report, **given)
