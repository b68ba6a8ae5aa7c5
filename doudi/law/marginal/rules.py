"""最低生活保障边缘家庭: not dibao, but close above it."""

from doudi.policy import household, is_set, percent, when


@household("收入低于低保边缘标准", source="社会救助法 第二十一条第三款", formerly="57号 第八条第二款")
def below_marginal_standard(countable_income_12m, member_count, law):
    """The line lies a share above the dibao standard; an amount the place has set goes before the share. A family of nobody is not below it."""
    line = when(is_set(law.marginal.standard), law.marginal.standard, percent(law.dibao.standard, law.marginal.percent))
    return (member_count > 0) & (countable_income_12m / 12 < line * member_count)


@household("符合低保边缘条件", source="社会救助法 第二十一条", formerly="57号 第八条第二款")
def marginal_eligible(dibao_eligible, below_marginal_standard, property_within_limits_for_marginal):
    """Not dibao, income below the line for marginal families, property within theirs."""
    return ~dibao_eligible & below_marginal_standard & property_within_limits_for_marginal
