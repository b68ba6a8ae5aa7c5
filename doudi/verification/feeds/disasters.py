"""受灾情况: whose home a natural disaster has damaged, from the emergency management bureau."""

from datetime import date

import ibis
import ibis.expr.types as ir

from doudi.verification.columns import Code, Day, IdNumber, Name, Whole, Word
from doudi.verification.feed import Feed


class Disasters(Feed):
    title, department, suffix = "受灾情况", "应急管理局", "xlsx"
    authority = "社会救助法 第三十九条第二款、第六十二条；个人信息保护法 第十三条第三项、第三十四条、第三十五条"
    about, covers = "residents_above_threshold", "本县区因自然灾害住房倒塌或者严重损坏的人员"
    arrives, late_after_workdays = "灾害发生后", 5
    tells = ("rooms_damaged",)
    columns = {
        "SFZH": IdNumber("身份证号", also=("证件号码",)),
        "XM": Name("姓名"),
        "ZHRQ": Day("受灾日期"),
        "ZZ": Word("灾种", required=False),
        "SHCD": Word("损坏程度", among=("倒塌", "严重损坏", "一般损坏")),
        "JS": Whole("间数", most=100),
        "BH": Code("台账编号"),
    }

    def below_line(self, raw: ir.Table) -> ir.BooleanValue:
        """What can be lived in is not above the threshold."""
        return raw.SHCD == "一般损坏"

    def to_facts(self, raw: ir.Table) -> ir.Table:
        """How many rooms, for a year."""
        return self.one_fact(raw, "rooms_damaged", amount=raw.JS, from_on=raw.ZHRQ, until_on=(raw.ZHRQ + ibis.interval(months=12)).cast("date"), ref=raw.BH)

    example = (
        [{"SFZH": "11010519491231002X", "XM": "某甲", "ZHRQ": "20260809", "ZZ": "洪涝", "SHCD": "倒塌", "JS": "3", "BH": "ZH1"}],
        [
            {
                "row_number": 2,
                "id_number": "11010519491231002X",
                "name": "rooms_damaged",
                "amount": 3,
                "from_on": date(2026, 8, 9),
                "until_on": date(2027, 8, 9),
                "ref": "ZH1",
            }
        ],
    )
