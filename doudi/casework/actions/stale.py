"""同时办理: somebody else has moved the case on since this page was opened; both are said, and the second decides anew."""

from doudi.casework.models import Application, Passage
from doudi.casework.queries.cases import stands_at


class Stale(Exception):
    """Worded for the officer: what was done meanwhile, and what they had typed."""


def refuse_stale(*, application_id: int, seen: str, typed: str) -> None:
    """Holds the case, and refuses where it no longer stands as the form saw it; a form that saw nothing is held to the table alone.

    Call it in the transaction of the step: two who send at once come one after the other, and the second is told.
    """
    application = Application.objects.select_for_update(of=("self",)).filter(pk=application_id).first()
    if application is None or not seen or seen == stands_at(application_id):
        return
    last = Passage.objects.filter(application=application_id).select_related("by").order_by("-id").first()
    done = f"{last.by.name} 已办理“{application.procedure.title_of(last.verb)}”{f'：{last.words}' if last.words else ''}" if last else "本案已有变化"
    yours = f"您填写的是：{typed}。" if typed else ""
    raise Stale(f"您打开页面以后，{done}，本案现在是“{application.procedure.states[application.state]}”。{yours}请核对现在的情况，再决定是否提交。")
