"""别的地方: a place whose file says something else of one figure, or says nothing of it."""

from typing import Any

import pytest

from doudi.policy.book import Book


def the_place_says(monkeypatch: pytest.MonkeyPatch, name: str, value: Any) -> None:
    """Of the figure `name`, for this test; None: its file has no line for it."""
    asked = Book.figure

    def figure(self: Book, wanted: str, **where: Any) -> Any:
        if wanted != name:
            return asked(self, wanted, **where)
        if value is None:
            raise LookupError(name)
        return value

    monkeypatch.setattr(Book, "figure", figure)
