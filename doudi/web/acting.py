"""办理: one step of an officer on a page, done once or refused in words."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url

from doudi.base import drafts, once
from doudi.flows.clock import today

Shown = Callable[..., HttpResponse]


def act(
    request: HttpRequest,
    verb: Callable[..., Any],
    /,
    *,
    refusals: tuple[type[Exception], ...],
    said: str | Callable[[Any], str],
    then: str | Callable[[Any], str],
    again: Shown,
    **given: Any,
) -> HttpResponse:
    """Call the verb as this officer, today; success leads to `then` (a reload repeats nothing), a refusal shows `again(words)` with what was typed.

    A form that carries `{% once %}` is done once however often it is sent: the second sending leads where the first led. `said` and `then` may ask
    what the verb returned.
    """
    key = request.POST.get("once", "")
    try:
        with transaction.atomic():
            if earlier := once.claim(key, officer=request.user):
                return redirect(earlier)
            made = verb(officer=request.user, on=today(), **given)
            address = then(made) if callable(then) else resolve_url(then)
            once.lead(key, address, officer=request.user)
            drafts.drop(request.POST.get("draft", ""), officer=request.user)
    except refusals as refusal:
        return again(str(refusal))
    messages.success(request, said(made) if callable(said) else said)
    return redirect(address)
