"""收款账户: where one family is paid and in whose name; opened, changed, kept by agreement and closed on one page."""

from collections.abc import Callable, Mapping
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from doudi.base import access, audit
from doudi.base.models import Officer
from doudi.benefits import actions
from doudi.benefits import queries as paid
from doudi.flows.clock import today
from doudi.registry import queries as registry
from doudi.web.access import may
from doudi.web.acting import act
from doudi.web.console.account_forms import forms_of
from doudi.web.console.application_steps import second_person
from doudi.web.console.family_facts import in_order
from doudi.web.console.intake import Mistake
from doudi.web.console.step_forms import day_of, number_of

REFUSALS = (actions.CannotOpenAccount, actions.CannotCloseAccount, actions.CannotRedirectAward, actions.CannotKeepCard, Mistake)


@may("benefits.change_account")
def family_accounts(request: HttpRequest, household_id: int) -> HttpResponse:
    """Every account of the family with what is paid there; reading it is written down."""
    return _page(request, household_id, {})


@may("benefits.change_account")
@require_POST
def account_open(request: HttpRequest, household_id: int) -> HttpResponse:
    """A new account, or the agreement for one; what is ticked is paid there from the next list on."""

    def take(*, officer: Officer, on: date) -> None:
        typed, second = request.POST, second_person(request)
        whose, person = typed.get("whose", ""), registry.get_person(_one_of(_people(household_id, on), typed.get("person", ""), "领款人"))
        filed = day_of(typed.get("filed_on", ""), "协议日期")
        if whose != "own" and filed is None:
            raise Mistake("不是本人户名的账户，须填写协议日期和协议编号。")
        account = actions.open_account(
            person_id=person.pk,
            bank=typed.get("bank", "")[:60],
            number=typed.get("number", "")[:60],
            holder_name=person.name if whose == "own" else typed.get("holder_name", "")[:60],
            opened_on=on,
            is_institution=whose == "institution",
            filed_on=None if whose == "own" else filed,
            paper=typed.get("paper", "")[:60],
            second=second,
            officer=officer,
            on=on,
        )
        _redirect(request, household_id, account.pk, second, officer, on)

    return _act(request, household_id, "open", take, "已登记账户。选定的待遇从下一次生成的名册起发到这里；暂缓或者退回的，核实后由县级照发。")


@may("benefits.change_account")
@require_POST
def account_redirect(request: HttpRequest, household_id: int) -> HttpResponse:
    """Awards into another of the family's accounts."""

    def take(*, officer: Officer, on: date) -> None:
        if not request.POST.getlist("awards"):
            raise Mistake("请选择要改发的待遇。")
        account = _one_of(_open_accounts(household_id, on), request.POST.get("account", ""), "账户")
        _redirect(request, household_id, account, second_person(request), officer, on)

    return _act(request, household_id, "redirect", take, "已更换收款账户，从下一次生成的名册起发到这里；暂缓或者退回的，核实后由县级照发。")


@may("benefits.change_account")
@require_POST
def account_close(request: HttpRequest, household_id: int, account_id: int) -> HttpResponse:
    """Closed at the bank."""
    _own(account_id, {one.account.pk for one in _kept(household_id, today())})

    def take(*, officer: Officer, on: date) -> None:
        closed_on = day_of(request.POST.get("closed_on", ""), "销户日期") or on
        actions.close_account(account_id=account_id, closed_on=closed_on, officer=officer, on=on)

    return _act(request, household_id, "close", take, "已登记销户。仍发往这个账户的待遇会暂缓，请尽快改发到其他账户。")


@may("benefits.change_account")
@require_POST
def custody_agree(request: HttpRequest, household_id: int) -> HttpResponse:
    """Somebody of the township or the village keeps the card."""

    def take(*, officer: Officer, on: date) -> None:
        typed = {name: request.POST.get(name, "")[:60] for name in ("custodian", "office", "paper")}
        actions.agree_on_custody(
            account_id=_one_of(_open_accounts(household_id, on), request.POST.get("account", ""), "账户"),
            household_id=household_id,
            signed_by=_one_of(_people(household_id, on), request.POST.get("signed_by", ""), "签订协议的家庭成员"),
            agreed_on=day_of(request.POST.get("agreed_on", ""), "协议日期") or on,
            officer=officer,
            on=on,
            **typed | {"custodian": typed["custodian"][:40]},
        )

    return _act(request, household_id, "custody", take, "已登记代管协议，请报县级民政部门备案。")


