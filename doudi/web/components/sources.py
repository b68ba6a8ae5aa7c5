"""来源: where a fact comes from, as officers read it."""

from doudi.verification import queries as verification

SAID_BY = {
    "statement": "家庭申报",
    "application": "家庭申报",
    "declaration": "家庭申报",
    "investigation": "入户调查",
    "visit": "入户走访",
    "import": "原有名册",
    "register": "低收入人口数据库",
    "casework": "经办记录",
}


def whence(source: str) -> str:
    """`hospital_bills` is 医疗保障局·医保结算, `application:12` 家庭申报; what has no name stands as it is."""
    feed = next((one for one in verification.feeds() if one.name == source), None)
    return f"{feed.department}·{feed.title}" if feed else SAID_BY.get(source.partition(":")[0], source)
