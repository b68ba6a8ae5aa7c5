"""搜索引擎: nothing of this site is for an index: what has come down must not be found elsewhere."""

from django.http import HttpRequest, HttpResponse

from doudi.web.access import open_to_all


@open_to_all
def robots(request: HttpRequest) -> HttpResponse:
    """Robots that ask are sent away; pages that are read all the same say noindex."""
    return HttpResponse("User-agent: *\nDisallow: /\n", content_type="text/plain; charset=utf-8")
