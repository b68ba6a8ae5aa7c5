"""库内事实: what the register and the standings say besides the words of a case; signals use them, schemes do not."""

from doudi.policy.rule import HOUSEHOLD, NUMBER, PERSON, TEXT, Fact

STANDINGS = ("none", "tekun", "dibao", "marginal", "rigid_expenditure")

REGISTERED_MEMBERS = Fact("registered_members", HOUSEHOLD, NUMBER, "在册且在世的家庭成员数")
STANDING = Fact("standing", HOUSEHOLD, TEXT, "家庭现有身份", words=STANDINGS)
PERSON_STANDING = Fact("person_standing", PERSON, TEXT, "个人现有身份", words=STANDINGS)
HOUSEHOLDS_REGISTERED = Fact("households_registered", PERSON, NUMBER, "登记在几个家庭")
PAID_HOUSEHOLDS = Fact("paid_households", PERSON, NUMBER, "其中几个家庭正在领取待遇")
VEHICLES_SEEN = Fact("vehicles_seen", PERSON, NUMBER, "核对发现的非豁免车辆数")

HOUSE_FACTS = (REGISTERED_MEMBERS, STANDING, PERSON_STANDING, HOUSEHOLDS_REGISTERED, PAID_HOUSEHOLDS, VEHICLES_SEEN)
