"""银行格式: what each bank takes and answers in; a place chooses one, an answer is known by the name of its file."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from . import fixed_width, iso20022, payment_file, return_file
from .payment_file import PaymentFile
from .return_file import CannotParseReturn, ReturnFile


@dataclass(frozen=True)
class Format:
    """One adapter: `write_payment(batch=, written_on=, rows=)`, and what reads it; `write_answer` is for a bank that is made up.

    Where it `names_payer`, `write_payment` takes `payer=` too.
    """

    title: str
    suffix: str
    write_payment: Callable[..., bytes]
    read_payment: Callable[[bytes], PaymentFile]
    read_answer: Callable[[bytes], ReturnFile]
    write_answer: Callable[..., bytes]
    names_payer: bool = False


def _adapter(title: str, suffix: str, module: Any, **told: bool) -> Format:
    return Format(title, suffix, module.write_payment, module.read_payment, module.read_answer, module.write_answer, **told)


FORMATS: Mapping[str, Format] = {
    "csv": Format("GB18030 逗号分隔", "csv", payment_file.format_payment, payment_file.parse_payment_file, return_file.parse_return, return_file.format_return),
    "fixed_width": _adapter("GB18030 定长文本", "txt", fixed_width),
    "iso20022": _adapter("ISO 20022（pain.001、pain.002、camt.053）", "xml", iso20022, names_payer=True),
}
SUFFIXES = {one.suffix: one for one in FORMATS.values()}


def read_answer(name: str, content: bytes) -> ReturnFile:
    """An answer by the name of its file; raises CannotParseReturn."""
    found = SUFFIXES.get(PurePath(name).suffix.lower().lstrip("."))
    if found is None:
        raise CannotParseReturn(f"不认识这种回盘文件；可以读取的有：{'、'.join(f'.{suffix}' for suffix in SUFFIXES)}。")
    return found.read_answer(content)
