"""抽查公开: the months of a county with their promise, their seed once it is shown, and what it drew; and the draw done again."""

from collections.abc import Sequence
from dataclasses import dataclass

from doudi.casework.drawing import is_drawn, lot_of, promise_of
from doudi.casework.models import SpotDraw, SpotSeed


@dataclass(frozen=True)
class Month:
    """One month of a county; `differs` names the cases of which the draw done again says otherwise, or the promise that the seed does not keep."""

    seed: SpotSeed
    draws: Sequence[SpotDraw]
    differs: Sequence[str]

    @property
    def drawn(self) -> int:
        """How many were looked into."""
        return sum(one.is_drawn for one in self.draws)


def spot_checks(region: str, *, months: int = 13) -> list[Month]:
    """The latest months of a county, the draw of each done again where its seed is shown."""
    found = []
    for seed in SpotSeed.objects.filter(region=region).order_by("-month")[:months]:
        draws = list(SpotDraw.objects.filter(seed=seed).defer("application", "on").order_by("place")) if seed.seed else []
        found.append(Month(seed, draws, _again(seed, draws) if seed.seed else ()))
    return found


def _again(seed: SpotSeed, draws: Sequence[SpotDraw]) -> list[str]:
    wrong = [] if promise_of(seed.seed) == seed.promise else ["种子与公布的指纹不符"]
    drawn = 0
    for place, one in enumerate(draws, 1):
        lot = lot_of(seed.seed, one.number)
        says = is_drawn(lot, place=place, drawn_before=drawn)
        if (one.place, one.lot, one.is_drawn) != (place, lot, says):
            wrong.append(one.number)
        drawn += says
    return wrong
