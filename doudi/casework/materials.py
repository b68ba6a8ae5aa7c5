"""材料: what a family may be asked for, by scheme; what verification supplies is never on it (法 62), and most of it may be promised instead."""

from dataclasses import dataclass

MANNERS = {
    "in_person": "本人到窗口",
    "on_behalf": "他人或村（居）委会代为申请",
    "transferred": "其他单位、乡镇转来",
    "alert": "由预警引起",
    "report": "村（居）委会报告",
}
"""How an application may come to the window."""
SETTLED = {"brought": "已交", "promised": "以承诺代替", "not_needed": "核对后不需要"}
"""What may come of a thing that was asked for."""


@dataclass(frozen=True)
class Material:
    """One thing that may be asked of a family: why, and whether its written promise stands in its place (告知承诺)."""

    code: str
    title: str
    article: str
    may_promise: bool = True


COMMON = (
    Material("statement", "收入、财产情况的书面声明", "社会救助法 第四十条；57号 第九条", may_promise=False),
    Material("identity", "本地没有登记的家庭成员的身份证明", "57号 第九条"),
    Material("earnings", "劳动合同或者用人单位的工资证明", "57号 第九条、第十三条"),
    Material("support", "赡养、抚养、扶养协议或者裁判文书", "57号 第九条、第十三条"),
    Material("school", "学校出具的在校、缴费证明", "57号 第九条"),
    Material("diagnosis", "医院的诊断证明", "57号 第九条"),
    Material("house", "租房合同或者住房情况的证明", "57号 第九条、第十四条"),
)
OF_SCHEME: dict[str, tuple[Material, ...]] = {
    "tekun": (
        Material("tekun_statement", "劳动能力、生活来源、财产以及赡养抚养扶养情况的书面声明", "43号 第十条", may_promise=False),
        *COMMON[1:],
    ),
    "temporary_relief": (Material("event", "急难情况的证明（事故、火灾、住院押金等）", "社会救助法 第四十条"), *COMMON[1:]),
    "urgent_relief": (),
}
"""Schemes whose list is their own; at once nothing is asked (法 50). Every other scheme asks for what is common."""
VERIFIED = {
    "hukou": "户籍（公安部门核对）",
    "vehicles": "车辆（公安交通管理部门核对）",
    "medical": "医疗费用结算（医疗保障部门核对）",
    "standing": "已有的救助身份（本系统）",
}
"""What is known here or answered by departments: asking a family for it is against the Law (法 62, 57号 10)."""
PROMISE = "申请人承诺所述事项真实，愿意配合核查；经核查不实的，按查明的事实办理，骗取救助的依法承担责任（社会救助法 第七十三条）。"


def materials_of(scheme: str) -> tuple[Material, ...]:
    """What may be asked under this scheme."""
    return OF_SCHEME.get(scheme, COMMON)
