"""权限: what each kind of officer may do with departments' files."""

PERMISSIONS: dict[str, tuple[str, ...]] = {
    "verification.view": ("county", "inspector"),
    "verification.receive": ("county",),
    "verification.register_sender": ("administrator",),
    "verification.settle": ("county",),
    "verification.take_back": ("county",),
    "verification.request": ("township", "county"),
}
