"""家庭收入: what the members who count received in twelve months, and what of it counts."""

from doudi.policy import any_of, greatest, household, is_set, named, person, rounded, supporter, total, when


@person("工资性收入（扣除就业成本）", source="57号 第十三条第一款(一)")
def wage_counted_12m(wage_12m, work_cost_12m, law):
    """Wages less what it costs to work, not below nothing; a share left out of the wages of a new job is not built, and refused by name."""
    as_built = (wage_12m == 0) | ~is_set(law.dibao.work_disregard.percent)
    return when(as_built, greatest(wage_12m - work_cost_12m, 0), 0)


@person("计入的经营净收入", source="57号 第十三条第一款(二)")
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


@supporter("所赡养抚养扶养的人有计入的", source="57号 第十三条第一款(四)")
def supporter_supports_counted(counts):
    """Whether somebody he supports counts: what is paid for others is not this household's income."""
    return any_of(counts)
    # 未规定: what is paid for several of whom some do not count is not divided.


@household("计入的赡养抚养扶养费", source="57号 第十三条第一款(四)")
def support_counted_12m(support_received_12m, counts, supporter_support_paid_12m, supporter_supports_counted, law):
    """The members' report and the supporters' report are of the same money: the larger, once."""
    reported = greatest(total(support_received_12m, where=counts), total(supporter_support_paid_12m, where=supporter_supports_counted))
    return when(law.income.support_method == "actual", reported, 0)


@household("家庭可支配收入（近12个月）", source="57号 第十三条")
def countable_income_12m(income_of_member_12m, counts, support_counted_12m, law):
    """The income of all who count, and the support that reaches them."""
    as_built = (law.income.months == 12) & ~is_set(law.income.rigid_deducted_percent)
    return when(as_built, total(income_of_member_12m, where=counts) + support_counted_12m, 0)
    # 未规定: 第十三条第一款 leaves the period to the place; only twelve months are built, another length is refused by name.
    # 未规定: 第十三条第三款 lets a place deduct what illness and disability cost; only a place without it is built, a share is refused by name.


@household("月人均收入", source="57号 第十三条")
def income_per_member(countable_income_12m, member_count):
    """For people to read: no rule computes with it."""
    return when(member_count == 0, 0, rounded(countable_income_12m / 12 / member_count, "fen"))
