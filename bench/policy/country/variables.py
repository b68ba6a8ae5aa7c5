"""变量: each rule a Variable with its formula, as the guide to coding the legislation teaches; whole numbers of fen throughout.

`/` is never used: both sides of a comparison are multiplied out, and rounding up is `-(-a // b)`, so that no float decides about money.
"""

import numpy

from bench.policy.country.core import MONTH, Enum, Variable, max_, select, where
from bench.policy.country.entities import Household, Person


class counts(Variable):
    value_type, entity, definition_period = bool, Person, MONTH
    label = "计入共同生活的家庭成员"

    def formula(person, period):
        alive = person("died_on", period) > numpy.datetime64(period.start.date, "D")
        left_out = person("in_custody", period) | person("declared_missing", period) | (person("years_in_religious_life_apart", period) >= 3)
        return alive & ~person("lives_apart", period) & ~left_out


class wage_counted_12m(Variable):
    value_type, entity, definition_period = int, Person, MONTH
    label = "工资性收入（扣除就业成本）"

    def formula(person, period):
        return max_(person("wage_12m", period) - person("work_cost_12m", period), 0)


class business_counted_12m(Variable):
    value_type, entity, definition_period = int, Person, MONTH
    label = "计入的经营净收入"

    def formula(person, period, parameters):
        net = person("business_net_12m", period)
        return net if parameters(period).income.losses_count else max_(net, 0)


class counted_again_12m(Variable):
    value_type, entity, definition_period = int, Person, MONTH
    label = "仍计入的免计收入"

    def formula(person, period, parameters):
        named = parameters(period).income.counted_again
        return sum(person(name, period) for name in named)


class transfers_counted_12m(Variable):
    value_type, entity, definition_period = int, Person, MONTH
    label = "转移净收入"

    def formula(person, period):
        received = person("pension_12m", period) + person("other_transfer_12m", period) + person("counted_again_12m", period)
        return received - person("transfer_paid_12m", period)


class income_of_member_12m(Variable):
    value_type, entity, definition_period = int, Person, MONTH
    label = "个人收入"

    def formula(person, period):
        earned = person("wage_counted_12m", period) + person("business_counted_12m", period) + person("property_net_12m", period)
        return max_(earned + person("transfers_counted_12m", period) + person("other_income_12m", period), 0)


class member_count(Variable):
    value_type, entity, definition_period = int, Household, MONTH
    label = "家庭人口数"

    def formula(household, period):
        return household.sum(household.members("counts", period))


class countable_income_12m(Variable):
    value_type, entity, definition_period = int, Household, MONTH
    label = "家庭可支配收入（近12个月）"

    def formula(household, period):
        counted = household.members("counts", period)
        own = household.sum(where(counted, household.members("income_of_member_12m", period), 0))
        return own + household.sum(where(counted, household.members("support_received_12m", period), 0))


class standard_of_all(Variable):
    value_type, entity, definition_period = int, Household, MONTH
    label = "全家的低保标准"

    def formula(household, period):
        return household("dibao_standard", period) * household("member_count", period)


class below_dibao_standard(Variable):
    value_type, entity, definition_period = bool, Household, MONTH
    label = "收入低于低保标准"

    def formula(household, period):
        return (household("member_count", period) > 0) & (household("countable_income_12m", period) < 12 * household("standard_of_all", period))


class property_within_limits(Variable):
    value_type, entity, definition_period = bool, Household, MONTH
    label = "财产符合低保规定"

    def formula(household, period, parameters):
        return within(household, period, parameters(period).property.dibao)


class property_within_limits_for_marginal(Variable):
    value_type, entity, definition_period = bool, Household, MONTH
    label = "财产符合低保边缘规定"

    def formula(household, period, parameters):
        return within(household, period, parameters(period).property.marginal)


def within(household, period, line):
    """Each line is exceeded only above it."""
    return (
        (household("financial_assets", period) <= household("standard_of_all", period) * line.financial_months)
        & (household("homes", period) <= line.homes)
        & (household("vehicles", period) <= line.vehicles)
        & (household("companies", period) <= line.companies)
    )


class dibao_eligible(Variable):
    value_type, entity, definition_period = bool, Household, MONTH
    label = "符合低保条件"

    def formula(household, period):
        return household("below_dibao_standard", period) & household("property_within_limits", period)


class dibao_monthly_amount(Variable):
    value_type, entity, definition_period = int, Household, MONTH
    label = "每月低保金"

    def formula(household, period, parameters):
        of_all, income = household("standard_of_all", period), household("countable_income_12m", period)
        top_up = yuan_up(max_(12 * of_all - income, 0), 12)
        least = yuan_up(of_all * parameters(period).dibao.floor_percent, 100)
        return where(household("dibao_eligible", period), max_(top_up, least), 0)


def yuan_up(fen, share):
    """`fen / share`, up to the next whole yuan, in fen."""
    return -(-fen // (100 * share)) * 100


class below_marginal_standard(Variable):
    value_type, entity, definition_period = bool, Household, MONTH
    label = "收入低于低保边缘标准"

    def formula(household, period, parameters):
        line = 12 * household("standard_of_all", period) * parameters(period).marginal.percent
        return (household("member_count", period) > 0) & (100 * household("countable_income_12m", period) < line)


class marginal_eligible(Variable):
    value_type, entity, definition_period = bool, Household, MONTH
    label = "符合低保边缘条件"

    def formula(household, period):
        below, within_limits = household("below_marginal_standard", period), household("property_within_limits_for_marginal", period)
        return ~household("dibao_eligible", period) & below & within_limits


class Tier(Enum):
    none = "不属于上述任何一类"
    marginal = "最低生活保障边缘家庭"
    dibao = "最低生活保障家庭"


class tier(Variable):
    value_type, possible_values, default_value = Enum, Tier, Tier.none
    entity, definition_period = Household, MONTH
    label = "认定类型"

    def formula(household, period):
        return select(
            [household("dibao_eligible", period), household("marginal_eligible", period)],
            [Tier.dibao, Tier.marginal],
            default=Tier.none,
        )
