"""文书: a template and what stands in it become a PDF, the same bytes every time.

What stands in it reaches the template as JSON and is text there, never a program. A template is `<name>.typ` and defines a function of that name; `frame.typ`
is what all share. The city's own folder goes first, file by file; a folder `fonts` in it is read before our font.
"""

import json
import os
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal

import pylopdf_fonts_zh_cn
import typst
from fontTools.ttLib import TTFont

ENV = "DOUDI_PAPERS"
"""The environment names here the folder of a city's own templates and fonts."""

RARE = Path("/usr/share/fonts/opentype/noto")
"""Where Debian's fonts-noto-cjk lies: read, if it is there, only for characters that our font has not."""

ARCHIVAL: tuple[Literal["a-2a"], Literal["ua-1"]] = ("a-2a", "ua-1")
"""Readable in a hundred years, and aloud: a character that no font can draw is an error, not a gap."""

SHARED = Path(__file__).parent / "paper_templates"
"""The frame, and a letter: what every room's papers may use."""

GETA = "〓"
FRAME = "frame"
FORMATTING = frozenset({"Cc", "Cf", "Cn", "Co", "Cs"})


class CannotPrint(Exception):
    """A template does not do what it should; worded for whoever keeps the city's templates."""


def printed(template: str, contents: Mapping[str, Any], *, ours: Path, on: date, parts: Sequence[str] = ()) -> bytes:
    """The PDF (PDF/A-2a, PDF/UA-1) of `contents` (plain JSON values) by `template` and the templates of its `parts`, dated `on`.

    A character that no font draws, and one that steers the text instead of standing in it, becomes 〓 and is named at the paper's foot.
    """
    names = [FRAME, *sorted(parts)]
    source = "\n".join([*(_read(name, ours) for name in names), _choice(names[1:]), _read(template, ours), _start(template)])
    shown = _drawable(contents) | {"on": [on.year, on.month, on.day]}
    compiler = typst.Compiler(root=_root(ours), font_paths=_fonts(folder()), ignore_system_fonts=True)
    try:
        made = compiler.compile(
            source.encode(), format="pdf", sys_inputs={"paper": json.dumps(shown, ensure_ascii=False)}, timestamp=0, pdf_standards=list(ARCHIVAL)
        )
    except typst.TypstError as error:
        raise CannotPrint(f"{_where(error, [*names, '', template], ours)}：{error.message}。请改正模板，或移走它，改用自带的模板。") from error
    if not isinstance(made, bytes):
        raise CannotPrint(f"模板 {template}.typ 没有生成一份 PDF。")
    return made


def folder() -> Path | None:
    """The city's own folder, if it has one."""
    named = os.environ.get(ENV)
    if named and not Path(named).is_dir():
        raise CannotPrint(f"{ENV} 指明的文件夹不存在：{named}。请改正，或去掉这个设置，改用自带的模板。")
    return Path(named) if named else None


def _path(name: str, ours: Path) -> Path:
    """The city's, the room's, or what all rooms share."""
    return next((place / f"{name}.typ" for place in (folder(), ours) if place and (place / f"{name}.typ").is_file()), SHARED / f"{name}.typ")


def _read(name: str, ours: Path) -> str:
    path = _path(name, ours)
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CannotPrint(f"读不了模板 {path.name}：须是 UTF-8 文本文件。") from error


def _root(ours: Path) -> str:
    """Pictures a template shows lie beside it."""
    return str(folder() or ours)


def _choice(names: Sequence[str]) -> str:
    """One line: what a template that binds others finds them by."""
    return f"#let templates = ({''.join(f'{name}: {name}, ' for name in names) or ':'})"


def _start(template: str) -> str:
    return f"#let paper = json(bytes(sys.inputs.paper))\n#show: sheet.with(paper)\n#{template}(paper)"


def _where(error: typst.TypstError, names: Sequence[str], ours: Path) -> str:
    """模板 decision.typ 第 3 行: the line of the file, not of the text they were put together to; the nameless one is our own line between them."""
    found = re.search(r"__typst_py_bytes__\.typ:(\d+):", (error.diagnostic or "").partition("error:")[2])
    line = int(found[1]) if found else 0
    for name in names:
        lines = _read(name, ours).count("\n") + 1 if name else 1
        if name and 0 < line <= lines:
            return f"模板 {name}.typ 第 {line} 行"
        line -= lines
    return f"模板 {names[-1]}.typ"


@cache
def _fonts(own: Path | None) -> typst.Fonts:
    """The city's, then the one that comes with us, then the one for rare characters."""
    paths = [own / "fonts" if own else None, Path(pylopdf_fonts_zh_cn.__file__).parent, RARE]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(path) for path in paths if path and path.is_dir()])


@cache
def _letters(path: str, index: int) -> frozenset[int]:
    with TTFont(path, fontNumber=index, lazy=True) as font:
        return frozenset(font.getBestCmap())


def _drawable(contents: Mapping[str, Any]) -> dict[str, Any]:
    left = {letter for text in _texts(contents) for letter in text} - {"\n"}
    steering = {letter for letter in left if unicodedata.category(letter) in FORMATTING}
    left -= steering
    files = {font.path: font.index for font in reversed(_fonts(folder()).fonts()) if font.path}
    for path in sorted(files, key=lambda path: (path.startswith(str(RARE)), path)):
        if not left:
            break
        left = {letter for letter in left if ord(letter) not in _letters(path, files[path])}
    undrawn = left | (steering - {"\r", "\t"})
    table = str.maketrans({**dict.fromkeys(undrawn, GETA), "\r": "", "\t": "　"})
    return {**_written(contents, table), "undrawn": [f"U+{ord(letter):04X}" for letter in sorted(undrawn)]}


def _texts(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case Mapping():
            for one in value.values():
                yield from _texts(one)
        case list() | tuple():
            for one in value:
                yield from _texts(one)


def _written(value: Any, table: Mapping[int, str | int | None]) -> Any:
    match value:
        case str():
            return value.translate(table)
        case Mapping():
            return {name: _written(one, table) for name, one in value.items()}
        case list() | tuple():
            return [_written(one, table) for one in value]
    return value
