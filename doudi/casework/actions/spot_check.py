"""抽查核实: a county's seed is promised before the month, draws each tekun case as it comes up, and is shown when the month is over (43号 16)."""

from datetime import date

from django.db import transaction

from doudi.base import access, audit, crypto
from doudi.casework.drawing import is_drawn, lot_of, promise_of
from doudi.casework.models import Application, SpotDraw, SpotSeed
from doudi.casework.procedures.table import months_after

AHEAD = 20
"""From this day of a month on the next one's promise is public."""


@transaction.atomic
def keep_seeds(*, region: str, on: date) -> list[SpotSeed]:
    """Promise this month's seed if nobody has, from the twentieth on the next one's, and show those of months that are over. Asked again, nothing changes."""
    access.require(access.SYSTEM, "casework.keep_seeds")
    month = on.replace(day=1)
    months = [month, months_after(month, 1)] if on.day >= AHEAD else [month]
    promised = [_promised(region[:6], one, on) for one in months]
    for past in SpotSeed.objects.select_for_update().filter(region=region[:6], month__lt=month, shown_on=None):
        past.seed, past.shown_on = _seed(past.region, past.month), on
        past.save(update_fields=["seed", "shown_on"])
        audit.record("spot_check.shown", about=None, by=access.SYSTEM, region=past.region, detail={"month": past.month.isoformat()})
    return promised


def draw(application: Application, on: date) -> SpotDraw:
    """What the seed says of a case that comes before whoever decides; asked again, the same: a case sent back and come again is not drawn anew.

    The count is the whole county's, which a township does not see: it is kept by the house. The month's seed is held while it is counted, so that two
    cases at once do not take one place.
    """
    region, month = application.region[:6], on.replace(day=1)
    with access.acting_as_system(region), transaction.atomic():
        if made := SpotDraw.objects.filter(application=application).first():
            return made
        _promised(region, month, on)
        seed = SpotSeed.objects.select_for_update().get(region=region, month=month)
        before = list(SpotDraw.objects.filter(seed=seed).values_list("is_drawn", flat=True))
        place, lot = len(before) + 1, lot_of(_seed(region, month), application.number)
        drawn = is_drawn(lot, place=place, drawn_before=sum(before))
        number, place_of = application.number, application.region
        return SpotDraw.objects.create(application=application, seed=seed, number=number, place=place, lot=lot, is_drawn=drawn, on=on, region=place_of)


def _promised(region: str, month: date, on: date) -> SpotSeed:
    found, is_new = SpotSeed.objects.get_or_create(region=region, month=month, defaults={"promise": promise_of(_seed(region, month)), "promised_on": on})
    if is_new:
        audit.record("spot_check.promised", about=None, by=access.SYSTEM, region=region, detail={"month": month.isoformat(), "promise": found.promise})
    return found


def _seed(region: str, month: date) -> str:
    """From the house's own key: nobody chooses it, nobody without the key foresees it, and it is the same whenever it is asked for."""
    return crypto.index(f"{region}/{month:%Y-%m}", purpose="spot_check").hex()
