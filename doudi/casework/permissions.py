"""经办的权限: who may take which step is what the procedures say; looking is wider."""

from doudi.casework.procedures import APPLICATIONS, CHANGES

PERMISSIONS: dict[str, tuple[str, ...]] = {
    "casework.view": ("township", "county", "inspector"),
    "casework.attach": ("township", "county"),
    "casework.remove_attachment": ("township", "county"),
    **{f"casework.{verb}": roles for procedure in (*APPLICATIONS.values(), *CHANGES.values()) for verb, roles in procedure.who.items()},
}
