"""特困人员: who has neither labour ability nor livelihood nor an able supporter, and what the person receives."""

from doudi.policy import count_of, first_of, full_years, greatest, household, how_many, is_set, named, one_of, percent, person, rounded, total, when


@person("无劳动能力", source="43号 第五条")
def without_labour_ability(age, disability_kind, disability_of_mind, disability_grade):
    """Sixty or older, under sixteen, or disabled as the article counts it: of the mind to grade three, limb to grade two, vision in grade one."""
    of_mind = disability_of_mind & one_of(disability_grade, 1, 2, 3)
    limb = (disability_kind == "limb") & one_of(disability_grade, 1, 2)
    vision = (disability_kind == "vision") & (disability_grade == 1)
    return (age >= 60) | (age < 16) | of_mind | limb | vision
    # 未规定: 第五条(四) leaves further cases to the province.


@person("就学期间继续供养", source="社会救助法 第十六条第三款")
def goes_on_as_tekun_since_2026_07(already_person_tier, already_tier, already_since, born_on, age, schooling, on):
    """Who was tekun as a minor stays so until eighteen, and past it while in compulsory or upper secondary school."""
    at_school = one_of(schooling, "primary", "junior", "senior", "vocational")
    is_said = one_of(already_tier, "tekun", "none") & (already_since <= on)
    as_minor = when(is_said, full_years(born_on, already_since) < 18, True)
    return (already_person_tier == "tekun") & ((age < 18) | (at_school & as_minor))
    # The household's standing says since when; where it is of another kind or has no day, who is at such a school is taken for one who was a minor then.


@person("特困口径的个人收入", source="43号 第六条")
def income_as_tekun_12m(
    wage_counted_12m,
    business_counted_12m,
    property_net_12m,
    pension_12m,
    other_transfer_12m,
    other_income_12m,
    transfer_paid_12m,
    scholarship_12m,
    assistance_received_12m,
    disability_allowance_12m,
    other_disregarded_12m,
    support_for_member_12m,
    law,
):
    """One's own income by heads and the support meant for oneself; the base pension, honour benefits and elder allowances never count."""
    again = law.income.counted_again
    own = (
        wage_counted_12m
        + business_counted_12m
        + property_net_12m
        + pension_12m
        + other_transfer_12m
        + other_income_12m
        - transfer_paid_12m
        + when(named(again, "scholarship_12m"), scholarship_12m, 0)
        + when(named(again, "assistance_received_12m"), assistance_received_12m, 0)
        + when(named(again, "disability_allowance_12m"), disability_allowance_12m, 0)
        + when(named(again, "other_disregarded_12m"), other_disregarded_12m, 0)
    )
    return greatest(own, 0) + support_for_member_12m


@person("无生活来源", source="43号 第六条")
def without_livelihood(income_as_tekun_12m, property_within_limits_for_tekun, law):
    """One's own income strictly below the dibao standard, the household's property within the lines for tekun."""
    return (income_as_tekun_12m < law.dibao.standard * 12) & property_within_limits_for_tekun


@person("无义务人或义务人无履行能力", source="43号 第四条(三)、第八条")
def without_able_supporter(has_able_supporter):
    """Nobody who owes support is able to give it."""
    return ~has_able_supporter


@person("选择儿童保障而不认定特困", source="43号 第九条")
def takes_child_benefit_instead(chose_child_benefit, age):
    """A minor who has chosen the support for orphans is not taken in as tekun."""
    return chose_child_benefit & (age < 18)


@person("符合特困条件", source="43号 第四条")
def tekun_eligible(counts, without_labour_ability, without_livelihood, without_able_supporter, takes_child_benefit_instead):
    """All three conditions together."""
    return counts & without_labour_ability & without_livelihood & without_able_supporter & ~takes_child_benefit_instead


@person("符合特困条件", source="社会救助法 第十六条")
def tekun_eligible_since_2026_07(counts, without_labour_ability, goes_on_as_tekun, without_livelihood, without_able_supporter, takes_child_benefit_instead):
    """All three conditions together; growing up at school does not end them."""
    unable = without_labour_ability | goes_on_as_tekun
    return counts & unable & without_livelihood & without_able_supporter & ~takes_child_benefit_instead


