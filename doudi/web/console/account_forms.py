"""账户的表单: what the page asks to open an account, to pay into another one, and to write down that somebody keeps a card."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.urls import reverse

from doudi.benefits import queries as paid
from doudi.registry import queries as registry
from doudi.web.console.family_facts import in_order
from doudi.web.console.step_forms import Field, Option, StepForm, colleagues_of, filled

if TYPE_CHECKING:
    from doudi.benefits.models import Award

WHOSE = [("own", "本人户名"), ("other", "他人户名（凭代领协议）"), ("institution", "供养服务机构（特困人员凭协议）")]
SECOND_HINT = "更换领款人、发到他人或者机构户名，或者上次更换后还没有发放过的，须由同一单位的另一人当面核对，由其本人输入口令。"


def forms_of(
    request: HttpRequest, household_id: int, kept: Sequence[paid.KeptAccount], awards: "Sequence[Award]", refused: Mapping[str, str], on: date
) -> list[StepForm]:
    """The forms that this officer may send, with what was typed where one was refused; a number and a password are never given back."""
    living = [member.person for member in in_order(registry.members_of(household_id, on)) if member.person.died_on is None]
    people = [(str(one.pk), one.name) for one in living]
    open_accounts = [one for one in kept if one.account.closed_on is None]
    accounts = [(str(one.account.pk), f"{one.account.person.name} · {one.account}（户名 {one.account.holder_name}）") for one in open_accounts]
    ticks = [(str(one.pk), f"{one.get_kind_display()}（{one.payee.name}）") for one in awards]
    second = (
        Field("second", "第二人", "select", SECOND_HINT, is_required=False, options=[("", "不需要"), *colleagues_of(request.user, "benefits.change_account")]),
        Field("second_word", "第二人的口令", "password", is_required=False),
    )
    made: dict[str, tuple[str, str, tuple[Field, ...]]] = {}
    if people:
        made["open"] = ("登记账户", "57号 第二十五条", _open_fields(people, ticks, second))
    if accounts and ticks:
        fields = (
            Field("awards", "改发的待遇", "checks", options=ticks),
            Field("account", "发到", "select", options=accounts),
            Field("because", "理由", "line", "如“原卡遗失，本人换卡”。"),
            *second,
        )
        made["redirect"] = ("更换收款账户", "57号 第二十五条", fields)
    own = [(number, words) for (number, words), one in zip(accounts, open_accounts, strict=True) if one.whose == "own" and one.kept_now is None]
    if own and people:
        made["custody"] = ("登记银行卡代管协议", "57号 第二十六条", _custody_fields(own, people))
    typed = request.POST.dict()
    addresses = {"open": "account_open", "redirect": "account_redirect", "custody": "custody_agree"}
    return [
        StepForm(
            form,
            title,
            article,
            reverse(addresses[form], args=[household_id]),
            "",
            filled(fields, typed if form in refused else None, request),
            refused.get(form, ""),
        )
        for form, (title, article, fields) in made.items()
    ]


def _open_fields(people: list[Option], ticks: list[Option], second: tuple[Field, ...]) -> tuple[Field, ...]:
    paid_there = (
        Field("awards", "改发到这个账户的待遇", "checks", "可以不选，只登记账户。", is_required=False, options=ticks),
        Field("because", "改发的理由", "line", "选了待遇的必填。", is_required=False),
    )
    return (
        Field("person", "领款人", "select", options=people),
        Field("whose", "户名", "select", options=WHOSE),
        Field("bank", "开户银行", "line"),
        Field("number", "账号", "secret", "8 到 30 位数字，密存，页面上只显示末四位。"),
        Field("holder_name", "他人或者机构的户名", "line", "本人户名的不填。", is_required=False),
        Field("filed_on", "协议日期", "day", "本人户名的不填。已登记而没有协议的账户，在这里补登协议。", is_required=False),
        Field("paper", "协议编号", "line", "本人户名的不填。", is_required=False),
        *(paid_there if ticks else ()),
        *second,
    )


def _custody_fields(accounts: list[Option], people: list[Option]) -> tuple[Field, ...]:
    return (
        Field("account", "存折或银行卡", "select", options=accounts),
        Field("custodian", "代管人", "line"),
        Field("office", "代管人单位", "select", options=paid.OFFICES),
        Field("signed_by", "签订协议的家庭成员", "select", options=people),
        Field("agreed_on", "协议日期", "day", "不填为今天。", is_required=False),
        Field("paper", "协议编号", "line"),
    )
