"""权限: who may do what in this room; where follows from the officer's region."""

PERMISSIONS: dict[str, tuple[str, ...]] = {
    "benefits.see_run": ("township", "county", "finance", "inspector"),
    "benefits.confirm": ("county",),
    "benefits.change_account": ("township", "county"),
    "benefits.prepare_run": ("county",),
    "benefits.sign_township": ("township",),
    "benefits.sign_county": ("county",),
    "benefits.release_run": ("finance",),
    "benefits.read_return": ("finance",),
    "benefits.reissue": ("county",),
    "benefits.settle_line": ("county",),
    "benefits.settle_adjustment": ("township", "county"),
}
