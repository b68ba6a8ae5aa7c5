"""登记账户: where a payee can be paid; the number is sealed at once and never shown again but for its tail."""

import re
from datetime import date

from django.db import transaction

from doudi.base import access, audit, crypto
from doudi.base.models import Officer
from doudi.benefits.models import Account
from doudi.registry import queries as registry


class CannotOpenAccount(Exception):
    """Worded for the officer; never repeats the number."""


class CannotCloseAccount(Exception):
    """Worded for the officer."""


@transaction.atomic
def open_account(
    *, person_id: int, bank: str, number: str, holder_name: str, opened_on: date, officer: Officer | None, on: date, filed_on: date | None = None
) -> Account:
    """Register an account for a payee; held in another's name it needs the day of the filed agreement (57号 第二十六条) to be paid into."""
    person = registry.get_person(person_id)
    access.require(officer, "benefits.change_account", person.region)
    digits = re.sub(r"\s", "", number)
    if not re.fullmatch(r"\d{8,30}", digits):
        raise CannotOpenAccount("银行账号应为 8 到 30 位数字。")
    if not bank.strip() or not holder_name.strip():
        raise CannotOpenAccount("请填写开户银行和户名。")
    index = crypto.index(digits, purpose="account")
    account, is_new = Account.objects.get_or_create(
        person_id=person_id,
        number_index=index,
        holder_name=holder_name.strip(),
        closed_on=None,
        defaults={
            "bank": bank.strip(),
            "number_sealed": crypto.seal_text(digits, purpose="account"),
            "number_tail": digits[-4:],
            "opened_on": opened_on,
            "filed_on": filed_on,
            "region": person.region,
        },
    )
    if is_new:
        audit.record("account.opened", about=account, by=officer)
    return account


@transaction.atomic
def close_account(*, account_id: int, closed_on: date, officer: Officer | None, on: date) -> Account:
    """The bank or the payee has closed it: nothing is paid there any more."""
    account = Account.objects.select_for_update().get(pk=account_id)
    access.require(officer, "benefits.change_account", account.region)
    if account.closed_on is not None:
        raise CannotCloseAccount("该账户已登记销户。")
    account.closed_on = closed_on
    account.save(update_fields=["closed_on"])
    audit.record("account.closed", about=account, by=officer)
    return account
