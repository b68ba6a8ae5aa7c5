"""案头: work is assigned by hand or to whoever has least, handed over, looked after by a deputy, and talked about."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from django.db import transaction

from doudi.base import audit, officers
from doudi.base.access import require
from doudi.base.models import Officer
from doudi.casework.actions.step import say
from doudi.casework.models import Application, Assignment, Change, Comment, Delegation
from doudi.casework.models.desk import KINDS
from doudi.casework.queries.desk import away_on

LONGEST = timedelta(60)
"""A deputy for longer is another assignment of the office, not a delegation."""
Item = tuple[str, int, str]
"""A piece of work: its kind, its number, and the place it belongs to."""


class CannotAssign(Exception):
    """Worded for the officer."""


class CannotDelegate(Exception):
    """Worded for the officer."""


class CannotComment(Exception):
    """Worded for the officer."""


def plan(*, items: Sequence[Item], to_id: int | None, officer: Officer, on: date) -> dict[Item, Officer]:
    """To whom each would go: to a colleague of this office, or, to nobody in particular, to who has least open work and is not away.

    Equal loads go by the officers' order, so that the same list is always assigned alike.
    """
    if not items:
        raise CannotAssign("请先选择要分派的事项。")
    for kind, _, region in items:
        if kind not in KINDS:
            raise CannotAssign("这类事项不分派到人。")
        require(officer, "casework.assign", region)
    team = _team(officer)
    chosen = [one for one in team if one.pk == to_id] if to_id is not None else [one for one in team if one.pk not in away_on(on)]
    if not chosen:
        raise CannotAssign("承办人须是本单位在岗的工作人员。" if to_id is not None else "本单位没有在岗的人可以分派。")
    load = Counter(Assignment.objects.filter(officer__in=chosen).values_list("officer_id", flat=True))
    given = {}
    for item in items:
        taker = min(chosen, key=lambda one: (load[one.pk], one.pk))
        load[taker.pk] += 1
        given[item] = taker
    return given


@transaction.atomic
def assign(*, items: Sequence[Item], to_id: int | None, officer: Officer, on: date) -> dict[Item, int | None]:
    """As planned; whose they were before ends. What it was before is given back, for who wants it undone."""
    given = plan(items=items, to_id=to_id, officer=officer, on=on)
    before = {item: _give(item, taker.pk, officer, on) for item, taker in given.items()}
    detail = {"items": [f"{kind}:{number}" for kind, number, _ in items], "to": sorted({one.pk for one in given.values()})}
    audit.record("desk.assigned", about=None, by=officer, region=officer.region, detail=detail)
    return before


@transaction.atomic
def put_back(*, items: Sequence[Item], officer: Officer, on: date) -> dict[Item, int | None]:
    """Nobody's in particular again; whose each was is given back, for who wants it undone."""
    for _, _, region in items:
        require(officer, "casework.assign", region)
    before = {item: _give(item, None, officer, on) for item in items}
    if not any(before.values()):
        raise CannotAssign("选中的事项都还没有分派。")
    audit.record("desk.assigned", about=None, by=officer, region=officer.region, because="取消分派", detail={"items": [f"{one[0]}:{one[1]}" for one in items]})
    return {item: taker for item, taker in before.items() if taker}


@transaction.atomic
def undo_assign(*, before: Mapping[Item, int | None], officer: Officer, on: date, put_back: bool = False) -> int:
    """Each is again whose it was; what has since been given to a third stays with that one. How many went back."""
    rows = Assignment.objects.all()
    kept = set((rows if put_back else rows.filter(by=officer, on=on)).values_list("kind", "item"))
    back = {item: taker for item, taker in before.items() if (item[:2] in kept) != put_back}
    for item, taker in back.items():
        require(officer, "casework.assign", item[2])
        _give(item, taker, officer, on)
    audit.record("desk.assigned", about=None, by=officer, region=officer.region, because="撤销分派", detail={"items": [f"{one[0]}:{one[1]}" for one in back]})
    return len(back)


