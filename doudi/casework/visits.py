"""调查表: what is looked at and asked at a family's door, by scheme, and the ways of looking into a case (57号 16; 43号 13, 21)."""

from collections.abc import Mapping
from dataclasses import dataclass

MANNERS: dict[str, str] = {
    "survey": "入户调查",
    "remote": "电话、视频调查",
    "neighbour": "邻里访问",
    "letter": "信函索证",
    "conference": "小组会商",
    "community": "民主评议",
    "county": "县级入户调查",
}
AT_THE_DOOR = ("survey", "remote")
"""One of these there must be before an opinion; the others come beside it."""
BESIDE = ("neighbour", "letter", "conference")
NAMED = {"neighbour": "受访人和他与申请人的关系", "letter": "去函的单位和回函的文号", "conference": "参加会商的人"}
"""Of whom each way of looking must say who spoke."""


@dataclass(frozen=True)
class Question:
    """One line of the form: what is looked at, and the answers it knows; without answers it is filled in words."""

    code: str
    title: str
    answers: tuple[str, ...] = ()


_HOME = (
    Question("home", "住房", ("自有", "租住", "借住", "其他")),
    Question("home_state", "住房状况", ("安全", "需要维修", "危险")),
    Question("living", "吃、穿、用和取暖", ("有保障", "有困难", "严重困难")),
    Question("work", "劳动能力和就业", ("与申报一致", "与申报不一致")),
    Question("spending", "实际支出", ("与申报一致", "明显高于申报的收入", "不清楚")),
)
FORMS: dict[str, tuple[Question, ...]] = {
    "dibao": _HOME,
    "marginal": _HOME,
    "tekun": (
        *_HOME[:3],
        Question("carer", "平时由谁照料", ("自己", "亲友", "村（居）委会", "机构", "没有人")),
        Question("wish", "供养方式的意愿", ("分散供养", "集中供养", "没有表示")),
        Question("kin", "赡养、抚养、扶养义务人", ("没有", "有但没有能力", "有并且有能力", "不清楚")),
    ),
    "rigid_expenditure": (
        *_HOME[:3],
        Question("bills", "支出票据", ("已核对", "部分核对", "没有票据")),
        Question("debts", "因支出欠债", ("没有", "有", "不清楚")),
    ),
    "temporary_relief": (Question("event", "急难情况", ("属实", "部分属实", "不属实")), Question("now", "眼下的生活", ("有保障", "有困难", "严重困难"))),
    "urgent_relief": (Question("event", "急难情况", ("属实", "部分属实", "不属实")),),
}
SELF_CARE = {
    "eats_unaided": "自主吃饭",
    "dresses_unaided": "自主穿衣",
    "gets_up_unaided": "自主上下床",
    "toilets_unaided": "自主如厕",
    "walks_unaided": "室内自主行走",
    "bathes_unaided": "自主洗澡",
}
"""The six of the scale (43号 22); asked at the door of who may be tekun."""


def unknown_answers(scheme: str, answers: Mapping[str, str]) -> list[str]:
    """Titles of what was answered and is no answer of this scheme's form."""
    known = {question.code: question for question in FORMS.get(scheme, ())}
    return [code for code, said in answers.items() if code not in known or (known[code].answers and said not in known[code].answers)]
