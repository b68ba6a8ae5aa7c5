"""义务人: who owes a member support, at home and outside, and whether he is able to give it."""

from doudi.policy import any_of, cannot_tell_from, count_of, greatest, household, one_of, percent, person, rounded, supporter, when

# ── outside the household ──────────────────────────────────────────────────────────────────────────────────────────


@supporter("义务人有三级智力、精神残疾或重度残疾", source="43号 第八条(四)")
def supporter_gravely_disabled(supporter_disability_kind, supporter_disability_grade):
    """Grade one or two of any kind, or grade three of the two kinds of the mind; whether a multiple disability has such a part is not told."""
    severe = (supporter_disability_kind != "none") & one_of(supporter_disability_grade, 1, 2)
    mind = one_of(supporter_disability_kind, "intellectual", "mental")
    of_mind = when(supporter_disability_kind == "multiple", cannot_tell_from(supporter_disability_kind), mind)
    return severe | (of_mind & (supporter_disability_grade == 3))


@supporter("义务人收入和财产都低", source="43号 第八条")
def supporter_is_poor(supporter_own_income_12m, supporter_property_within_limits, law):
    """His own income below what an average resident had last year, his property within the lines for low-income families."""
    return (supporter_own_income_12m < law.income.disposable_last_year) & supporter_property_within_limits


@supporter("义务人能够履行义务", source="43号 第八条")
def supporter_is_able(
    supporter_ability_found,
    supporter_can_support,
    supporter_tier,
    supporter_age,
    supporter_gravely_disabled,
    supporter_is_poor,
    supporter_civil_capacity,
    supporter_declared_missing,
    supporter_in_custody,
    supporter_property_within_limits,
):
    """What an officer has found goes before; else everybody is able but those whom the article names."""
    in_need = (supporter_tier == "tekun") | ((supporter_tier == "dibao") & (supporter_age >= 60))
    frail = ((supporter_age >= 70) | supporter_gravely_disabled) & supporter_is_poor
    absent = ((supporter_civil_capacity == "none") | supporter_declared_missing | supporter_in_custody) & supporter_property_within_limits
    return when(supporter_ability_found, supporter_can_support, ~(in_need | frail | absent))
    # 未规定: 第八条(六) leaves further cases to the province.


@supporter("所赡养抚养扶养的人有计入的", source="57号 第十三条第一款(四)")
def supporter_supports_counted(counts):
    """Whether somebody he supports counts: what is paid for others is not this household's income."""
    return any_of(counts)


@supporter("在本户赡养抚养扶养的人数", source="57号 第十三条第一款(四)")
def supporter_counted_here(counts):
    """How many of this household he supports, of those who count."""
    return count_of(counts)


@supporter("按公式应给付每人的赡养抚养扶养费", source="57号 第十三条第一款(四)")
def supporter_due_each_12m(
    supporter_consented,
    supporter_is_able,
    supporter_income_12m,
    supporter_member_count,
    supporter_supported_count,
    supporter_children_count,
    law,
):
    """What the place's formula asks of him for one whom he supports, in a year; of nobody without his consent to be checked, or without ability."""
    due = _due_for(1, supporter_income_12m, supporter_member_count, supporter_supported_count, supporter_children_count, law)
    asked = supporter_consented & supporter_is_able & (law.income.support_method != "actual")
    return when(asked, due, 0)
    # 未规定: no national formula; both are such as places have published, the standard is that of the family's place.


@supporter("按公式应给付的赡养抚养扶养费", source="57号 第十三条第一款(四)")
def supporter_due_12m(
    supporter_consented,
    supporter_is_able,
    supporter_income_12m,
    supporter_member_count,
    supporter_supported_count,
    supporter_children_count,
    supporter_counted_here,
    law,
):
    """For everybody of this household whom he supports and who counts; reckoned from his income, not from what was cut to the fen for each."""
    due = _due_for(supporter_counted_here, supporter_income_12m, supporter_member_count, supporter_supported_count, supporter_children_count, law)
    asked = supporter_consented & supporter_is_able & (law.income.support_method != "actual")
    return when(asked, due, 0)


def _due_for(people, income_12m, member_count, supported_count, children_count, law):
    """The formula for so many people: exact until it is cut to the fen, once, so that income is below a line exactly where the fraction is."""
    support = law.income.support
    standard_12m = law.dibao.standard * 12
    share = when(children_count <= support.few_children, support.share_percent, support.share_percent_of_many)
    excess = greatest(income_12m / member_count - standard_12m, 0)
    surplus = greatest(income_12m - percent(standard_12m, support.kept_percent) * member_count, 0)
    by_excess = rounded(percent(excess, share) * people / supported_count, "fen_down")
    by_surplus = rounded(percent(surplus, share) * people / supported_count, "fen_down")
    return when(law.income.support_method == "per_capita_excess", by_excess, by_surplus)


