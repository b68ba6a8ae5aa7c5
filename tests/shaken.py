"""打乱行序: a database gives rows that nobody put in order as it likes; here it does so at every question."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

NESTED = re.compile(r"\([^()]*\)")
KEPT = re.compile(r"^SELECT DISTINCT|\b(ORDER BY|LIMIT|FOR UPDATE|FOR SHARE|UNION)\b")


@contextmanager
def shaken_rows() -> Iterator[None]:
    """Inside, every SELECT that asks for no order gets its rows in a random one."""
    with connection.execute_wrapper(_shake):
        yield


def _shake(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    if sql.startswith("SELECT ") and " FROM " in sql and not KEPT.search(_outermost(sql)):
        sql += " ORDER BY random()"
    return execute(sql, params, many, context)


def _outermost(sql: str) -> str:
    """Without what stands in brackets."""
    while (shorter := NESTED.sub("", sql)) != sql:
        sql = shorter
    return sql
