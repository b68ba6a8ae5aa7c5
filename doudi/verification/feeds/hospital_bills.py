"""医保结算: what each person paid out of pocket, from the medical insurance bureau."""

from collections.abc import Sequence
from datetime import date, timedelta

import ibis.expr.types as ir

from doudi.base.workdays import is_workday
from doudi.registry.actions import Covered
from doudi.verification.columns import Code, Day, IdNumber, Name, Word, Yuan
from doudi.verification.feed import Feed


class HospitalBills(Feed):
    title, department, suffix = "医保结算", "医疗保障局", "xlsx"
    authority = "社会救助法 第三十九条第二款、第六十二条；个人信息保护法 第十三条第三项、第三十四条、第三十五条"
    about, covers = "residents_above_threshold", "上一个工作日以来结算的、个人自付达到本地报送线的费用"
    arrives, late_after_workdays = "每个工作日", 2
    tells = ("medical_self_paid_12m",)
    line = "monitoring.bill_line"
    columns = {
        "SFZH": IdNumber("身份证号", also=("参保人身份证号", "证件号码")),
        "XM": Name("姓名", also=("参保人姓名",)),
        "JSRQ": Day("结算日期"),
        "JGMC": Word("机构名称", also=("机构", "医疗机构"), required=False, private=True),
        "ZFY": Yuan("总费用"),
        "BXJE": Yuan("报销金额", also=("报销",)),
        "GRZF": Yuan("个人自付", also=("个人自付金额",)),
        "DJH": Code("单据号"),
    }

    def to_facts(self, raw: ir.Table) -> ir.Table:
        """One fact for each settled bill."""
        return self.one_fact(raw, "medical_self_paid", amount=raw.GRZF, from_on=raw.JSRQ, ref=raw.DJH)

    def below_line(self, raw: ir.Table) -> ir.BooleanValue:
        """Bills of which the patient paid less than the local line."""
        return raw.line > raw.GRZF

    def impossible(self, raw: ir.Table) -> Sequence[tuple[str, str, ir.BooleanValue]]:
        """Insurance and patient together paid more than the bill."""
        return [("GRZF", "报销与个人自付之和超过总费用", raw.GRZF + raw.BXJE > raw.ZFY)]

    def covered(self, region: str, on: date) -> list[Covered]:
        """Everything settled from the working day before up to the file's day; a file that never comes leaves its days unknown."""
        before = on - timedelta(days=1)
        while not is_workday(before):
            before -= timedelta(days=1)
        return [Covered("medical_self_paid", region, before, on)]

    example = (
        [
            {
                "SFZH": "１１０１０５１９４９１２３１００２Ｘ",
                "XM": "某甲",
                "JSRQ": "20261009",
                "JGMC": "示例医院",
                "ZFY": "12000",
                "BXJE": "7,999.50",
                "GRZF": "4000.5",
                "DJH": "D1",
            }
        ],
        [{"row_number": 2, "id_number": "11010519491231002X", "name": "medical_self_paid", "amount": 400050, "from_on": date(2026, 10, 9), "ref": "D1"}],
    )
