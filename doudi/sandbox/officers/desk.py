"""桌面: how a played officer does one thing: in that officer's own scope; what the house refuses is counted, not hidden."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from doudi.base.access import CannotAccess, acting
from doudi.base.models import Officer
from doudi.base.workdays import workdays_after
from doudi.sandbox.calibration import COUNTY
from doudi.sandbox.chance import luck
from doudi.sandbox.officers.cast import Cast


@dataclass
class Desk:
    """One day's work of the whole county."""

    city: Path
    cast: Cast
    on: date
    done: Counter[str] = field(default_factory=Counter)
    refusals: list[str] = field(default_factory=list)

    def do(self, officer: Officer, what: str, verb: Callable[..., Any], **given: Any) -> Any:
        """One verb by one officer; a refusal worded for officers leaves the work for another day."""
        try:
            with acting(officer):
                result = verb(**given, officer=officer, on=self.on) if "officers" not in given else verb(**given, on=self.on)
        except CannotAccess as refusal:
            return self._refused(what, refusal)
        except Exception as refusal:
            if not type(refusal).__name__.startswith("Cannot"):
                raise
            return self._refused(what, refusal)
        self.done[what] += 1
        return result

    def ask(self, officer: Officer, question: Callable[..., Any], *given: Any, **named: Any) -> Any:
        """One question in the officer's scope; lists are read whole before the scope closes."""
        with acting(officer):
            answer = question(*given, **named)
            return list(answer) if hasattr(answer, "__iter__") and not isinstance(answer, (str, dict, tuple)) else answer

    def look_over(self, question: Callable[..., Any], *given: Any, **named: Any) -> list[tuple[list[Officer], Any]]:
        """What waits in the whole county, each with the officers of the office that must act on it: one question instead of one an office."""
        found = self.ask(self.cast.at(COUNTY)[0], question, *given, **named)
        return [(self.cast.at(one.region[:9]), one) for one in found]

    def waited(self, since: date, *about: object, most: int = 1) -> bool:
        """Whether the officer has let this wait as long as happens to it: none to `most` working days."""
        return self.on >= workdays_after(since, luck(*about) % (most + 1))

    def _refused(self, what: str, refusal: Exception) -> None:
        self.refusals.append(f"{what}：{refusal}")
