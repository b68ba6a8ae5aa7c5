"""权限: what each kind of officer may do with departments' files."""

PERMISSIONS: dict[str, tuple[str, ...]] = {
    "verification.view": ("county", "inspector"),
    "verification.receive": ("county",),
    "verification.register_sender": ("administrator",),
    "verification.set_source": ("administrator",),
    "verification.settle": ("county",),
    "verification.take_back": ("county",),
    "verification.request": ("township", "county"),
    "verification.see_consents": ("township", "county", "inspector"),
    "verification.record_consent": ("township", "county"),
    "verification.see_report": ("township", "county", "inspector"),
    "verification.report": ("county",),  # 57号 第十七条: the county checks
    "verification.object": ("township", "county"),
    "verification.cross": ("county",),
}

PUBLIC_COLUMNS: dict[str, tuple[str, ...]] = {
    "verification_report": ("id", "number", "digest", "file_digest", "made_on", "valid_until", "supersedes_id", "region"),
}
"""What the public page confirms a report by; nothing it says, nobody it is about."""
