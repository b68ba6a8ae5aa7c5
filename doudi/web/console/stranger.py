"""登记未在册人员: somebody in an emergency here whom the register does not know; from there straight to the form of an application."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from doudi.base import regions
from doudi.base.models import Officer
from doudi.flows.clock import today
from doudi.registry import actions as registering
from doudi.registry.actions import Stranger
from doudi.web.access import may
from doudi.web.acting import act
from doudi.web.console.intake import Mistake
from doudi.web.console.step_forms import day_of

PLACES = 4
AREAS = (("urban", "城镇"), ("rural", "农村"))
SEXES = (("male", "男"), ("female", "女"))
REFUSALS = (registering.CannotRegisterStranger, Mistake)


@may("registry.register_stranger")
def stranger(request: HttpRequest) -> HttpResponse:
    """The form; what was typed stays when it is refused, but for a number."""
    if request.method != "POST":
        return _page(request, {}, "")
    typed = request.POST

    def take(*, officer: Officer, on: date) -> Any:
        return registering.register_strangers(
            people=_people(typed, on),
            region=typed.get("village", ""),
            area=typed.get("area", ""),
            because=typed.get("because", ""),
            officer=officer,
            on=on,
        )

    return act(
        request,
        take,
        refusals=REFUSALS,
        said="已登记，请接着受理急难救助。",
        then=lambda household: f"{reverse('apply', args=[household.pk])}",
        again=lambda words: _page(request, typed, words),
    )


def _people(typed: Mapping[str, Any], on: date) -> list[Stranger]:
    found = []
    for place in range(PLACES):
        name, born, age, number = (str(typed.get(f"p{place}.{part}", "")).strip() for part in ("name", "born_on", "age", "number"))
        if not (name or born or age or number):
            continue
        born_on = day_of(born, "出生日期") or _estimated(age, on)
        if born_on is None:
            raise Mistake(f"请写明{name or '此人'}的出生日期；说不清的写大约几岁。")
        found.append(Stranger(name, str(typed.get(f"p{place}.sex", "")), born_on, number))
    return found


def _estimated(age: str, on: date) -> date | None:
    """The first of July so many years ago: nobody's birthday in particular."""
    return date(on.year - int(age), 7, 1) if age.isascii() and age.isdigit() and len(age) < 3 and int(age) else None


def _page(request: HttpRequest, typed: Mapping[str, Any], trouble: str) -> HttpResponse:
    villages = [(code, regions.name_of(code)) for code in regions.villages_in(request.user.region)]
    rows = [
        {"place": place, **{part: typed.get(f"p{place}.{part}", "") for part in ("name", "sex", "born_on", "age")}, "is_open": place == 0}
        for place in range(PLACES)
    ]
    context = {"rows": rows, "villages": villages, "areas": AREAS, "sexes": SEXES, "typed": typed, "trouble": trouble, "on": today()}
    return render(request, "console/stranger.html", context, status=422 if trouble else 200)
