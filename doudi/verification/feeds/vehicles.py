"""车辆登记: vehicles of people who receive or apply, answered list by list by the vehicle office."""

import ibis.expr.types as ir

from doudi.verification.asked import Asked, answering
from doudi.verification.columns import Day, Word

# Illustrative: which vehicles local rules do not count (a living made with them, help to walk, or gone already).
EXEMPT_TYPES = (
    "普通二轮摩托车",
    "轻便摩托车",
    "二轮摩托车",
    "三轮摩托车",
    "普通正三轮摩托车",
    "轻便正三轮摩托车",
    "电动自行车",
    "残疾人机动轮椅车",
    "拖拉机",
    "农用三轮车",
    "三轮汽车",
)
GONE = ("注销", "报废", "被盗抢")


class Vehicles(Asked):
    title, department, suffix = "车辆登记", "公安局交通管理", "parquet"
    covers = "请求名单上每个人名下的车辆"
    fact, needed = "vehicles_seen", ("CPH", "CLLX")
    columns = answering(
        {
            "CPH": Word("号牌号码", also=("号牌",), required=False),
            "CLLX": Word("车辆类型", required=False),
            "SYXZ": Word("使用性质", required=False),
            "ZCRQ": Day("登记日期", required=False),
            "ZT": Word("状态", required=False),
        }
    )

    def counts(self, raw: ir.Table) -> ir.IntegerValue:
        """Vehicles that local rules do not exempt and that are still there."""
        return (~raw.CLLX.isin(EXEMPT_TYPES) & ~raw.ZT.fill_null("").isin(GONE)).cast("int64")

    given = (
        {"CPH": "鲁V示0001", "CLLX": "小型轿车", "SYXZ": "非营运", "ZCRQ": "20200102", "ZT": "正常"},
        {"CPH": "鲁V示0002", "CLLX": "普通二轮摩托车", "SYXZ": "非营运", "ZCRQ": "20200102", "ZT": "正常"},
    )
    amounts_to = 1
