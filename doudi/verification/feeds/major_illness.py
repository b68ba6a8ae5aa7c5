"""门诊慢特病: who of low-income families is certified as gravely ill, from the medical insurance bureau."""

from collections.abc import Sequence
from datetime import date

import ibis.expr.types as ir

from doudi.verification.columns import Code, Day, IdNumber, Name, Word
from doudi.verification.feed import Feed


class MajorIllness(Feed):
    title, department, suffix = "门诊慢特病", "医疗保障局", "xlsx"
    authority = "国办发〔2023〕39号 三(三)；社会救助法 第六十二条；个人信息保护法 第三十四条、第三十五条"
    about, covers = "low_income", "低收入人口中经认定的重特大疾病患者"
    arrives, late_after_workdays = "每月", 5
    tells = ("major_illness",)
    columns = {
        "SFZH": IdNumber("身份证号", also=("证件号码",)),
        "XM": Name("姓名"),
        "RDRQ": Day("认定日期", private=True),
        "ZT": Word("状态", among=("有效", "终止"), private=True),
        "ZZRQ": Day("终止日期", required=False, private=True),
        "BH": Code("认定编号"),
    }

    def impossible(self, raw: ir.Table) -> Sequence[tuple[str, str, ir.BooleanValue]]:
        """Ended, and nobody says when: what was true until then stays true."""
        return [("ZZRQ", "终止的须有终止日期，且不早于认定日期", (raw.ZT == "终止") & (raw.ZZRQ.isnull() | (raw.ZZRQ < raw.RDRQ)))]

    def to_facts(self, raw: ir.Table) -> ir.Table:
        """That somebody is gravely ill, never of what: no rule asks."""
        return self.one_fact(raw, "major_illness", amount=1, from_on=raw.RDRQ, until_on=raw.ZZRQ, ref=raw.BH)

    example = (
        [{"SFZH": "11010519491231002X", "XM": "某甲", "RDRQ": "20260909", "ZT": "有效", "ZZRQ": "", "BH": "MT1"}],
        [{"row_number": 2, "id_number": "11010519491231002X", "name": "major_illness", "amount": 1, "from_on": date(2026, 9, 9), "ref": "MT1"}],
    )
