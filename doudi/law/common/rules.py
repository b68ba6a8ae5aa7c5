"""共同规则: who counts, how old, how disabled, and which kind of family or person it is."""

from doudi.policy import cannot_tell_from, count_of, every, first_of, full_years, household, one_of, person, total, when


@person("年龄", source="57号 第七条")
def age(born_on, on):
    """Whole years lived."""
    return full_years(born_on, on)


@person("计入共同生活的家庭成员", source="57号 第七条")
def counts(died_on, lives_apart, in_custody, declared_missing, years_in_religious_life_apart, on):
    """Everyone in the household but the dead, those who live apart from it, and those whom the article leaves out."""
    alive = died_on > on
    left_out = in_custody | declared_missing | (years_in_religious_life_apart >= 3)
    return alive & ~lives_apart & ~left_out
    # 未规定: 第七条第二款(三) leaves further exclusions to the province.


@household("家庭人口数", source="57号 第七条")
def member_count(counts):
    """How many count: the number by which every standard is multiplied."""
    return count_of(counts)


@person("重度残疾", source="57号 第八条(一)")
def severe_disability(disability_kind, disability_grade):
    """Grade one or two of any kind."""
    return (disability_kind != "none") & one_of(disability_grade, 1, 2)


@person("智力或精神残疾", source="43号 第五条(三)")
def disability_of_mind(disability_kind):
    """Intellectual or mental; of a multiple disability the register does not say which parts it has."""
    return when(disability_kind == "multiple", cannot_tell_from(disability_kind), one_of(disability_kind, "intellectual", "mental"))


@person("三级智力、精神残疾", source="57号 第八条(一)")
def grade_three_mind(disability_of_mind, disability_grade):
    """Of these two kinds the third grade weighs like a severe one."""
    return disability_of_mind & (disability_grade == 3)


@household("全部成员符合特困条件", source="43号 第四条")
def wholly_tekun(tekun_eligible, counts, member_count):
    """Everyone who counts is tekun, and somebody does."""
    return (member_count > 0) & every(tekun_eligible, where=counts)


@household("认定类型", source="社会救助法 第十三条", formerly="57号 第八条第二款")
def tier(wholly_tekun, dibao_eligible, graduated_exit, marginal_eligible):
    """The first that fits; cannot tell while an earlier one is not known."""
    return first_of(
        (wholly_tekun, "tekun"),
        (dibao_eligible | graduated_exit, "dibao"),
        (marginal_eligible, "marginal"),
        otherwise="none",
    )


@household("认定类型", source="社会救助法 第十三条", formerly="39号 二")
def tier_since_2025_01(wholly_tekun, dibao_eligible, graduated_exit, marginal_eligible, rigid_expenditure_eligible):
    """The first that fits; since the measures of 2025 families whom necessary spending has brought down are one of them."""
    return first_of(
        (wholly_tekun, "tekun"),
        (dibao_eligible | graduated_exit, "dibao"),
        (marginal_eligible, "marginal"),
        (rigid_expenditure_eligible, "rigid_expenditure"),
        otherwise="none",
    )


@person("个人认定类型", source="社会救助法 第十三条", formerly="57号 第八条")
def person_tier(counts, tekun_eligible, single_person_dibao, tier):
    """Tekun is who is so alone, dibao who is taken in alone; everybody else who counts is what the household is."""
    return first_of(
        (~counts, "none"),
        (tekun_eligible, "tekun"),
        (single_person_dibao, "dibao"),
        otherwise=tier,
    )


@household("每月救助金合计", source="社会救助法 第十五条", formerly="57号 第二十三条")
def monthly_total(dibao_monthly_amount, category_supplement, single_person_amount, tekun_basic_amount, tekun_care_amount):
    """Everything that is paid every month; nothing that is paid once, no price subsidy."""
    return dibao_monthly_amount + category_supplement + total(single_person_amount) + total(tekun_basic_amount) + total(tekun_care_amount)
