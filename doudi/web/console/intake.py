"""申报表: what a family is asked about itself, read from a form; what checking with departments supplies is not asked (社会救助法 第六十二条)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from doudi.base.money import NotMoney, to_fen
from doudi.policy.facts import FACTS, SAID
from doudi.policy.rule import MONEY, NUMBER, TEXT, YESNO, Fact
from doudi.registry.actions import Declared
from doudi.registry.queries import DECLARED_HOUSEHOLD, DECLARED_PERSON
from doudi.verification.words import said

PERSON_SECTIONS: tuple[tuple[str, str], ...] = (
    (
        "收入（近12个月，元）",
        "wage work_cost business_net property_net pension support_received other_transfer other_income transfer_paid",
    ),
    (
        "另列、不计入收入的款项（近12个月，元）",
        "base_pension honour_benefit scholarship assistance_received elder_allowance disability_allowance other_disregarded",
    ),
    ("自己负担的刚性支出（近12个月，元）", "education_self_paid rehabilitation_self_paid other_rigid"),
    (
        "个人情况",
        "employment schooling disability_kind disability_grade major_illness lives_apart in_custody declared_missing civil_capacity"
        " years_in_religious_life_apart suitable_jobs_refused has_contracted_land chose_child_benefit",
    ),
    ("生活自理", "eats_unaided dresses_unaided gets_up_unaided toilets_unaided walks_unaided bathes_unaided"),
)
HOUSEHOLD_SECTIONS: tuple[tuple[str, str], ...] = (
    ("家庭财产与支出", "financial_assets homes home_area_m2 companies living_costs single_parent"),
    ("户外的赡养、抚养、扶养义务人", "able_supporter_outside"),
    ("遭遇急难（临时救助）", "emergency emergency_need"),
)
UNKNOWN = "?"
BY_ROW: dict[str, Fact] = {fact.name.removesuffix("_12m"): fact for fact in FACTS if fact.name.removesuffix("_12m") in (*DECLARED_PERSON, *DECLARED_HOUSEHOLD)}
CORRECTABLE = [row for row, fact in BY_ROW.items() if fact.kind in (MONEY, NUMBER)]
"""What a visit may put right on the page, with a figure."""


class Mistake(ValueError):
    """Something typed that cannot be read; worded for the officer."""


@dataclass(frozen=True)
class Input:
    """One question of the form with what was typed; `options` for a choice, otherwise a figure with its own 说不清."""

    id: str
    title: str
    unit: str
    value: str
    is_unknown: bool
    options: Sequence[tuple[str, str]]
    trouble: str


@dataclass(frozen=True)
class Section:
    """Questions under one heading; open when it is the first or holds an answer or a mistake."""

    title: str
    inputs: Sequence[Input]
    is_open: bool


@dataclass(frozen=True)
class Stated:
    """One answer as the family gave it, to be checked before it is accepted."""

    whose: str
    title: str
    value: str


Troubles = dict[str, str]


def sections(person_id: int | None, typed: Mapping[str, str], troubles: Troubles) -> list[Section]:
    """The questions for a member, or with nobody for the household."""
    shown = []
    for title, rows in PERSON_SECTIONS if person_id else HOUSEHOLD_SECTIONS:
        inputs = [_input(person_id, row, typed, troubles) for row in rows.split()]
        shown.append(Section(title, inputs, not shown or any(one.trouble or one.is_unknown or one.value not in ("", _nothing(one.id)) for one in inputs)))
    return shown


def read(typed: Mapping[str, str], people: Mapping[int, str]) -> tuple[list[Declared], list[Stated], Troubles]:
    """What is declared (left blank: nothing), the answers that say something, and the mistakes by field."""
    declared, stated, troubles = [], [], {}
    for person_id, whose, rows in _asked(people):
        for row in rows:
            name, fact = field_of(person_id, row), BY_ROW[row]
            try:
                said_so = _read_one(fact, typed.get(name, ""), is_unknown=f"{name}.unknown" in typed)
            except Mistake as mistake:
                troubles[name] = f"{whose}“{fact.title}”：{mistake}"
                continue
            if said_so is not None:
                declared.append(Declared(person_id, row, *said_so))
                stated.append(Stated(whose, fact.title, "说不清" if said_so == (None, None) else spoken(fact, *said_so)))
    return declared, stated, troubles


def value_of(fact: Fact, text: str) -> tuple[int | None, str | None]:
    """The amount and word that a written answer means; raises Mistake."""
    if text == UNKNOWN:
        return None, None
    if fact.kind == TEXT:
        if text not in fact.words:
            raise Mistake("请从选项中选择。")
        return None, text
    if fact.kind == MONEY:
        try:
            amount = to_fen(text.replace(",", "").replace("，", ""))
        except NotMoney:
            raise Mistake("请写元，最多两位小数，例如 1234.50。") from None
    elif text.isascii() and text.isdigit() and len(text) < 10:
        amount = int(text)
    else:
        raise Mistake("请写整数。")
    most = 1 if fact.kind == YESNO else fact.most
    if (fact.least is not None and amount < fact.least) or (most is not None and amount > most):
        raise Mistake(f"应在 {fact.least or 0} 到 {most} 之间。" if most is not None else "不能是负数。")
    return amount, None


def corrected(typed: Mapping[str, Any], rows: int, person_ids: Iterable[int]) -> list[Declared]:
    """The facts a visit has put right: rows of whose, what and how much; raises Mistake."""
    allowed, facts = {str(one) for one in person_ids}, []
    for place in range(rows):
        whose, row, text = (str(typed.get(f"fact{place}.{part}", "")).strip() for part in ("whose", "name", "value"))
        if not row and not text:
            continue
        if row not in CORRECTABLE or not text:
            raise Mistake("更正的事项要选明，并写明查明的数额；查不清的写“?”。")
        fact = BY_ROW[row]
        is_personal = row in DECLARED_PERSON
        if is_personal and whose not in allowed:
            raise Mistake(f"“{fact.title}”是个人事项，请选择是哪位成员的。")
        facts.append(Declared(int(whose) if is_personal else None, row, *value_of(fact, text)))
    return facts


def spoken(fact: Fact, amount: int | None, word: str | None) -> str:
    """A declared value in words."""
    return SAID.get(word, word) if word is not None else said(fact, bool(amount) if fact.kind == YESNO else amount)


def field_of(person_id: int | None, row: str) -> str:
    """The name of a question's field: p12.wage, h.homes."""
    return f"p{person_id}.{row}" if person_id else f"h.{row}"


