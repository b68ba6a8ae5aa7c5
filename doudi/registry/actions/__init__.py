"""低收入人口数据库·动作: what others may do with the register."""

from doudi.registry.actions.families import CannotMovePeople, CannotReportDeath, copy_household_facts, form_household, move_people, report_death
from doudi.registry.actions.former_names import (
    CannotRecordFormerName,
    record_department_names,
    record_former_name,
    withdraw_former_name,
    withdraw_former_names_from,
)
from doudi.registry.actions.load import CannotLoadRegister, Loaded, load_register
from doudi.registry.actions.people import CannotEndMembership, CannotRegister, Newcomer, end_membership, register_people
from doudi.registry.actions.pictures import publish
from doudi.registry.actions.record import Recorded, record
from doudi.registry.actions.statements import CannotDeclare, Declared, declare, record_fact
from doudi.registry.actions.strangers import CannotRegisterStranger, Stranger, register_strangers
from doudi.registry.actions.supporters import CannotNameSupporter, supporter_moved, supporter_of
from doudi.registry.actions.take_back import CannotTakeBack, Image, image, take_back
from doudi.registry.actions.unsay import unsay
from doudi.registry.actions.watch import watch_household, watch_households
from doudi.registry.received import Covered, Received

__all__ = [
    "CannotDeclare",
    "CannotEndMembership",
    "CannotLoadRegister",
    "CannotMovePeople",
    "CannotNameSupporter",
    "CannotRecordFormerName",
    "CannotRegister",
    "CannotRegisterStranger",
    "CannotReportDeath",
    "CannotTakeBack",
    "Covered",
    "Declared",
    "Image",
    "Loaded",
    "Newcomer",
    "Received",
    "Recorded",
    "Stranger",
    "copy_household_facts",
    "declare",
    "end_membership",
    "form_household",
    "image",
    "load_register",
    "move_people",
    "publish",
    "record",
    "record_fact",
    "record_department_names",
    "record_former_name",
    "register_people",
    "register_strangers",
    "supporter_moved",
    "supporter_of",
    "take_back",
    "unsay",
    "report_death",
    "watch_household",
    "watch_households",
    "withdraw_former_name",
    "withdraw_former_names_from",
]
