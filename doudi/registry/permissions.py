"""权限: what each kind of officer may do with people and families."""

PERMISSIONS: dict[str, tuple[str, ...]] = {
    "registry.view_family": ("township", "county", "finance", "inspector"),
    "registry.reveal_id_number": ("township", "county", "finance", "inspector"),
    "registry.declare": ("township", "county"),
    "registry.end_membership": ("township", "county"),
    "registry.former_name": ("township", "county"),
    "registry.register_stranger": ("township",),
}

PUBLIC_COLUMNS: dict[str, tuple[str, ...]] = {
    "registry_person": ("id", "name", "born_on", "died_on", "region"),
    "registry_membership": ("id", "household_id", "person_id", "relation", "from_on", "until_on", "region"),
}
"""What lists that hang in a village are made from: a name, whether it is a child's, and how many live there."""
