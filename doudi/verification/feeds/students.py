"""学籍: at which stage young people of low-income families learn, from the education bureau."""

from datetime import date

import ibis.expr.types as ir

from doudi.verification.columns import Code, Day, IdNumber, Name, Word
from doudi.verification.feed import Feed

STAGES = {
    "幼儿园": "kindergarten",
    "小学": "primary",
    "初中": "junior",
    "高中": "senior",
    "中职": "vocational",
    "本专科": "college",
    "研究生": "postgraduate",
    "已毕业": "none",
}


class Students(Feed):
    title, department, suffix = "学籍", "教育局", "xlsx"
    authority = "国办发〔2023〕39号 三(三)；社会救助法 第六十二条；个人信息保护法 第三十四条、第三十五条"
    about, covers = "low_income", "低收入人口中的在园幼儿、在校学生"
    arrives, late_after_workdays = "每学期", 20
    tells = ("schooling",)
    columns = {
        "SFZH": IdNumber("身份证号", also=("证件号码",)),
        "XM": Name("姓名"),
        "XX": Word("学校名称", required=False),
        "XD": Word("学段", among=tuple(STAGES)),
        "RXRQ": Day("入学日期"),
        "XJH": Code("学籍号"),
    }

    def to_facts(self, raw: ir.Table) -> ir.Table:
        """The stage since it began."""
        return self.one_fact(raw, "schooling", word=raw.XD.cases(*STAGES.items()), from_on=raw.RXRQ, ref=raw.XJH)

    example = (
        [{"SFZH": "11010519491231002X", "XM": "某甲", "XX": "示例中学", "XD": "高中", "RXRQ": "20260901", "XJH": "XJ1"}],
        [{"row_number": 2, "id_number": "11010519491231002X", "name": "schooling", "word": "senior", "from_on": date(2026, 9, 1), "ref": "XJ1"}],
    )
