"""数据接收: what departments have sent, what could not be read, what is late, and where an officer brings a file."""

import io
import tempfile
import zlib
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST
from django_htmx.http import trigger_client_event

from doudi.base import access, xlsx
from doudi.flows.clock import today
from doudi.flows.receiving import take_in
from doudi.flows.seeing import blind_signals
from doudi.verification import actions as verification
from doudi.verification import queries
from doudi.web.access import may

LONGEST_NAME = 60


@may("verification.view")
def feeds(request: HttpRequest) -> HttpResponse:
    """Each feed's word so far, then the files by day."""
    return _page(request)


@may("verification.receive")
@require_POST
def feeds_receive(request: HttpRequest) -> HttpResponse:
    """The same file again is recognised; a refused one is remembered with its reason."""
    sent = request.FILES.get("file")
    if sent is None:
        return _page(request, trouble="请选择要接收的文件。")
    try:
        receipt = _received(sent, request)
    except (verification.CannotReceive, verification.FileHeld, verification.CannotKeep) as refusal:
        return _page(request, trouble=str(refusal))
    words = "这个文件此前已经收过，没有重复入库。" if receipt.exists else f"已接收 {receipt.rows} 行：入库 {receipt.accepted}，隔离 {receipt.quarantined}。"
    messages.success(request, words)
    return redirect("delivery", receipt.delivery_id)


@may("verification.view")
def feeds_under_way(request: HttpRequest) -> HttpResponse:
    """What is being received just now, for a page that asks every other second: no answer where nothing has changed; where a file is done, the page is told
    to ask for its lists anew."""
    context = _under_way(request)
    seen = request.GET.get("seen", "")
    if seen == context["mark"]:
        return HttpResponse(status=204)
    response = render(request, "console/feeds_under_way.html", context)
    before = seen.partition("-")[0]
    return trigger_client_event(response, "files-changed") if before.isdecimal() and int(before) > len(context["files"]) else response


def _under_way(request: HttpRequest) -> dict[str, Any]:
    titles = {feed.name: feed.title for feed in queries.feeds()}
    files = [(one, titles[one.feed], f"已读 {one.rows:,} 行。" if one.rows else "") for one in queries.under_way(request.user)]
    mark = f"{len(files)}-{zlib.crc32(repr(files).encode())}"
    return {"files": files, "mark": mark, "steps": len(verification.STAGES)}


@may("verification.view")
def delivery(request: HttpRequest, delivery_id: int) -> HttpResponse:
    """One file: where its rows went, and those nobody could read."""
    one = queries.get_delivery(delivery_id)
    titles = {feed.name: feed for feed in queries.feeds()}
    feed = titles[one.feed]
    page = Paginator(queries.quarantined(delivery_id), 50).get_page(request.GET.get("page"))
    rows = [(row, feed.columns[row.column].title if row.column in feed.columns else "") for row in page]
    parts = [("入库", one.accepted, "good"), ("重复", one.repeated, "quiet"), ("隔离", one.quarantined, "late")]
    parts += [("待人工核对", one.waiting, "wait"), ("超出范围退回", one.refused, "quiet")]
    return render(
        request,
        "console/delivery.html",
        {
            "delivery": one,
            "feed": feed,
            "page": page,
            "rows": rows,
            "parts": parts,
            "may_receive": access.may(request.user, "verification.receive", one.region),
        },
    )


@may("verification.receive")
def corrections(request: HttpRequest, delivery_id: int) -> HttpResponse:
    """The quarantined rows under the name of the file that will correct them; who took them is written down."""
    one = queries.get_delivery(delivery_id)
    headings, rows = queries.corrections(delivery_id, officer=request.user)
    feed = next(feed for feed in queries.feeds() if feed.name == one.feed)
    written = io.BytesIO()
    xlsx.write(written, "待更正", headings, rows)
    name = Path(feed.file_name(one.region, one.on, one.correction + 1, one.of_list)).with_suffix(".xlsx").name
    return HttpResponse(written.getvalue(), content_type=xlsx.TYPE, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _received(sent: UploadedFile, request: HttpRequest) -> verification.Receipt:
    """The file under its own name, for as long as it is read."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / (sent.name or "")[-LONGEST_NAME:]
        with path.open("wb") as file:
            for chunk in sent.chunks():
                file.write(chunk)
        return take_in(path=path, officer=request.user, on=today())


def _page(request: HttpRequest, trouble: str = "") -> HttpResponse:
    on, region = today(), request.user.region[:6]
    titles = {feed.name: feed.title for feed in queries.feeds()}
    covers = queries.coverage(on, region=region)
    page = Paginator(queries.deliveries(), 30).get_page(request.GET.get("page"))
    context = {
        "coverage": [one for one in covers if one.latest_on or one.asked],
        "not_yet": [one.feed for one in covers if not one.latest_on and not one.asked],
        "blind": [one for one in blind_signals(region, on) if not one.is_new],
        "held": [(one, titles.get(one.feed, one.feed)) for one in queries.held_files()],
        "requests": [(one, titles.get(one.feed, one.feed)) for one in queries.open_requests()[:20]],
        "refused": queries.refused_files()[:10],
        "waiting": queries.count_waiting(),
        "page": page,
        "rows": [(one, titles.get(one.feed, one.feed)) for one in page],
        "may_receive": access.may(request.user, "verification.receive"),
        "trouble": trouble,
        **_under_way(request),
    }
    return render(request, "console/feeds.html", context, status=422 if trouble else 200)