def _give(item: Item, taker_id: int | None, officer: Officer, on: date) -> int | None:
    """Whose of this office it was; now it is the taker's, or nobody's."""
    kind, number, region = item
    rows = Assignment.objects.filter(kind=kind, item=number, officer__in=[one.pk for one in _team(officer)])
    was = rows.values_list("officer_id", flat=True).first()
    rows.delete()
    if taker_id is not None:
        Assignment.objects.create(kind=kind, item=number, officer_id=taker_id, by=officer, on=on, region=region)
    return was


def _team(officer: Officer) -> list[Officer]:
    return [one for one in officers.colleagues("casework.assign", officer.region).order_by("pk") if one.role_id == officer.role_id]


@transaction.atomic
def delegate(*, deputy_id: int, from_on: date, until_on: date, because: str, officer: Officer, on: date) -> Delegation:
    """A colleague of this office looks after this officer's work from a day to a day; neither of the two then checks what the other has made."""
    require(officer, "casework.assign", officer.region)
    deputy = next((one for one in officers.colleagues("casework.assign", officer.region) if one.pk == deputy_id and one.role_id == officer.role_id), None)
    if deputy is None or deputy.pk == officer.pk:
        raise CannotDelegate("代办人须是本单位在岗的其他工作人员。")
    if not on <= from_on <= until_on:
        raise CannotDelegate("代办期间从今天或以后开始，并写明截止日期。")
    if until_on - from_on > LONGEST:
        raise CannotDelegate(f"一次代办不超过 {LONGEST.days} 天；更久的请办理工作交接。")
    made = Delegation.objects.create(
        principal=officer, deputy=deputy, from_on=from_on, until_on=until_on, because=say(because, "代办的原因", CannotDelegate), region=officer.region
    )
    audit.record("desk.delegated", about=None, by=officer, region=officer.region, because=made.because, detail={"deputy": deputy.pk, "until": str(until_on)})
    return made


@transaction.atomic
def end_delegation(*, delegation_id: int, officer: Officer, on: date) -> Delegation:
    """It ends today, by whoever gave it."""
    made = Delegation.objects.select_for_update(of=("self",)).filter(pk=delegation_id, principal=officer).first()
    if made is None or made.until_on < on:
        raise CannotDelegate("没有这项代办，或者它已经结束。")
    made.until_on = max(made.from_on, on - timedelta(1))
    made.save(update_fields=["until_on"])
    audit.record("desk.delegation_ended", about=None, by=officer, region=officer.region, detail={"deputy": made.deputy_id})
    return made


@transaction.atomic
def comment(*, kind: str, item: int, words: str, officer: Officer, on: date) -> Comment:
    """Write something down for whoever works on the case; never on a paper."""
    case: Application | Change | None = None
    if kind == "application":
        case = Application.objects.filter(pk=item).first()
    elif kind == "change":
        case = Change.objects.filter(pk=item).first()
    if case is None:
        raise CannotComment("没有这个案件，或者它不在您负责的区域内。")
    require(officer, "casework.comment", case.region)
    made = Comment.objects.create(kind=kind, item=item, words=say(words, "备注内容", CannotComment), by=officer, on=on, region=case.region)
    audit.record("desk.commented", about=case, by=officer)
    return made


@transaction.atomic
def strike(*, comment_id: int, because: str, officer: Officer, on: date) -> Comment:
    """One's own words are struck out with a reason; that they were there stays."""
    made = Comment.objects.select_for_update(of=("self",)).filter(pk=comment_id, by=officer, struck_by=None).first()
    if made is None:
        raise CannotComment("只能划去自己写的、还没有划去的备注。")
    made.struck_by, made.struck_because = officer, say(because, "划去的理由", CannotComment)
    made.save(update_fields=["struck_by", "struck_because"])
    audit.record("desk.struck", about=None, by=officer, region=made.region, because=made.struck_because)
    return made
