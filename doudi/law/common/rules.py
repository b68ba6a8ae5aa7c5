"""共同规则: who counts, and which kind of family it is."""

from doudi.policy import count_of, first_of, household, person


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


@household("认定类型", source="社会救助法 第十三条", formerly="57号 第八条第二款")
def tier(dibao_eligible, marginal_eligible):
    """The first that fits; cannot tell while an earlier one is not known."""
    return first_of(
        (dibao_eligible, "dibao"),
        (marginal_eligible, "marginal"),
        otherwise="none",
    )