@supporter("给付每人的赡养抚养扶养费", source="57号 第十三条第一款(四)")
def supporter_paid_each_12m(supporter_support_paid_12m, supporter_counted_here):
    """What he pays, divided evenly among those of this household whom he supports and who count; no less than a fen is paid to anybody."""
    return when(supporter_counted_here == 0, 0, rounded(supporter_support_paid_12m / supporter_counted_here, "fen_down"))
    # 未规定: how what is paid for several is divided.


@supporter("可以豁免供养费用的义务人", source="83号 一(一)", formerly="57号 第十三条第二款(四)")
def supporter_may_be_spared(supporter_relation, supporter_age, supporter_supports_counted):
    """A brother or sister, or somebody of sixty: what they give a severely disabled adult without work may be left out, where it counts at all."""
    return ((supporter_relation == "sibling") | (supporter_age >= 60)) & supporter_supports_counted


# ── inside the household ───────────────────────────────────────────────────────────────────────────────────────────


@person("在世", source="43号 第八条")
def alive(died_on, on):
    """Has not died by the day."""
    return died_on > on


@person("在册亲属有履行能力", source="43号 第八条")
def able_at_home(
    died_on,
    in_custody,
    declared_missing,
    age,
    dibao_eligible,
    severe_disability,
    grade_three_mind,
    civil_capacity,
    income_of_member_12m,
    property_within_limits_for_marginal,
    on,
    law,
):
    """A grown person of the file who lives, is free and is not missing is able, but for the article's cases; who lives apart owes support all the same."""
    here = (died_on > on) & ~in_custody & ~declared_missing
    poor = (income_of_member_12m < law.income.disposable_last_year) & property_within_limits_for_marginal
    in_need = dibao_eligible & (age >= 60)
    frail = ((age >= 70) | severe_disability | grade_three_mind) & poor
    absent = (civil_capacity == "none") & property_within_limits_for_marginal
    return here & (age >= 18) & ~(in_need | frail | absent)
    # 第八条(一) is not asked inside a household.


@household("户主有履行能力", source="民法典 第二十六条、第一千零七十四条")
def able_head(able_at_home, relation):
    """Spouse to the spouse, parent to the children, grown child to the parents."""
    return any_of(able_at_home, where=relation == "head")


@household("户主配偶有履行能力", source="民法典 第二十六条、第一千零七十四条")
def able_spouse(able_at_home, relation):
    """Taken for the parent of the head's child."""
    return any_of(able_at_home, where=relation == "spouse")


@household("户主子女有履行能力", source="民法典 第二十六条、第一千零七十五条")
def able_child(able_at_home, relation):
    """Taken for the parent of the head's grandchild."""
    return any_of(able_at_home, where=relation == "child")


@household("户主父母有履行能力", source="民法典 第二十六条、第一千零七十四条")
def able_parent(able_at_home, relation):
    """Of the head and of the head's brothers and sisters; grandparent to the head's children."""
    return any_of(able_at_home, where=relation == "parent")


@household("有履行能力的户主父母人数", source="民法典 第一千零五十八条")
def able_parents(able_at_home, relation):
    """Of two parents of the head each has the other for a spouse."""
    return count_of(able_at_home, where=relation == "parent")


@household("有履行能力的户主祖父母人数", source="民法典 第一千零五十八条")
def able_grandparents(able_at_home, relation):
    """As for the parents."""
    return count_of(able_at_home, where=relation == "grandparent")


@household("在世的户主父母人数", source="民法典 第一千零五十八条")
def living_parents(alive, relation):
    """A parent who has died is nobody's spouse any more."""
    return count_of(alive, where=relation == "parent")


@household("在世的户主祖父母人数", source="民法典 第一千零五十八条")
def living_grandparents(alive, relation):
    """As for the parents."""
    return count_of(alive, where=relation == "grandparent")


@household("户主祖父母有履行能力", source="民法典 第二十六条、第一千零七十四条")
def able_grandparent(able_at_home, relation):
    """Parent to the head's parent."""
    return any_of(able_at_home, where=relation == "grandparent")


@household("户主孙子女有履行能力", source="民法典 第二十六条、第一千零七十五条")
def able_grandchild(able_at_home, relation):
    """Child to the head's child."""
    return any_of(able_at_home, where=relation == "grandchild")


