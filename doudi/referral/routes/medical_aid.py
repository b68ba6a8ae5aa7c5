"""医疗救助: the medical insurance bureau pays what insurance leaves and a family cannot carry, or pays for its enrolment."""

from doudi.referral.route import Outcome, Route

ROUTE = Route(
    name="medical_aid",
    title="医疗救助",
    department="medical_insurance",
    department_title="医疗保障局",
    source="社会救助法 第二十四条；国办发〔2023〕39号 三(四)",
    due_workdays=10,
    correct_workdays=5,
    escalation_workdays=5,
    outcomes={
        "aided": Outcome("已给予救助", has_amount=True),
        "enrolled": Outcome("已资助参保"),
        "not_eligible": Outcome(
            "不符合条件",
            reasons={
                "below_deductible": "符合规定的自负费用未达到救助标准",
                "not_compliant": "费用不属于符合规定的基本医疗自负费用",
                "not_covered": "当事人不属于医疗救助对象",
                "already_settled": "费用已由其他渠道解决",
            },
        ),
    },
    example={"need_words": "近12个月医疗自付费用较高，请核实是否符合医疗救助条件。", "outcome": "aided", "amount_fen": 820000},
)
