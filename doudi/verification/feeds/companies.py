"""市场主体登记: businesses of people who receive or apply, answered list by list."""

import ibis.expr.types as ir

from doudi.verification.asked import Asked, answering
from doudi.verification.columns import Code, Day, Word, Yuan


class Companies(Asked):
    title, department = "市场主体登记", "市场监督管理局"
    covers = "请求名单上每个人任职或者持股的市场主体"
    fact, needed = "companies_seen", ("ZT",)
    columns = answering(
        {
            "XYDM": Code("统一社会信用代码", longest=18, required=False),
            "MC": Word("名称", required=False),
            "JS": Word("任职或者持股", required=False),
            "ZCZB": Yuan("注册资本", most_yuan=100_000_000_000, required=False),
            "ZT": Word("登记状态", among=("存续", "吊销", "注销"), required=False),
            "CLRQ": Day("成立日期", required=False),
        },
        person="自然人姓名",
    )

    def counts(self, raw: ir.Table) -> ir.IntegerValue:
        """Businesses that exist; closed ones bring nothing."""
        return (raw.ZT == "存续").cast("int64")

    given = (
        {"XYDM": "91370702MA00000000", "MC": "示例小卖部", "JS": "经营者", "ZCZB": "10000", "ZT": "存续", "CLRQ": "20200102"},
        {"XYDM": "91370702MA00000001", "MC": "示例小店", "JS": "经营者", "ZCZB": "10000", "ZT": "注销", "CLRQ": "20180102"},
    )
    amounts_to = 1