@household("户主兄弟姐妹有履行能力", source="民法典 第二十六条、第一千零七十五条")
def able_sibling(able_at_home, relation):
    """Child to the head's parent."""
    return any_of(able_at_home, where=relation == "sibling")


@household("户主计入", source="民法典 第一千零七十四条")
def head_counts(counts, relation):
    """Somebody's parent may be here: asked before grandparents and grown brothers and sisters are."""
    return any_of(counts, where=relation == "head")


@household("户主配偶计入", source="民法典 第一千零七十四条")
def spouse_counts(counts, relation):
    """As for the head."""
    return any_of(counts, where=relation == "spouse")


@household("户主子女计入", source="民法典 第一千零七十四条")
def child_counts(counts, relation):
    """As for the head."""
    return any_of(counts, where=relation == "child")


@household("户主父母计入", source="民法典 第一千零七十四条")
def parent_counts(counts, relation):
    """As for the head."""
    return any_of(counts, where=relation == "parent")


@person("配偶在家有履行能力", source="民法典 第一千零五十八条")
def spouse_able(relation, able_at_home, able_head, able_spouse, able_parents, living_parents, able_grandparents, living_grandparents):
    """Head and spouse owe each other; so do the two parents, and the two grandparents, of the head."""
    return (
        ((relation == "head") & able_spouse)
        | ((relation == "spouse") & able_head)
        | ((relation == "parent") & _has_able_partner(relation, able_at_home, able_parents, living_parents))
        | ((relation == "grandparent") & _has_able_partner(relation, able_at_home, able_grandparents, living_grandparents))
    )
    # 未规定: two of them are taken for a couple though no register says so.


def _has_able_partner(relation, able_at_home, able, living):
    """Of two the other is meant; of more the file does not say who is married to whom."""
    return (able > when(able_at_home, 1, 0)) & when(living <= 2, True, cannot_tell_from(relation))


@person("父母在家有履行能力", source="民法典 第二十六条、第一千零六十七条")
def parent_able(relation, age, without_labour_ability, able_head, able_spouse, able_child, able_parent, able_grandparent):
    """Parents owe children who are under eighteen or without labour ability."""
    theirs = (
        (one_of(relation, "head", "sibling") & able_parent)
        | ((relation == "child") & (able_head | able_spouse))
        | ((relation == "grandchild") & able_child)
        | ((relation == "parent") & able_grandparent)
    )
    return ((age < 18) | without_labour_ability) & theirs


@person("成年子女在家有履行能力", source="民法典 第二十六条、第一千零六十七条")
def grown_child_able(relation, able_head, able_child, able_parent, able_grandchild, able_sibling):
    """Grown children owe their parents."""
    return (
        (one_of(relation, "head", "spouse") & able_child)
        | ((relation == "parent") & (able_head | able_sibling))
        | ((relation == "child") & able_grandchild)
        | ((relation == "grandparent") & able_parent)
    )


@person("未成年且父母不在家", source="民法典 第一千零七十四条、第一千零七十五条")
def minor_without_parents(relation, age, head_counts, spouse_counts, child_counts, parent_counts):
    """Under eighteen, and no parent who counts is here."""
    here = (
        (one_of(relation, "head", "sibling") & parent_counts)
        | ((relation == "child") & (head_counts | spouse_counts))
        | ((relation == "grandchild") & child_counts)
    )
    return (age < 18) & ~here


@person("祖父母或成年兄姐在家有履行能力", source="民法典 第一千零七十四条、第一千零七十五条")
def elder_kin_able(relation, minor_without_parents, able_head, able_spouse, able_child, able_parent, able_grandparent, able_grandchild, able_sibling):
    """Grandparents, and grown brothers and sisters, owe a minor whose parents are not here."""
    grandparents = (
        ((relation == "grandchild") & (able_head | able_spouse))
        | ((relation == "child") & able_parent)
        | (one_of(relation, "head", "sibling") & able_grandparent)
    )
    grown = (
        ((relation == "head") & able_sibling)
        | ((relation == "sibling") & (able_head | able_sibling))
        | ((relation == "child") & able_child)
        | ((relation == "grandchild") & able_grandchild)
    )
    return minor_without_parents & (grandparents | grown)


@person("有义务人可依靠", source="43号 第四条(三)")
def has_able_supporter(spouse_able, parent_able, grown_child_able, elder_kin_able, supporter_is_able, able_supporter_outside):
    """Somebody who owes support and is able: at home, or outside by name, or outside as the family or a visit has said."""
    at_home = spouse_able | parent_able | grown_child_able | elder_kin_able
    return at_home | any_of(supporter_is_able) | able_supporter_outside
