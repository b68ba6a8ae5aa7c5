"""车辆登记: vehicles of people who receive or apply, answered list by list by the vehicle office."""

from collections.abc import Sequence
from datetime import date

import ibis
import ibis.expr.types as ir

from doudi.verification.columns import Code, Day, IdNumber, Name, Word
from doudi.verification.feed import Feed

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
# Illustrative: how long an answer is taken for true. Later nobody knows, and nothing is granted on it.
HOLDS = ibis.interval(months=6)


class Vehicles(Feed):
    title, department, suffix = "车辆登记", "公安局交通管理", "parquet"
    authority = "社会救助法 第四十条、第四十一条、第四十六条；最低生活保障审核确认办法 第十七条；个人信息保护法 第三十四条、第三十五条"
    about, covers = "requested", "请求名单上每个人名下的车辆"
    arrives, late_after_workdays = "收到请求后", 5
    request_column, together = "QQH", ("QQH", "SFZH")
    columns = {
        "QQH": Code("请求号"),
        "SFZH": IdNumber("身份证号", also=("证件号码",)),
        "XM": Name("姓名", also=("所有人",)),
        "CPH": Word("号牌号码", also=("号牌",), required=False),
        "CLLX": Word("车辆类型", required=False),
        "SYXZ": Word("使用性质", required=False),
        "ZCRQ": Day("登记日期", required=False),
        "ZT": Word("状态", required=False),
        "CX": Word("查询结果", among=("命中", "未命中")),
    }

    def to_facts(self, raw: ir.Table) -> ir.Table:
        """One fact for each answer: how many vehicles of this person count; none found is a known zero."""
        counts = self.found(raw) & ~raw.CLLX.fill_null("").isin(EXEMPT_TYPES) & ~raw.ZT.fill_null("").isin(GONE)
        return (
            raw.group_by("QQH", "SFZH")
            .aggregate(row_number=raw.row_number.min(), amount=counts.cast("int64").sum(), on=raw.on.min())
            .select(
                "row_number",
                id_number=ibis._.SFZH,
                household=ibis.null(str),
                name=ibis.literal("vehicles_seen"),
                amount=ibis._.amount,
                word=ibis.null(str),
                from_on=ibis._.on,
                until_on=(ibis._.on + HOLDS).cast("date"),
                ref=ibis._.QQH,
            )
        )

    def found(self, raw: ir.Table) -> ir.BooleanValue:
        """命中."""
        return raw.CX == "命中"

    def impossible(self, raw: ir.Table) -> Sequence[tuple[str, str, ir.BooleanValue]]:
        """A vehicle without a plate, or one found of which nothing is said."""
        return [("CPH", "命中的记录须有号牌", self.found(raw) & raw.CPH.isnull()), ("CLLX", "命中的记录须有车辆类型", self.found(raw) & raw.CLLX.isnull())]

    example = (
        [
            {
                "QQH": "vehicles-370702-20261012-001",
                "SFZH": "11010519491231002x",
                "XM": "某甲",
                "CPH": plate,
                "CLLX": kind,
                "SYXZ": "非营运",
                "ZCRQ": "20200102",
                "ZT": "正常",
                "CX": "命中",
            }
            for plate, kind in (("鲁V示0001", "小型轿车"), ("鲁V示0002", "普通二轮摩托车"))
        ],
        [
            {
                "row_number": 2,
                "id_number": "11010519491231002X",
                "name": "vehicles_seen",
                "amount": 1,
                "from_on": date(2026, 10, 12),
                "until_on": date(2027, 4, 12),
                "ref": "vehicles-370702-20261012-001",
            }
        ],
    )
