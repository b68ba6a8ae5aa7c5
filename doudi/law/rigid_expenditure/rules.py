"""刚性支出困难家庭: not poor by income, brought down by what must be spent on illness, school, rehabilitation and living."""

from doudi.policy import greatest, household, percent, person, total, when


@person("个人的刚性支出", source="刚性办法 第五条")
def rigid_costs_of_member_12m_since_2025_01(medical_self_paid_12m, education_self_paid_12m, rehabilitation_self_paid_12m, other_rigid_12m):
    """Medical, education, rehabilitation and other necessary costs, after every insurance and aid."""
    return medical_self_paid_12m + education_self_paid_12m + rehabilitation_self_paid_12m + other_rigid_12m


@household("家庭刚性支出（近12个月）", source="刚性办法 第五条")
def rigid_costs_12m_since_2025_01(rigid_costs_of_member_12m, counts, living_costs_12m):
    """Those of all who count, and what the household needs to live on."""
    return total(rigid_costs_of_member_12m, where=counts) + living_costs_12m


@person("个人总收入", source="刚性办法 第四条")
def gross_income_of_member_12m_since_2025_01(
    wage_12m, business_counted_12m, property_net_12m, pension_12m, other_transfer_12m, counted_again_12m, other_income_12m
):
    """Before the costs of working and what is paid out to others, not below nothing."""
    return greatest(wage_12m + business_counted_12m + property_net_12m + pension_12m + other_transfer_12m + counted_again_12m + other_income_12m, 0)


@household("对照的家庭总收入", source="刚性办法 第四条")
def income_beside_rigid_costs_12m_since_2025_01(countable_income_12m, gross_income_of_member_12m, counts, support_counted_12m, law):
    """The income that counts, or the gross income where the place compares with that."""
    gross = total(gross_income_of_member_12m, where=counts) + support_counted_12m
    return when(law.rigid.income == "gross", gross, countable_income_12m)


@household("刚性支出占比超出规定", source="社会救助法 第二十二条", formerly="刚性办法 第四条")
def rigid_ratio_exceeded_since_2025_01(rigid_costs_12m, income_beside_rigid_costs_12m, law):
    """Strictly more than the local share of the income of the twelve months before applying; without income any cost is, without costs nothing."""
    return (rigid_costs_12m > 0) & (rigid_costs_12m > percent(income_beside_rigid_costs_12m, law.rigid.ratio_percent))


@household("收入低于上年度人均可支配收入", source="社会救助法 第二十二条", formerly="刚性办法 第四条")
def below_average_income_since_2025_01(countable_income_12m, member_count, law):
    """Strictly below what an average resident had last year, for all who count."""
    return (member_count > 0) & (countable_income_12m < law.income.disposable_last_year * member_count)


@household("符合刚性支出困难家庭条件", source="社会救助法 第二十二条", formerly="刚性办法 第四条")
def rigid_expenditure_eligible_since_2025_01(
    wholly_tekun, dibao_eligible, graduated_exit, marginal_eligible, below_average_income, property_within_limits_for_rigid, rigid_ratio_exceeded
):
    """None of the earlier kinds; income below the average, property within its lines, necessary spending above the local share."""
    earlier = wholly_tekun | dibao_eligible | graduated_exit | marginal_eligible
    return ~earlier & below_average_income & property_within_limits_for_rigid & rigid_ratio_exceeded
