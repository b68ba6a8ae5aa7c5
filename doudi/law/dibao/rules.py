"""最低生活保障: monthly cash that lifts a household to its local standard."""

from doudi.policy import band, greatest, household, is_set, percent, rounded, when


@household("收入低于低保标准", source="社会救助法 第十八条", formerly="暂行办法 第九条")
def below_dibao_standard(countable_income_12m, member_count, law):
    """Strictly below: income exactly at the standard is not below it, nor is a family of nobody, whatever the standard."""
    return (member_count > 0) & (countable_income_12m / 12 < law.dibao.standard * member_count)


@household("符合低保条件", source="社会救助法 第十八条", formerly="暂行办法 第九条")
def dibao_eligible(below_dibao_standard, property_within_limits):
    """Income below the local standard, property within the local limits."""
    return below_dibao_standard & property_within_limits


@household("补差金额", source="社会救助法 第十八条第二款", formerly="57号 第二十三条")
def dibao_top_up(dibao_eligible, countable_income_12m, member_count, law):
    """Where the place tops up: the gap between the standard for all who count and their income; `/` is exact, rounded once as the place rounds."""
    gap = law.dibao.standard * member_count - countable_income_12m / 12
    return when(dibao_eligible & (law.dibao.method == "top_up"), rounded(greatest(gap, 0), law.dibao.rounding), 0)


@household("分档金额", source="社会救助法 第十八条第二款", formerly="57号 第二十三条")
def dibao_band_amount(dibao_eligible, countable_income_12m, member_count, law):
    """Where the place pays by bands: the amount a person of the band the monthly income per member lies in, for all who count."""
    amount = band(countable_income_12m / 12 / member_count, law.dibao.bands) * member_count
    return when(dibao_eligible & (law.dibao.method == "bands"), amount, 0)


@household("最低发放额", source="社会救助法 第十八条第二款", formerly="57号 第二十三条")
def dibao_least_amount(dibao_eligible, member_count, law):
    """Where the place has a floor, that share of the standard for all who count."""
    floor = law.dibao.floor_percent
    return when(dibao_eligible & is_set(floor), rounded(percent(law.dibao.standard * member_count, floor), law.dibao.rounding), 0)


@household("每月低保金", source="社会救助法 第十八条第二款", formerly="57号 第二十三条")
def dibao_monthly_amount(dibao_eligible, dibao_top_up, dibao_band_amount, dibao_least_amount):
    """Top-up or band, as the place has chosen (both are lawful, the other is nothing); not less than the floor."""
    return when(dibao_eligible, greatest(dibao_top_up + dibao_band_amount, dibao_least_amount), 0)
