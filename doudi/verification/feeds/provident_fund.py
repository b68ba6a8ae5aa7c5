"""住房公积金: accounts of people who receive or apply, answered list by list."""

import ibis.expr.types as ir

from doudi.verification.asked import Asked, answering
from doudi.verification.columns import Day, Word, Yuan


class ProvidentFund(Asked):
    title, department = "住房公积金", "住房公积金管理中心"
    covers = "请求名单上每个人的公积金账户"
    fact, needed = "provident_fund_seen", ("YE", "ZHZT")
    columns = answering(
        {
            "DWMC": Word("单位名称", required=False),
            "JCJS": Yuan("缴存基数", required=False),
            "YE": Yuan("余额", most_yuan=1_000_000_000, required=False),
            "ZHZT": Word("账户状态", among=("正常", "封存", "销户"), required=False),
            "MCRQ": Day("末次缴存日期", required=False),
        },
        person="职工姓名",
    )

    def counts(self, raw: ir.Table) -> ir.IntegerValue:
        """The balance of each account that is not closed."""
        return (raw.ZHZT != "销户").ifelse(raw.YE, 0)

    given = ({"DWMC": "示例公司", "JCJS": "5000", "YE": "15000", "ZHZT": "正常", "MCRQ": "20261001"},)
    amounts_to = 1500000
