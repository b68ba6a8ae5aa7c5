"""登记账户: where a payee can be paid; the number is sealed at once and never shown again but for its tail."""

import re
from datetime import date

from django.db import transaction

from doudi.base import access, audit, crypto
from doudi.base.models import Officer
from doudi.benefits.models import Account, Standing
from doudi.registry import queries as registry

from .second import wrong_second


class CannotOpenAccount(Exception):
    """Worded for the officer; never repeats the number."""


class CannotCloseAccount(Exception):
    """Worded for the officer."""


@transaction.atomic
def open_account(
    *,
    person_id: int,
    bank: str,
    number: str,
    holder_name: str,
    opened_on: date,
    officer: Officer | None,
    on: date,
    is_institution: bool = False,
    filed_on: date | None = None,
    paper: str = "",
    second: Officer | None = None,
) -> Account:
    """Register an account for a payee: his own (57号 第二十五条), another's, or with `is_institution` that of the institution a tekun person lives in.

    One that is not his own is paid into from the day an agreement is filed: `filed_on` with its `paper` and a `second` person who has read it. Given
    later for an account that is registered already, the agreement is filed with that one.
    """
    person = registry.get_person(person_id)
    access.require(officer, "benefits.change_account", person.region)
    digits, holder = re.sub(r"\s", "", number), holder_name.strip()
    if not re.fullmatch(r"[0-9]{8,30}", digits):
        raise CannotOpenAccount("银行账号应为 8 到 30 位数字。")
    if not bank.strip() or not holder:
        raise CannotOpenAccount("请填写开户银行和户名。")
    if is_institution and not _is_tekun(person_id, on):
        raise CannotOpenAccount("只有特困人员可以凭协议登记供养服务机构的账户。")
    if is_institution and (holder == person.name or filed_on is None):
        raise CannotOpenAccount("供养服务机构的账户，户名是机构名称，并须填写协议日期。")
    if filed_on is not None and (why := _wrong_agreement(person.name, holder, filed_on, paper, on) or wrong_second(second, officer, person.region)):
        raise CannotOpenAccount(why)
    agreement = {"filed_on": filed_on, "paper": paper.strip(), "checked_by": second} if filed_on else {}
    index = crypto.index(digits, purpose="account")
    account, is_new = Account.objects.select_for_update().get_or_create(
        person_id=person_id,
        number_index=index,
        holder_name=holder,
        closed_on=None,
        defaults={
            "bank": bank.strip(),
            "number_sealed": crypto.seal_text(digits, purpose="account"),
            "number_tail": digits[-4:],
            "opened_on": opened_on,
            "is_institution": is_institution,
            "region": person.region,
            **agreement,
        },
    )
    if account.is_institution != is_institution:
        raise CannotOpenAccount("该账户已按另一种户名登记；登记有误的，请先停用再重新登记。")
    if is_new:
        audit.record("account.opened", about=account, by=officer, detail=_of(account))
    elif agreement and (account.filed_on, account.paper) != (filed_on, paper.strip()):
        for name, value in agreement.items():
            setattr(account, name, value)
        account.save(update_fields=list(agreement))
        audit.record("account.agreement_filed", about=account, by=officer, detail=_of(account))
    return account


@transaction.atomic
def close_account(*, account_id: int, closed_on: date, officer: Officer | None, on: date) -> Account:
    """The bank or the payee has closed it: nothing is paid there any more; what still goes there is held until another is named."""
    account = Account.objects.select_for_update().get(pk=account_id)
    access.require(officer, "benefits.change_account", account.region)
    if account.closed_on is not None:
        raise CannotCloseAccount("该账户已登记销户。")
    if not account.opened_on <= closed_on <= on:
        raise CannotCloseAccount("销户日期不能早于登记日，也不能晚于今天。")
    account.closed_on, account.closed_known_on = closed_on, on
    account.save(update_fields=["closed_on", "closed_known_on"])
    audit.record("account.closed", about=account, by=officer)
    return account


def _wrong_agreement(name: str, holder: str, filed_on: date, paper: str, on: date) -> str:
    if holder == name:
        return "本人户名的账户不需要代领协议。"
    if filed_on > on:
        return "协议日期不能晚于今天。"
    return "" if paper.strip() else "请填写协议编号。"


def _is_tekun(person_id: int, on: date) -> bool:
    return Standing.objects.filter(person_id=person_id, kind="tekun", from_on__lte=on).exclude(until_on__lte=on).exists()


def _of(account: Account) -> dict[str, object]:
    """Whose name it is in, by kind, and the paper; no name and no number."""
    whose = "institution" if account.is_institution else "other" if account.holder_name != account.person.name else "own"
    return {"holder": whose, "paper": account.paper, "second": account.checked_by_id}
