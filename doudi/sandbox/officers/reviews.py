"""定期核查: townships look at the families that are due; a played family's circumstances have not changed, or an alert has said so before."""

from doudi.casework import actions as casework
from doudi.casework import queries as cases
from doudi.sandbox.officers.desk import Desk

SEEN = "入户查看，人口、收入和财产没有明显变化。"
TOLD = "当面送达到期告知，说明可以重新申请。"


def work_on_reviews(desk: Desk) -> None:
    """Each within a few weeks of its being listed; what a family reports waits for whoever sits at the pages."""
    for officers, review in desk.look_over(cases.open_reviews):
        if review.cause not in ("periodic", "expiry") or not desk.waited(review.opened_on, "review", review.household_id, most=18):
            continue
        outcome, findings = ("told", TOLD) if review.cause == "expiry" else ("unchanged", SEEN)
        desk.do(officers[0], "定期核查", casework.close_review, review_id=review.pk, outcome=outcome, findings=findings)
