"""变更: a proposal that what a family receives grow, shrink or end; before it shrinks or ends, the family is heard (法 48)."""

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from doudi.base import audit
from doudi.base.access import require
from doudi.base.models import Officer
from doudi.benefits import queries as paid
from doudi.casework import queries
from doudi.casework.actions.step import be_named, enter, living_members, month_after, say, take_change
from doudi.casework.assessment import assess
from doudi.casework.models import Change
from doudi.casework.models.change import FAVOURS
from doudi.casework.procedures import CHANGES, dibao, tekun
from doudi.casework.queries.changing import Present, present_of
from doudi.registry import queries as known

OPENED_BY_HAND = ("reduce", "end", "increase", "resume")


class CannotOpenChange(Exception):
    """Worded for the officer."""


class CannotHear(Exception):
    """Worded for the officer."""


class CannotPostEnding(Exception):
    """Worded for the officer."""


@transaction.atomic
def open_change(*, household_id: int, kind: str, cause: str, reason: str, officer: Officer, on: date, standing_id: int | None = None) -> Change:
    """Propose to reduce, end, increase or resume what a family receives; nothing shrinks or ends before the family is heard.

    It is about the standing that brings most unless one is named. After a death all is done within three months of it (83号 一(三)).
    """
    be_named(officer, CannotOpenChange)
    require(officer, "casework.open_change", known.get_household(household_id).region)
    return propose(household_id=household_id, kind=kind, cause=cause, reason=reason, officer=officer, on=on, standing_id=standing_id)


def propose(*, household_id: int, kind: str, cause: str, reason: str, officer: Officer, on: date, standing_id: int | None = None) -> Change:
    """The proposal itself; whoever calls it has asked whether this officer may make it."""
    household = known.get_household(household_id)
    if kind not in OPENED_BY_HAND:
        raise CannotOpenChange("变更只能是调减、终止、增发或恢复。")
    standing = _ended_standing(household_id) if kind == "resume" else _running_standing(household_id, kind, standing_id, on)
    present = Present((), 0, 0) if kind == "resume" else present_of(household_id, standing.pk, on)
    if kind in ("reduce", "increase") and (standing.kind != "dibao" or not present.month_fen):
        raise CannotOpenChange("只有按月发放的低保金可以增减；其他身份只能提出终止。")
    _refuse_second(household_id)
    due_on = _due_on(household_id, CHANGES[standing.kind].total.ends(on), on)
    try:
        with transaction.atomic():
            change = Change.objects.create(
                household_id=household_id,
                region=household.region,
                standing_id=standing.pk,
                scheme=standing.kind,
                kind=kind,
                cause=say(cause, "事由来源", CannotOpenChange),
                reason=say(reason, "变更的理由", CannotOpenChange),
                present_amount_fen=present.month_fen,
                proposed_amount_fen=0 if kind == "end" else assess(household_id, on=on).month_fen(present.supplement_fen),
                state="ready" if kind in FAVOURS else "opened",
                opened_by=officer,
                opened_on=on,
                due_on=due_on,
                next_due_on=due_on,
            )
    except IntegrityError:
        _refuse_second(household_id)
        raise
    audit.record("change.opened", about=change, by=officer, because=change.reason, detail={"kind": kind})
    return change


def _running_standing(household_id: int, kind: str, standing_id: int | None, on: date) -> Any:
    """The standing that brings most, or the named one; one that is limited to a day can only be ended sooner."""
    standings = [one for one in paid.standings_of(household_id, on) if one.kind in CHANGES and standing_id in (None, one.pk)]
    lasting = [one for one in standings if one.until_on is None or (kind == "end" and one.until_on > month_after(on))]
    if not lasting:
        raise CannotOpenChange("该户没有在享的低保、低保边缘或特困身份，没有可变更的待遇。")
    return lasting[0]


def _ended_standing(household_id: int) -> Any:
    """The dibao standing that a decision has ended, or that runs out in its exit period."""
    standings = [one for one in paid.standings_ever(household_id) if one.kind == "dibao"]
    if not standings or standings[0].until_on is None:
        raise CannotOpenChange("该户没有已终止或正在渐退的低保身份，不能提出恢复。")
    if standings[0].is_carried_on:
        raise CannotOpenChange("该户的低保身份已随家庭迁往新住地，不能在原户恢复。")
    return standings[0]


def _refuse_second(household_id: int) -> None:
    if first := queries.find_open_change(household_id):
        raise CannotOpenChange(f"该户已有在办变更 {first.number}（{first.opened_on} 提出），请在其中一并办理。")


def _due_on(household_id: int, term: date, on: date) -> date:
    """After a death, three months from it unless that death has had its decision; otherwise the procedure's term."""
    reviewed_on = max((change.decision.decided_on for change in queries.changes_of(household_id) if not change.is_open), default=date.min)
    deaths = [one.person.died_on for one in known.members_of(household_id, on) if one.person.died_on and one.person.died_on > reviewed_on]
    return dibao.DEATH_REVIEW.ends(min(deaths)) if deaths else term


@transaction.atomic
def hear(*, change_id: int, person_id: int | None, words: str, officer: Officer, on: date) -> Change:
    """Write down what the family says before its help shrinks or ends; no person only when nobody of it is left (法 48)."""
    change = take_change(change_id, "hear", officer=officer, on=on, cannot=CannotHear)
    living = living_members(change.household_id, on)
    if person_id is None and living:
        raise CannotHear("该户还有在世成员，须听取其意见，不能记为无人可听取（社会救助法 第四十八条）。")
    if person_id is not None and person_id not in living:
        raise CannotHear("被听取意见的人须是该户在世的成员。")
    change.heard_on, change.heard_by, change.heard_person_id, change.nobody_left = on, officer, person_id, person_id is None
    change.hearing_words = say(words, "听取的意见", CannotHear)
    enter(change, "hear", "heard", officer=officer, on=on)
    audit.record("change.heard", about=change, by=officer)
    return change


@transaction.atomic
def post_ending(*, change_id: int, officer: Officer, on: date) -> Change:
    """Post for seven days that somebody's tekun support is to end (43号 26); no other ending is ever posted."""
    change = take_change(change_id, "post_ending", officer=officer, on=on, cannot=CannotPostEnding)
    change.notice_posted_on, change.notice_last_on = on, tekun.NOTICE.ends(on)
    enter(change, "post_ending", "noticed", officer=officer, on=on)
    audit.record("change.ending_posted", about=change, by=officer)
    return change