def _asked(people: Mapping[int, str]) -> Iterable[tuple[int | None, str, list[str]]]:
    own = [row for _, rows in PERSON_SECTIONS for row in rows.split()]
    for person_id, name in people.items():
        yield person_id, name, own
    yield None, "全家", [row for _, rows in HOUSEHOLD_SECTIONS for row in rows.split()]


def _read_one(fact: Fact, text: str, *, is_unknown: bool) -> tuple[int | None, str | None] | None:
    """None where nothing out of the ordinary is declared."""
    text = text.strip()
    if is_unknown and text:
        raise Mistake("写了数额就不要再勾选“说不清”。")
    if is_unknown:
        return None, None
    nothing = (None, str(fact.left_out)) if fact.kind == TEXT else (int(fact.left_out), None)
    value = value_of(fact, text) if text else nothing
    return None if value == nothing else value


def _nothing(name: str) -> str:
    fact = BY_ROW[name.rpartition(".")[2]]
    return str(int(fact.left_out)) if fact.kind == YESNO else str(fact.left_out) if fact.kind == TEXT else ""


def _input(person_id: int | None, row: str, typed: Mapping[str, str], troubles: Troubles) -> Input:
    name, fact = field_of(person_id, row), BY_ROW[row]
    options: list[tuple[str, str]] = []
    if fact.kind == YESNO:
        options = [("0", "否"), ("1", "是"), (UNKNOWN, "说不清")]
    elif fact.kind == TEXT:
        options = [*((word, SAID.get(word, word)) for word in fact.words), (UNKNOWN, "说不清")]
    value = typed.get(name, "") or (_nothing(name) if options else "")
    unit = "元" if fact.kind == MONEY else ""
    return Input(name, fact.title, unit, value, f"{name}.unknown" in typed, options, troubles.get(name, ""))
