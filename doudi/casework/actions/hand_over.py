"""工作交接: what is mine becomes a colleague's when the colleague has seen the list and takes it; and how an officer likes to see the queue."""

from datetime import date

from django.db import IntegrityError, transaction

from doudi.base import audit
from doudi.base.models import Officer
from doudi.casework.actions.desk import CannotAssign, assign, plan
from doudi.casework.actions.step import say
from doudi.casework.models import Assignment, HandOver, SavedFilter

MOST_FILTERS = 12


class CannotKeepFilter(Exception):
    """Worded for the officer."""


@transaction.atomic
def hand_over(*, to_id: int, because: str, officer: Officer, on: date) -> HandOver:
    """Offer all that is assigned to this officer to a colleague, with its list; until it is taken it stays where it is."""
    said = say(because, "交接的原因", CannotAssign)
    mine = list(Assignment.objects.select_for_update().filter(officer=officer).order_by("kind", "item"))
    if not mine:
        raise CannotAssign("没有分派给您的事项，不需要交接。")
    items = [(one.kind, one.item, one.region) for one in mine]
    plan(items=items, to_id=to_id, officer=officer, on=on)
    if to_id == officer.pk:
        raise CannotAssign("接收人须是本单位在岗的其他工作人员。")
    try:
        with transaction.atomic():
            made = HandOver.objects.create(
                giver=officer, taker_id=to_id, because=said, items=[list(item) for item in items], on=on, region=officer.region
            )
    except IntegrityError:
        raise CannotAssign("您有一份交接还没有被接收，请先等对方答复或者撤回。") from None
    audit.record("desk.hand_over_offered", about=None, by=officer, region=officer.region, because=said, detail={"to": to_id, "items": len(items)})
    return made


@transaction.atomic
def answer_hand_over(*, hand_over_id: int, is_taken: bool, words: str = "", officer: Officer, on: date) -> HandOver:
    """The receiver takes it or says why not; the giver may call it back. What the giver has lost meanwhile is not handed over."""
    made = HandOver.objects.select_for_update(of=("self",)).filter(pk=hand_over_id, answer="").first()
    if made is None or officer.pk not in (made.taker_id, made.giver_id) or (is_taken and officer.pk != made.taker_id):
        raise CannotAssign("没有等您答复的这份交接，或者它已经答复。")
    detail = {"to": made.taker_id, "items": [f"{kind}:{number}" for kind, number, _ in made.items]}
    if is_taken:
        still = set(Assignment.objects.filter(officer=made.giver_id).values_list("kind", "item"))
        left = [(kind, number, region) for kind, number, region in made.items if (kind, number) in still]
        if left:
            assign(items=left, to_id=made.taker_id, officer=officer, on=on)
        made.answer, made.answer_words = "taken", words.strip()
    else:
        made.answer, made.answer_words = "declined", "移交人撤回" if officer.pk == made.giver_id else say(words, "不接收的原因", CannotAssign)
    made.answered_on = on
    made.save(update_fields=["answer", "answered_on", "answer_words"])
    action = "desk.handed_over" if is_taken else "desk.hand_over_declined"
    audit.record(action, about=None, by=officer, region=officer.region, because=made.answer_words or made.because, detail=detail)
    return made


def keep_filter(*, name: str, query: str, officer: Officer, on: date) -> SavedFilter:
    """Keep these terms under a name, for this officer; the same name again takes its place."""
    said = say(name, "筛选的名称", CannotKeepFilter)
    if len(said) > 20 or not query or len(query) > 200:
        raise CannotKeepFilter("请先选好筛选条件，名称不超过 20 个字。")
    if SavedFilter.objects.filter(officer=officer).exclude(name=said).count() >= MOST_FILTERS:
        raise CannotKeepFilter(f"常用筛选最多 {MOST_FILTERS} 个，请先删去不用的。")
    return SavedFilter.objects.update_or_create(officer=officer, name=said, defaults={"query": query})[0]


def drop_filter(*, name: str, officer: Officer, on: date) -> None:
    """It is not wanted any more."""
    SavedFilter.objects.filter(officer=officer, name=name).delete()
