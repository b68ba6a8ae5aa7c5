"""预读: while one file is matched and kept, the next is read and typed; what is wrong with it is told when its turn comes."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cache, partial
from itertools import zip_longest
from pathlib import Path

from doudi.base import crypto
from doudi.verification.checking import Typed, type_rows
from doudi.verification.feed import BadFileName, FileName, read_file_name
from doudi.verification.matching.marks import marks_of
from doudi.verification.reading import read_sheet, unheard
from doudi.verification.reading.first_look import first_look


@dataclass(frozen=True)
class Ahead:
    """A file's bytes and their digest (SM3, hex), and its rows where they have been read already: typed, with the marks of their numbers, or why they could
    not be. `seen` tells the file that was read from another that lies in its place later."""

    content: bytes
    digest: str
    rows: Typed | Exception | None = None
    seen: tuple[int, ...] = ()

    def typed(self, name: FileName, told: Callable[[int], None] = unheard) -> Typed:
        """The rows, read now where that has not been done (`told` hears how many more); raises CannotRead."""
        if self.rows is None:
            return _typed(self.content, name, told)
        if isinstance(self.rows, Exception):
            raise self.rows
        told(self.rows.texts.num_rows)
        return self.rows


def look(path: Path) -> Ahead:
    """The file's bytes, after the first look; raises CannotRead, OSError."""
    seen = seen_at(path)
    first_look(path)
    return replace(known(path.read_bytes()), seen=seen)


def seen_at(path: Path) -> tuple[int, ...]:
    """Which file lies there now; raises OSError."""
    found = path.stat()
    return found.st_ino, found.st_size, found.st_mtime_ns


def known(content: bytes) -> Ahead:
    """Bytes that are there already."""
    return Ahead(content, crypto.sm3(content).hex())


def one_ahead(paths: Iterable[Path]) -> Iterator[tuple[Path, Callable[[], Ahead]]]:
    """Each file with how to get it, the same however often: the first as any other, and while one is worked on, the next is read in another thread, which
    asks no database. One that has been replaced since is read anew in its turn."""
    waiting = list(paths)
    with ThreadPoolExecutor(1) as reader:
        found: Callable[[], Ahead] | None = None
        for path, following in zip_longest(waiting, waiting[1:]):
            this, found = found, reader.submit(_read, following).result if following else None
            yield path, cache(partial(_now, path, this))


def _now(path: Path, found: Callable[[], Ahead] | None) -> Ahead:
    ahead = found() if found else look(path)
    return ahead if ahead.seen == seen_at(path) else look(path)


def _read(path: Path) -> Ahead:
    found = look(path)
    try:
        name = read_file_name(path)
        typed = _typed(found.content, name, unheard)
        if not name.feed.is_requested:  # those are looked for on the list that was sent
            typed = replace(typed, marks=marks_of(typed.rows[name.feed.id_column]))
        return replace(found, rows=typed)
    except BadFileName:
        return found  # said before anything is read
    except Exception as error:  # whatever it is: the file's own turn says it
        return replace(found, rows=error)


def _typed(content: bytes, name: FileName, told: Callable[[int], None]) -> Typed:
    return type_rows(read_sheet(content, name.feed, name.suffix, told), name.feed, region=name.region, on=name.on)