@may("benefits.file_custody")
@require_POST
def custody_file(request: HttpRequest, household_id: int, custody_id: int) -> HttpResponse:
    """The county has the agreement on file."""
    _own(custody_id, _custodies(household_id))

    def take(*, officer: Officer, on: date) -> None:
        actions.file_custody(custody_id=custody_id, officer=officer, on=on)

    return _act(request, household_id, "file", take, "已备案。")


@may("benefits.change_account")
@require_POST
def custody_end(request: HttpRequest, household_id: int, custody_id: int) -> HttpResponse:
    """The card is back with the family."""
    _own(custody_id, _custodies(household_id))

    def take(*, officer: Officer, on: date) -> None:
        ended_on = day_of(request.POST.get("ended_on", ""), "交还日期") or on
        actions.end_custody(custody_id=custody_id, ended_on=ended_on, words=request.POST.get("words", ""), officer=officer, on=on)

    return _act(request, household_id, "end", take, "已登记交还。")


def _redirect(request: HttpRequest, household_id: int, account_id: int, second: Officer | None, officer: Officer, on: date) -> None:
    due = {award.pk for award in paid.awards_still_paid(household_id, on)}
    because, payee = request.POST.get("because", "")[:200], paid.get_account(account_id).person_id
    for text in request.POST.getlist("awards"):
        award = _one_of(due, text, "待遇")
        actions.redirect_award(award_id=award, account_id=account_id, payee_id=payee, because=because, second=second, officer=officer, on=on)


def _people(household_id: int, on: date) -> set[int]:
    return {member.person_id for member in registry.members_of(household_id, on) if member.person.died_on is None}


def _kept(household_id: int, on: date) -> list[paid.KeptAccount]:
    members = [member.person_id for member in in_order(registry.members_of(household_id, on))]
    return paid.kept_accounts(members, household_id, on)


def _open_accounts(household_id: int, on: date) -> set[int]:
    return {one.account.pk for one in _kept(household_id, on) if one.account.closed_on is None}


def _custodies(household_id: int) -> set[int]:
    return {custody.pk for one in _kept(household_id, today()) for custody in one.custodies}


def _one_of(known: set[int], text: str, what: str) -> int:
    number = number_of(text, what)
    if number not in known:
        raise Mistake(f"请选择本户的{what}。")
    return number


def _own(number: int, known: set[int]) -> None:
    """What belongs to another family is not found under this one's address."""
    if number not in known:
        raise Http404


def _act(request: HttpRequest, household_id: int, form: str, take: Callable[..., None], said: str) -> HttpResponse:
    registry.get_household(household_id)
    then = reverse("family_accounts", args=[household_id])
    return act(request, take, refusals=REFUSALS, said=said, then=then, again=lambda words: _page(request, household_id, {form: words}))


def _page(request: HttpRequest, household_id: int, refused: Mapping[str, str]) -> HttpResponse:
    on, household = today(), registry.get_household(household_id)
    audit.record("accounts.read", about=household, by=request.user)
    kept, awards = _kept(household_id, on), paid.awards_still_paid(household_id, on)
    may_change = access.may(request.user, "benefits.change_account", household.region)
    context = {
        "household": household,
        "kept": kept,
        "awards": awards,
        "without": sum(award.account is None or award.account.closed_on is not None for award in awards),
        "waiting": paid.waiting_lines(household_id),
        "may_change": may_change,
        "may_file": access.may(request.user, "benefits.file_custody", household.region),
        "refused": next((words for form, words in refused.items() if form in ("close", "file", "end")), ""),
        "other_forms": forms_of(request, household_id, kept, awards, refused, on) if may_change else [],
    }
    return render(request, "console/accounts.html", context, status=422 if refused else 200)
