"""发送名单: lists whose time has come are brought to their departments, and what a department answers at once is known from this day."""

from datetime import date, datetime

from doudi.base.access import acting_as_system
from doudi.registry import actions as registry
from doudi.verification import actions as verification


def send_due(*, on: date, now: datetime, region: str) -> int:
    """Try every list once whose time has come, oldest attempts first; how many arrived nowhere or somewhere is in their exchanges. Returns how many were tried.

    Each step commits by itself: killed anywhere, a list is tried again under the same number, and an answer is in whole or not at all.
    """
    with acting_as_system(region):
        verification.adopt()
    tried = 0
    while _send_one(on=on, now=now, region=region):
        tried += 1
    return tried


def _send_one(*, on: date, now: datetime, region: str) -> bool:
    with acting_as_system(region):
        trial = verification.begin(on=on, now=now)
        if trial is not None and trial.is_by_folder:
            verification.lay_down(trial, on=on, now=now)
            return True
    if trial is None:
        return False
    with verification.carry(trial) as outcome, acting_as_system(region):
        receipt = verification.end(trial, outcome, on=on, now=now)
        if receipt:
            registry.record([receipt], on=on)
    return True
