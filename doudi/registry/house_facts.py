"""库内事实: what the register and the standings say besides the words of a case; signals use them, schemes do not."""

from doudi.policy.rule import HOUSEHOLD, MONEY, NUMBER, PERSON, TEXT, YESNO, Fact

STANDINGS = ("none", "tekun", "dibao", "marginal", "rigid_expenditure")

REGISTERED_MEMBERS = Fact("registered_members", HOUSEHOLD, NUMBER, "在册且在世的家庭成员数")
STANDING = Fact("standing", HOUSEHOLD, TEXT, "家庭现有身份", words=STANDINGS)
PERSON_STANDING = Fact("person_standing", PERSON, TEXT, "个人现有身份", words=STANDINGS)
HOUSEHOLDS_REGISTERED = Fact("households_registered", PERSON, NUMBER, "登记在几个家庭")
PAID_HOUSEHOLDS = Fact("paid_households", PERSON, NUMBER, "其中几个家庭正在领取待遇")
# What departments found. It stands beside what the family declared and never in its place: which of the two is right, a person finds out.
VEHICLES_SEEN = Fact("vehicles_seen", PERSON, NUMBER, "核对发现的非豁免车辆数")
SEEN = (
    VEHICLES_SEEN,
    Fact("homes_seen", PERSON, NUMBER, "核对发现的住房套数"),
    Fact("companies_seen", PERSON, NUMBER, "核对发现的市场主体数"),
    Fact("vessels_seen", PERSON, NUMBER, "核对发现的船舶数"),
    Fact("farm_machines_seen", PERSON, NUMBER, "核对发现的大型农机数"),
    Fact("deposits_seen", PERSON, MONEY, "核对发现的银行存款"),
    Fact("securities_seen", PERSON, MONEY, "核对发现的证券市值"),
    Fact("insurance_seen", PERSON, MONEY, "核对发现的商业保险现金价值"),
    Fact("payment_balance_seen", PERSON, MONEY, "核对发现的支付账户余额"),
    Fact("provident_fund_seen", PERSON, MONEY, "核对发现的公积金余额"),
    Fact("taxed_income_seen", PERSON, MONEY, "核对发现的近12个月申报纳税收入"),
    Fact("insured_wage_seen", PERSON, MONEY, "核对发现的近12个月社保缴费基数合计"),
    Fact("pension_seen", PERSON, MONEY, "核对发现的近12个月养老金"),
    Fact("married_seen", PERSON, YESNO, "核对发现的婚姻登记"),
)
SEEN_BY_DEPARTMENTS = (
    Fact("disability_certified", PERSON, NUMBER, "残联核定的重度残疾等级"),
    Fact("relapse_watched", PERSON, YESNO, "防止返贫监测对象"),
    Fact("rooms_damaged", PERSON, NUMBER, "受灾损坏的住房间数"),
)

HOUSE_FACTS = (REGISTERED_MEMBERS, STANDING, PERSON_STANDING, HOUSEHOLDS_REGISTERED, PAID_HOUSEHOLDS, *SEEN, *SEEN_BY_DEPARTMENTS)
