"""关注家庭: the department facts of families with a standing or a case are copied from the lake, so that one family is read without it."""

from collections.abc import Iterable
from datetime import date

import pyarrow as pa
from django.db import transaction

from doudi.base.rows import copy_in
from doudi.registry.actions.keep import keep_rows
from doudi.registry.lakeside import lake_rows
from doudi.registry.models import Household, Membership


@transaction.atomic
def watch_household(*, household_id: int, on: date) -> None:
    """From today the register holds this family's department facts itself: those already in the lake now, later ones as they come."""
    household = Household.objects.select_for_update().get(pk=household_id)
    if household.watched_on is None:
        household.watched_on = on
        household.save(update_fields=["watched_on"])
        copy_from_lake(list(Membership.objects.filter(household=household).values_list("person_id", flat=True)), on=on)


@transaction.atomic
def watch_households(household_ids: Iterable[int], *, on: date) -> int:
    """`watch_household` of each that is not watched yet; how many those were."""
    fresh = list(Household.objects.select_for_update().filter(pk__in=list(household_ids), watched_on=None).order_by("pk").values_list("pk", flat=True))
    Household.objects.filter(pk__in=fresh).update(watched_on=on)
    copy_from_lake(list(Membership.objects.filter(household__in=fresh).values_list("person_id", flat=True).distinct()), on=on)
    return len(fresh)


def copy_from_lake(person_ids: list[int], *, on: date) -> int:
    """Everything the lake holds of these people by that day; returns how many facts were new."""
    if not person_ids:
        return 0
    facts = lake_rows(person_ids, on=on)
    copy_in("lake_facts", facts.append_column("stated_in", pa.array([""] * facts.num_rows, pa.string())))
    return keep_rows("lake_facts")
