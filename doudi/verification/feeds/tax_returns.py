"""个人所得税申报: incomes of people who receive or apply as employers declared them, answered list by list."""

import ibis
import ibis.expr.types as ir

from doudi.verification.asked import Asked, answering
from doudi.verification.columns import Day, Word, Yuan


class TaxReturns(Asked):
    title, department = "个人所得税申报", "税务局"
    covers = "请求名单上每个人近十二个月申报的收入"
    fact, needed = (
        "taxed_income_seen",
        (
            "SRE",
            "SQQ",
        ),
    )
    columns = answering(
        {
            "KJDW": Word("扣缴单位", required=False),
            "SDXM": Word("所得项目", required=False),
            "SRE": Yuan("收入额", most_yuan=1_000_000_000, required=False),
            "SQQ": Day("所属期起", required=False),
        },
        person="纳税人姓名",
    )

    def counts(self, raw: ir.Table) -> ir.IntegerValue:
        """What was declared for the months of the last year."""
        return (raw.on - ibis.interval(months=12) < raw.SQQ).ifelse(raw.SRE, 0)

    given = (
        {"KJDW": "示例公司", "SDXM": "工资薪金", "SRE": "3000", "SQQ": "20260901"},
        {"KJDW": "示例公司", "SDXM": "工资薪金", "SRE": "3000", "SQQ": "20250901"},
    )
    amounts_to = 300000
