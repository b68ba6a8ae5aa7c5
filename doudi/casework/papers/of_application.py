"""申请的文书: the form as it was filed, the consent, visits, the notice, objections, the review table."""

from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import Any

from doudi.casework.kinds import KINDS
from doudi.casework.materials import PROMISE, VERIFIED, materials_of
from doudi.casework.models import Application, ApplicationForm, Arrival, Decision, Investigation, Objection, Signature
from doudi.casework.models.application import OUTCOMES
from doudi.casework.papers.of_decision import decided, decision_papers
from doudi.casework.papers.paper import BLANK, Paper, day, office, place
from doudi.casework.queries.notices import notice_content
from doudi.registry import queries as registry

TIERS = {"tekun": "特困人员", "dibao": "低保", "marginal": "低保边缘家庭", "rigid_expenditure": "刚性支出困难家庭", "none": "不符合条件", "unknown": "不能判断"}
NOTICES = {
    "dibao": ("最低生活保障初审公示", "《最低生活保障审核确认办法》"),
    "tekun": ("特困人员初审公示", "《特困人员认定办法》"),
    "temporary_relief": ("临时救助初审公示", "《社会救助暂行办法》"),
}
WHOLE, NAMED_SHORT = "全家", "受访人、去函单位或参加人"


def application_papers(application: Application) -> Iterator[Paper]:
    """Every paper of an application that there is something to print of, in the order of the procedure."""
    one, number, accepted_on = application, application.number, application.accepted_on
    form = ApplicationForm.objects.filter(application=one).first()
    if form:
        yield Paper("application", "application", "社会救助申请书", number, accepted_on, one, partial(_form, one, form))
        yield Paper("consent", "consent", "家庭经济状况核对授权书", f"SQS-{number}", accepted_on, one, partial(_consent, one, form))
    told = {asked.list_no: asked.told_on for asked in sorted(one.asked.all(), key=lambda asked: (asked.list_no, asked.pk))}
    for turn, told_on in told.items():
        yield Paper(f"asked-{turn}", "asked", "一次性告知书", f"GZ-{number}-{turn}", told_on, one, partial(_asked, one, turn))
    for turn, visit in enumerate(sorted(one.investigations.all(), key=lambda visit: visit.pk), 1):
        title = f"{visit.get_manner_display()}记录"
        yield Paper(f"visit-{visit.pk}", "visit", title, f"DC-{number}-{turn}", visit.on, one, partial(_visit, one, visit))
    if one.notice_posted_on and one.objected_on is None:
        yield Paper("notice", "notice", NOTICES.get(one.scheme, NOTICES["dibao"])[0], f"GS-{number}", one.notice_posted_on, one, partial(_notice, one))
    for turn, objection in enumerate(sorted(one.objections.all(), key=lambda objection: objection.pk), 1):
        filled = partial(_objection, one, objection)
        yield Paper(f"objection-{objection.pk}", "objection", "公示异议登记表", f"YY-{number}-{turn}", objection.on, one, filled)
    if one.opinion:
        yield Paper("review", "review", f"{one.procedure.title}审批表", f"SP-{number}", _reviewed_on(one), one, partial(_review, one))
    yield from decision_papers(Decision.objects.filter(application=one))


def _form(one: Application, form: ApplicationForm) -> dict[str, Any]:
    names = {member["person"]: member["name"] for member in form.contents["members"]}
    facts = [registry.stated(row["person"], row["name"], row["amount"], row["word"], on=one.accepted_on) for row in form.contents["facts"]]
    return {
        "to": office(one.region[:9]),
        "household": one.household.number,
        "place": place(one.region),
        "applicant": one.applicant.name,
        "members": _members(form),
        "declared": [{"whose": names.get(fact.person_id, WHOLE), "what": fact.title, "words": fact.words} for fact in facts],
        "relatives": one.staff_relative_words,
        "accepted_by": one.accepted_by.name,
    }


def _consent(one: Application, form: ApplicationForm) -> dict[str, Any]:
    return {"to": [office(one.region[:6]), office(one.region[:9])], "household": one.household.number, "case": one.number, "members": _members(form)}


def _members(form: ApplicationForm) -> list[dict[str, str]]:
    """Born in which month: the day stands in nobody's papers but his own."""
    kept = ("name", "relation", "sex", "id_number")
    return [{**{name: row[name] for name in kept}, "born": _month(date.fromisoformat(row["born_on"]))} for row in form.contents["members"]]


def _month(born_on: date) -> str:
    return f"{born_on.year}年{born_on.month}月"


def _visit(one: Application, visit: Investigation) -> dict[str, Any]:
    people = [person.officer.name for person in visit.investigators.select_related("officer").order_by("id")]
    names = {member.person_id: member.person.name for member in registry.members_of(one.household_id, visit.on)}
    found = [
        {"whose": names.get(fact.person_id, WHOLE), "what": fact.title, "words": fact.words} for fact in registry.statements_in(f"investigation:{visit.pk}")
    ]
    rows = [*_about(one), ["日期", day(visit.on)], ["工作人员", "、".join(people)]]
    rows += [[NAMED_SHORT, visit.who]] if visit.who else []
    rows += [["没有入户的原因", visit.because]] if visit.because else []
    signed = {mark.name: mark for mark in visit.signatures.all()}
    family = [mark for mark in signed.values() if mark.side == "family"]
    return {
        "manner": visit.manner,
        "rows": rows,
        "form": [list(line) for line in visit.form],
        "words": visit.findings,
        "found": found,
        "signers": [{"name": name, "said": _signed(signed.get(name))} for name in people],
        "family": [{"name": mark.name, "said": _signed(mark)} for mark in family],
    }


