"""我的核对授权: whoever holds the slip of their consent reads in plain words what they agreed to, and takes it back with one confirmation."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters

from doudi.flows.clock import today
from doudi.verification import actions, consent_slips
from doudi.web.access import open_to_all
from doudi.web.middleware import client_address

LONGEST = 40


@sensitive_post_parameters("code")
@open_to_all
def my_consent(request: HttpRequest) -> HttpResponse:
    """The form; what the slip's holder agreed to; or the receipt. A number and a code that do not belong together read the same whatever is behind them."""
    if request.method != "POST":
        return render(request, "portal/my_consent.html", {})
    typed, trouble = {name: request.POST.get(name, "")[:LONGEST] for name in ("number", "code")}, ""
    if request.POST.get("confirm") == "yes":
        try:
            receipt = actions.withdraw_online(**typed, address=client_address(request), on=today())
            return render(request, "portal/my_consent.html", {"receipt": receipt})
        except actions.CannotWithdrawOnline as refusal:
            trouble = str(refusal)
    shown = consent_slips.shown_to_holder(**typed, on=today())
    if shown is None:
        return render(request, "portal/my_consent.html", typed | {"trouble": actions.NOT_YOURS}, status=422)
    return render(request, "portal/my_consent.html", typed | {"shown": shown, "trouble": trouble}, status=422 if trouble else 200)
