"""殡葬火化: deaths as funeral homes record them, a second witness beside the household registration."""

from datetime import date

import ibis.expr.types as ir

from doudi.verification.columns import Code, Day, IdNumber, Name, Word
from doudi.verification.feed import Feed


class Funerals(Feed):
    title, department, suffix = "殡葬火化", "民政局", "csv"
    authority = "民发〔2022〕83号 三(二)；社会救助法 第六十二条；个人信息保护法 第十三条第三项、第三十四条、第三十五条"
    about, covers = "residents", "本县区火化、安葬的逝者"
    arrives, late_after_workdays = "每个工作日", 2
    tells = ("died_on",)
    columns = {
        "SFZH": IdNumber("身份证号", also=("逝者身份证号", "证件号码")),
        "XM": Name("姓名", also=("逝者姓名",)),
        "SWRQ": Day("死亡日期"),
        "BZDW": Word("殡葬单位", also=("单位名称",), required=False),
        "HHBH": Code("火化编号", also=("编号",)),
    }

    def to_facts(self, raw: ir.Table) -> ir.Table:
        """One fact for each death."""
        return self.one_fact(raw, "died_on", amount=1, from_on=raw.SWRQ, ref=raw.HHBH)

    example = (
        [{"SFZH": "11010519491231002X", "XM": "某甲", "SWRQ": "2026-10-09", "BZDW": "示例殡仪馆", "HHBH": "BZ1"}],
        [{"row_number": 2, "id_number": "11010519491231002X", "name": "died_on", "amount": 1, "from_on": date(2026, 10, 9), "ref": "BZ1"}],
    )
