"""低收入人口数据库·问题: what others may ask the register."""

from doudi.registry.house_facts import HOUSE_FACTS
from doudi.registry.names import name_key, plain, spelt
from doudi.registry.queries.alike import ASKED, alike, described, namesakes, numbers_of
from doudi.registry.queries.case import FamilyCase, Source, case_of
from doudi.registry.queries.coverage import covered
from doudi.registry.queries.evidence import Card, cards, evidence
from doudi.registry.queries.former_names import borne_before, former_names_of
from doudi.registry.queries.frames import CannotAssess, Frames, frames
from doudi.registry.queries.people import (
    CannotOpenIdNumber,
    Keys,
    Known,
    Place,
    StaffMatch,
    get_household,
    get_person,
    households_numbered,
    households_of,
    keys_of,
    known_dead,
    mark_of,
    masked_id_number,
    match,
    match_all,
    members_of,
    members_of_households,
    members_or_last,
    named,
    names_of,
    open_id_number,
    staff_match,
    watched_marks,
)
from doudi.registry.queries.search import count_families_in, families_in, find_people
from doudi.registry.queries.shown import FamilyShown, Named, families_shown, people_shown
from doudi.registry.queries.statements import Stated, stated, statements_in
from doudi.registry.reducers import DECLARED_HOUSEHOLD, DECLARED_PERSON, REGISTER_EVENTS

__all__ = [
    "ASKED",
    "DECLARED_HOUSEHOLD",
    "DECLARED_PERSON",
    "HOUSE_FACTS",
    "REGISTER_EVENTS",
    "CannotAssess",
    "CannotOpenIdNumber",
    "Card",
    "FamilyCase",
    "FamilyShown",
    "Frames",
    "Keys",
    "Known",
    "Named",
    "Place",
    "Source",
    "StaffMatch",
    "Stated",
    "alike",
    "borne_before",
    "cards",
    "case_of",
    "count_families_in",
    "covered",
    "described",
    "evidence",
    "families_in",
    "families_shown",
    "find_people",
    "former_names_of",
    "frames",
    "get_household",
    "get_person",
    "households_numbered",
    "households_of",
    "keys_of",
    "known_dead",
    "mark_of",
    "masked_id_number",
    "match",
    "match_all",
    "members_of",
    "members_of_households",
    "members_or_last",
    "name_key",
    "named",
    "namesakes",
    "names_of",
    "numbers_of",
    "open_id_number",
    "people_shown",
    "plain",
    "spelt",
    "staff_match",
    "watched_marks",
    "stated",
    "statements_in",
]
