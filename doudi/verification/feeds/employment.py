"""就业登记: work taken up and lost in low-income families, from the employment service."""

from datetime import date

import ibis.expr.types as ir

from doudi.verification.columns import Code, Day, IdNumber, Name, Word
from doudi.verification.feed import Feed

KINDS = {"就业登记": "employed", "灵活就业": "self_employed", "失业登记": "unemployed", "退休": "retired"}


class Employment(Feed):
    title, department, suffix = "就业登记", "人力资源和社会保障局", "csv"
    authority = "国办发〔2023〕39号 三(三)；社会救助法 第六十二条；个人信息保护法 第三十四条、第三十五条"
    about, covers = "low_income", "低收入人口的就业、失业登记"
    arrives, late_after_workdays = "每月", 5
    tells = ("employment",)
    columns = {
        "SFZH": IdNumber("身份证号", also=("证件号码",)),
        "XM": Name("姓名"),
        "DJLX": Word("登记类型", among=tuple(KINDS)),
        "DWMC": Word("单位名称", required=False),
        "DJRQ": Day("登记日期"),
        "LSH": Code("流水号"),
    }

    def to_facts(self, raw: ir.Table) -> ir.Table:
        """What somebody does since that day."""
        return self.one_fact(raw, "employment", word=raw.DJLX.cases(*KINDS.items()), from_on=raw.DJRQ, ref=raw.LSH)

    example = (
        [{"SFZH": "11010519491231002X", "XM": "某甲", "DJLX": "失业登记", "DWMC": "", "DJRQ": "20261009", "LSH": "JY1"}],
        [{"row_number": 2, "id_number": "11010519491231002X", "name": "employment", "word": "unemployed", "from_on": date(2026, 10, 9), "ref": "JY1"}],
    )
