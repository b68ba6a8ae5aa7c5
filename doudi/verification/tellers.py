"""谁能说明: which department's feed could say what is missing; otherwise the family itself, or a visit."""

from doudi.verification.feed import all_feeds

TOLD_BY_FEED = {"vehicles": "vehicles", "vehicles_seen": "vehicles", "medical_self_paid_12m": "hospital_bills"}


def who_could_tell(name: str) -> str:
    """Who could say this fact."""
    feed = all_feeds().get(TOLD_BY_FEED.get(name, ""))
    return f"{feed.department}核对" if feed else "家庭申报或入户调查"
