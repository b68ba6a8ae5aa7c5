"""申报与查明: what a family declares or a visit finds; whoever states a thing again replaces what was stated before."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import pyarrow as pa
from django.db import transaction

from doudi.base import access, audit, regions
from doudi.base.models import Officer
from doudi.base.rows import copy_in
from doudi.policy.rule import PERSON, TEXT, YESNO
from doudi.registry.actions.keep import keep_rows
from doudi.registry.models import Household, Membership, Person
from doudi.registry.reducers import BY_ROW, OF_HOUSEHOLD, OF_PERSON, Reducer, year_before
from doudi.registry.rows import FACT_ROWS

STATEMENT = "statement"
STATED = FACT_ROWS.append(pa.field("stated_in", pa.string()))
HOUSE_EVENTS = ("visited_on", "applied_on", "aid_received")


class CannotDeclare(Exception):
    """Worded for the officer; shown on the page as it stands."""


@dataclass(frozen=True)
class Declared:
    """One declared thing: a member's (or with no person the household's) row name and its amount or word; neither says it is not known."""

    person_id: int | None
    name: str
    amount: int | None = None
    word: str | None = None


@transaction.atomic
def declare(*, household_id: int, facts: Iterable[Declared], source: str, ref: str, on: date, officer: Officer | None) -> None:
    """A family's whole declaration: what it does not mention is declared to be nothing, for every member, and so is known.

    A yearly amount is of the twelve months before `on`; a state holds from `on`.
    """
    household = Household.objects.select_for_update().get(pk=household_id)
    access.require(officer, "registry.declare", household.region)
    living = Membership.objects.filter(household=household, from_on__lte=on).exclude(until_on__lte=on)
    members = sorted(set(living.values_list("person_id", flat=True)))
    registered_in = Person.objects.filter(pk__in=members).values_list("region", flat=True)
    if officer is not None and (len(registered_in) < len(members) or not all(regions.is_within(place, officer.region) for place in registered_in)):
        raise CannotDeclare("该户有成员的登记在其他镇街，本窗口不能记录其申报。请先更正登记或者办理迁移，仍有困难的请县级民政部门协调。")
    said = {(fact.person_id, fact.name): fact for fact in facts}
    subjects = [(None, OF_HOUSEHOLD), *((person, OF_PERSON) for person in members)]
    asked = [(person, reducer) for person, reducers in subjects for reducer in reducers if reducer.is_asked]
    if strange := sorted({name for person, name in said} - {reducer.row for _, reducer in asked}):
        raise CannotDeclare(f"申报中没有这些事项：{'、'.join(strange)}。")
    if len(said) > len(said.keys() & {(person, reducer.row) for person, reducer in asked}):
        raise CannotDeclare("申报中有人不是该家庭现有成员，或事项与对象不符。")
    rows = []
    for person, reducer in asked:
        fact = said.get((person, reducer.row)) or _nothing(person, reducer)
        rows.append(_statement(reducer, person, household_id, fact.amount, fact.word, on=on, stated_in=f"{source}:{ref}"))
    _keep(rows, last_wins=True)
    audit.record("registry.declared", about=household, by=officer, detail={"source": source, "ref": ref, "stated": len(said)})


@transaction.atomic
def record_fact(
    *,
    person_id: int | None = None,
    household_id: int | None = None,
    name: str,
    amount: int | None = None,
    word: str | None = None,
    source: str,
    ref: str,
    on: date,
    from_on: date | None = None,
    until_on: date | None = None,
) -> None:
    """Write down one thing the house has found or done; an asked thing replaces what was stated, anything else supersedes by source and ref.

    Left out, the period is the twelve months before `on` for a yearly amount and from `on` for the rest. The verb that calls this writes the audit.
    """
    reducer = BY_ROW.get(name)
    if reducer is None and name not in HOUSE_EVENTS:
        raise CannotDeclare(f"没有这个事项：{name}。")
    if (person_id is None) == (household_id is None) or (reducer and (reducer.fact.level == PERSON) != (person_id is not None)):
        raise CannotDeclare("这个事项的对象不符：个人事项须指明人员，家庭事项须指明家庭。")
    if not (Person.objects.filter(pk=person_id) if person_id else Household.objects.filter(pk=household_id or 0)).exists():
        raise CannotDeclare("没有这个人员或家庭，或不在您负责的区域内。")
    if reducer and reducer.is_asked:
        row = _statement(reducer, person_id, household_id, amount, word, on=on, stated_in=f"{source}:{ref}")
    else:
        is_yearly = reducer is not None and reducer.is_yearly
        row = {"person_id": person_id, "household_id": household_id, "name": name, "amount": amount, "word": word, "source": source, "ref": ref}
        row |= {"from_on": year_before(on) if is_yearly else on, "until_on": on if is_yearly else None, "known_on": on, "stated_in": ""}
    if from_on:
        row |= {"from_on": from_on, "until_on": until_on}
    _keep([row], last_wins=True)


def _statement(
    reducer: Reducer, person: int | None, household: int | None, amount: int | None, word: str | None, *, on: date, stated_in: str
) -> dict[str, object]:
    """One row of a statement; source and ref name the thing itself, so that the next statement supersedes it."""
    _check(reducer, amount, word)
    return {
        "person_id": person,
        "household_id": None if person else household,
        "name": reducer.row,
        "amount": amount,
        "word": word,
        "from_on": year_before(on) if reducer.is_yearly else on,
        "until_on": on if reducer.is_yearly else None,
        "source": STATEMENT,
        "ref": statement_ref(reducer.row, person, household),
        "known_on": on,
        "stated_in": stated_in,
    }


def statement_ref(name: str, person: int | None, household: int | None) -> str:
    """What every statement of one thing about one person or household shares."""
    return f"{name}/p{person}" if person else f"{name}/h{household}"


def _nothing(person: int | None, reducer: Reducer) -> Declared:
    return Declared(person, reducer.row, *reducer.nothing)


def _check(reducer: Reducer, amount: int | None, word: str | None) -> None:
    """Refuse what cannot be a value of the fact."""
    fact = reducer.fact
    if (word if fact.kind != TEXT else amount) is not None or (word is not None and word not in fact.words):
        raise CannotDeclare(f"“{fact.title}”的值不符，请按选项或数字填写。")
    if amount is not None and ((fact.least is not None and amount < fact.least) or amount > (1 if fact.kind == YESNO else fact.most or amount)):
        raise CannotDeclare(f"“{fact.title}”的值超出范围。")


def _keep(rows: list[dict[str, object]], *, last_wins: bool) -> None:
    copy_in("stated_facts", pa.Table.from_pylist(rows, schema=STATED))
    keep_rows("stated_facts", last_wins=last_wins)
