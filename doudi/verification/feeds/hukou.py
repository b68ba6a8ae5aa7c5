"""户籍变动: deaths, births and moves, from the household registration."""

from collections.abc import Sequence
from datetime import date

import ibis
import ibis.expr.types as ir

from doudi.verification.columns import Code, Day, FormerNames, IdNumber, Name, RegionCode, Word
from doudi.verification.feed import Feed

EVENTS = {"死亡": "died_on", "迁入": "moved_in", "出生": "moved_in", "迁出": "moved_out"}
RELATIONS = {
    "户主": "head",
    "本人": "head",
    **dict.fromkeys(("配偶", "夫", "妻", "丈夫", "妻子"), "spouse"),
    **dict.fromkeys(("子女", "子", "女", "独生子", "独生女", "长子", "次子", "三子", "长女", "次女", "三女", "养子", "养女"), "child"),
    **dict.fromkeys(("父母", "父亲", "母亲", "父", "母", "公公", "婆婆", "岳父", "岳母"), "parent"),
    **dict.fromkeys(("孙子女", "孙子", "孙女", "外孙", "外孙女"), "grandchild"),
    **dict.fromkeys(("祖父母", "祖父", "祖母", "外祖父", "外祖母"), "grandparent"),
    **dict.fromkeys(("兄弟姐妹", "兄", "弟", "姐", "妹", "哥哥", "弟弟", "姐姐", "妹妹"), "sibling"),
}


class Hukou(Feed):
    title, department, suffix = "户籍变动", "公安局", "csv"
    authority = "社会救助法 第四十一条、第六十二条；个人信息保护法 第十三条第三项、第三十四条、第三十五条"
    about, covers = "residents", "本县区户籍人口的死亡、出生、迁入、迁出"
    arrives, late_after_workdays = "每个工作日", 2
    former_names_column = "CYM"
    tells = ("died_on", "registered_members", "households_registered")
    household_column = "HH"
    region_column = "XZQH"
    columns = {
        "SFZH": IdNumber("身份证号", also=("公民身份号码", "身份证号码")),
        "XM": Name("姓名"),
        "YWLX": Word("业务类型", among=tuple(EVENTS)),
        "YWRQ": Day("业务日期"),
        "HH": Code("户号", required=False),
        "YHZGX": Word("与户主关系", required=False),
        "XZQH": RegionCode("行政区划"),
        "LSH": Code("流水号"),
        "CYM": FormerNames("曾用名", required=False, may_lack=True),
    }

    def to_facts(self, raw: ir.Table) -> ir.Table:
        """One fact for each event: the day of a death, or the household moved into or out of."""
        died = raw.YWLX == "死亡"
        return self.one_fact(
            raw,
            raw.YWLX.cases(*EVENTS.items()),
            amount=ibis.ifelse(died, 1, ibis.null("int64")),
            word=ibis.ifelse(raw.YWLX.isin(["迁入", "出生"]), raw.YHZGX.cases(*RELATIONS.items(), else_="other"), ibis.null(str)),
            from_on=raw.YWRQ,
            household=ibis.ifelse(died, ibis.null(str), raw.HH),
            ref=raw.LSH,
        )

    def impossible(self, raw: ir.Table) -> Sequence[tuple[str, str, ir.BooleanValue]]:
        """Somebody moves without a household, or does something before being born."""
        born = raw.SFZH.substr(6, 8).cast("int64")
        happened = raw.YWRQ.year().cast("int64") * 10000 + raw.YWRQ.month().cast("int64") * 100 + raw.YWRQ.day().cast("int64")
        return [("HH", "迁入、迁出、出生须有户号", (raw.YWLX != "死亡") & raw.HH.isnull()), ("YWRQ", "早于身份证号中的出生日期", happened < born)]

    example = (
        [
            {"SFZH": " 11010519491231002x", "XM": "某 甲", "YWLX": "死亡", "YWRQ": "20261009", "HH": "H1", "YHZGX": "户主", "XZQH": "370702001001"}
            | {"LSH": "HJ1", "CYM": "某小甲"}
        ],
        [{"row_number": 2, "id_number": "11010519491231002X", "name": "died_on", "amount": 1, "from_on": date(2026, 10, 9), "ref": "HJ1"}],
    )
