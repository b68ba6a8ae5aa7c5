"""防止返贫监测对象: whom the rural revitalisation office watches, to find those of them who receive nothing."""

from collections.abc import Sequence
from datetime import date

import ibis.expr.types as ir

from doudi.verification.columns import Code, Day, IdNumber, Name, Word
from doudi.verification.feed import Feed


class RelapseWatch(Feed):
    title, department, suffix = "防止返贫监测对象", "农业农村局", "xlsx"
    authority = "民发〔2022〕83号 三(三)；国办发〔2023〕39号 二；社会救助法 第六十二条；个人信息保护法 第三十四条、第三十五条"
    about, covers = "residents_above_threshold", "本县区风险尚未消除的防止返贫监测对象"
    arrives, late_after_workdays = "每季度", 15
    tells = ("relapse_watched",)
    columns = {
        "SFZH": IdNumber("身份证号", also=("证件号码",)),
        "XM": Name("姓名"),
        "SBRQ": Day("识别日期"),
        "FXLX": Word("风险类型", required=False, private=True),
        "ZT": Word("风险状态", among=("未消除", "已消除")),
        "XCRQ": Day("风险消除日期", required=False),
        "BH": Code("监测编号"),
    }

    def below_line(self, raw: ir.Table) -> ir.BooleanValue:
        """Whose risk is over is watched no longer."""
        return raw.ZT == "已消除"

    def impossible(self, raw: ir.Table) -> Sequence[tuple[str, str, ir.BooleanValue]]:
        """Over, and nobody says since when."""
        return [("XCRQ", "风险已消除的须有消除日期，且不早于识别日期", (raw.ZT == "已消除") & (raw.XCRQ.isnull() | (raw.XCRQ < raw.SBRQ)))]

    def to_facts(self, raw: ir.Table) -> ir.Table:
        """That somebody is watched; a correction says that it is over."""
        return self.one_fact(raw, "relapse_watched", amount=1, from_on=raw.SBRQ, until_on=raw.XCRQ, ref=raw.BH)

    example = (
        [{"SFZH": "11010519491231002X", "XM": "某甲", "SBRQ": "20260609", "FXLX": "因病", "ZT": "未消除", "XCRQ": "", "BH": "JC1"}],
        [{"row_number": 2, "id_number": "11010519491231002X", "name": "relapse_watched", "amount": 1, "from_on": date(2026, 6, 9), "ref": "JC1"}],
    )