def _signed(mark: Signature | None) -> str:
    """What stands on the line: that it was signed on the phone, why it was not, or nothing, to be signed by hand."""
    return "" if mark is None else mark.instead or "已电子签名"


def _about(one: Application) -> list[list[str]]:
    return [["申请编号", one.number], ["申请人", one.applicant.name], ["户号", one.household.number], ["地点", place(one.region)]]


def _asked(one: Application, turn: int) -> dict[str, Any]:
    told = list(one.asked.filter(list_no=turn).select_related("told_by"))
    promised = {material.code for material in materials_of(one.scheme) if material.may_promise}
    return {
        "rows": [*_about(one), ["告知日期", day(told[0].told_on)], ["告知人", told[0].told_by.name]],
        "asked": [[str(place), row.title, "可以" if row.code in promised else "不可以"] for place, row in enumerate(told, 1)],
        "because": told[0].because,
        "verified": "、".join(VERIFIED.values()),
        "promise": PROMISE,
    }


def _notice(one: Application) -> dict[str, Any]:
    """What a notice may show and nothing beside it; the paper's own title and number name nobody."""
    shown = notice_content(one.pk)
    rows = [["申请人", shown.applicant], ["家庭人口", f"{shown.members} 人" if shown.members is not None else "—"], ["初审意见", shown.proposal]]
    rows.append(["公示时间", f"{day(shown.posted_on)}至{day(shown.last_on)}"])
    return {"village": shown.village, "basis": NOTICES.get(one.scheme, NOTICES["dibao"])[1], "rows": rows, "office": office(one.region[:9])}


def _objection(one: Application, objection: Objection) -> dict[str, Any]:
    rows = [["申请编号", one.number], ["异议人", objection.objector], ["提出日期", day(objection.on)], ["登记人", objection.recorded_by.name]]
    return {"rows": rows, "words": objection.words}


def _reviewed_on(one: Application) -> date:
    decision = Decision.objects.filter(application=one).order_by("-decided_on", "-id").first()
    return decision.decided_on if decision else one.opinion_on or one.accepted_on


def _review(one: Application) -> dict[str, Any]:
    form = ApplicationForm.objects.filter(application=one).first()
    account = f"{one.account.holder_name}，{one.account.bank} 尾号 {one.account.number_tail}" if one.account else BLANK
    visits = one.investigations.prefetch_related("investigators__officer").order_by("id")
    told = [f"{day(visit.on)}{visit.get_manner_display()}（{_people(visit)}）：{visit.findings}" for visit in visits]
    objections = one.objections.count()
    posted = f"{day(one.notice_posted_on)}至{day(one.notice_last_on)}" if one.notice_posted_on else "未公示"
    return {
        "rows": [
            ["申请人", one.applicant.name, "户号", one.household.number],
            ["申请编号", one.number, "受理日期", day(one.accepted_on)],
            ["受理人", one.accepted_by.name, "办结期限", day(one.due_on)],
            ["收款账户", account, "近亲属备案", one.staff_relative_words or "无"],
            *_came(one),
        ],
        "place": place(one.region),
        "members": _members(form) if form else [],
        "sections": [
            {"title": "调查核实", "words": told, "signed": []},
            {"title": "初审意见", "words": _opinion(one), "signed": [office(one.region[:9]), _name(one.opinion_by), day(one.opinion_on)]},
            {
                "title": "公示情况",
                "words": [posted, f"异议 {objections} 件" if objections else "无异议" if one.submitted_on and one.notice_posted_on else BLANK],
                "signed": [],
            },
            *[decided(decision) for decision in Decision.objects.filter(application=one).order_by("decided_on", "id")],
        ],
        "awaits": not Decision.objects.filter(application=one).exists(),
        "decides": office(one.region[:6]),
    }


def _came(one: Application) -> list[list[str]]:
    """How it came to the window; of an application accepted before this was kept, nothing."""
    came = Arrival.objects.filter(application=one).first()
    if came is None:
        return []
    by_whom = "，".join(filter(None, (came.brought_by, came.relation, came.mandate)))
    return [["受理方式", came.get_manner_display(), "代办、转来或报告", by_whom or "无"]]


def _opinion(one: Application) -> list[str]:
    said = OUTCOMES[one.opinion] + (f"：拟确认为{KINDS[one.opinion_kind]}" if one.opinion_kind else "")
    money = f"，{one.opinion_money}" if one.opinion_money else ""
    counted = f"保障人数 {one.opinion_members} 人；" if one.opinion_members is not None else ""
    lines = [f"{said}{money}。", f"{counted}按规则核算：{TIERS.get(one.opinion_tier, one.opinion_tier)}。"]
    if one.opinion_reason:
        lines.append(f"理由：{one.opinion_reason}")
    if one.opinion_against_rules:
        lines.append(f"本意见与按规则核算的结果不同，理由如上；第二人：{_name(one.opinion_second)}。")
    return lines


def _people(visit: Investigation) -> str:
    return "、".join(person.officer.name for person in visit.investigators.all())


def _name(officer: Any) -> str:
    return officer.name if officer else BLANK
