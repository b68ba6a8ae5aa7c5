"""收文件: what is sent to a case is held in memory up to the largest paper and never lies readable on the disk; of what is larger only the size is learnt."""

import io
from collections.abc import Callable
from typing import Any, TypeVar

from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopFutureHandlers

from doudi.casework.actions import MOST_BYTES

MOST_TOGETHER = 3 * MOST_BYTES
View = TypeVar("View", bound=Callable[..., Any])


class WithinLimit(FileUploadHandler):
    """Takes the files of pages marked with `takes_papers`, and of nobody who is not signed in; other pages' files go their usual way."""

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self.is_ours, self.together = False, 0
        self.kept = io.BytesIO()

    def handle_raw_input(self, input_data: Any, META: Any, content_length: Any, boundary: Any, encoding: Any = None) -> None:  # noqa: N803
        """Whose page it is, before the first byte."""
        found = getattr(self.request, "resolver_match", None)
        self.is_ours = bool(found and getattr(found.func, "takes_papers", False))

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """One more file; nobody else gets it."""
        super().new_file(*args, **kwargs)
        if self.is_ours:
            self.kept, self.size = io.BytesIO(), 0
            raise StopFutureHandlers

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Kept while there is room for it; counted to its end."""
        if not self.is_ours:
            return raw_data
        self.size, self.together = self.size + len(raw_data), self.together + len(raw_data)
        if self.size > MOST_BYTES or self.together > MOST_TOGETHER or not self.request.user.is_authenticated:
            self.kept = io.BytesIO()
        else:
            self.kept.write(raw_data)
        return None

    def file_complete(self, file_size: int) -> UploadedFile | None:
        """The file, or an empty one with the size it would have had."""
        if not self.is_ours:
            return None
        return InMemoryUploadedFile(self.kept, self.field_name, "paper", "", self.size, None)


def takes_papers(view: View) -> View:
    """Marks a page whose files are held in memory."""
    view.takes_papers = True  # type: ignore[attr-defined]
    return view


def content_of(sent: UploadedFile) -> bytes:
    """The bytes that came; fewer than `sent.size` where they were too many to be held."""
    sent.seek(0)
    return sent.read()
