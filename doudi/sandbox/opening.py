"""初始入库: what a made-up county knew before the story begins: its register, who receives, and the papers by which they may be asked about."""

from datetime import date
from pathlib import Path

from doudi.base.access import SYSTEM
from doudi.benefits import actions as benefits
from doudi.registry import actions as registry
from doudi.sandbox.calibration import COUNTY
from doudi.sandbox.consents import paper_consents
from doudi.verification import actions as verification


def take_in(city: Path, *, on: date) -> None:
    """Everything a county folder brings before its first day; taken in again, what is there stays as it is."""
    registry.load_register(city, on=on)
    benefits.load_benefits(city, on=on)
    verification.record_paper_consents(path=paper_consents(city), region=COUNTY, officer=SYSTEM, on=on)
