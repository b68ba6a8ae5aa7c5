"""经办的权限: who may take which step is what the procedures say; looking is wider."""

from doudi.casework.procedures import CHALLENGES, CHANGES, REVIEWS, TABLES


def _by_verb() -> dict[str, tuple[str, ...]]:
    """Every role that some table lets do a verb: one verb may stand in several."""
    found: dict[str, tuple[str, ...]] = {}
    for procedure in (*TABLES.values(), *CHANGES.values(), *REVIEWS.values(), *CHALLENGES.values()):
        for step in procedure.steps:
            found[step.verb] = tuple(dict.fromkeys((*found.get(step.verb, ()), *step.who)))
    return found


PERMISSIONS: dict[str, tuple[str, ...]] = {
    "casework.view": ("township", "county", "inspector"),
    "casework.assign": ("township", "county"),
    "casework.attach": ("township", "county"),
    "casework.comment": ("township", "county"),
    "casework.ask_for": ("township",),
    "casework.file_relative": ("township", "county"),
    "casework.lift_filing": ("county",),
    "casework.remove_attachment": ("township", "county"),
    "casework.set_aside_objection": ("county",),
    "casework.keep_seeds": ("county",),
    "casework.set_pace": ("township", "county"),
    "casework.move_family": ("township",),
    **{f"casework.{verb}": roles for verb, roles in _by_verb().items()},
}

PUBLIC_COLUMNS: dict[str, tuple[str, ...]] = {
    "casework_application": ("id", "region", "state", "applicant_id", "accepted_on", "opinion_kind", "opinion_members", "notice_posted_on", "notice_last_on"),
    "casework_change": ("id", "region", "scheme", "kind", "state", "household_id", "standing_id", "opened_on", "notice_posted_on", "notice_last_on"),
    "casework_decision": ("id", "application_id", "outcome", "region"),
    "casework_spotseed": ("id", "region", "month", "promise", "promised_on", "seed", "shown_on"),
    "casework_spotdraw": ("id", "seed_id", "number", "place", "lot", "is_drawn", "region"),
}
"""What a notice is made from; which rows, the policies of migration 0006 say."""
