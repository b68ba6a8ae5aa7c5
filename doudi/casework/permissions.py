"""经办的权限: who may take which step is what the procedures say; looking is wider."""

from doudi.casework.procedures import APPLICATIONS, CHANGES

PERMISSIONS: dict[str, tuple[str, ...]] = {
    "casework.view": ("township", "county", "inspector"),
    **{f"casework.{verb}": roles for procedure in (*APPLICATIONS.values(), *CHANGES.values()) for verb, roles in procedure.who.items()},
    "casework.set_aside_objection": ("county",),
}

PUBLIC_COLUMNS: dict[str, tuple[str, ...]] = {
    "casework_application": ("id", "region", "state", "applicant_id", "accepted_on", "opinion_kind", "opinion_members", "notice_posted_on", "notice_last_on"),
    "casework_change": ("id", "region", "scheme", "kind", "state", "household_id", "standing_id", "opened_on", "notice_posted_on", "notice_last_on"),
    "casework_decision": ("id", "application_id", "outcome", "region"),
}
"""What a notice is made from; which rows, the policies of migration 0006 say."""
