"""网上异议: what a resident wrote against a notice; the township writes it into the application, the county sees to endings and to what is no objection."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from doudi.base import access, audit
from doudi.casework import actions
from doudi.casework import queries as cases
from doudi.web.access import may
from doudi.web.acting import act
from doudi.web.console.step_forms import Field, StepForm, filled

REFUSALS = (actions.CannotTakeUpObjection, actions.CannotSetAsideObjection, actions.CannotObject)
FINDINGS = Field("findings", "调查核实的情况", hint="写明向谁核实、结果如何。记录后公示撤下；仍拟终止的，由乡镇（街道）重新公示。")
REASON = Field("reason", "不作为异议登记的理由", hint="只限辱骂、重复等不是异议的内容；说不准的，应当登记。")


@may("casework.view")
def objection(request: HttpRequest, online_id: int) -> HttpResponse:
    """Reading it is written down."""
    return _page(request, online_id, {})


@may("casework.object_to")
@require_POST
def objection_record(request: HttpRequest, online_id: int) -> HttpResponse:
    """Into the application, as made on the day it came."""
    return _step(request, online_id, "record", actions.record_online, "已登记为公示异议，公示已撤下。")


@may("casework.look_into_objection")
@require_POST
def objection_look_into(request: HttpRequest, online_id: int) -> HttpResponse:
    """What the county found."""
    return _step(request, online_id, "look_into", actions.look_into_online, "核查情况已记录。", findings=request.POST.get("findings", ""))


@may("casework.set_aside_objection")
@require_POST
def objection_set_aside(request: HttpRequest, online_id: int) -> HttpResponse:
    """No objection at all."""
    return _step(request, online_id, "set_aside", actions.set_aside_online, "已记录，不作为异议登记。", reason=request.POST.get("reason", ""))


def _step(request: HttpRequest, online_id: int, name: str, verb: Callable[..., Any], said: str, **given: Any) -> HttpResponse:
    cases.get_online(online_id)
    then = reverse("objection", args=[online_id])
    return act(
        request, verb, refusals=REFUSALS, said=said, then=then, again=lambda words: _page(request, online_id, {name: words}), online_id=online_id, **given
    )


def _page(request: HttpRequest, online_id: int, refused: dict[str, str]) -> HttpResponse:
    row = cases.get_online(online_id)
    audit.record("objection.read", about=row, by=request.user)
    context = {
        "row": row,
        "said": cases.said_online(row),
        "case_address": reverse(row.about, args=[row.case.pk]),
        "forms": _forms(request, row, refused) if row.state == "waiting" else [],
    }
    return render(request, "console/objection.html", context, status=422 if refused else 200)


def _forms(request: HttpRequest, row: Any, refused: dict[str, str]) -> list[StepForm]:
    offered = [
        ("record", "登记为公示异议", "57号 第十九条第二款", "casework.object_to", (), row.application_id is not None),
        ("look_into", "记录核查情况", "43号 第二十六条", "casework.look_into_objection", (FINDINGS,), row.change_id is not None),
        ("set_aside", "不作为异议登记", "", "casework.set_aside_objection", (REASON,), True),
    ]
    return [
        StepForm(
            name,
            title,
            article,
            reverse(f"objection_{name}", args=[row.pk]),
            "登记后公示撤下，重新调查或者组织民主评议（收到之日在公示期内，按当日提出计算）。" if name == "record" else "",
            filled(fields, request.POST.dict() if name in refused else None, request),
            refused.get(name, ""),
        )
        for name, title, article, permission, fields, applies in offered
        if applies and access.may(request.user, permission, row.region)
    ]
