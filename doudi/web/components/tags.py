"""页面部件: template words for money, places, deadlines, levels and empty lists; every template has them without loading."""

import uuid
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.template import Library
from django.utils.html import format_html
from django.utils.safestring import SafeString

from doudi.base import idnumber, money, regions, workdays
from doudi.web.verbs import KINDS, VERBS

register = Library()

LEVELS = {"red": "红色", "orange": "橙色", "yellow": "黄色", "blue": "蓝色"}
TONES = frozenset({"good", "wait", "late", "quiet", "plain"})


@register.filter
def yuan(fen: int | None) -> str:
    """1,234.50 元; a dash where the amount is unknown."""
    return "—" if fen is None else money.yuan_words(fen)


@register.filter
def place(region: str) -> str:
    """潍坊市潍城区城关街道: the names from the city down; the code itself where the table does not know it."""
    try:
        return regions.path_of(region) if region else "—"
    except regions.UnknownRegion:
        return region


@register.filter
def place_name(region: str) -> str:
    """城关街道: the place's own name."""
    try:
        return regions.name_of(region) if region else "—"
    except regions.UnknownRegion:
        return region


@register.filter
def masked(number: str) -> str:
    """3707**********123X."""
    return idnumber.masked(number)


@register.filter
def verb(code: str) -> str:
    """登录: what an audited act is called; its code where nobody has named it."""
    return VERBS.get(code, code)


@register.filter
def kind(code: str) -> str:
    """家庭: what an audited act was about."""
    return KINDS.get(code, code)


@register.simple_tag
def level(code: str) -> SafeString:
    """An alert's level as a badge with its word: colour alone says nothing."""
    return format_html('<span class="badge level level-{}">{}</span>', code, LEVELS[code])


@register.simple_tag
def status(words: str, tone: str = "plain") -> SafeString:
    """A state as a badge; tones: good, wait, late, quiet, plain."""
    if tone not in TONES:
        raise ValueError(f"no such tone: {tone}")
    return format_html('<span class="badge tone tone-{}">{}</span>', tone, words)


@register.simple_tag
def days_left(due_on: date | None, today: date) -> SafeString:
    """How many working days are left, in words, with the date as its title; overdue first of all."""
    if due_on is None:
        return format_html('<span class="text-secondary">—</span>')
    left = workdays.workdays_between(today, due_on)
    if due_on < today:
        words, tone = (f"超期 {-left} 个工作日" if left else "已超期"), "late"
    elif due_on == today:
        words, tone = "今日到期", "late"
    else:
        words, tone = f"剩 {left} 个工作日", "wait" if left <= 3 else "quiet"
    provisional = "" if workdays.is_published(due_on) else "（放假安排未公布，暂按周一至周五推算）"
    return format_html('<span class="badge tone tone-{}" title="办理期限 {}{}">{}</span>', tone, due_on.isoformat(), provisional, words)


@register.simple_tag
def once() -> SafeString:
    """A key in a form that creates something: sent twice, it is done once."""
    return format_html('<input type="hidden" name="once" value="{}">', uuid.uuid4())


@register.inclusion_tag("components/empty.html")
def empty(title: str, words: str = "", icon: str = "inbox") -> dict[str, str]:
    """What stands where a list has nothing."""
    return {"title": title, "words": words, "icon": icon}


@register.inclusion_tag("components/timeline.html")
def timeline(moments: Iterable[Any]) -> dict[str, Any]:
    """What happened, newest first: each moment has `on`, `title`, `words`, and an `address` where it is told in full."""
    return {"moments": moments}


@register.inclusion_tag("components/figure.html")
def figure(title: str, value: Any, words: str = "", icon: str = "", address: str = "") -> dict[str, Any]:
    """One number with its name; leads to the list it counts when it has an address."""
    return {"title": title, "value": value, "words": words, "icon": icon, "address": address}