@person("生活自理能力", source="43号 第二十二条")
def self_care(eats_unaided, dresses_unaided, gets_up_unaided, toilets_unaided, walks_unaided, bathes_unaided):
    """All six unaided: full; up to three not: partly lost; four or more not: wholly lost."""
    lost = how_many(~eats_unaided, ~dresses_unaided, ~gets_up_unaided, ~toilets_unaided, ~walks_unaided, ~bathes_unaided)
    return first_of((lost == 0, "full"), (lost <= 3, "partial"), otherwise="dependent")


@person("按农村标准供养", source="43号 第十九条")
def supported_as_rural(has_contracted_land, hukou_area):
    """Who has contracted land is supported by the rural standard; else the place of the household register decides."""
    return has_contracted_land | (hukou_area == "rural")
    # 未规定: income from a rural collective weighs the same; no fact says it yet.


@person("每月基本生活费", source="社会救助法 第十七条", formerly="43号 第十九条")
def tekun_basic_amount(tekun_eligible, supported_as_rural, law):
    """The basic standard of the person's area: the amount the place has set, else its share of the dibao standard."""
    way = law.dibao.rounding
    return when(tekun_eligible, when(supported_as_rural, _basic(law.rural, way), _basic(law.urban, way)), 0)


@person("每月照料护理费", source="社会救助法 第十七条", formerly="43号 第二十条")
def tekun_care_amount(tekun_eligible, self_care, supported_as_rural, law):
    """By how much of self-care is lost."""
    care = when(supported_as_rural, _care(law.rural, self_care), _care(law.urban, self_care))
    return when(tekun_eligible, care, 0)


def _basic(law, way):
    standard = law.tekun.basic_standard
    return when(is_set(standard), standard, rounded(percent(law.dibao.standard, law.tekun.basic_percent), way))


def _care(law, self_care):
    care = law.tekun.care
    return first_of((self_care == "full", care.full), (self_care == "partial", care.partial), otherwise=care.dependent)


# ── those of the household who are not tekun: dibao money is for them ──────────────────────────────────────────────


@person("计入且不是特困", source="社会救助法 第十八条", formerly="57号 第二十三条")
def beside_tekun(counts, tekun_eligible):
    """Who counts and is not tekun."""
    return counts & ~tekun_eligible


@household("不是特困的人数", source="社会救助法 第十八条", formerly="57号 第二十三条")
def members_beside_tekun(beside_tekun):
    """By how many the dibao money is reckoned."""
    return count_of(beside_tekun)


@household("给不是特困的成员的赡养抚养扶养费", source="社会救助法 第十八条", formerly="57号 第二十三条")
def support_beside_tekun_12m(support_received_12m, support_paid_for_member_12m, support_due_for_member_12m, beside_tekun):
    """Of the money that reaches the household, what is meant for them: the largest of the three reports, once."""
    return greatest(
        total(support_received_12m, where=beside_tekun),
        total(support_paid_for_member_12m, where=beside_tekun),
        total(support_due_for_member_12m, where=beside_tekun),
    )


@household("不是特困的成员的收入", source="社会救助法 第十八条", formerly="57号 第二十三条")
def income_beside_tekun_12m(
    members_beside_tekun,
    member_count,
    countable_income_12m,
    income_of_member_12m,
    support_beside_tekun_12m,
    illness_costs_12m,
    work_disregarded_12m,
    beside_tekun,
    law,
):
    """With nobody tekun the household's income; else that of the others, with the support meant for them, less what the place deducts for them."""
    share = law.income.rigid_deducted_percent
    costs = when(is_set(share), rounded(percent(total(illness_costs_12m, where=beside_tekun), share), "fen"), 0)
    theirs = total(income_of_member_12m, where=beside_tekun) + support_beside_tekun_12m - costs - work_disregarded_12m
    return when(members_beside_tekun == member_count, countable_income_12m, greatest(theirs, 0))
    # 未规定: whose wages a new job's disregard is taken from is the household's matter; it is taken from theirs.
