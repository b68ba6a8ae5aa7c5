"""识读与核对: the machine reads a paper and says what it seems to say; a person compares every field, and only what was confirmed is kept."""

import importlib.util
from collections.abc import Collection, Mapping
from datetime import date

from django.db import transaction

from doudi.base import audit, crypto, files, idnumber, limited
from doudi.base.access import require
from doudi.base.limited import Limits
from doudi.base.models import Officer
from doudi.base.money import NotMoney, to_fen
from doudi.casework import reading
from doudi.casework.actions.step import be_named, living_members
from doudi.casework.models import Attachment, Transcript
from doudi.casework.models.attachment import READABLE
from doudi.registry import queries as registry

LETTERS = "doudi.base.limited.letters"
LIMITS = Limits(seconds=30, memory=2_500_000_000, answer=1_000_000)


class CannotRecognise(Exception):
    """Worded for the officer."""


class CannotConfirm(Exception):
    """Worded for the officer; never repeats a number."""


def is_reader_here() -> bool:
    """Whether this installation can read letters: the extra `ocr` is optional."""
    return importlib.util.find_spec("rapidocr") is not None


@transaction.atomic
def recognise(*, attachment_id: int, number: int, officer: Officer) -> list[reading.Seen]:
    """What the machine thinks stands on one page of an ID card or a bill. Nothing of it is kept: it goes to the form a person compares."""
    be_named(officer, CannotRecognise)
    attachment = _get(attachment_id, officer, CannotRecognise)
    if not is_reader_here():
        raise CannotRecognise("本机没有安装文字识别（可选组件 ocr）。请对照照片手工填写。")
    page = attachment.pages.get(number=number)
    audit.record("attachment.recognised", about=attachment, by=officer, detail={"page": number})
    try:
        found, _ = limited.work(LETTERS, files.read(page.file), limits=LIMITS)
    except (limited.CannotOpenSafely, files.CannotRead) as why:
        raise CannotRecognise(str(why)) from None
    return reading.read(attachment.kind, reading.lines_of(found))


@transaction.atomic
def confirm_transcript(*, attachment_id: int, person_id: int, fields: Mapping[str, str], compared: Collection[str], officer: Officer, on: date) -> Transcript:
    """A person has compared every field with the paper: it is this member's card, or this bill's day and amount.

    A card must be the registered person's in number, name, sex and birthday; a bill is dated, not of the future, and its amount is yuan.
    """
    be_named(officer, CannotConfirm)
    attachment = _get(attachment_id, officer, CannotConfirm)
    if not attachment.case.is_open:
        raise CannotConfirm(f"{attachment.case.number} 已办结，不能再核对材料。")
    if left := [title for name, title in reading.FIELDS[attachment.kind] if name not in compared]:
        raise CannotConfirm(f"请逐项对照照片并勾选：{'、'.join(left)}。")
    if person_id not in living_members(attachment.case.household_id, on):
        raise CannotConfirm("请选择这是家中哪位成员的。")
    said = {name: fields.get(name, "").strip() for name, _ in reading.FIELDS[attachment.kind]}
    if attachment.kind == "id_card":
        _compare_card(person_id, said)
        found = Transcript(person_id=person_id)
    else:
        found = Transcript(person_id=person_id, billed_on=_day(said["billed_on"], on), self_paid_fen=_amount(said["self_paid"]))
    found.attachment, found.kind, found.region = attachment, attachment.kind, attachment.region
    found.confirmed_by, found.confirmed_on = officer, on
    found.save()
    audit.record("attachment.confirmed", about=attachment, by=officer, detail={"person": person_id})
    return found


def _get(attachment_id: int, officer: Officer, cannot: type[Exception]) -> Attachment:
    attachment = Attachment.objects.filter(pk=attachment_id, removed_on=None).first()
    if attachment is None:
        raise cannot("没有这份材料，或者它不在您负责的区域内。")
    require(officer, "casework.attach", attachment.region)
    if attachment.kind not in READABLE:
        raise cannot("只识读身份证和医疗票据。")
    return attachment


def _compare_card(person_id: int, said: Mapping[str, str]) -> None:
    number, person = idnumber.normalise(said["id_number"]), registry.get_person(person_id)
    if wrong := idnumber.check(number):
        raise CannotConfirm(f"{wrong}，请对照照片更正。")
    if crypto.index(number, purpose="id_number") != bytes(person.id_index or b""):
        raise CannotConfirm(f"证件上的号码不是登记的{person.name}的号码。请核对是不是选错了人；登记有误的，请先更正登记。")
    sex, born_on = reading.SEXES.get(said["sex"], ""), said["born_on"]
    if said["name"] != person.name or sex != person.sex or born_on != person.born_on.isoformat():
        raise CannotConfirm("姓名、性别或出生日期与登记不一致。请对照照片更正；登记有误的，请先更正登记。")


def _day(text: str, on: date) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise CannotConfirm("票据日期请写成 2026-10-12 的样子。") from None
    if day > on:
        raise CannotConfirm("票据日期晚于今天，请对照照片更正。")
    return day


def _amount(text: str) -> int:
    try:
        fen = to_fen(text.replace(",", "").replace("，", ""))
    except NotMoney:
        raise CannotConfirm("个人自付请写元，最多两位小数，例如 1234.50。") from None
    if fen < 0:
        raise CannotConfirm("个人自付不能是负数。")
    return fen
