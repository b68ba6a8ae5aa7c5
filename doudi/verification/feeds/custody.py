"""服刑和强制隔离戒毒: who of low-income families is held by a judgment, from the justice bureau."""

from collections.abc import Sequence
from datetime import date

import ibis.expr.types as ir

from doudi.verification.columns import Code, Day, IdNumber, Name, Word
from doudi.verification.feed import Feed


class Custody(Feed):
    title, department, suffix = "服刑人员", "司法局", "csv"
    authority = "国办发〔2023〕39号 三(三)；社会救助法 第六十二条；个人信息保护法 第三十四条、第三十五条"
    about, covers = "low_income", "低收入人口中在监狱服刑、强制隔离戒毒的人员"
    arrives, late_after_workdays = "每月", 5
    tells = ("in_custody",)
    columns = {
        "SFZH": IdNumber("身份证号", also=("证件号码",)),
        "XM": Name("姓名"),
        "LX": Word("类型", among=("服刑", "强制隔离戒毒"), private=True),
        "RJRQ": Day("收押日期", private=True),
        "SFRQ": Day("释放日期", required=False, private=True),
        "BH": Code("编号"),
    }

    def to_facts(self, raw: ir.Table) -> ir.Table:
        """Held from a day until another; detention before judgment is none."""
        return self.one_fact(raw, "in_custody", amount=1, from_on=raw.RJRQ, until_on=raw.SFRQ, ref=raw.BH)

    def impossible(self, raw: ir.Table) -> Sequence[tuple[str, str, ir.BooleanValue]]:
        """Released before being taken in."""
        return [("SFRQ", "释放日期早于收押日期", raw.SFRQ < raw.RJRQ)]

    example = (
        [{"SFZH": "11010519491231002X", "XM": "某甲", "LX": "服刑", "RJRQ": "20260309", "SFRQ": "", "BH": "SF1"}],
        [{"row_number": 2, "id_number": "11010519491231002X", "name": "in_custody", "amount": 1, "from_on": date(2026, 3, 9), "ref": "SF1"}],
    )
