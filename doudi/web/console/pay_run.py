"""发放批次: a run in numbers, its signatures, its lines; signing and releasing."""

from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from doudi.base import access, audit, papers
from doudi.benefits import actions, queries
from doudi.benefits.papers import run_pdf
from doudi.flows.clock import today
from doudi.web.access import may
from doudi.web.acting import act

LINES_SHOWN = 50
SIGNED = {"township": "benefits.sign_township", "county": "benefits.sign_county", "approval": "benefits.sign_county"}
FILTERS = ("state", "hold", "flag", "township")


@may("benefits.see_run")
def pay_run(request: HttpRequest, run_id: int, refused: str = "") -> HttpResponse:
    """The run as far as the officer's region goes; its lines narrowed as asked. Reading names and amounts is written down."""
    overview = queries.overview(run_id)
    chosen = {name: request.GET.get(name, "")[:20] for name in FILTERS}
    page = Paginator(queries.lines_of(run_id, **chosen), LINES_SHOWN).get_page(request.GET.get("page"))
    audit.record("run.read", about=overview.run, by=request.user, detail={"page": page.number})
    context = {"overview": overview, "run": overview.run, "page": page, "chosen": chosen, "steps": _steps(overview), "refused": refused}
    context |= {f"may_{step}": access.may(request.user, permission) for step, permission in SIGNED.items()}
    context["may_release"] = access.may(request.user, "benefits.release_run")
    context["rates"] = _rates(overview.run)
    context["nothing_to_pay"] = overview.run.state == "prepared" and not overview.run.townships
    context["signed_by_me"] = request.user.pk in {one.officer_id for one in overview.signatures}
    return render(request, "console/pay_run.html", context, status=422 if refused else 200)


@may("benefits.see_run")
def pay_run_paper(request: HttpRequest, run_id: int) -> HttpResponse:
    """The run for whoever approves it: totals, changes, holds, signatures, as a PDF that bears who printed it; the printing is written down."""
    overview, on = queries.overview(run_id), today()
    audit.record("run.printed", about=overview.run, by=request.user)
    changes = queries.sums_of_changes(overview.run) if overview.run.kind == "regular" else []
    try:
        made = run_pdf(overview, changes, by=request.user.name, on=on)
    except papers.CannotPrint as refusal:
        return pay_run(request, run_id, str(refusal))
    return HttpResponse(made, content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{overview.run.batch}.pdf"'})


@may("benefits.sign_township")
@require_POST
def sign_township(request: HttpRequest, run_id: int) -> HttpResponse:
    """The township answers for its own lines."""
    return _act(request, run_id, actions.sign_run, actions.CannotSignRun, "已核对并签字。", step="township")


@may("benefits.sign_county")
@require_POST
def sign_county(request: HttpRequest, run_id: int) -> HttpResponse:
    """The county answers for all lines; from here on nothing of them changes. A run of which no line may be paid ends with this."""
    return _act(request, run_id, actions.sign_run, actions.CannotSignRun, _signed, step="county")


@may("benefits.sign_county")
@require_POST
def sign_approval(request: HttpRequest, run_id: int) -> HttpResponse:
    """A second one of the county answers for a large run."""
    return _act(request, run_id, actions.sign_run, actions.CannotSignRun, "已复核签字。", step="approval")


@may("benefits.release_run")
@require_POST
def release(request: HttpRequest, run_id: int) -> HttpResponse:
    """Finance lets the file go to the bank."""
    because = request.POST.get("because", "")
    return _act(request, run_id, actions.release_run, actions.CannotReleaseRun, "已放款，代发文件已生成。", because=because)


def _signed(signature: Any) -> str:
    if signature.run.state == "settled":
        return "已审核签字。全部明细都不能发放，已经暂缓，没有可放款的，本批次办结。请告知家庭，逐笔处理后补发。"
    return "已审核签字，名册定稿。"


def _act(request: HttpRequest, run_id: int, verb: Any, refusal: type[Exception], said: str | Callable[[Any], str], **given: Any) -> HttpResponse:
    then = reverse("pay_run", args=[run_id])
    return act(request, verb, refusals=(refusal,), said=said, then=then, again=lambda words: pay_run(request, run_id, words), run_id=run_id, **given)


def _steps(overview: queries.Overview) -> list[dict[str, object]]:
    """The run's way from the list to the last answer, with the day each step was done; the first undone one is where it stands."""
    run = overview.run
    by_step = {step: [one for one in overview.signatures if one.step == step] for step in ("township", "county", "finance")}
    signed = len(by_step["township"])
    last = by_step["township"][-1].on if signed == run.townships and signed else None
    townships = [{"title": "乡镇核对", "on": last, "words": f"{signed}/{run.townships} 个乡镇"}] if run.townships else []
    steps: list[dict[str, object]] = [
        {"title": "生成名册", "on": run.prepared_on, "words": ""},
        *townships,
        {"title": "县级审核", "on": run.frozen_on, "words": by_step["county"][0].officer.name if by_step["county"] else ""},
    ]
    if run.settled_on and not run.released_on:
        return _placed([*steps, {"title": "办结", "on": run.settled_on, "words": "没有可发的明细"}])
    steps += [
        *_approval(overview),
        {"title": "财务放款", "on": run.released_on, "words": by_step["finance"][0].officer.name if by_step["finance"] else ""},
        {"title": "银行回盘", "on": run.settled_on, "words": ""},
    ]
    return _placed(steps)


def _rates(run: Any) -> dict[str, object] | None:
    """Of what was released: how much has arrived, and by the payday of its month; in whole percent, rounded down."""
    sent, arrived, in_time, pending = queries.rates_of(run, by=queries.payday(run.region, run.month))
    if not sent:
        return None
    return {"sent": sent, "arrived": arrived, "whole": 100 * arrived // sent, "in_time": 100 * in_time // sent, "pending": pending}


def _approval(overview: queries.Overview) -> list[dict[str, object]]:
    """The second of the county, where the run is so large."""
    if overview.run.approvals < 2:
        return []
    signed = next((one for one in overview.signatures if one.step == "approval"), None)
    return [{"title": "县级复核", "on": signed.on if signed else None, "words": signed.officer.name if signed else ""}]


def _placed(steps: list[dict[str, object]]) -> list[dict[str, object]]:
    here = next((place for place, step in enumerate(steps) if step["on"] is None), len(steps))
    return [{**step, "is_here": place == here, "is_done": step["on"] is not None} for place, step in enumerate(steps)]
