"""元素: XML written and read piece by piece; UTF-8, no document type, nothing from outside."""

import re
from collections.abc import Iterator
from xml.etree import ElementTree as ET

from doudi.base.money import yuan

from .sheet import CannotParse

HELD_BACK = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
MOST_BYTES = 2_000_000_000


def put(to: ET.Element, name: str, **parts: str) -> None:
    """One element with its parts, in this order."""
    made = ET.SubElement(to, name)
    for part, text in parts.items():
        ET.SubElement(made, part).text = text


def text_of(root: ET.Element, path: str, space: str) -> str:
    """What an element says; raises CannotParse, by its name, where it is missing."""
    found = root.find("/".join(part if part.startswith("{") else f"{{{space}}}{part}" for part in path.replace(f"{{{space}}}", "").split("/")))
    if found is None or found.text is None:
        raise CannotParse(f"缺少 {path.rpartition('/')[2]}。")
    return found.text


def opened(content: bytes, space: str, what: str) -> ET.Element:
    """The root of a document of this very kind."""
    root = parsed(content)
    if root.tag != f"{{{space}}}Document":
        raise CannotParse(f"不是 {space.rpartition(':')[2]} {what}。")
    return root


def parsed(content: bytes) -> ET.Element:
    """A document type could bring in other files or grow without end: none is read."""
    if HELD_BACK.search(content[:MOST_BYTES]):
        raise CannotParse("文件带有文档类型声明，不予读取。")
    try:
        return ET.fromstring(content)
    except ET.ParseError:
        raise CannotParse("文件不完整或者不是 XML，可能没有传完。") from None


def written(root: ET.Element) -> bytes:
    """The document's bytes."""
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + b"".join(_pieces(root)) + b"\n"


def _pieces(root: ET.Element) -> Iterator[bytes]:
    yield ET.tostring(root, encoding="utf-8", xml_declaration=False)


def money(to: ET.Element, name: str, fen: int) -> None:
    """A sum in yuan, CNY."""
    ET.SubElement(to, name, Ccy="CNY").text = yuan(fen)
