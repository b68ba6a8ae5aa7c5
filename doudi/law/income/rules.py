"""家庭收入: what the members who count received in twelve months, and what of it counts."""

from doudi.policy import any_of, full_months, greatest, household, is_set, least, named, one_of, percent, person, rounded, total, when


@person("工资性收入（扣除就业成本）", source="57号 第十三条第一款(一)")
def wage_counted_12m(wage_12m, work_cost_12m):
    """Wages less what it costs to work, not below nothing."""
    return greatest(wage_12m - work_cost_12m, 0)


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


@person("成年无业重度残疾", source="83号 一(一)", formerly="57号 第十三条第二款(四)")
def disabled_adult_without_work(age, severe_disability, employment):
    """Who may apply alone, and for whom certain support may be left out."""
    return (age >= 18) & severe_disability & one_of(employment, "none", "unemployed")


@household("豁免的供养费用", source="83号 一(一)", formerly="57号 第十三条第二款(四)")
def support_spared_12m(member_count, disabled_adult_without_work, counts, supporter_support_paid_12m, supporter_may_be_spared, law):
    """Where the place leaves it out: what brothers, sisters and people of sixty give a severely disabled adult without work who lives alone."""
    applies = law.income.support_spared & (member_count == 1) & any_of(disabled_adult_without_work, where=counts)
    return when(applies, total(supporter_support_paid_12m, where=supporter_may_be_spared), 0)


@household("按公式应得的赡养抚养扶养费", source="57号 第十三条第一款(四)")
def support_due_12m(support_spared_12m, supporter_due_12m, law):
    """Where the place asks by a formula, what it asks of all supporters; nothing where some are spared."""
    return when(law.income.support_method == "actual", 0, when(support_spared_12m > 0, 0, total(supporter_due_12m)))


@household("计入的赡养抚养扶养费", source="57号 第十三条第一款(四)")
def support_counted_12m(support_received_12m, counts, supporter_support_paid_12m, supporter_supports_counted, support_spared_12m, support_due_12m):
    """The members' report and the supporters' report are of the same money: the larger, once; a formula's answer in their place when it is higher."""
    reported = greatest(total(support_received_12m, where=counts), total(supporter_support_paid_12m, where=supporter_supports_counted))
    return greatest(reported - support_spared_12m, support_due_12m)
    # 法 41 asks his consent to check what he earns and owns, not what the family receives: a payment nobody can tell is unknown with it and without.


@person("义务人给付本人的", source="57号 第十三条第一款(四)")
def support_paid_for_member_12m(supporter_paid_each_12m):
    """What supporters report to pay for one member."""
    return total(supporter_paid_each_12m)


@person("按公式应给付本人的", source="57号 第十三条第一款(四)")
def support_due_for_member_12m(supporter_due_each_12m):
    """What a formula of the place asks for one member."""
    return total(supporter_due_each_12m)


@person("给本人的赡养抚养扶养费", source="43号 第六条；57号 第十三条第一款(四)")
def support_for_member_12m(support_received_12m, support_paid_for_member_12m, support_due_for_member_12m):
    """The same money as it is meant for one member: the largest of the three reports."""
    return greatest(support_received_12m, support_paid_for_member_12m, support_due_for_member_12m)


@person("因病因残增加的支出", source="57号 第十三条第三款")
def illness_costs_12m(medical_self_paid_12m, rehabilitation_self_paid_12m):
    """What illness and disability cost the person."""
    return medical_self_paid_12m + rehabilitation_self_paid_12m


@household("扣减的刚性支出", source="57号 第十三条第三款")
def rigid_deducted_12m(illness_costs_12m, counts, law):
    """The share of it that the place takes off the income; nothing where it has no share."""
    share = law.income.rigid_deducted_percent
    return when(is_set(share), rounded(percent(total(illness_costs_12m, where=counts), share), "fen"), 0)


@household("新就业减计的收入", source="57号 第十三条第三款")
def work_disregarded_12m(job_started_on, wage_counted_12m, counts, on, law):
    """In the first months of a new job a share of the wages, at most so much of the standard for each month begun; nothing where the place has no share."""
    disregard = law.dibao.work_disregard
    months = full_months(job_started_on, on)
    is_new = (job_started_on <= on) & when(is_set(disregard.months), months < disregard.months, True)
    share = percent(total(wage_counted_12m, where=counts), disregard.percent)
    begun = -full_months(on, job_started_on)
    most = percent(law.dibao.standard * least(begun, 12), disregard.cap_percent)
    left_out = rounded(when(is_set(disregard.cap_percent), least(share, most), share), "fen")
    return when(is_set(disregard.percent) & is_new, left_out, 0)
    # 未规定: wages of the twelve months are not divided into those before and since the job began.


@household("从家庭收入中扣减的", source="57号 第十三条第三款")
def deducted_12m(rigid_deducted_12m, work_disregarded_12m):
    """Both together."""
    return rigid_deducted_12m + work_disregarded_12m


@household("家庭可支配收入（近12个月）", source="57号 第十三条")
def countable_income_12m(income_of_member_12m, counts, support_counted_12m, deducted_12m, law):
    """The income of all who count and the support that reaches them, less what the place deducts, not below nothing."""
    income = total(income_of_member_12m, where=counts) + support_counted_12m - deducted_12m
    return when(law.income.months == 12, greatest(income, 0), 0)
    # 未规定: 第十三条第一款 leaves the period to the place; only twelve months are built, another length is refused by name.


@household("月人均收入", source="57号 第十三条")
def income_per_member(countable_income_12m, member_count):
    """For people to read: no rule computes with it."""
    return when(member_count == 0, 0, rounded(countable_income_12m / 12 / member_count, "fen"))
