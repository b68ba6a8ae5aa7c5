"""与上月的变化: every family whose money differs from the month before, with its reason; as a list one can walk, and as a table to take along."""

import io
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from doudi.base import audit, xlsx
from doudi.base.money import yuan
from doudi.benefits import queries
from doudi.casework import queries as cases
from doudi.web.access import may

SHOWN, MOST = 50, 100_000


@may("benefits.see_run")
def pay_changes(request: HttpRequest, run_id: int) -> HttpResponse:
    """Sums by reason above the families; reading names and amounts is written down."""
    run, reason = queries.get_run(run_id), request.GET.get("reason", "")
    sums = queries.sums_of_changes(run)
    count = sum(one.families for one in sums if reason in ("", one.reason))
    fen = sum(one.fen for one in sums if reason in ("", one.reason))
    number = max(1, min(int(page) if (page := request.GET.get("page", "")).isdecimal() and len(page) < 7 else 1, -(-count // SHOWN) or 1))
    rows = queries.changes(run, reason=reason, limit=SHOWN, offset=(number - 1) * SHOWN)
    audit.record("run.changes_read", about=run, by=request.user, detail={"page": number, "reason": reason})
    context = {
        "run": run,
        "sums": sums,
        "reason": reason,
        "rows": _with_grounds(rows),
        "count": count,
        "all": sum(one.families for one in sums),
        "is_less": fen < 0,
        "amount": abs(fen),
        "number": number,
        "last": -(-count // SHOWN) or 1,
    }
    return render(request, "console/pay_changes.html", context)


@may("benefits.see_run")
def pay_changes_table(request: HttpRequest, run_id: int) -> HttpResponse:
    """The whole list as XLSX, marked with who took it along and when; the export is written down."""
    run, reason = queries.get_run(run_id), request.GET.get("reason", "")
    rows = _with_grounds(queries.changes(run, reason=reason, limit=MOST))
    entry = audit.record("run.changes_exported", about=run, by=request.user, detail={"reason": reason, "families": len(rows)})
    columns = ["户号", "领取人", "待遇", "上月（元）", "本月（元）", "原因", "依据"]
    cells = [[one.number, one.payee, one.kind, yuan(one.before_fen), yuan(one.now_fen), one.reason_title, by] for one, by in rows]
    cells.append([f"{request.user.name}于 {entry.at:%Y-%m-%d %H:%M} 导出，操作记录第 {entry.pk} 号，仅供内部核对", "", "", "", "", "", ""])
    book = io.BytesIO()
    xlsx.write(book, f"{run.month:%Y-%m} 变化", columns, cells, frozenset({"上月（元）", "本月（元）"}))
    response = HttpResponse(book.getvalue(), content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    response["Content-Disposition"] = f'attachment; filename="changes-{run.region}-{run.month:%Y%m}.xlsx"'
    return response


def _with_grounds(rows: list[Any]) -> list[tuple[Any, str]]:
    """Each with the number of the decision it rests on, or where it came from."""
    decisions = [int(one.by.partition(":")[2]) for one in rows if one.by.startswith("decision:")]
    numbers = {f"decision:{pk}": number for pk, number in cases.decision_numbers(decisions).items()}
    return [(one, numbers.get(one.by, "原系统导入" if one.by.startswith("import:") else "")) for one in rows]
