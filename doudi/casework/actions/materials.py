"""一次性告知: what is missing is told once, as one list; it is brought, or promised, or found to be unneeded; nothing that verification supplies is asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from doudi.base import audit
from doudi.base.access import require
from doudi.base.models import Officer
from doudi.casework.actions.step import be_named, say
from doudi.casework.materials import MANNERS, PROMISE, SETTLED, VERIFIED, materials_of
from doudi.casework.models import Application, Arrival, Asked
from doudi.casework.queries.materials import already_here


class CannotAskFor(Exception):
    """Worded for the officer."""


class CannotArrive(Exception):
    """Worded for the officer."""


@dataclass(frozen=True)
class Arrived:
    """How an application came, as the officer at the window says it."""

    manner: str = "in_person"
    brought_by: str = ""
    relation: str = ""
    mandate: str = ""
    reference: str = ""
    first_on: date | None = None


def keep_arrival(application: Application, arrived: Arrived, on: date) -> Arrival:
    """Written down in the transaction that accepts the application; its terms run from today, wherever it lay before (57号 15)."""
    if arrived.manner not in MANNERS:
        raise CannotArrive("请选择受理方式。")
    if arrived.manner == "on_behalf" and not (arrived.brought_by.strip() and arrived.mandate.strip()):
        raise CannotArrive("代为申请的，请写明代办人，以及委托书或者没有委托书的原因（57号 第六条；43号 第十条）。")
    if arrived.manner == "transferred" and not (arrived.brought_by.strip() and arrived.first_on):
        raise CannotArrive("转来的申请，请写明转来的单位和最初提出的日期。")
    if arrived.manner == "report" and not arrived.brought_by.strip():
        raise CannotArrive("村（居）委会报告的，请写明报告人。")
    if arrived.first_on is not None and arrived.first_on > on:
        raise CannotArrive("最初提出的日期不能晚于今天。")
    texts = {name: str(getattr(arrived, name)).strip() for name in ("brought_by", "relation", "mandate", "reference")}
    return Arrival.objects.create(application=application, manner=arrived.manner, first_on=arrived.first_on, region=application.region, **texts)


@transaction.atomic
def ask_for(*, application_id: int, codes: Sequence[str], because: str = "", officer: Officer, on: date) -> list[Asked]:
    """Tell the family the whole list of what it is asked for, once (57号 10; 43号 12); a second list says why it was not on the first."""
    application = _take(application_id, officer)
    may_ask = {one.code: one for one in materials_of(application.scheme)}
    if known := [VERIFIED[code] for code in codes if code in VERIFIED]:
        raise CannotAskFor(f"{'、'.join(known)}由部门核对提供，不得要求申请人提交（社会救助法 第六十二条第二款）。")
    if not codes or set(codes) - may_ask.keys():
        raise CannotAskFor("请选择需要补充的材料。" if may_ask else "先行救助不要求提交材料，紧急情况解除后补充说明（社会救助法 第五十条）。")
    before = list(application.asked.all())
    fresh = [code for code in dict.fromkeys(codes) if code not in {one.code for one in before}]
    if not fresh:
        raise CannotAskFor("这些材料已经告知过，不重复要求。")
    if (here := [f"{may_ask[code].title}（{words}）" for code, words in already_here(application, on).items() if code in fresh]) and not because.strip():
        raise CannotAskFor(f"已有的材料不重复要求：{'、'.join(here)}。情况已变化、确需重新提交的，请写明理由。")
    turn = max((one.list_no for one in before), default=0) + 1
    if turn > 1 and not because.strip():
        raise CannotAskFor("材料应当一次性告知；确需再次要求的，请写明理由（57号 第十条）。")
    told = [
        Asked(
            application=application,
            code=code,
            title=may_ask[code].title,
            list_no=turn,
            because=because.strip(),
            told_by=officer,
            told_on=on,
            region=application.region,
        )
        for code in fresh
    ]
    Asked.objects.bulk_create(told)
    audit.record("application.materials_told", about=application, by=officer, because=because.strip(), detail={"materials": fresh})
    return told


@transaction.atomic
def settle_material(*, asked_id: int, how: str, words: str = "", officer: Officer, on: date) -> Asked:
    """It was brought, is promised in its place where it may be, or is needed no more."""
    asked = Asked.objects.select_for_update(of=("self",)).select_related("application").filter(pk=asked_id).first()
    if asked is None:
        raise CannotAskFor("没有这项材料，或者它不在您负责的区域内。")
    application = _take(asked.application_id, officer)
    if asked.settled:
        raise CannotAskFor(f"这项材料已登记为“{asked.get_settled_display()}”。")
    if how not in SETTLED:
        raise CannotAskFor("请选择这项材料的结果。")
    if how == "promised" and any(one.code == asked.code and not one.may_promise for one in materials_of(application.scheme)):
        raise CannotAskFor("这项是申请人自己的声明，不能以承诺代替。")
    asked.settled, asked.settled_by, asked.settled_on = how, officer, on
    asked.settled_words = say(words, "不需要的理由", CannotAskFor) if how == "not_needed" else PROMISE if how == "promised" else words.strip()
    asked.save()
    audit.record("application.material_settled", about=application, by=officer, because=asked.settled_words, detail={"material": asked.code, "how": how})
    return asked


def refuse_incomplete(application: Application, cannot: type[Exception]) -> None:
    """Help is not proposed on papers that were asked for and are neither there nor promised."""
    if open_ones := [one.title for one in application.asked.filter(settled="")]:
        raise cannot(f"还有告知过的材料没有结果：{'、'.join(open_ones)}。请登记已交、以承诺代替，或者写明不需要的理由。")


def _take(application_id: int, officer: Officer) -> Application:
    be_named(officer, CannotAskFor)
    application = Application.objects.select_for_update(of=("self",)).filter(pk=application_id).first()
    if application is None:
        raise CannotAskFor("没有这个申请，或者它不在您负责的区域内。")
    require(officer, "casework.ask_for", application.region)
    if not application.is_open:
        raise CannotAskFor("本案已经办结。")
    return application
