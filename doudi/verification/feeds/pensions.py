"""养老金发放: pensions of people who receive or apply, answered list by list."""

import ibis
import ibis.expr.types as ir

from doudi.verification.asked import Asked, answering
from doudi.verification.columns import Day, Word, Yuan


class Pensions(Asked):
    title, department = "养老金发放", "人力资源和社会保障局"
    covers = "请求名单上每个人近十二个月领取的养老金"
    fact, needed = (
        "pension_seen",
        (
            "FFJE",
            "FFY",
        ),
    )
    columns = answering(
        {
            "DYLX": Word("待遇类型", required=False),
            "FFJE": Yuan("发放金额", required=False),
            "FFY": Day("发放月份", required=False),
        },
        person="领取人姓名",
    )

    def counts(self, raw: ir.Table) -> ir.IntegerValue:
        """What was paid in the last year."""
        return (raw.on - ibis.interval(months=12) < raw.FFY).ifelse(raw.FFJE, 0)

    given = (
        {"DYLX": "职工养老金", "FFJE": "2100", "FFY": "20260901"},
        {"DYLX": "职工养老金", "FFJE": "2100", "FFY": "20261001"},
    )
    amounts_to = 420000
