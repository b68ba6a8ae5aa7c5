"""定期核查: the register's picture of the day, then everybody who receives against every feed they may be checked with (社会救助法 第四十六条)."""

from datetime import date

from doudi.base.access import SYSTEM
from doudi.flows.steps import steps_over
from doudi.registry import actions as registry
from doudi.verification import actions as verification


def check_recipients(*, on: date, region: str) -> verification.RecurrentCheck:
    """What departments have told of recipients by this day beside what these have declared; a day done again is done anew."""
    step = steps_over(region)
    step(registry.publish, on=on)
    check: verification.RecurrentCheck = step(verification.check_recipients, region=region, officer=SYSTEM, on=on)
    return check
