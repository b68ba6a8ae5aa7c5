"""家庭收入: what the members who count received in twelve months, and what of it counts."""

from doudi.policy import greatest, household, named, person, rounded, total, when


@person("工资性收入（扣除就业成本）", source="57号 第十三条第一款(一)")
def wage_counted_12m(wage_12m, work_cost_12m):
    """Wages less what it costs to work, not below nothing."""
    return greatest(wage_12m - work_cost_12m, 0)


@person("经营净收入", source="57号 第十三条第一款(二)")
def business_counted_12m(business_net_12m, law):
    """What a business leaves; a loss counts as nothing unless the place counts losses."""
    return when(law.income.losses_count, business_net_12m, greatest(business_net_12m, 0))


@person("计入的基础养老金", source="57号 第十三条第二款(三)")
def base_pension_counted_12m(base_pension_12m, law):
    """The central base pension is left out while an exemption lasts; when it has run out, nobody may guess."""
    counted = named(law.income.counted_again, "base_pension_12m") | ~law.income.base_pension_disregarded
    return when((base_pension_12m == 0) | ~counted, 0, base_pension_12m)


@person("仍计入的免计收入", source="57号 第十三条第二款")
def counted_again_12m(
    honour_benefit_12m,
    scholarship_12m,
    assistance_received_12m,
    elder_allowance_12m,
    disability_allowance_12m,
    other_disregarded_12m,
    base_pension_counted_12m,
    law,
):
    """Transfers that are left out, as far as the place counts them again by name."""
    again = law.income.counted_again
    return (
        when(named(again, "honour_benefit_12m"), honour_benefit_12m, 0)
        + when(named(again, "scholarship_12m"), scholarship_12m, 0)
        + when(named(again, "assistance_received_12m"), assistance_received_12m, 0)
        + when(named(again, "elder_allowance_12m"), elder_allowance_12m, 0)
        + when(named(again, "disability_allowance_12m"), disability_allowance_12m, 0)
        + when(named(again, "other_disregarded_12m"), other_disregarded_12m, 0)
        + base_pension_counted_12m
    )


@person("转移净收入", source="57号 第十三条第一款(四)")
def transfers_counted_12m(pension_12m, other_transfer_12m, counted_again_12m, transfer_paid_12m):
    """Pensions and other regular transfers less those paid out; may be below nothing."""
    return pension_12m + other_transfer_12m + counted_again_12m - transfer_paid_12m


@person("个人收入", source="57号 第十三条")
def income_of_member_12m(wage_counted_12m, business_counted_12m, property_net_12m, transfers_counted_12m, other_income_12m):
    """One person's income by heads, never below nothing; support is not in it, it belongs to the household."""
    return greatest(wage_counted_12m + business_counted_12m + property_net_12m + transfers_counted_12m + other_income_12m, 0)


@household("收到的赡养抚养扶养费", source="57号 第十三条第一款(四)")
def support_counted_12m(support_received_12m, counts, member_count, supporter_support_paid_12m, law):
    """The members' report and the supporters' report are of the same money: the larger, once; nothing where nobody counts."""
    reported = greatest(total(support_received_12m, where=counts), total(supporter_support_paid_12m))
    return when((member_count > 0) & (law.income.support_method == "actual"), reported, 0)


@household("家庭可支配收入（近12个月）", source="57号 第十三条")
def countable_income_12m(income_of_member_12m, counts, support_counted_12m, law):
    """The income of all who count, and the support that reaches them."""
    return when(law.income.months == 12, total(income_of_member_12m, where=counts) + support_counted_12m, 0)
    # 未规定: 第十三条第一款 leaves the period to the place; only twelve months are built, another length is refused by name.
    # 未规定: 第十三条第三款 lets a place deduct what illness and disability cost; how much is not published for ours.


@household("月人均收入", source="57号 第十三条")
def income_per_member(countable_income_12m, member_count):
    """For people to read: no rule computes with it."""
    return when(member_count == 0, 0, rounded(countable_income_12m / 12 / member_count, "fen"))
