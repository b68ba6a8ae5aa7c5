"""核对授权: who of a family lets departments be asked, by which paper and until when; signed later, or taken back, on one page."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from doudi.base import access, audit, regions
from doudi.base.models import Officer
from doudi.flows import consents as flow
from doudi.flows.clock import today
from doudi.registry import queries as registry
from doudi.verification import actions, consent_slips
from doudi.verification import queries as verification
from doudi.web.access import may
from doudi.web.acting import act
from doudi.web.console.family_facts import in_order
from doudi.web.console.intake import Mistake
from doudi.web.console.step_forms import Field, StepForm, day_of, filled, number_of

REFUSALS = (actions.CannotConsent, actions.CannotHear, actions.CannotRequest, Mistake)
ASKED_AT = [("here", "本县区的部门"), ("city", "本市其他县区的部门"), ("elsewhere", "户籍地民政部门（异地协查）")]
ELSEWHERE = "按授权书写明的选。名单只发给所选县区的部门，答复只进本户的案件，那里的民政部门看不到；外市、外省的，登记后在“对照和报告”页请求异地协查。"
BASIS = "社会救助法 第四十条；57号 第九条"


@may("verification.see_consents")
def family_consents(request: HttpRequest, household_id: int) -> HttpResponse:
    """Everybody of the family with what they signed; reading it is written down."""
    return _page(request, household_id, {})


@may("verification.record_consent")
@require_POST
def consent_sign(request: HttpRequest, household_id: int) -> HttpResponse:
    """A member has signed after the application."""
    registry.get_household(household_id)

    def take(*, officer: Officer, on: date) -> None:
        person = number_of(request.POST.get("person", ""), "授权人")
        flow.sign(actions.consent_at_window, household_id=household_id, person_id=person, paper=_paper(request, on), officer=officer, on=on)

    return _act(request, household_id, "sign", take, "已登记授权，并向部门发出核对请求。")


@may("verification.record_consent")
@require_POST
def consent_support(request: HttpRequest, household_id: int) -> HttpResponse:
    """Somebody bound to support the family has signed for themselves."""
    registry.get_household(household_id)

    def take(*, officer: Officer, on: date) -> None:
        texts = {name: request.POST.get(name, "") for name in ("name", "id_number", "relation")}
        flow.sign(actions.consent_of_supporter, household_id=household_id, paper=_paper(request, on), officer=officer, on=on, **texts)

    elsewhere = request.POST.get("asked_at") == "elsewhere"
    said = "已登记义务人本人的授权。请在“对照和报告”页请求异地协查。" if elsewhere else "已登记义务人本人的授权，并向部门发出核对请求。"
    return _act(request, household_id, "support", take, said)


@may("verification.record_consent")
@require_POST
def consent_withdraw(request: HttpRequest, consent_id: int) -> HttpResponse:
    """Taken back: from today nobody is asked about this person."""
    consent = verification.get_consent(consent_id)

    def take(*, officer: Officer, on: date) -> None:
        actions.withdraw_consent(consent_id=consent_id, because=request.POST.get("because", ""), officer=officer, on=on)

    return _act(request, consent.household_id, f"withdraw-{consent_id}", take, "已登记撤回。从今天起不再向部门查询此人；情况以入户等其他方式核实。")


@may("verification.record_consent")
@require_GET
def consent_slip(request: HttpRequest, consent_id: int) -> HttpResponse:
    """What the person is handed, to look at their consent and take it back by themselves; the printing is written down."""
    consent = verification.get_consent(consent_id)
    try:
        number, made = consent_slips.slip_pdf(consent_id, officer=request.user, on=today())
    except consent_slips.CannotPrintSlip as refusal:
        return _page(request, consent.household_id, {"withdraw": str(refusal)})
    headers = {"Content-Disposition": f'inline; filename="{number}.pdf"', "Cache-Control": "no-store"}
    return HttpResponse(made, content_type="application/pdf", headers=headers)


@may("verification.record_consent")
@require_POST
def withdrawal_hear(request: HttpRequest, withdrawal_id: int) -> HttpResponse:
    """What was said by somebody who took their consent back online."""
    row = consent_slips.get_withdrawal(withdrawal_id)

    def take(*, officer: Officer, on: date) -> None:
        actions.hear_withdrawal(withdrawal_id=withdrawal_id, words=request.POST.get("words", ""), officer=officer, on=on)

    return _act(request, row.household_id, f"withdraw-{withdrawal_id}", take, "已登记听取的意见。")


def _paper(request: HttpRequest, on: date) -> actions.Paper:
    typed = {name: request.POST.get(name, "") for name in ("reference", "given_on", "until_on", "guardian")}
    asked_at = request.POST.get("asked_at", "") or "here"
    asked_in = request.POST.get("asked_in", "")
    given, until = day_of(typed["given_on"], "签署日期") or on, day_of(typed["until_on"], "有效期")
    return actions.Paper(typed["reference"], given, request.POST.getlist("feeds"), until, typed["guardian"], asked_at, asked_in)


def _act(request: HttpRequest, household_id: int, form: str, take: Callable[..., None], said: str) -> HttpResponse:
    then = reverse("family_consents", args=[household_id])
    return act(request, take, refusals=REFUSALS, said=said, then=then, again=lambda words: _page(request, household_id, {form: words}))


def _page(request: HttpRequest, household_id: int, refused: Mapping[str, str]) -> HttpResponse:
    on, household = today(), registry.get_household(household_id)
    places = {one.person_id: place for place, one in enumerate(in_order(registry.members_of(household_id, on)))}
    signers = sorted(verification.signers_of(household_id, on), key=lambda one: places.get(one.person.pk, len(places)))
    audit.record("verification.consents_read", about=household, by=request.user)
    may_record = access.may(request.user, "verification.record_consent", household.region) and flow.is_in_hand(household_id, on)
    titles = {one.name: one.title for one in verification.feeds()}
    context = {
        "household": household,
        "signers": [
            (one, registry.masked_id_number(one.person), [(paper, [titles[name] for name in paper.feeds]) for paper in one.consents]) for one in signers
        ],
        "without": sum(one.holds is None and not one.is_supporter for one in signers),
        "may_withdraw": access.may(request.user, "verification.record_consent", household.region),
        "may_record": may_record,
        "withdrawals": consent_slips.withdrawals_of(household_id),
        "typed_words": request.POST.get("words", ""),
        "refused": next((words for form, words in refused.items() if form.startswith("withdraw")), ""),
        "other_forms": _forms(request, household, signers, refused) if may_record and signers else [],
    }
    return render(request, "console/consents.html", context, status=422 if refused else 200)


def _forms(request: HttpRequest, household: Any, signers: list[verification.Signer], refused: Mapping[str, str]) -> list[StepForm]:
    members = [(str(one.person.pk), one.person.name) for one in sorted(signers, key=lambda one: one.holds is not None) if not one.is_supporter]
    counties = [(code, regions.name_of(code)) for code in regions.children_of(household.region[:4]) if code != household.region[:6]]
    covers = [(one.name, one.title) for one in verification.feeds() if one.is_requested]
    paper = (
        Field("reference", "授权书编号或扫描件号", "line"),
        Field("given_on", "签署日期", "day", "不填为今天。", is_required=False),
        Field("until_on", "有效至", "day", "不填的，到本次办结或者救助终止为止。", is_required=False),
        Field("feeds", "只授权核对其中几项的，勾选", "checks", "不勾选即授权书所列各项。", is_required=False, options=covers),
    )
    guardian = Field("guardian", "代签的监护人", "line", "授权人不满十四周岁的必填（个人信息保护法 第三十一条）。", is_required=False)
    supporter = (
        Field("name", "义务人姓名", "line"),
        Field("id_number", "身份证号", "secret", "对照授权书录入，密存，不在页面上显示全号。"),
        Field("relation", "与本户的关系", "line", "如“申请人的女儿”。"),
        Field("asked_at", "由谁核对", "radio", ELSEWHERE, options=ASKED_AT, value="here"),
        Field("asked_in", "哪个县区（由本市其他县区的部门核对的）", "select", is_required=False, options=[("", "—"), *counties]),
    )
    made = {
        "sign": ("登记成员的授权", BASIS, (Field("person", "授权人", "select", options=members), *paper, guardian)),
        "support": ("登记义务人本人的授权", "社会救助法 第四十一条", (*supporter, *paper)),
    }
    typed = request.POST.dict()
    return [
        StepForm(
            form,
            title,
            article,
            reverse(f"consent_{form}", args=[household.pk]),
            "",
            filled(fields, typed if form in refused else None, request),
            refused.get(form, ""),
        )
        for form, (title, article, fields) in made.items()
    ]
