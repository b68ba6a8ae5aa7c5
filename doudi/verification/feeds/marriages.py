"""婚姻登记: whether people who receive or apply are married, answered list by list."""

import ibis.expr.types as ir

from doudi.verification.asked import Asked, answering
from doudi.verification.columns import Day, Word


class Marriages(Asked):
    title, department = "婚姻登记", "民政局"
    covers = "请求名单上每个人当前的婚姻登记"
    fact, needed = "married_seen", ("ZK",)
    columns = answering(
        {
            "DJRQ": Day("登记日期", required=False, private=True),
            "ZK": Word("婚姻状况", among=("已婚", "离婚", "丧偶"), required=False, private=True),
        },
    )

    def counts(self, raw: ir.Table) -> ir.IntegerValue:
        """Married today."""
        return (raw.ZK == "已婚").cast("int64")

    given = ({"DJRQ": "20100501", "ZK": "已婚"},)
    amounts_to = 1
