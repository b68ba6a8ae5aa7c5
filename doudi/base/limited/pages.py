"""重绘: what strangers send as a photograph or PDF, as pictures that a process which can reach nothing has drawn anew."""

from doudi.base import limited

PICTURES = "doudi.base.limited.pictures"
JPEG = b"\xff\xd8\xff"


def pages_of(content: bytes) -> tuple[list[bytes], list[tuple[int, int]], bytes]:
    """Pages as JPEG, their sizes in dots, and one small picture; nothing but pictures is accepted from the other process. Raises CannotOpenSafely."""
    found, pieces = limited.work(PICTURES, content, limits=limited.Limits())
    *pages, small = pieces or [b""]
    try:
        sizes = [(int(width), int(height)) for width, height in found["pages"]]
    except (TypeError, ValueError, KeyError):
        sizes = []
    if not pages or len(pages) != len(sizes) or not all(piece.startswith(JPEG) for piece in pieces):
        raise limited.CannotOpenSafely("文件无法安全打开。请重新拍照或另存后再传。")
    return pages, sizes, small
