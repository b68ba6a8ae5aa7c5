"""不动产登记: homes of people who receive or apply, answered list by list by the land registry."""

import ibis.expr.types as ir

from doudi.verification.asked import Asked, answering
from doudi.verification.columns import Day, Word


class RealEstate(Asked):
    title, department = "不动产登记", "自然资源和规划局"
    covers = "请求名单上每个人名下的不动产"
    fact, needed = "homes_seen", ("SFZZ", "ZT")
    columns = answering(
        {
            "ZH": Word("不动产权证号", required=False),
            "ZL": Word("坐落", longest=120, required=False),
            "SFZZ": Word("是否居住类", among=("是", "否"), required=False),
            "JZMJ": Word("建筑面积", required=False),
            "GYR": Word("共有情况", required=False),
            "DJRQ": Day("登记日期", required=False),
            "ZT": Word("权属状态", among=("现势", "历史"), required=False),
        },
        person="权利人",
    )

    def counts(self, raw: ir.Table) -> ir.IntegerValue:
        """Homes people live in, as they stand today; shops, garages and what was sold are none."""
        return ((raw.SFZZ == "是") & (raw.ZT != "历史")).cast("int64")

    given = (
        {"ZH": "鲁（2020）示例不动产权第0000001号", "ZL": "示例小区1号楼", "SFZZ": "是", "JZMJ": "86.5", "GYR": "单独所有", "DJRQ": "20200102", "ZT": "现势"},
        {"ZH": "鲁（2012）示例不动产权第0000002号", "ZL": "示例小区车库", "SFZZ": "否", "JZMJ": "20", "GYR": "单独所有", "DJRQ": "20120102", "ZT": "现势"},
    )
    amounts_to = 1
