"""今日: the loop as a picture, in the numbers of the officer's own region."""

from dataclasses import asdict, dataclass
from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from doudi.analysis.metrics import METRICS, Metric, measure
from doudi.analysis.series import by_day
from doudi.flows.clock import today as the_day
from doudi.web.access import may

SPANS = {"1": "今日", "7": "近 7 天", "30": "近 30 天"}
USUAL_SPAN = "30"
BY_CODE = {metric.code: metric for metric in METRICS}
STATIONS = (
    ("收到数据", "database-import", "rows_received", ("matched", "waiting_now")),
    ("监测预警", "bell-ringing", "alerts", ("alerts_open", "concluded")),
    ("入户核实", "home-search", "visited", ("applications", "applications_open")),
    ("认定决定", "gavel", "decisions", ("granted", "standings")),
    ("发放到账", "cash", "payments", ("paid_fen", "held")),
    ("转介部门", "arrows-exchange", "referrals", ("escalated",)),
    ("结果反馈", "message-check", "answered", ()),
)
"""The loop's stations in order: name, icon, the number they show large, and those beside it."""


@dataclass(frozen=True)
class Shown:
    """A number with its meaning, as the page writes it."""

    metric: Metric
    value: int

    @property
    def is_money(self) -> bool:
        return self.metric.unit == "分"


@dataclass(frozen=True)
class Station:
    """One station of the loop."""

    title: str
    icon: str
    large: Shown
    beside: tuple[Shown, ...]


@may("web.see_today")
def today(request: HttpRequest) -> HttpResponse:
    """The loop's stations with their numbers, what each number counts, and how the days went."""
    span = request.GET.get("span", USUAL_SPAN)
    span = span if span in SPANS else USUAL_SPAN
    on = the_day()
    since = on - timedelta(days=int(span) - 1)
    numbers = measure(since=since, on=on)
    shown = {code: Shown(BY_CODE[code], value) for code, value in numbers.items()}
    stations = [Station(title, icon, shown[large], tuple(shown[code] for code in beside)) for title, icon, large, beside in STATIONS]
    context = {"stations": stations, "shown": shown, "spans": SPANS, "span": span, "since": since, "on": on, "days": _days(on - timedelta(days=29), on)}
    return render(request, "console/today.html", context)


def _days(since: date, on: date) -> list[dict[str, object]]:
    """The days for the chart and for the table under it."""
    return [{**asdict(day), "on": f"{day.on:%m-%d}"} for day in by_day(since=since, on=on)]
