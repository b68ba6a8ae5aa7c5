"""预读: while one file is matched and kept, the next is read and typed; what is wrong with it is told when its turn comes."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from doudi.base import crypto
from doudi.verification.checking import Typed, type_rows
from doudi.verification.feed import BadFileName, FileName, read_file_name
from doudi.verification.reading import read_sheet, unheard
from doudi.verification.reading.first_look import first_look


@dataclass(frozen=True)
class Ahead:
    """A file's bytes and their digest (SM3, hex), and its rows where they have been read already: typed, or why they could not be."""

    content: bytes
    digest: str
    rows: Typed | Exception | None = None

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
    first_look(path)
    return known(path.read_bytes())


def known(content: bytes) -> Ahead:
    """Bytes that are there already."""
    return Ahead(content, crypto.sm3(content).hex())


def one_ahead(paths: Iterable[Path]) -> Iterator[tuple[Path, Callable[[], Ahead]]]:
    """Each file with how to get it: while one is worked on, the next is read in another thread, which asks no database."""
    waiting = list(paths)
    with ThreadPoolExecutor(1) as reader:
        found: Future[Ahead] | None = None
        for at, path in enumerate(waiting):
            this = found or reader.submit(_read, path)
            found = reader.submit(_read, waiting[at + 1]) if at + 1 < len(waiting) else None
            yield path, this.result


def _read(path: Path) -> Ahead:
    found = look(path)
    try:
        return Ahead(found.content, found.digest, _typed(found.content, read_file_name(path), unheard))
    except BadFileName:
        return found  # said before anything is read
    except Exception as error:  # whatever it is: the file's own turn says it
        return Ahead(found.content, found.digest, error)


def _typed(content: bytes, name: FileName, told: Callable[[int], None]) -> Typed:
    return type_rows(read_sheet(content, name.feed, name.suffix, told), name.feed, region=name.region, on=name.on)
