"""页面的权限: what belongs to no room: one's own account, and reading the audit."""

PERMISSIONS: dict[str, tuple[str, ...]] = {
    "web.own_account": ("township", "county", "finance", "department", "inspector", "administrator"),
    "web.see_queue": ("township", "county", "finance"),
    "web.see_referrals": ("township", "county", "inspector"),
    "web.see_today": ("township", "county", "finance", "inspector"),
    "web.read_audit": ("inspector",),
}
