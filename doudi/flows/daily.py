"""一天: what the house does each day, in order. Read this first."""

from dataclasses import dataclass
from datetime import date

from doudi.base.access import SYSTEM
from doudi.benefits import actions as benefits
from doudi.benefits import queries as paid
from doudi.casework import actions as casework
from doudi.casework import queries as cases
from doudi.flows.clock import now_on
from doudi.flows.exchanging import send_due
from doudi.flows.review import hand_over_differences
from doudi.flows.steps import steps_over
from doudi.monitoring import actions as monitoring
from doudi.monitoring import queries as monitored
from doudi.referral import actions as referral
from doudi.registry import actions as registry
from doudi.registry import queries as registered
from doudi.verification import actions as verification

RECURRENT = "定期核查（社会救助法 第四十六条）"
"""Why departments are asked about those who receive; who was asked lately is not asked again."""


@dataclass(frozen=True)
class DayReport:
    """What a day brought, in numbers."""

    files: int
    rows: int
    deaths: int
    alerts: int
    escalated: int
    adjustments: int


def run_day(*, on: date, region: str) -> DayReport:
    """One day in the house. Each step commits by itself and may run again for the same day without harm."""
    step = steps_over(region)
    step(benefits.open_supplements, region=region, month=on.replace(day=1), officer=SYSTEM, on=on)  # 特困增发: what the place gives this month
    receiving = step(paid.recipients, on)
    step(registry.watch_households, receiving, on=on)  # 低收入人口: about whom departments may tell what happens in their lives
    received = step(verification.receive_inbox, on=on)  # 信息核对: departments' files become facts
    recorded = step(registry.record, received, on=on)  # 低收入人口数据库: and are known from today
    step(registry.publish, on=on)  # the register as it stands today, to the lake
    rules, asked = monitored.book(on), monitored.signal_columns()
    frames = step(registered.frames, on, wanted=rules.facts_behind(asked))
    assessed = step(rules.assess, frames.households, frames.members, on=on, want=asked)  # 统一认定, computed: a finding, never a standing
    alerts = step(monitoring.raise_alerts, assessed, on=on)  # 监测预警
    escalated = step(referral.escalate_unanswered, on=on)  # 结果反馈: silence is brought before both sides
    step(referral.record_answers, on=on)  # and what departments gave is known about the family
    step(casework.close_answered, on=on)  # 办结: a case decided in time that only waited for their answer
    step(casework.open_expiries, on=on)  # 到期提醒: a standing that its decision limited runs out by itself, never unannounced
    step(casework.keep_seeds, region=region, on=on)  # 抽查: the seed that draws tekun cases is promised beforehand, shown afterwards
    step(hand_over_differences, officer=SYSTEM, on=on)  # 更正: what a corrected decision shows, where the case ended in a grant
    step(benefits.count_set_offs, region=region, on=on)  # 抵扣: what months paid less by agreement have brought, before anything is found of them
    adjustments = step(benefits.open_adjustments, on)  # 多发清理: what later knowledge says was not due
    # 授权: what was agreed to for a case or for help ends with it
    step(verification.end_consents, in_hand={*receiving, *step(cases.households_under_way)}, on=on)
    # 定期核查: of whom among them nothing fresh is known
    step(verification.request_checks, household_ids=receiving, reason=RECURRENT, officer=SYSTEM, on=on, now=now_on(on))
    send_due(on=on, now=now_on(on), region=region)  # and the lists go where they belong, those too that did not arrive before
    return DayReport(len(received), sum(one.rows for one in received), recorded.deaths, len(alerts), len(escalated), len(adjustments))
