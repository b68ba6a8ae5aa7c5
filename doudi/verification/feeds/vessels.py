"""船舶登记: vessels of people who receive or apply, answered list by list."""

import ibis.expr.types as ir

from doudi.verification.asked import Asked, answering
from doudi.verification.columns import Day, Word


class Vessels(Asked):
    title, department = "船舶登记", "海事、渔业部门"
    covers = "请求名单上每个人名下的船舶"
    fact, needed = "vessels_seen", ("ZT",)
    columns = answering(
        {
            "CBMC": Word("船名", required=False),
            "CBLX": Word("船舶类型", required=False),
            "DJRQ": Day("登记日期", required=False),
            "ZT": Word("状态", among=("在册", "注销"), required=False),
        },
    )

    def counts(self, raw: ir.Table) -> ir.IntegerValue:
        """Vessels on the register."""
        return (raw.ZT == "在册").cast("int64")

    given = ({"CBMC": "示例渔00001", "CBLX": "渔船", "DJRQ": "20200102", "ZT": "在册"},)
    amounts_to = 1
