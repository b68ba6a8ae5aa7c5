"""权限: what each kind of officer may do with departments' files."""

PERMISSIONS: dict[str, tuple[str, ...]] = {
    "verification.view": ("county", "inspector"),
    "verification.receive": ("county",),
    "verification.register_sender": ("administrator",),
    "verification.set_source": ("administrator",),
    "verification.settle": ("county",),
    "verification.request": ("township", "county"),
    "verification.see_consents": ("township", "county", "inspector"),
    "verification.record_consent": ("township", "county"),
}
