"""演示: a made-up county is loaded, its days are played one after another, and what the house found is held against the truth."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from doudi.analysis.metrics import measure
from doudi.base.access import acting_as_system
from doudi.base.home import home
from doudi.benefits import actions as benefits
from doudi.benefits import queries as paid
from doudi.flows.clock import now_on
from doudi.flows.exchanging import send_due
from doudi.flows.jobs import run_due_jobs
from doudi.oversight import actions as oversight
from doudi.oversight import queries as days_done
from doudi.oversight.check import Finding, check
from doudi.sandbox import example_people, findings
from doudi.sandbox.city import make_city
from doudi.sandbox.deliver import deliver
from doudi.sandbox.officers.cast import engage
from doudi.sandbox.officers.day import play_day
from doudi.sandbox.opening import take_in
from doudi.sandbox.score import Score, score

COUNTY = "370702"
COUNTED = (
    *("rows_received", "rows_quarantined", "matched", "waiting_for_person", "alerts", "visited", "decisions"),
    *("standings", "awards", "payments", "paid_fen", "referrals", "answered"),
)
"""The metrics that the demonstration's result names."""


@dataclass(frozen=True)
class Plan:
    """Which county is played, and for how long; the same plan is the same county and the same days."""

    people: int = 10_000
    days: int = 30
    seed: int = 1
    start: date = date(2026, 10, 12)

    @property
    def ends(self) -> date:
        return self.start + timedelta(days=self.days - 1)


@dataclass
class Told:
    """What a step of the demonstration says when it is done: a sentence, and how far the days are."""

    words: str
    on: date | None = None
    counts: dict[str, int] = field(default_factory=dict)


def play(plan: Plan) -> Iterator[Told]:
    """Everything from an empty database to the last day; taken up again, it goes on at the first day that was not finished."""
    city = home() / "city"
    if not (city / "city.yaml").exists():
        shutil.rmtree(city, ignore_errors=True)
        made = make_city(people=plan.people, to=city, seed=plan.seed, start=plan.start, days=plan.days)
        yield Told(f"造好一座 {plan.people:,} 人的县（{made.counts['households']:,} 户），一切人名、号码均为编造。")
    opened_on = plan.start - timedelta(days=1)
    with acting_as_system(COUNTY[:4]):
        take_in(city, on=opened_on)
        engage()
    _send_what_a_death_kept_back(on=plan.start)
    example_people.make(on=plan.ends)
    yield Told(f"原有名册入库，经办人员就位；另备好 {example_people.count():,} 名示例人口，供“如果调整”推演。")
    for on in _unfinished(plan):
        deliver(city, on=on)
        brought = run_due_jobs(on=on, region=COUNTY)
        with acting_as_system(COUNTY):  # what officers did stands with the record that the day is finished: a killed day is played again whole
            played = play_day(city, on=on)
            oversight.finish_day(on=on, region=COUNTY, counts=played)
        yield Told(_words_of(brought, played), on=on, counts=played)


def outcome(plan: Plan, *, seconds: float) -> tuple[dict[str, Any], dict[str, Score], list[Finding]]:
    """The whole demonstration in numbers: the loop, the truth, the proof; and beside it the scores and the proof in full."""
    with acting_as_system(COUNTY):
        numbers = measure(since=plan.start - timedelta(days=1), on=plan.ends)
        city = home() / "city"
        scores = score(city, findings.found(city), ends=plan.ends, answered=findings.answered(city).get)
        proof = check(on=plan.ends)
    result = {
        "people": plan.people,
        "days": plan.days,
        **{code: numbers[code] for code in COUNTED},
        "truth": {kind: {"recall": one.recall, "precision": one.precision} for kind, one in scores.items()},
        "check": proof_as_json(proof),
        "seconds": round(seconds, 1),
    }
    return result, scores, proof


def proof_as_json(proof: list[Finding]) -> dict[str, Any]:
    """The proof as an object; passed only when every invariant holds."""
    rows = [{"name": finding.name, "count": finding.count, "breaches": finding.breaches} for finding in proof]
    return {"passed": all(finding.holds for finding in proof), "invariants": rows}


def _send_what_a_death_kept_back(*, on: date) -> None:
    """Lists and bank files that a killed run had committed and not put down leave before the next day's answers come."""
    send_due(on=on, now=now_on(on), region=COUNTY)
    with acting_as_system(COUNTY[:4]):
        for file in paid.files_to_send(COUNTY):
            benefits.send_bank_file(run_id=file.run_id, on=on)


def _unfinished(plan: Plan) -> Iterator[date]:
    with acting_as_system(COUNTY):
        last = days_done.last_finished_day(COUNTY)
    first = last + timedelta(days=1) if last else plan.start
    return (first + timedelta(days=n) for n in range((plan.ends - first).days + 1))


def _words_of(brought: dict[str, Any], played: dict[str, int]) -> str:
    day = brought["每日流程"]
    words = f"收到 {day.files} 份文件 {day.rows} 行，新预警 {day.alerts} 条"
    return "；".join([words, *(f"{title} {count}" for title, count in played.items() if count)])
