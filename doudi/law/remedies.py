"""救济: what a family may do against a decision, and until when."""

from datetime import date

from doudi.base.regions import UnknownRegion, name_of
from doudi.law.sources import in_force
from doudi.policy import Decision

RECONSIDERATION_DAYS = 60
"""行政复议法 第二十条: from the day the decision is known."""
LAW, MEASURES, RECONSIDERATION = "《中华人民共和国社会救助法》", "《最低生活保障审核确认办法》", "《中华人民共和国行政复议法》"
BEFORE = "《社会救助暂行办法》"
"""What gave the same remedy (第六十五条) until the law came into force."""


def remedies(region: str | None, on: date, *, is_dibao: bool) -> str:
    """Before whom and in which term a decision of this county on this day may be challenged; without its subject.

    法 76, before its day 暂行办法 65; 57号 38 speaks of those who asked for or receive dibao alone; 行政复议法 20.
    """
    texts = [f"{LAW}第七十六条" if in_force()["社会救助法"] <= on else f"{BEFORE}第六十五条"]
    texts += [f"{MEASURES}第三十八条"] if is_dibao and in_force()["57号"] <= on else []
    # Before 2024 the same term stood in another article, whose text is not among ours.
    texts += [f"{RECONSIDERATION}第二十条" if in_force()["行政复议法"] <= on else RECONSIDERATION]
    return f"可以自知道本决定之日起{RECONSIDERATION_DAYS}日内向{_county(region)}人民政府申请行政复议，也可以依法向人民法院提起行政诉讼（{'；'.join(texts)}）。"


def is_dibao(found: Decision) -> bool:
    """Whether the rules find dibao, for the household or for somebody alone."""
    results = found.results
    return results.get("tier") == "dibao" or "dibao" in (results.get("person_tier") or ()) or True in (results.get("single_person_dibao") or ())


def _county(region: str | None) -> str:
    try:
        return name_of(region[:6]) if region and len(region) >= 6 else "您所在县（市、区）"
    except UnknownRegion:
        return "您所在县（市、区）"
