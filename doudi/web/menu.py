"""左侧菜单: what an officer can open, grouped as the work goes."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import resolve, reverse

from doudi.base import access, regions
from doudi.base.models import Officer
from doudi.flows import clock


@dataclass(frozen=True)
class Entry:
    """One line of the menu: its words, its icon, the name of its address."""

    title: str
    icon: str
    name: str

    @property
    def address(self) -> str:
        """Where it leads."""
        return reverse(self.name)

    def is_open_to(self, officer: Officer) -> bool:
        """Whether the page itself would let the officer in."""
        return access.may(officer, resolve(self.address).func.permission)


MENU: tuple[tuple[str, tuple[Entry, ...]], ...] = (
    (
        "办理",
        (
            Entry("待办", "checklist", "queue"),
            Entry("收件箱", "inbox", "inbox"),
            Entry("身份互认", "id-badge-2", "recognition"),
            Entry("查询", "user-search", "search"),
        ),
    ),
    ("总览", (Entry("今日", "sun", "today"),)),
    ("业务", (Entry("预警", "bell-ringing", "alerts"), Entry("申请与变更", "file-text", "applications"), Entry("转介", "arrows-exchange", "referrals"))),
    ("公开", (Entry("公示公布", "speakerphone", "wall"),)),
    (
        "信息核对",
        (
            Entry("数据接收", "database-import", "feeds"),
            Entry("核对往来", "arrows-left-right", "exchanges"),
            Entry("待核对", "user-question", "waiting"),
            Entry("核对异议", "message-report", "check_objections"),
            Entry("异地协查", "map-share", "cross"),
        ),
    ),
    ("资金", (Entry("发放", "cash", "payday"),)),
    ("政策", (Entry("规则与条文", "scale", "law_rules"), Entry("如果调整", "adjustments-horizontal", "what_if"))),
    ("监督", (Entry("闭环核验", "shield-check", "proof"), Entry("操作记录", "history", "audit_trail"))),
    ("系统", (Entry("人员", "users", "officers"),)),
)


def shell(request: HttpRequest) -> dict[str, object]:
    """What the frame around every page shows: the menu, who is working, for where, on which day."""
    officer = getattr(request, "user", None)
    if officer is None or not officer.is_authenticated:
        return {"demo": settings.DEMO}
    groups = [(title, [entry for entry in entries if entry.is_open_to(officer)]) for title, entries in MENU]
    return {
        "demo": settings.DEMO,
        "menu": [(title, entries) for title, entries in groups if entries],
        "may_search": access.may(officer, "registry.view_family"),
        "today": clock.today(),
        "unit": officer.unit or (regions.path_of(officer.region) if officer.region else "系统"),
    }


def first_page(officer: Officer) -> str:
    """Where an officer lands after signing in: the first line of their menu."""
    return next((entry.address for _, entries in MENU for entry in entries if entry.is_open_to(officer)), reverse("own_account"))
