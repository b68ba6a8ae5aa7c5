"""救助身份: the kinds of standing a case can end in, in officers' words."""

KINDS = {
    "tekun": "特困人员",
    "dibao": "最低生活保障家庭",
    "single_person_dibao": "最低生活保障对象（单人户）",
    "marginal": "最低生活保障边缘家庭",
    "rigid_expenditure": "刚性支出困难家庭",
}
PERSONAL = ("tekun", "single_person_dibao")
"""Kinds that are confirmed for single persons, not for the household."""
