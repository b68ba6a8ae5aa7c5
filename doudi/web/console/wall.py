"""上墙: what townships put on the village board, place by place: as a page, a PDF or a table; the same lines that everybody reads, and nothing beside them."""

from dataclasses import astuple, dataclass
from io import BytesIO

from django.core.exceptions import ObjectDoesNotExist
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from doudi.base import access, audit, money, regions, xlsx
from doudi.casework import queries as cases
from doudi.casework.queries import papers
from doudi.flows.clock import today
from doudi.web.access import may
from doudi.web.portal.notices import is_illustrative

SHOWN = 50
TO_OBJECT = "有异议的，请在公示期内向乡镇（街道）当面提出，也可以凭公示编号在公示网页上提出。"
TO_REPORT = "认为不应获得救助的，请向乡镇（街道）或者县级民政部门反映。"


@dataclass(frozen=True)
class Posting:
    """One list of a place: its title, headings, and lines as words."""

    title: str
    headings: tuple[str, ...]
    lines: list[tuple[str, ...]]
    advice: str


@may("casework.view")
def wall(request: HttpRequest) -> HttpResponse:
    """The places of the officer's region where something hangs or is published, and the objections that came online."""
    on = today()
    notices, published = cases.count_notices(on), cases.count_published(request.user.region, on)
    rows = [(code, notices.get(code, 0), published.get(code, 0)) for code in sorted({*notices, *published})]
    context = {"page": Paginator(rows, SHOWN).get_page(request.GET.get("page")), "online": cases.online_waiting()}
    return render(request, "console/wall.html", context)


@may("casework.view")
def wall_sheet(request: HttpRequest, region: str, posting: str) -> HttpResponse:
    """The whole list of one place, made for printing."""
    _be_ours(request, region)
    context = {"region": region, "posting": _posting(region, posting), "on": today(), "name": posting}
    context["is_illustrative"] = posting == "published" and is_illustrative(region)
    return render(request, "console/wall_sheet.html", context)


@may("casework.view")
def wall_table(request: HttpRequest, region: str, posting: str) -> FileResponse:
    """The same as a table file, with no properties; who took it is written down."""
    _be_ours(request, region)
    shown, file = _posting(region, posting), BytesIO()
    xlsx.write(file, shown.title, list(shown.headings), [list(line) for line in shown.lines], numbers=frozenset({"家庭人口"}))
    return _file(request, file.getvalue(), shown, region, "xlsx")


@may("casework.view")
def wall_paper(request: HttpRequest, region: str, posting: str) -> HttpResponseBase:
    """The same as a PDF, from a template that a city can change."""
    _be_ours(request, region)
    shown = _posting(region, posting)
    remark = "示例标准" if posting == "published" and is_illustrative(region) else ""
    try:
        made = papers.board(title=shown.title, headings=shown.headings, lines=shown.lines, advice=shown.advice, remark=remark, region=region, on=today())
    except papers.CannotPrint as refusal:
        return render(request, "console/paper.html", {"paper": shown, "words": str(refusal)}, status=422)
    return _file(request, made, shown, region, "pdf")


def _file(request: HttpRequest, made: bytes, shown: Posting, region: str, suffix: str) -> FileResponse:
    audit.record("posting.exported", about=None, by=request.user, because=f"{shown.title} {suffix}", region=region)
    return FileResponse(BytesIO(made), as_attachment=suffix == "xlsx", filename=f"{shown.title}-{region}-{today():%Y%m%d}.{suffix}")


def _be_ours(request: HttpRequest, region: str) -> None:
    """A place that the officer does not answer for is not there."""
    if not (regions.is_code(region) and access.may(request.user, "casework.view", region)):
        raise ObjectDoesNotExist


def _posting(region: str, posting: str) -> Posting:
    on = today()
    if posting == "notices":
        headings = ("公示编号", "村（社区）", "申请人", "家庭人口", "初审意见", "公示起", "公示止")
        return Posting("公示", headings, [_said(astuple(one)) for one in cases.notices_in(region, on)], TO_OBJECT)
    if posting == "published":
        rows = cases.published_in(region, on)
        lines = [(one.applicant, str(one.members), one.kind, money.yuan_words(one.amount_fen) if one.amount_fen else "—") for one in rows]
        return Posting("公布", ("申请人", "家庭人口", "救助类别", "每月金额"), lines, TO_REPORT)
    raise ObjectDoesNotExist


def _said(values: tuple[object, ...]) -> tuple[str, ...]:
    return tuple("—" if value is None else str(value) for value in values)
