"""家庭财产: money, homes, vehicles and companies within the local lines."""

from doudi.policy import household, is_set, when


@household("财产符合低保规定", source="社会救助法 第十八条", formerly="暂行办法 第九条")
def property_within_limits(financial_assets, homes, vehicles, companies, member_count, law):
    """Each line is exceeded only above it; a kind for which the place has no line is not limited."""
    return _within(law.property.dibao, financial_assets, homes, vehicles, companies, law.dibao.standard * member_count)


@household("财产符合低保边缘规定", source="社会救助法 第二十一条", formerly="57号 第八条第二款")
def property_within_limits_for_marginal(financial_assets, homes, vehicles, companies, member_count, law):
    """As for dibao, with the lines for marginal families."""
    return _within(law.property.marginal, financial_assets, homes, vehicles, companies, law.dibao.standard * member_count)


@household("财产符合特困规定", source="43号 第七条")
def property_within_limits_for_tekun(financial_assets, homes, vehicles, companies, member_count, law):
    """As for dibao, with the lines for tekun."""
    return _within(law.property.tekun, financial_assets, homes, vehicles, companies, law.dibao.standard * member_count)


@household("财产符合刚性支出困难家庭规定", source="社会救助法 第二十二条", formerly="刚性办法 第四条")
def property_within_limits_for_rigid_since_2025_01(financial_assets, homes, vehicles, companies, member_count, law):
    """As for dibao, with the lines for families in hardship from necessary spending."""
    return _within(law.property.rigid, financial_assets, homes, vehicles, companies, law.dibao.standard * member_count)


def _within(line, financial_assets, homes, vehicles, companies, standard_of_all):
    return (
        when(is_set(line.financial_months), financial_assets <= standard_of_all * line.financial_months, True)
        & when(is_set(line.homes), homes <= line.homes, True)
        & when(is_set(line.vehicles), vehicles <= line.vehicles, True)
        & when(is_set(line.companies), companies <= line.companies, True)
    )
