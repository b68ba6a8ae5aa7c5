"""办理: one step of an officer on a page, done once or refused in words."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from doudi.flows.clock import today

Shown = Callable[..., HttpResponse]


def act(
    request: HttpRequest, verb: Callable[..., Any], /, *, refusals: tuple[type[Exception], ...], said: str, then: str, again: Shown, **given: Any
) -> HttpResponse:
    """Call the verb as this officer, today; success leads to `then` (a reload repeats nothing), a refusal shows `again(words)` with what was typed."""
    try:
        verb(officer=request.user, on=today(), **given)
    except refusals as refusal:
        return again(str(refusal))
    messages.success(request, said)
    return redirect(then)
