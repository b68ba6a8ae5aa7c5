"""残疾人证: who has lately been certified as severely disabled, from the disabled persons' federation."""

from datetime import date

import ibis
import ibis.expr.types as ir

from doudi.verification.columns import Code, Day, IdNumber, Name, Word
from doudi.verification.feed import Feed

KINDS = {"视力": "vision", "听力": "hearing", "言语": "speech", "肢体": "limb", "智力": "intellectual", "精神": "mental", "多重": "multiple"}
GRADES = {"一级": 1, "二级": 2, "三级": 3, "四级": 4}


class Disability(Feed):
    title, department, suffix = "残疾人证", "残疾人联合会", "csv"
    authority = "社会救助法 第三十九条第二款、第六十二条；个人信息保护法 第十三条第三项、第三十四条、第三十五条"
    about, covers = "residents_above_threshold", "本县区新核发的重度（一级、二级）残疾人证"
    arrives, late_after_workdays = "每周", 5
    tells = ("disability_kind", "disability_grade", "disability_certified")
    columns = {
        "SFZH": IdNumber("身份证号", also=("证件号码",)),
        "XM": Name("姓名"),
        "CJLB": Word("残疾类别", among=tuple(KINDS), private=True),
        "CJDJ": Word("残疾等级", among=tuple(GRADES), private=True),
        "FZRQ": Day("发证日期", also=("初次办证日期",)),
        "ZH": Code("证号编号", also=("业务流水号",)),
    }

    def below_line(self, raw: ir.Table) -> ir.BooleanValue:
        """Grades three and four are not severe."""
        return raw.CJDJ.isin(["三级", "四级"])

    def to_facts(self, raw: ir.Table) -> ir.Table:
        """Three facts for each certificate: of what kind, how severe, and that it is the federation who says so, not the family."""
        grade = raw.CJDJ.cases(*GRADES.items()).cast("int64")
        kind = self.one_fact(raw, "disability_kind", word=raw.CJLB.cases(*KINDS.items()), from_on=raw.FZRQ, ref=raw.ZH + "/kind")
        graded = [
            self.one_fact(raw, name, amount=grade, from_on=raw.FZRQ, ref=raw.ZH + part)
            for name, part in (("disability_grade", "/grade"), ("disability_certified", "/certified"))
        ]
        return ibis.union(kind, *graded)

    example = (
        [{"SFZH": " 11010519491231002x", "XM": "某甲", "CJLB": "肢体", "CJDJ": "二级", "FZRQ": "20261009", "ZH": "CZ1"}],
        [
            {
                "row_number": 2,
                "id_number": "11010519491231002X",
                "name": "disability_certified",
                "amount": 2,
                "from_on": date(2026, 10, 9),
                "ref": "CZ1/certified",
            },
            {"row_number": 2, "id_number": "11010519491231002X", "name": "disability_grade", "amount": 2, "from_on": date(2026, 10, 9), "ref": "CZ1/grade"},
            {"row_number": 2, "id_number": "11010519491231002X", "name": "disability_kind", "word": "limb", "from_on": date(2026, 10, 9), "ref": "CZ1/kind"},
        ],
    )
