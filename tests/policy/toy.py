"""规则试样: a little book that uses every word, every level and three phases, so that both faces are tried on all of them."""

from datetime import date

from doudi.policy import (
    NEVER,
    Book,
    Figures,
    Parameter,
    any_of,
    band,
    count_of,
    every,
    first_of,
    full_years,
    greatest,
    household,
    how_many,
    is_set,
    least,
    named,
    one_of,
    percent,
    person,
    rounded,
    supporter,
    total,
    when,
)
from doudi.policy.parameters import Stretch

S = "试 一"


@person("年龄", source=S)
def age(born_on, on):
    """Whole years lived."""
    return full_years(born_on, on)


@person("成年", source=S)
def grown(age):
    """Eighteen or more."""
    return age >= 18


@person("有障碍", source=S)
def impaired(disability_kind, disability_grade):
    """Any kind but none, grade one or two."""
    return one_of(disability_kind, "limb", "vision", "mental") & (disability_grade <= 2) & (disability_grade != 0)


@person("不能自理的项数", source=S)
def dependent_in(eats_unaided, dresses_unaided, walks_unaided):
    """Of three activities."""
    return how_many(~eats_unaided, ~dresses_unaided, ~walks_unaided)


@person("未成年", source=S)
def grown_not(grown):
    """Not grown."""
    return ~grown


@household("成年人数", source=S)
def grown_people(grown):
    """How many are grown."""
    return count_of(grown)


@household("有障碍的成年人", source=S)
def grown_impaired(grown, impaired):
    """How many are both."""
    return count_of(impaired, where=grown)


@household("有障碍的人", source=S)
def some_impaired(impaired):
    """One at least."""
    return any_of(impaired)


@household("成年人都有障碍", source=S)
def grown_all_impaired(impaired, grown):
    """Every grown member."""
    return every(impaired, where=grown)


@household("成年人中有障碍的", source=S)
def grown_some_impaired(impaired, grown):
    """One grown member at least."""
    return any_of(impaired, where=grown)


@household("成年人工资", source=S)
def wages(wage_12m, grown):
    """Wages of the grown."""
    return total(wage_12m, where=grown)


@household("每人每月", source=S)
def monthly_each(wages, grown_people, law):
    """Exact, then rounded the way of the place."""
    return rounded(wages / 12 / grown_people, law.toy.way)


@household("每人每月，没有人就是零", source=S)
def monthly_each_or_nothing(wages, grown_people):
    """The value not chosen may be a division by nothing."""
    return rounded(when(grown_people == 0, 0, wages / 12 / grown_people), "fen")


@household("人均高于上限一半，没有人就看上限", source=S)
def half_cap_exceeded(wages, grown_people, law):
    """A fraction beside a parameter, compared as a whole."""
    return when(grown_people == 0, law.toy.cap, wages / grown_people) > law.toy.cap / 2


@household("比例", source=S)
def share(wages, law):
    """A share, never more than a cap nor less than nothing."""
    return rounded(greatest(least(percent(wages, law.toy.share), law.toy.cap), 0), "yuan_nearest")


@household("分档", source=S)
def banded(wages, law):
    """By bands."""
    return band(wages, law.toy.bands)


@household("有没有上限", source=S)
def capped(law):
    """Whether the place caps."""
    return is_set(law.toy.cap)


@household("点名", source=S)
def names_wages(law):
    """Whether the place names wages."""
    return named(law.toy.names, "wage_12m") | is_set(law.toy.names)


@supporter("义务人有能力", source=S)
def supporter_able(supporter_income_12m, supporter_age, financial_assets, law):
    """Young, earning, and the household poor."""
    return (supporter_age < 70) & (supporter_income_12m > law.toy.cap) & (financial_assets < 100 * law.toy.cap)


@supporter("所扶养的未成年人", source=S)
def supporter_of_young(grown_not, wage_12m, supporter_age, law):
    """How many young people he supports, and whether they earn little."""
    return (count_of(grown_not) > 0) & (total(wage_12m, where=grown_not) < 3 * law.toy.cap) & (supporter_age < 90)


