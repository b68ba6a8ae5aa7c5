"""权限: who may do what in this room; where follows from the officer's region."""

PERMISSIONS: dict[str, tuple[str, ...]] = {
    "benefits.see_run": ("township", "county", "finance", "inspector"),
    "benefits.confirm": ("county", "township"),  # townships where the power to decide is theirs: the table of the case says so
    "benefits.change_account": ("township", "county"),
    "benefits.file_custody": ("county",),
    "benefits.prepare_run": ("county",),
    "benefits.sign_township": ("township",),
    "benefits.sign_county": ("county",),
    "benefits.release_run": ("finance",),
    "benefits.read_return": ("finance",),
    "benefits.reissue": ("county",),
    "benefits.tell_hold": ("township", "county"),
    "benefits.declare_subsidy": ("county",),
    "benefits.grant_funds": ("finance",),
    "benefits.settle_line": ("county",),
    "benefits.settle_adjustment": ("township", "county"),
    "benefits.recover": ("township", "county"),
    "benefits.record_repayment": ("county", "finance"),
    "benefits.decide_recovery": ("county",),
    "benefits.penalise": ("county",),
    "benefits.see_in_kind": ("township", "county", "finance", "inspector"),
    "benefits.manage_stock": ("township", "county"),
    "benefits.issue_goods": ("township", "county"),
    "benefits.issue_voucher": ("township", "county"),
    "benefits.redeem_voucher": ("township", "county"),
    "benefits.contract": ("county",),
    "benefits.plan_service": ("township", "county"),
    "benefits.accept_service": ("township", "county"),
    "benefits.fill_imprest": ("finance",),
    "benefits.pay_in_cash": ("township",),
    "benefits.recognise": ("department",),
}

PUBLIC_COLUMNS: dict[str, tuple[str, ...]] = {
    "benefits_standing": ("id", "kind", "household_id", "person_id", "from_on", "until_on", "decided_by", "region"),
    "benefits_award": ("id", "standing_id", "kind", "amount_fen", "from_month", "until_month", "region"),
}
"""What a published list is made from (57号 第二十四条); neither payee nor account."""
