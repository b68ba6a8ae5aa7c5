"""页面的权限: what belongs to no room: one's own account, the law and what would follow if it were otherwise, and reading the audit."""

PERMISSIONS: dict[str, tuple[str, ...]] = {
    "web.own_account": ("township", "county", "finance", "department", "inspector", "administrator"),
    "web.see_queue": ("township", "county", "finance"),
    "web.see_referrals": ("township", "county", "inspector"),
    "web.see_today": ("township", "county", "finance", "inspector"),
    "web.see_law": ("township", "county", "finance", "department", "inspector", "administrator"),
    "web.see_what_if": ("county", "finance", "inspector"),
    "web.read_audit": ("inspector",),
}
