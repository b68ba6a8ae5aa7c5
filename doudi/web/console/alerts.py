"""预警列表: every alert within the officer's region, narrowed by signal, level, state and place, with the counts of what is shown."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from doudi.base import regions
from doudi.base.models import Officer
from doudi.flows.clock import today
from doudi.flows.seeing import blind_signals
from doudi.monitoring import queries as monitoring
from doudi.monitoring.signal import all_signals
from doudi.web.access import may


@may("monitoring.view")
def alerts(request: HttpRequest) -> HttpResponse:
    """Open ones by deadline first, then the concluded ones."""
    signals = {name: signal.title for name, signal in all_signals().items()}
    places = _places(request.user)
    choices = {"state": monitoring.STATES, "level": monitoring.LEVELS, "signal": signals, "region": places}
    wanted = {name: value if (value := request.GET.get(name, "")) in allowed else "" for name, allowed in choices.items()}
    found = monitoring.find(**wanted)
    page = Paginator(found, 30).get_page(request.GET.get("page"))
    rows = [(alert, signals.get(alert.signal, alert.signal)) for alert in page]
    apart = {name: value for name, value in wanted.items() if name != "state"}
    states = [(code, title, monitoring.find(**apart, state=code).count()) for code, title in monitoring.STATES.items()]
    context = {"page": page, "rows": rows, "wanted": wanted, "choices": choices, "states": states, "all": sum(count for _, _, count in states)}
    context["blind"] = [one for one in blind_signals(request.user.region, today()) if not one.is_new]
    return render(request, "console/alerts.html", context)


def _places(officer: Officer) -> dict[str, str]:
    """The townships of a county; a township has only itself."""
    return {code: regions.name_of(code) for code in regions.children_of(officer.region)} if len(officer.region) == regions.DIGITS["county"] else {}
