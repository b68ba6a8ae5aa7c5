"""银行存款: what people who receive or apply have in the bank, answered list by list."""

import ibis.expr.types as ir

from doudi.verification.asked import Asked, answering
from doudi.verification.columns import Code, Day, Word, Yuan


class BankDeposits(Asked):
    title, department = "银行存款", "银行业金融机构"
    covers = "请求名单上每个人在本市各银行的存款余额"
    fact, needed = "deposits_seen", ("YE",)
    columns = answering(
        {
            "KHH": Word("开户行", required=False),
            "ZHWH": Code("账号末四位", longest=4, required=False),
            "ZHLX": Word("账户类型", required=False),
            "YE": Yuan("余额", most_yuan=1_000_000_000, required=False),
            "YERQ": Day("余额日期", required=False),
        },
        person="户名",
    )

    def counts(self, raw: ir.Table) -> ir.IntegerValue:
        """The balance of each account."""
        return raw.YE

    given = (
        {"KHH": "示例银行", "ZHWH": "0001", "ZHLX": "活期", "YE": "1200.50", "YERQ": "20261010"},
        {"KHH": "示例农商银行", "ZHWH": "0002", "ZHLX": "定期", "YE": "8000", "YERQ": "20261010"},
    )
    amounts_to = 920050
