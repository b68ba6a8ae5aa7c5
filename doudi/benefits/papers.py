"""发放的文书: letters as they were written, and a family's statement, as PDFs."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from doudi.base import papers, regions
from doudi.base.money import yuan_words
from doudi.benefits.models import Voucher
from doudi.benefits.queries import Overview, Part, Sum
from doudi.benefits.statement import Statement

TEMPLATES = Path(__file__).parent / "templates"


def letter_pdf(text: str, *, number: str, on: date) -> bytes:
    """A letter whose paragraphs are title, number, to whom, what is said, signature; the same bytes for the same letter. Raises CannotPrint."""
    title, _, to, *body, signature = text.split("\n\n")
    paragraphs = [[{"text": line, "is_beneath": False} for line in part.split("\n")] for part in body]
    contents = {"title": title, "number": number, "to": to, "paragraphs": paragraphs, "signature": signature.split("\n")}
    return papers.printed("decision", contents, ours=TEMPLATES, on=on)


def statement_pdf(one: Statement, *, household: str, head: str, office: str, by: str, on: date) -> bytes:
    """A family's statement with who printed it, and when, across each page. Raises CannotPrint."""
    months = [
        {"title": f"{month.month.year}年{month.month.month}月", "lines": [[item.title, yuan_words(item.fen), item.words] for item in month.items]}
        for month in one.months
    ]
    printed = f"{on.year}年{on.month}月{on.day}日"
    contents = {
        "title": "救助金发放明细",
        "number": f"MX-{household}-{one.year}",
        "rows": [["户号", household], ["户主", head], ["年度", f"{one.year}年"], ["打印日期", printed]],
        "words": list(one.words),
        "months": months,
        "foot": f"对金额有疑问的，可以向{office}查询；救助金按月经银行发放，任何人不得代扣。",
        "watermark": f"{by} {printed} 打印",
    }
    return papers.printed("statement", contents, ours=TEMPLATES, on=on)


def run_pdf(one: Overview, changes: Sequence[Sum], *, by: str, on: date) -> bytes:
    """A run to be put before whoever approves it, with who printed it, and when, across each page. No family stands in it. Raises CannotPrint."""
    run, printed = one.run, f"{on.year}年{on.month}月{on.day}日"
    rows = [
        ["区县", regions.name_of(run.region)],
        ["月份、种类", f"{run.month.year}年{run.month.month}月 {run.get_kind_display()}"],
        ["状态", run.get_state_display()],
        ["应发", f"{one.lines} 笔，{yuan_words(one.fen)}"],
        ["上月", f"{one.month_before_lines} 笔，{yuan_words(one.month_before_fen)}"],
        ["名册指纹", run.digest or "定稿时生成"],
    ]
    signed = [[one.get_step_display(), regions.name_of(one.region), one.officer.name, f"{one.on:%Y-%m-%d}"] for one in one.signatures]
    contents = {
        "title": "发放批次审批单",
        "number": run.batch,
        "rows": rows,
        "kinds": _rows(one.by_kind),
        "towns": [[regions.name_of(part.code), str(part.lines), yuan_words(part.fen)] for part in one.by_township],
        "changes": [[part.title, str(part.families), yuan_words(part.fen)] for part in changes],
        "marks": [*_rows(one.holds, "暂缓：", "不发"), *_rows(one.flags, "提示：", "照发")],
        "signed": signed or [["还没有人签字", "", "", ""]],
        "watermark": f"{by} {printed} 打印",
    }
    return papers.printed("run", contents, ours=TEMPLATES, on=on)


def voucher_pdf(one: Voucher) -> bytes:
    """What a family takes along to fetch something, with room for whoever hands it out. Raises CannotPrint."""
    office = f"{regions.name_of(one.region[:6])}民政局"
    rows = [
        ["领取的人", one.person.name],
        ["户号", one.household.number],
        ["物品", f"{one.what} {one.quantity} {one.unit}"],
        ["价值", yuan_words(one.value_fen)],
        ["兑领点", one.place],
        ["有效期", f"{_day(one.on)}至{_day(one.valid_until)}"],
        ["签发", f"{regions.name_of(one.region[:9])} {one.by.name}"],
    ]
    contents = {
        "title": "领物凭证",
        "number": one.number,
        "rows": rows,
        "words": ["请在有效期内到兑领点领取，只能领取一次，领取时在下面签字。"],
        "foot": f"过了有效期没有领取、仍然需要的，可以到乡镇（街道）换发。凭证不能转让、不能换现金。有疑问的，可以向{office}查询。",
    }
    return papers.printed("voucher", contents, ours=TEMPLATES, on=one.on)


def _day(on: date) -> str:
    return f"{on.year}年{on.month}月{on.day}日"


def _rows(parts: Sequence[Part], before: str = "", after: str = "") -> list[list[str]]:
    said = f"（{after}）" if after else ""
    return [[f"{before}{part.title}{said}", str(part.lines), yuan_words(part.fen)] for part in parts]
