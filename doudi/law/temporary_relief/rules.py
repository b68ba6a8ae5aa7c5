"""临时救助: whose basic life is for the moment in serious trouble, and what helps them through it, once."""

from doudi.policy import greatest, household, least, one_of, percent, person, rounded, total, when


@household("遭遇急难", source="社会救助法 第二十九条", formerly="暂行办法 第四十七条")
def emergency_relief_eligible_since_2025_01(emergency):
    """Something sudden, pressing or disastrous has struck; income and property are not looked at."""
    return ~(emergency == "none")


@person("本人自己负担的医疗、教育支出", source="社会救助法 第二十九条", formerly="暂行办法 第四十七条")
def relief_costs_of_member_12m_since_2025_01(medical_self_paid_12m, education_self_paid_12m):
    """What remained with the person after every insurance and aid, in twelve months."""
    return medical_self_paid_12m + education_self_paid_12m


@household("家庭自己负担的医疗、教育支出", source="社会救助法 第二十九条", formerly="暂行办法 第四十七条")
def relief_costs_12m_since_2025_01(relief_costs_of_member_12m, counts):
    """Those of all who count."""
    return total(relief_costs_of_member_12m, where=counts)


@household("超出家庭承受能力的支出", source="社会救助法 第二十九条", formerly="暂行办法 第四十七条")
def relief_costs_over_line_12m_since_2025_01(relief_costs_12m, member_count, law):
    """What lies above so many months of the dibao standard for all who count."""
    return greatest(relief_costs_12m - law.dibao.standard * law.relief.bearable_months * member_count, 0)


@household("已认定的低收入家庭", source="社会救助法 第十三条", formerly="39号 二")
def already_identified_since_2025_01(already_tier):
    """Has been confirmed before; for a time only its spending is looked at again."""
    return one_of(already_tier, "tekun", "dibao", "marginal", "rigid_expenditure")


@household("支出型困难", source="社会救助法 第二十九条", formerly="暂行办法 第四十七条")
def expenditure_relief_eligible_since_2025_01(relief_costs_over_line_12m, already_identified, below_average_income, property_within_limits_for_marginal):
    """Necessary spending grew beyond what the family can bear; one that has not been identified is poor enough by income and property."""
    return (relief_costs_over_line_12m > 0) & (already_identified | (below_average_income & property_within_limits_for_marginal))


@household("符合临时救助条件", source="社会救助法 第二十九条", formerly="暂行办法 第四十七条")
def temporary_relief_eligible_since_2025_01(emergency_relief_eligible, expenditure_relief_eligible):
    """Either of the two ways into trouble."""
    return emergency_relief_eligible | expenditure_relief_eligible


@household("临时救助的上限", source="暂行办法 第四十九条")
def temporary_relief_most_since_2025_01(member_count, law):
    """So many months of the dibao standard for all who count, within the place's ceiling for one family."""
    return least(law.dibao.standard * law.relief.most_months * member_count, law.dibao.standard * law.relief.family_months)


@household("临时救助金", source="社会救助法 第二十九条", formerly="暂行办法 第四十九条")
def temporary_relief_amount_since_2025_01(
    emergency_relief_eligible, temporary_relief_eligible, emergency_need, relief_costs_over_line_12m, temporary_relief_most, law
):
    """Paid once: what is needed now, or the place's share of the spending beyond the line, and never more than the most."""
    share = rounded(percent(relief_costs_over_line_12m, law.relief.costs_percent), law.dibao.rounding)
    wanted = when(emergency_relief_eligible, emergency_need, share)
    return when(temporary_relief_eligible, least(wanted, temporary_relief_most), 0)


@household("先行救助的上限", source="社会救助法 第五十条", formerly="暂行办法 第四十八条")
def urgent_relief_most_since_2025_01(member_count, law):
    """The place's highest grade: a share of one month of the dibao standard, for each or for the family as the place has it."""
    grade = rounded(percent(law.dibao.standard, law.relief.urgent_percent), law.dibao.rounding)
    return when(law.relief.urgent_for_each, grade * member_count, grade)


@household("先行救助金", source="社会救助法 第五十条", formerly="暂行办法 第四十八条")
def urgent_relief_amount_since_2025_01(emergency_relief_eligible, emergency_need, urgent_relief_most):
    """Paid at once: what is needed now, within the highest grade."""
    return when(emergency_relief_eligible, least(emergency_need, urgent_relief_most), 0)
