"""没有有效的待遇: what a decision ended or changed between the list and the signature."""

from doudi.benefits.checks.check import Hold

CHECK = Hold(
    code="no_award",
    title="名册生成后待遇已停发",
    order=4,
    word="名册生成以后，待遇已由决定停发或者改变；已书面告知的，以决定书为准。",
    lines="EXISTS (SELECT FROM benefits_award gone WHERE gone.id = l.award_id AND gone.until_month <= l.month AND l.settled_by_id IS NULL AND NOT l.is_owed)",
)
