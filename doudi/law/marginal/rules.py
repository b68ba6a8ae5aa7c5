"""最低生活保障边缘家庭: not dibao, but close above it."""

from doudi.policy import household, is_set, percent, when


@household("收入低于低保边缘标准", source="57号 第八条第二款")
def below_marginal_standard(countable_income_12m, member_count, law):
    """As a rule one and a half times the dibao standard; an amount the place has set goes before the share."""
    return countable_income_12m / 12 < _line(law) * member_count


@household("收入低于低保边缘标准", source="社会救助法 第二十一条第三款")
def below_marginal_standard_since_2026_07_01(countable_income_12m, member_count, law):
    """The province sets how far above the dibao standard the line lies; an amount goes before a share."""
    return countable_income_12m / 12 < _line(law) * member_count


def _line(law):
    return when(is_set(law.marginal.standard), law.marginal.standard, percent(law.dibao.standard, law.marginal.percent))


@household("符合低保边缘条件", source="社会救助法 第二十一条", formerly="57号 第八条第二款")
def marginal_eligible(dibao_eligible, below_marginal_standard, property_within_limits_for_marginal):
    """Not dibao, income below the line for marginal families, property within theirs."""
    return ~dibao_eligible & below_marginal_standard & property_within_limits_for_marginal
