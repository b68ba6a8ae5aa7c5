"""迁移: what a move, a split or a merging of families means for their help; who lives where the register says."""

from datetime import date

from django.db import transaction

from doudi.base import audit
from doudi.base.access import require
from doudi.base.models import Officer
from doudi.benefits import queries as paid
from doudi.casework import queries
from doudi.casework.actions.step import be_named, say
from doudi.casework.models import Change, Move, Review
from doudi.casework.procedures import CHANGES, REVIEWS
from doudi.registry import queries as registry

CAUSE = "move"


class CannotMoveHelp(Exception):
    """Worded for the officer."""


@transaction.atomic
def record_move(*, household_id: int, to_household_id: int, kind: str, people: int, words: str, officer: Officer, on: date) -> Move:
    """Write down where people went; within a county the help of a whole family is proposed to go with it, and the county decides.

    未规定: no text we hold speaks of moves. Within a county the same office pays, so the help goes on without a gap; across counties the old county
    pays until its own decision ends it, and the new one takes an application.
    """
    be_named(officer, CannotMoveHelp)
    old, new = registry.get_household(household_id), registry.get_household(to_household_id)
    require(officer, "casework.move_family", old.region)
    if busy := queries.find_open_change(household_id) or queries.find_open_application(household_id):
        raise CannotMoveHelp(f"该户有在办事项 {busy.number}，请先办结，再登记迁移。")
    said = say(words, "迁移、分户或并户的情况", CannotMoveHelp)
    standing = next((one for one in paid.standings_of(household_id, on) if one.until_on is None), None)
    change = None
    if kind == "move" and standing and old.region[:6] == new.region[:6]:
        due_on = CHANGES[standing.kind].total.ends(on)
        change = Change.objects.create(
            household_id=household_id,
            region=old.region,
            standing_id=standing.pk,
            scheme="dibao" if standing.kind == "tekun" else standing.kind,
            kind="move",
            cause=CAUSE,
            reason=said,
            present_amount_fen=sum(award.amount_fen for award in paid.monthly_awards_of(household_id) if award.until_month is None),
            state="ready",
            opened_by=officer,
            opened_on=on,
            due_on=due_on,
            next_due_on=due_on,
        )
    move = Move.objects.create(
        household_id=household_id,
        to_household_id=to_household_id,
        kind=kind,
        region=old.region,
        to_region=new.region,
        words=said,
        people=people,
        change=change,
        recorded_by=officer,
        on=on,
    )
    audit.record("family.moved", about=move, by=officer, because=said, detail={"kind": kind, "to": to_household_id})
    return move


@transaction.atomic
def announce(*, move_id: int, officer: Officer, on: date) -> Review:
    """Put an arrived family before the office it has come to, which receives it (法 37); the officer of the old place signs for the words, and sees no more."""
    move = Move.objects.get(pk=move_id)
    review = Review.objects.create(
        household_id=move.to_household_id,
        region=move.to_region,
        cause="arrived",
        words=move.words,
        opened_by=officer,
        opened_on=on,
        due_on=REVIEWS["arrived"].total.ends(on),
    )
    audit.record("review.opened", about=review, by=officer, because=move.words)
    return review
