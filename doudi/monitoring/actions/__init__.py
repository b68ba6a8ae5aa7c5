"""监测预警: the verbs: raise, sign, visit, hand over, conclude."""

from doudi.monitoring.actions.handling import (
    CannotConclude,
    CannotHandOver,
    CannotRecordVisit,
    CannotSign,
    conclude,
    hand_over,
    hold,
    record_visit,
    sign,
    unsign,
)
from doudi.monitoring.actions.raising import raise_alerts

__all__ = [
    "CannotConclude",
    "CannotHandOver",
    "CannotRecordVisit",
    "CannotSign",
    "conclude",
    "hand_over",
    "hold",
    "raise_alerts",
    "record_visit",
    "sign",
    "unsign",
]
