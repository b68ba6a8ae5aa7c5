"""发放的文书: letters as they were written, and a family's statement, as PDFs."""

from datetime import date
from pathlib import Path

from doudi.base import papers
from doudi.base.money import yuan_words
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