@supporter("所扶养的都得一份", source=S)
def supporter_of_sharers(gets_share, supporter_of_young):
    """After the household's rules, in a later phase."""
    return every(gets_share) | supporter_of_young


@household("义务人中有扶养得一份的", source=S)
def sharers_supported(supporter_of_sharers):
    """And gathered again."""
    return count_of(supporter_of_sharers)


@person("扶养自己的人给付的", source=S)
def given_by_supporters_12m(supporter_support_paid_12m, supporter_able, law):
    """What the able among those who support this member pay."""
    return total(supporter_support_paid_12m, where=supporter_able)


@person("扶养自己的人都扶养得一份的", source=S)
def backed(supporter_of_sharers, supporter_able, grown):
    """A supporter's answer of a later phase, lent back to each member."""
    return every(supporter_of_sharers, where=supporter_able) & ((count_of(supporter_able) > 0) | grown)


@household("可依靠的人数", source=S)
def backed_count(backed, given_by_supporters_12m):
    """And gathered once more."""
    return count_of(backed) + when(total(given_by_supporters_12m) > 0, 1, 0)


@household("有人可依靠", source=S)
def somebody_able(supporter_able, supporter_income_12m, supporter_of_young):
    """Of those outside."""
    return any_of(supporter_able) & ((total(supporter_income_12m, where=supporter_able) > 0) | any_of(supporter_of_young))


@person("得一份", source=S)
def gets_share(somebody_able, grown, monthly_each, wage_12m):
    """A household's answer lent to each member."""
    return when(somebody_able, wage_12m < monthly_each, grown)


@household("得几份", source=S)
def shares(gets_share, share):
    """And gathered again."""
    return when(share > 0, count_of(gets_share), 0)


@person("类别", source=S)
def group(shares, gets_share, on):
    """Three phases deep."""
    return first_of((gets_share & (shares > 1), "many"), (gets_share, "one"), otherwise="none")


@person("类别", source="试 二")
def group_since_2026_07_01(shares, gets_share):
    """The shape of the law changed."""
    return first_of((gets_share & (shares > 1), "several"), (gets_share, "one"), otherwise="none")


@household("申报日", source=S)
def started(job_started_on, on):
    """Whether somebody has begun to work; never is known."""
    return job_started_on <= on


RULES = [value for value in list(globals().values()) if hasattr(value, "formula")]


def _always(value, region="", area="", from_on=date.min, until_on=NEVER):
    return Stretch(region, area, from_on, until_on, value)


PARAMETERS = (
    Parameter(
        "toy.way",
        "text",
        "方式",
        words=("yuan_up", "yuan_nearest", "jiao_up", "fen"),
        stretches=(_always("fen"), _always("yuan_up", "3707", "urban"), _always("jiao_up", "3707", "rural"), _always("yuan_nearest", "370703")),
    ),
    Parameter(
        "toy.share",
        "number",
        "比例",
        stretches=(_always(33), _always(50, "370702", "", date(2026, 7, 1)), _always(7, "370702", "", date.min, date(2026, 7, 1))),
    ),
    Parameter(
        "toy.cap", "money", "上限", stretches=(_always(5000, "3707"), _always("none", "370703"), _always(700, "3701", "", date(2026, 1, 1), date(2026, 7, 1)))
    ),
    Parameter(
        "toy.bands",
        "bands",
        "分档",
        unless_set="none",
        stretches=(_always(((1000, 300), (5000, 200), (100000, 1))), _always(((700, 7),), "3707", "rural"), _always((), "370703")),
    ),
    Parameter(
        "toy.names",
        "words",
        "点名",
        unless_set="none",
        words=("wage_12m", "pension_12m"),
        stretches=(_always(("pension_12m", "wage_12m"), "370702"), _always(("pension_12m",), "3701")),
    ),
)


def book(on):
    return Book(on, tuple(RULES), Figures({one.name: one for one in PARAMETERS}))
