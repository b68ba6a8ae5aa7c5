"""页面中间件: what failed is said in words, the caller's address is the connection's, a log line is one line."""

import logging
import traceback
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.defaults import page_not_found


class AnswerInWords:
    """A row that is not there, or not there for this officer, is a page not found; private pages are not kept by browsers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Only after the request's transaction was rolled back."""
        return page_not_found(request, exception) if isinstance(exception, ObjectDoesNotExist) else None


def client_address(request: HttpRequest) -> str:
    """The address of the connection itself: a header that anybody can write is no address."""
    return str(request.META.get("REMOTE_ADDR", ""))


class OneLine(logging.Formatter):
    """One event is one line, whatever was planted in a name or an address.

    Of an error only its kind and place are kept: what it says may carry somebody's number (a database repeats the values it refused).
    """

    def formatException(self, ei: Any) -> str:  # noqa: N802
        """IntegrityError at doudi/benefits/actions/runs.py:88, the innermost place last."""
        places = [f"{frame.filename.rpartition('site-packages/')[2]}:{frame.lineno}" for frame in traceback.extract_tb(ei[2])]
        return f"{ei[0].__name__} at {' > '.join(places[-4:])}"

    def format(self, record: logging.LogRecord) -> str:
        """Line ends and control characters are written out."""
        return "".join(letter if letter.isprintable() else f"\\x{ord(letter):02x}" for letter in super().format(record))
