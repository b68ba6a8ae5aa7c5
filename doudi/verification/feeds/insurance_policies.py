"""商业保险: what policies of people who receive or apply are worth, answered list by list."""

import ibis.expr.types as ir

from doudi.verification.asked import Asked, answering
from doudi.verification.columns import Day, Word, Yuan


class InsurancePolicies(Asked):
    title, department = "商业保险", "保险机构"
    covers = "请求名单上每个人作为投保人的保单现金价值"
    fact, needed = "insurance_seen", ("XJJZ", "BDZT")
    columns = answering(
        {
            "BXGS": Word("保险公司", required=False),
            "XZ": Word("险种", required=False, private=True),
            "XJJZ": Yuan("现金价值", most_yuan=1_000_000_000, required=False),
            "BDZT": Word("保单状态", among=("有效", "中止", "终止"), required=False),
            "TBRQ": Day("投保日期", required=False),
        },
        person="投保人",
    )

    def counts(self, raw: ir.Table) -> ir.IntegerValue:
        """What each policy that has not ended would bring."""
        return (raw.BDZT != "终止").ifelse(raw.XJJZ, 0)

    given = (
        {"BXGS": "示例人寿", "XZ": "终身寿险", "XJJZ": "12000", "BDZT": "有效", "TBRQ": "20150301"},
        {"BXGS": "示例人寿", "XZ": "意外险", "XJJZ": "300", "BDZT": "终止", "TBRQ": "20150301"},
    )
    amounts_to = 1200000
