"""定期核查: how often the circumstances of a family that receives are looked at again."""

from doudi.policy import any_of, household, person, when


@person("有劳动能力", source="57号 第三十一条第二款；43号 第五条")
def with_labour_ability(without_labour_ability):
    """Who is not described by the measures on tekun persons as without it."""
    return ~without_labour_ability
    # 未规定: 57号 does not say who is able to work; the only description among our texts is taken.


@person("收入来源不固定的成员", source="57号 第三十一条第二款")
def earns_unsettled(wage_counted_12m, business_counted_12m):
    """Earns from work or business, which may change from month to month; a pension does not."""
    return (wage_counted_12m > 0) | (business_counted_12m > 0)
    # 未规定: what an unsettled source is; work and business are taken for one, so that a look is rather too early than too late.


@household("有劳动能力的成员", source="57号 第三十一条第二款")
def able_to_work(with_labour_ability, counts):
    """Somebody who counts can work."""
    return any_of(with_labour_ability, where=counts)


@household("收入来源不固定", source="57号 第三十一条第二款")
def income_unsettled(earns_unsettled, counts):
    """Somebody who counts earns from a source that is not settled."""
    return any_of(earns_unsettled, where=counts)


@household("核查间隔（月）", source="57号 第三十一条第二款")
def review_months(able_to_work, income_unsettled, law):
    """Once a year where circumstances hardly change, twice where income is unsettled or somebody is able to work."""
    return when(able_to_work | income_unsettled, law.review.unsettled_months, law.review.stable_months)
    # Persons who receive as tekun are looked at once a year (18号 二), whoever lives beside them: the house asks `review.tekun_months` by their standing.
