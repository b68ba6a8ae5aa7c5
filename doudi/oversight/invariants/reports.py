"""核对报告: what a family says against a report is answered in time by somebody else, in a new report; who holds an old one is led to the new."""

from doudi.oversight.invariants import Invariant

INVARIANTS = [
    Invariant(
        "每件核对异议都由原出具人以外的人按期复查答复",
        "最低生活保障审核确认办法 第十八条第二款",
        "SELECT count(*) FROM verification_checkobjection",
        # An answer is a new report in place of the one objected to, made by whoever closes it; a family may also take its word back. Always with a reason.
        """SELECT o.id, coalesce(nullif(o.outcome, ''), 'open') FROM verification_checkobjection o JOIN verification_report r ON r.id = o.report_id
           LEFT JOIN verification_report n ON n.id = o.new_report_id
           WHERE coalesce(o.closed_on, CAST(%(on)s AS date)) > o.due_on OR o.due_on < o.filed_on
              OR o.outcome <> '' AND (o.because = '' OR o.closed_by_id IS NULL)
              OR o.outcome IN ('corrected', 'upheld') AND (o.rechecked_on IS NULL OR o.closed_by_id = r.made_by_id OR n.supersedes_id IS DISTINCT FROM r.id
                 OR n.made_by_id IS DISTINCT FROM o.closed_by_id OR n.made_on IS DISTINCT FROM o.closed_on)""",
    ),
    Invariant(
        "每户只有一份现行核对报告，被取代的都指向后一份",
        "最低生活保障审核确认办法 第十七条、第十八条",
        "SELECT count(*) FROM verification_report",
        """SELECT r.id, r.number FROM verification_report r LEFT JOIN verification_report n ON n.supersedes_id = r.id
           WHERE n.household_id <> r.household_id OR n.id <= r.id OR n.made_on < r.made_on
              OR n.id IS NULL AND EXISTS (SELECT FROM verification_report later WHERE later.household_id = r.household_id AND later.id > r.id)""",
    ),
]
