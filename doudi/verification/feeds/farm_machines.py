"""农业机械登记: large machines of people who receive or apply, answered list by list."""

import ibis.expr.types as ir

from doudi.verification.asked import Asked, answering
from doudi.verification.columns import Day, Word


class FarmMachines(Asked):
    title, department = "农业机械登记", "农业农村局"
    covers = "请求名单上每个人名下的大型农业机械"
    fact, needed = (
        "farm_machines_seen",
        (
            "JXLX",
            "ZT",
        ),
    )
    columns = answering(
        {
            "HPHM": Word("号牌号码", required=False),
            "JXLX": Word("机械类型", among=("大型拖拉机", "联合收割机", "小型拖拉机", "其他"), required=False),
            "DJRQ": Day("登记日期", required=False),
            "ZT": Word("状态", among=("正常", "注销", "报废"), required=False),
        },
    )

    def counts(self, raw: ir.Table) -> ir.IntegerValue:
        """Large tractors and harvesters in use; what a small farm works with is no wealth."""
        return (raw.JXLX.isin(["大型拖拉机", "联合收割机"]) & (raw.ZT == "正常")).cast("int64")

    given = (
        {"HPHM": "鲁07示0001", "JXLX": "联合收割机", "DJRQ": "20200102", "ZT": "正常"},
        {"HPHM": "鲁07示0002", "JXLX": "小型拖拉机", "DJRQ": "20200102", "ZT": "正常"},
    )
    amounts_to = 1
