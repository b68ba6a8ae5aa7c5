"""救济: what a family may do against a decision, and until when."""

from doudi.base.regions import UnknownRegion, name_of

RECONSIDERATION_DAYS = 60
"""行政复议法 第二十条: from the day the decision is known."""
LAW, MEASURES, RECONSIDERATION = "《中华人民共和国社会救助法》", "《最低生活保障审核确认办法》", "《中华人民共和国行政复议法》"


def remedies(region: str | None) -> str:
    """Before whom and in which term a decision of this county may be challenged (法 76; 57号 38; 行政复议法 20); without its subject."""
    try:
        county = name_of(region[:6]) if region and len(region) >= 6 else "本级"
    except UnknownRegion:
        county = "本级"
    return (
        f"可以自知道本决定之日起{RECONSIDERATION_DAYS}日内向{county}人民政府申请行政复议，也可以依法向人民法院提起行政诉讼"
        f"（{LAW}第七十六条；{MEASURES}第三十八条；{RECONSIDERATION}第二十条）。"
    )
