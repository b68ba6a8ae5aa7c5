"""决定的文书: the letter as it was written, and the receipt of its being told."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from django.db.models import QuerySet

from doudi.casework.models import Decision, Telling
from doudi.casework.papers.paper import Paper, day, office

INDENT = "　　"


def decision_papers(decisions: QuerySet[Decision]) -> Iterator[Paper]:
    """The letter of each decision, and how it reached the family once it has."""
    for one in decisions.select_related("application", "change", "household", "decided_by").order_by("decided_on", "id"):
        about, title = one.application or one.change, one.written_text.partition("\n\n")[0]
        yield Paper(f"decision-{one.pk}", "decision", title, one.number, one.decided_on, about, partial(_letter, one))
        telling = Telling.objects.filter(decision=one).select_related("told_by").first()
        if telling:
            yield Paper(f"receipt-{one.pk}", "receipt", "送达回证", f"SD-{one.number}", telling.on, about, partial(_receipt, one, telling))


def _letter(one: Decision) -> dict[str, Any]:
    """The letter's own text: its title, number and signature apart, its arithmetic line by line."""
    _, _, *body, signature = one.written_text.split("\n\n")
    paragraphs = [[{"text": line.removeprefix(INDENT), "is_beneath": line.startswith(INDENT)} for line in part.split("\n")] for part in body]
    return {"to": paragraphs[0][0]["text"], "paragraphs": paragraphs[1:], "signature": signature.split("\n")}


def _receipt(one: Decision, telling: Telling) -> dict[str, Any]:
    title = one.written_text.partition("\n\n")[0]
    rows = [["送达文书", title], ["文书编号", one.number], ["户号", one.household.number], ["送达日期", day(telling.on)], ["送达人", telling.told_by.name]]
    return {"rows": rows, "words": telling.how}


def decided(one: Decision) -> dict[str, Any]:
    """A decision as a part of a review table."""
    said = one.get_outcome_display() + (f"：确认为{one.get_kind_display()}" if one.kind and one.application_id else "")
    since = f"，自{one.effective_month.year}年{one.effective_month.month}月起" if one.effective_month else ""
    money = f"，{one.money}" if one.money else ""
    lines = [f"{said}{since}{money}。"]
    if one.reason:
        lines.append(f"理由：{one.reason}")
    if one.against_rules:
        lines.append("本决定与按规则核算的结果不同，理由如上" + (f"；第二人：{one.second.name}。" if one.second else "。"))
    lines.append(f"决定书 {one.number}；规则版本 {one.rule_version[:40]}")
    if one.explanation.get("illustrative"):
        lines.append("核算使用的当地标准和参数中有示例标准，不是当地正式公布的数字。")
    return {"title": "审核确认", "words": lines, "signed": [office(one.region[:6]), one.decided_by.name, day(one.decided_on)]}
