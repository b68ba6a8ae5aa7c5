"""迁移、分户、并户: who lives where is set right, what that means for help is put before the offices that answer for it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction

from doudi.base.access import acting_as_system
from doudi.base.models import Officer
from doudi.benefits import queries as paid
from doudi.casework import actions as casework
from doudi.registry import actions as registry
from doudi.registry import queries as registered
from doudi.verification import actions as verification

if TYPE_CHECKING:
    from doudi.casework.models import Move


@transaction.atomic
def move_people(*, household_id: int, person_ids: Sequence[int], region: str, area: str, words: str, officer: Officer, on: date) -> Move:
    """These members live in a household of their own from today, in this village: the whole family has moved, or a part of it has split off.

    A family that moved within its county takes its help along by the county's decision; into another county it is announced there, and the old county
    reviews what it pays. The old place keeps its papers and sees nothing new (the city's rows are written for it, never shown).
    """
    old = registered.get_household(household_id)
    living = {one.person_id for one in registered.members_of(household_id, on) if one.person.died_on is None}
    is_whole = living <= set(person_ids)
    if region[:4] != old.region[:4]:
        raise casework.CannotMoveHelp("迁往本市以外的，请提出终止变更，并告知家庭向迁入地申请。")
    with acting_as_system(old.region[:4]):
        new = registry.form_household(like_household_id=household_id, region=region, area=area, on=on)
        people = registry.move_people(household_id=household_id, person_ids=person_ids, to_household_id=new.pk, because=words, officer=officer, on=on)
        kind = "move" if is_whole else "split"
        move = casework.record_move(household_id=household_id, to_household_id=new.pk, kind=kind, people=people, words=words, officer=officer, on=on)
        verification.carry_consents(person_ids=person_ids, from_household_id=household_id, to_household_id=new.pk, on=on, is_whole=is_whole)
        registry.watch_household(household_id=new.pk, on=on)
        if is_whole:
            registry.copy_household_facts(household_id=household_id, to_household_id=new.pk, on=on)
        if region[:9] != old.region[:9] and move.change_id is None:
            casework.announce(move_id=move.pk, officer=officer, on=on)
        if paid.standings_of(household_id, on) and move.change_id is None:
            cause = "moved" if is_whole else "family"
            casework.open_review(household_id=household_id, cause=cause, words=words, officer=officer, on=on)
    return move


@transaction.atomic
def merge_families(*, household_id: int, to_household_id: int, words: str, officer: Officer, on: date) -> Move:
    """Everybody of one household lives in another of the officer's own place from today; what either receives is reviewed."""
    living = [one.person_id for one in registered.members_of(household_id, on) if one.person.died_on is None]
    if household_id == to_household_id:
        raise casework.CannotMoveHelp("不能与自己并户。")
    registered.get_household(to_household_id)
    people = registry.move_people(household_id=household_id, person_ids=living, to_household_id=to_household_id, because=words, officer=officer, on=on)
    verification.carry_consents(person_ids=living, from_household_id=household_id, to_household_id=to_household_id, on=on)
    move = casework.record_move(household_id=household_id, to_household_id=to_household_id, kind="merge", people=people, words=words, officer=officer, on=on)
    for home in (household_id, to_household_id):
        if paid.standings_of(home, on):
            casework.open_review(household_id=home, cause="family", words=words, officer=officer, on=on)
    return move
