"""救助类别: the kinds of help a case can end in, in officers' words."""

from doudi.base.money import yuan_words

KINDS = {
    "tekun": "特困人员",
    "dibao": "最低生活保障家庭",
    "single_person_dibao": "最低生活保障对象（单人户）",
    "marginal": "最低生活保障边缘家庭",
    "rigid_expenditure": "刚性支出困难家庭",
    "temporary_relief": "临时救助",
    "urgent_relief": "先行救助（小额临时救助）",
}
PERSONAL = ("tekun", "single_person_dibao")
"""Kinds that are confirmed for single persons, not for the household."""
ONCE = ("temporary_relief", "urgent_relief")
"""Kinds that help once and confer no standing that lasts."""


def pays(kind: str, amount_fen: int | None, supplement_fen: int = 0) -> str:
    """What a kind of help brings, in words, with 分类施保 beside it; nothing where it brings no money."""
    also = f"，另发分类施保 {yuan_words(supplement_fen)}" if supplement_fen else ""
    return f"{'一次性' if kind in ONCE else '每月'} {yuan_words(amount_fen)}{also}" if amount_fen else ""
