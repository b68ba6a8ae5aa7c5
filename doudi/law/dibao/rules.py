"""最低生活保障: monthly cash that lifts a household to its local standard."""

from doudi.policy import NEVER, band, first_of, greatest, household, is_set, month_begins, one_of, percent, person, rounded, total, when


@household("收入低于低保标准", source="社会救助法 第十八条", formerly="暂行办法 第九条")
def below_dibao_standard(countable_income_12m, member_count, law):
    """Strictly below: income exactly at the standard is not below it, nor is a family of nobody, whatever the standard."""
    return (member_count > 0) & (countable_income_12m / 12 < law.dibao.standard * member_count)


@household("符合低保条件", source="社会救助法 第十八条", formerly="暂行办法 第九条")
def dibao_eligible(below_dibao_standard, property_within_limits):
    """Income below the local standard, property within the local limits."""
    return below_dibao_standard & property_within_limits


@household("渐退期最长到", source="57号 第三十三条；83号 一(三)")
def exit_could_last_until(already_tier, job_started_on, on, law):
    """The first day after the exit period of a dibao family in which somebody began to work; never where there is no such family or period."""
    months = law.dibao.exit_months
    runs = (already_tier == "dibao") & (job_started_on <= on) & is_set(months)
    return when(runs, month_begins(job_started_on, months + 1), NEVER)
    # 83号 一(三): six months in principle; counted from the month after the job began.


@household("渐退期内", source="57号 第三十三条；83号 一(三)")
def graduated_exit(already_tier, job_started_on, exit_could_last_until, countable_income_12m, member_count, property_within_limits, on, law):
    """A dibao family whose income rose above the standard after somebody began to work keeps its help for some months; exactly at the standard is not above."""
    above = countable_income_12m / 12 > law.dibao.standard * member_count
    runs = (already_tier == "dibao") & (job_started_on <= on) & (exit_could_last_until > on) & is_set(law.dibao.exit_months)
    return runs & above & property_within_limits


@household("渐退期止", source="57号 第三十三条；83号 一(三)")
def exit_until(graduated_exit, exit_could_last_until):
    """The first day after the exit period; never where the family is in none."""
    return when(graduated_exit, exit_could_last_until, NEVER)


@household("补差金额", source="社会救助法 第十八条第二款", formerly="57号 第二十三条")
def dibao_top_up(dibao_eligible, income_beside_tekun_12m, members_beside_tekun, law):
    """Where the place tops up: the gap between the standard for all who count and are not tekun, and their income; rounded once as the place rounds."""
    gap = law.dibao.standard * members_beside_tekun - income_beside_tekun_12m / 12
    return when(dibao_eligible & (law.dibao.method == "top_up"), rounded(greatest(gap, 0), law.dibao.rounding), 0)


@household("分档金额", source="社会救助法 第十八条第二款", formerly="57号 第二十三条")
def dibao_band_amount(dibao_eligible, income_beside_tekun_12m, members_beside_tekun, law):
    """Where the place pays by bands: the amount a person of the band the monthly income per member lies in, for all who count and are not tekun."""
    applies = dibao_eligible & (law.dibao.method == "bands") & (members_beside_tekun > 0)
    return when(applies, band(income_beside_tekun_12m / 12 / members_beside_tekun, law.dibao.bands) * members_beside_tekun, 0)


@household("最低发放额", source="社会救助法 第十八条第二款", formerly="57号 第二十三条")
def dibao_least_amount(dibao_eligible, members_beside_tekun, law):
    """Where the place has a floor, that share of the standard for all who count and are not tekun."""
    floor = law.dibao.floor_percent
    return when(dibao_eligible & is_set(floor), rounded(percent(law.dibao.standard * members_beside_tekun, floor), law.dibao.rounding), 0)


@household("每月低保金", source="社会救助法 第十八条第二款", formerly="57号 第二十三条")
def dibao_monthly_amount(
    dibao_eligible, dibao_top_up, dibao_band_amount, dibao_least_amount, graduated_exit, members_beside_tekun, already_dibao_monthly_amount
):
    """Top-up or band, as the place has chosen (both are lawful, the other is nothing), not less than the floor; in the exit period what was paid before."""
    amount = greatest(dibao_top_up + dibao_band_amount, dibao_least_amount)
    before = when(members_beside_tekun > 0, already_dibao_monthly_amount, 0)
    return first_of((dibao_eligible, amount), (graduated_exit, before), otherwise=0)


@person("连续三次拒绝工作可停发的份额", source="57号 第三十四条")
def share_stoppable(suitable_jobs_refused, employment, without_labour_ability, beside_tekun, dibao_monthly_amount, members_beside_tekun, law):
    """The person's own share of the dibao money: what a decision could stop after three refusals in a row; no rule takes it off."""
    able = ~without_labour_ability & one_of(employment, "none", "unemployed")
    refused = beside_tekun & able & (suitable_jobs_refused >= 3)
    return when(refused, rounded(dibao_monthly_amount / members_beside_tekun, law.dibao.rounding), 0)


@person("单人保", source="社会救助法 第二十一条第二款；57号 第八条", formerly="57号 第八条")
def single_person_dibao(marginal_eligible, graduated_exit, beside_tekun, severe_disability, grade_three_mind, major_illness):
    """In a marginal household, who is severely disabled or seriously ill may be taken in alone."""
    alone = severe_disability | grade_three_mind | major_illness
    return marginal_eligible & ~graduated_exit & beside_tekun & alone


@person("每月单人保金额", source="社会救助法 第二十一条第二款", formerly="57号 第八条")
def single_person_amount(single_person_dibao, income_of_member_12m, support_for_member_12m, law):
    """The sum the place has set; else the gap to the standard, as for somebody who lives alone."""
    gap = rounded(greatest(law.dibao.standard - (income_of_member_12m + support_for_member_12m) / 12, 0), law.dibao.rounding)
    return when(single_person_dibao, when(is_set(law.dibao.single_person_amount), law.dibao.single_person_amount, gap), 0)


@person("本人的分类施保", source="社会救助法 第二十条", formerly="57号 第二十七条")
def supplement_of_member(person_tier, age, severe_disability, major_illness, schooling, single_parent, relation, law):
    """The largest that fits, once, for a person of dibao."""
    supplement = law.dibao.supplement
    largest = greatest(
        _if_fits(age >= law.dibao.elder_age, supplement.elder),
        _if_fits(age < 18, supplement.minor),
        _if_fits(severe_disability, supplement.severe_disability),
        _if_fits(major_illness, supplement.major_illness),
        _if_fits(one_of(schooling, "senior", "vocational", "college"), supplement.student),
        _if_fits(single_parent & (relation == "head"), supplement.single_parent),
    )
    return when(person_tier == "dibao", largest, 0)


def _if_fits(claim, supplement):
    return when(claim & is_set(supplement), supplement, 0)


@household("分类施保合计", source="社会救助法 第二十条", formerly="57号 第二十七条")
def category_supplement(supplement_of_member, counts):
    """Those of all who count."""
    return total(supplement_of_member, where=counts)
