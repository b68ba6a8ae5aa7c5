"""因需推送·结果反馈: what each role may do here; where follows from the officer's region or department."""

PERMISSIONS: dict[str, tuple[str, ...]] = {
    "referral.view": ("township", "county", "department", "inspector"),
    "referral.send": ("township", "county"),
    "referral.answer": ("department",),
    "referral.reveal": ("department",),
}
