"""银行文件格式: pure functions between bytes and rows, for the house and for a bank that answers it; knows no Django."""

from .fixed_width import CannotWrite
from .formats import FORMATS, SUFFIXES, Format, read_answer
from .payment_file import CannotParsePayment, Payer, PaymentFile, PaymentRow, format_payment, parse_payment_file, payments
from .return_file import REASONS, TEMPORARY, Answer, CannotParseReturn, ReturnFile, format_return, parse_return, return_name

__all__ = [
    "FORMATS",
    "REASONS",
    "SUFFIXES",
    "TEMPORARY",
    "Answer",
    "CannotParsePayment",
    "CannotParseReturn",
    "CannotWrite",
    "Format",
    "Payer",
    "PaymentFile",
    "PaymentRow",
    "ReturnFile",
    "format_payment",
    "format_return",
    "parse_payment_file",
    "parse_return",
    "payments",
    "read_answer",
    "return_name",
]
