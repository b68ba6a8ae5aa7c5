"""非银行支付账户: balances with payment companies, answered list by list."""

import ibis.expr.types as ir

from doudi.verification.asked import Asked, answering
from doudi.verification.columns import Day, Word, Yuan


class PaymentAccounts(Asked):
    title, department = "非银行支付账户", "非银行支付机构"
    covers = "请求名单上每个人支付账户的余额"
    fact, needed = "payment_balance_seen", ("YE",)
    columns = answering(
        {
            "YYS": Word("支付机构", required=False),
            "YE": Yuan("余额", most_yuan=1_000_000_000, required=False),
            "ZFZE": Yuan("近一年支付总额", most_yuan=1_000_000_000, required=False),
            "YERQ": Day("余额日期", required=False),
        },
        person="账户名",
    )

    def counts(self, raw: ir.Table) -> ir.IntegerValue:
        """The balance of each account; what passed through it in a year is no property."""
        return raw.YE

    given = ({"YYS": "示例支付", "YE": "86.20", "ZFZE": "9000", "YERQ": "20261010"},)
    amounts_to = 8620
