"""任务清单: what an application needs before it can be decided, each with where it stands; in any order the law leaves open."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

DONE, WAIT, TODO, NONE = "good", "wait", "plain", "quiet"
"""How a state is coloured: done, waited for, to do, not needed."""


@dataclass(frozen=True)
class Task:
    """One thing of a case: its title, its state in a word and in a colour, and the part of the page where it is done."""

    title: str
    state: str
    look: str
    at: str = ""

    @property
    def is_done(self) -> bool:
        return self.look in (DONE, NONE)


def tasks_of(shown: Any, *, asked: Sequence[Any], checks: Sequence[Any], filings: Sequence[Any], drawn: Any) -> list[Task]:
    """Every section of the case, in the order of its page."""
    one = shown.application
    tasks = [Task("受理和申报", f"{one.accepted_on:%-m月%-d日}", DONE, "declared-title"), _materials(asked), _checks(checks)]
    tasks += [_account(one), *_visit(shown), *_relatives(shown, filings), *_drawn(shown, drawn), _opinion(one), *_notice(one)]
    if shown.unanswered:
        tasks.append(Task("转介答复", f"{len(shown.unanswered)} 件未答复", WAIT))
    return [*tasks, _decision(shown)]


def _materials(asked: Sequence[Any]) -> Task:
    waiting = sum(not row.settled for row in asked)
    return Task("补充材料", f"{waiting} 项等待" if waiting else "齐备" if asked else "不需要", WAIT if waiting else DONE if asked else NONE, "materials-title")


def _checks(checks: Sequence[Any]) -> Task:
    silent = sum(not check["answer"] for check in checks)
    return Task("部门核对", f"{silent} 项未答复" if silent else f"{len(checks)} 项已答复", WAIT if silent else DONE, "checks-title")


def _account(one: Any) -> Task:
    if not one.procedure.kinds or one.opinion == "refuse":
        return Task("收款账户", "不需要", NONE, "family-title")
    return Task("收款账户", f"尾号 {one.account.number_tail}" if one.account else "没有登记", DONE if one.account else TODO, "family-title")


def _visit(shown: Any) -> list[Task]:
    if not any(step.verb == "investigate" for step in shown.application.procedure.way_from("accepted")):
        return []
    survey = next((row for row in shown.investigations if row.manner != "county"), None)
    return [Task("入户调查", f"{survey.on:%-m月%-d日}" if survey else "没有进行", DONE if survey else TODO, "found-title" if survey else "act-title")]


def _relatives(shown: Any, filings: Sequence[Any]) -> list[Task]:
    if not any(filing.lifted_on is None for filing in filings):
        return []
    return [_county_visit("近亲属备案：县级入户", shown)]


def _drawn(shown: Any, drawn: Any) -> list[Task]:
    return [_county_visit("抽中抽查：县级入户", shown)] if drawn and drawn.is_drawn else []


def _county_visit(title: str, shown: Any) -> Task:
    been = next((row for row in shown.investigations if row.manner == "county"), None)
    return Task(title, f"{been.on:%-m月%-d日}" if been else "没有进行", DONE if been else TODO, "found-title" if been else "")


def _opinion(one: Any) -> Task:
    is_due = one.state in ("proposed", "noticed", "ready", "submitted", "decided")
    return Task("初审意见", one.get_opinion_display() if is_due else "没有提出", DONE if is_due else TODO, "opinion-title" if is_due else "act-title")


def _notice(one: Any) -> list[Task]:
    if one.procedure.notice is None or one.opinion == "refuse":
        return []
    if one.notice_last_on is None:
        return [Task("公示", "没有张贴", TODO, "act-title")]
    return [Task("公示", f"{'至' if one.state == 'noticed' else '已满'} {one.notice_last_on:%-m月%-d日}", WAIT if one.state == "noticed" else DONE)]


def _decision(shown: Any) -> Task:
    decision = shown.decision
    told = decision and getattr(decision, "telling", None)
    state = "没有作出" if decision is None else f"{decision.get_outcome_display()}，{'已书面告知' if told else '待书面告知'}"
    return Task("决定和告知", state, DONE if told else WAIT if decision else TODO, "decision-title" if decision else "")
