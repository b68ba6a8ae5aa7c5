"""草稿: a form half filled in is kept for its officer alone, and given back when asked for."""

import re

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.timesince import timesince

from doudi.base import drafts
from doudi.casework import queries as cases
from doudi.registry import queries as registry
from doudi.web.access import may

FORM = re.compile(r"application:(?P<case>\d{1,18}):[a-z_]{1,30}|apply:(?P<home>\d{1,18})")
"""The forms that keep drafts: a step of a case, an application at the window."""


@may("web.see_queue")
def draft(request: HttpRequest, form: str) -> HttpResponse:
    """GET gives back what was left, POST keeps it, POST with nothing in it drops it."""
    found = FORM.fullmatch(form)
    if found is None:
        return JsonResponse({"words": "没有这个表单。"}, status=404)
    _ = cases.get_application(int(found["case"])) if found["case"] else registry.get_household(int(found["home"]))  # of another place: not there
    if request.method == "POST":
        fields = {name: request.POST.getlist(name) for name in request.POST}
        if "drop" in fields:
            drafts.drop(form, officer=request.user)
            return JsonResponse({"words": "草稿已丢弃。"})
        try:
            drafts.keep(form, fields, officer=request.user)
        except drafts.CannotKeep as refusal:
            return JsonResponse({"words": str(refusal)}, status=422)
        return JsonResponse({"words": "草稿已保存。"})
    left = drafts.kept(form, officer=request.user)
    return JsonResponse({"fields": left.fields, "words": f"有一份{timesince(left.at, depth=1)}前没有提交的草稿。"} if left else {})
