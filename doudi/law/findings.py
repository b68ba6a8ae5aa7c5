"""读一个文件夹的地方文件: as far as it can be read, with where each value is written, and what is found about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from doudi.policy import CannotRead, Figures, Parameter, Place, place_files, read_place
from doudi.policy.parameters import Stretch
from doudi.policy.place_file import set_there
from doudi.policy.reading import Node


@dataclass(frozen=True, order=True)
class Finding:
    """One thing found: an error must be mended before the folder is used, a reminder is for a person to look at."""

    file: str
    line: int
    field: str
    what: str
    is_error: bool = True


@dataclass(frozen=True)
class Written:
    """One value of a place, and where it is written."""

    place: Place
    parameter: Parameter
    stretch: Stretch
    node: Node

    def finding(self, what: str, *, is_error: bool = True) -> Finding:
        """What is found about this value."""
        return Finding(Path(self.node.file).name, self.node.line, self.node.path, what, is_error)


@dataclass(frozen=True)
class Folder:
    """A folder of places as far as it could be read, on a day."""

    on: date
    places: tuple[Place, ...]
    written: tuple[Written, ...]
    figures: Figures

    def of(self, place: Place, *names: str) -> Iterator[Written]:
        """What a place wrote of these parameters; of all, when none are named."""
        return (one for one in self.written if one.place is place and (not names or one.parameter.name in names))

    def about(self, place: Place, name: str, what: str, *, is_error: bool = True) -> Finding:
        """What is found about a parameter at a place: at its first line there, or where it is not written, at the file's."""
        node = place.figures.get(name, place.root)
        return Finding(Path(node.file).name, node.line, name, what, is_error)


def read_folder(folder: Path, declared: Iterable[Parameter], *, on: date) -> tuple[Folder, list[Finding]]:
    """What can be read, and a finding for each thing that cannot; raises CannotRead where there is no file at all."""
    known = {one.name: one for one in declared}
    places, written, refused = [], [], []

    def refuse(error: CannotRead) -> None:
        refused.append(Finding(Path(error.file).name, error.line, error.field, error.what))

    for file in place_files(folder):
        try:
            place = read_place(file)
        except CannotRead as error:
            refuse(error)
            continue
        places.append(place)
        for name in place.figures:
            try:
                written += [Written(place, known[name], stretch, node) for stretch, node in set_there(place, name, known)]
            except CannotRead as error:
                refuse(error)
    return Folder(on, tuple(places), tuple(written), _figures(known, written)), refused


def _figures(known: Mapping[str, Parameter], written: list[Written]) -> Figures:
    joined = dict(known)
    for one in written:
        joined[one.parameter.name] = replace(joined[one.parameter.name], stretches=(*joined[one.parameter.name].stretches, one.stretch))
    return Figures(joined)
