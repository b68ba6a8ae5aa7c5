"""代管银行卡: somebody of the township or the village keeps a card by agreement, the county has it on file, and the card goes back (57号 第二十六条)."""

from datetime import date

from django.db import transaction

from doudi.base import access, audit
from doudi.base.models import Officer
from doudi.benefits.models import Account, Custody
from doudi.registry import queries as registry


class CannotKeepCard(Exception):
    """Worded for the officer."""


@transaction.atomic
def agree_on_custody(
    *, account_id: int, household_id: int, signed_by: int, custodian: str, office: str, paper: str, agreed_on: date, officer: Officer, on: date
) -> Custody:
    """Write down the agreement that a living member of the family has signed; it is to be filed with the county."""
    account = Account.objects.select_for_update().get(pk=account_id)
    access.require(officer, "benefits.change_account", account.region)
    living = {one.person_id for one in registry.members_of(household_id, on) if one.person.died_on is None}
    if account.person_id not in living or signed_by not in living:
        raise CannotKeepCard("协议须由该家庭在世的成员签订，账户须是其成员的。")
    if account.closed_on is not None:
        raise CannotKeepCard("该账户已销户。")
    if account.holder_name != account.person.name:
        raise CannotKeepCard("代管的是本人户名的存折或银行卡；他人户名的，请登记代领协议。")
    if not custodian.strip() or not paper.strip():
        raise CannotKeepCard("请填写代管人和协议编号。")
    if office not in Custody.Office.values:
        raise CannotKeepCard("代管人须是乡镇（街道）或者村（居）民委员会的工作人员（57号 第二十六条）。")
    if agreed_on > on:
        raise CannotKeepCard("协议日期不能晚于今天。")
    if account.custodies.filter(ended_on=None).exists():
        raise CannotKeepCard("这张卡已有代管协议；换人代管的，请先登记交还。")
    custody = Custody.objects.create(
        account=account,
        custodian=custodian.strip(),
        office=office,
        signed_by_id=signed_by,
        agreed_on=agreed_on,
        paper=paper.strip(),
        recorded_by=officer,
        recorded_on=on,
        region=account.region,
    )
    audit.record("custody.agreed", about=custody, by=officer, detail={"account": account_id, "office": office, "paper": custody.paper})
    return custody


@transaction.atomic
def file_custody(*, custody_id: int, officer: Officer, on: date) -> Custody:
    """The county has the agreement on file; another person than who wrote it down."""
    custody = Custody.objects.select_for_update().get(pk=custody_id)
    access.require(officer, "benefits.file_custody", custody.region)
    if custody.filed_on is not None or custody.ended_on is not None:
        raise CannotKeepCard("该协议已经备案，或者卡已交还。")
    if custody.recorded_by_id == officer.pk:
        raise CannotKeepCard("登记协议的人不能给它备案。")
    custody.filed_on, custody.filed_by = on, officer
    custody.save(update_fields=["filed_on", "filed_by"])
    audit.record("custody.filed", about=custody, by=officer)
    return custody


@transaction.atomic
def end_custody(*, custody_id: int, ended_on: date, words: str, officer: Officer, on: date) -> Custody:
    """The card is back with the family."""
    custody = Custody.objects.select_for_update().get(pk=custody_id)
    access.require(officer, "benefits.change_account", custody.region)
    if custody.ended_on is not None:
        raise CannotKeepCard("已登记交还。")
    if not words.strip():
        raise CannotKeepCard("请写明交还给谁、如何签收。")
    if not custody.agreed_on <= ended_on <= on:
        raise CannotKeepCard("交还日期不能早于协议日，也不能晚于今天。")
    custody.ended_on, custody.ended_words, custody.ended_by = ended_on, words.strip()[:200], officer
    custody.save(update_fields=["ended_on", "ended_words", "ended_by"])
    audit.record("custody.ended", about=custody, by=officer)
    return custody
