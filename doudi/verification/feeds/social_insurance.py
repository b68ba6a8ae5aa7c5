"""社会保险缴纳: contributions of people who receive or apply, answered list by list."""

import ibis
import ibis.expr.types as ir

from doudi.verification.asked import Asked, answering
from doudi.verification.columns import Day, Word, Yuan


class SocialInsurance(Asked):
    title, department = "社会保险缴纳", "人力资源和社会保障局"
    covers = "请求名单上每个人近十二个月的缴费"
    fact, needed = (
        "insured_wage_seen",
        (
            "XZ",
            "JFY",
            "JFJS",
        ),
    )
    columns = answering(
        {
            "DWMC": Word("单位名称", required=False),
            "XZ": Word("险种", among=("养老", "医疗", "失业", "工伤", "生育"), required=False),
            "JFJS": Yuan("缴费基数", required=False),
            "JFY": Day("缴费月份", required=False),
        },
        person="参保人姓名",
    )

    def counts(self, raw: ir.Table) -> ir.IntegerValue:
        """The wage that old-age contributions of the last year were counted from; the same wage stands under every kind of insurance."""
        return ((raw.XZ == "养老") & (raw.on - ibis.interval(months=12) < raw.JFY)).ifelse(raw.JFJS, 0)

    given = (
        {"DWMC": "示例公司", "XZ": "养老", "JFJS": "4000", "JFY": "20260901"},
        {"DWMC": "示例公司", "XZ": "失业", "JFJS": "4000", "JFY": "20260901"},
    )
    amounts_to = 400000
