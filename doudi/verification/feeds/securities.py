"""证券: shares and funds of people who receive or apply, answered list by list."""

import ibis.expr.types as ir

from doudi.verification.asked import Asked, answering
from doudi.verification.columns import Day, Word, Yuan


class Securities(Asked):
    title, department = "证券", "证券登记结算机构"
    covers = "请求名单上每个人名下证券、基金的市值"
    fact, needed = "securities_seen", ("SZ",)
    columns = answering(
        {
            "ZQGS": Word("证券公司", required=False),
            "ZQLX": Word("证券类型", required=False),
            "SZ": Yuan("市值", most_yuan=1_000_000_000, required=False),
            "SZRQ": Day("市值日期", required=False),
        },
        person="投资者姓名",
    )

    def counts(self, raw: ir.Table) -> ir.IntegerValue:
        """The market value of each holding."""
        return raw.SZ

    given = ({"ZQGS": "示例证券", "ZQLX": "基金", "SZ": "3500", "SZRQ": "20261010"},)
    amounts_to = 350000
