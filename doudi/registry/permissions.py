"""权限: what each kind of officer may do with people and families."""

PERMISSIONS: dict[str, tuple[str, ...]] = {
    "registry.view_family": ("township", "county", "finance", "inspector"),
    "registry.reveal_id_number": ("township", "county", "finance", "inspector"),
    "registry.declare": ("township", "county"),
    "registry.end_membership": ("township", "county"),
}
