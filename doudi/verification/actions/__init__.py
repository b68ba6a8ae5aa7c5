"""信息核对·动作: what others may do with departments' files."""

from doudi.verification.actions.held import CannotDecideHeld, FileHeld, let_in, turn_away
from doudi.verification.actions.inbox import receive_inbox
from doudi.verification.actions.receive import receive, shown_name
from doudi.verification.actions.request import CannotRequest, request_checks
from doudi.verification.actions.senders import CannotRegisterSender, end_sender, receive_signed, register_sender, trust
from doudi.verification.actions.settle import CannotSettle, admit, settle
from doudi.verification.actions.take_back import MAY_BE_TAKEN_BACK, CannotTakeBack, take_back
from doudi.verification.actions.taking import CannotReceive
from doudi.verification.envelope import CannotTrust
from doudi.verification.receipts import Receipt

__all__ = [
    "MAY_BE_TAKEN_BACK",
    "CannotDecideHeld",
    "CannotReceive",
    "CannotRegisterSender",
    "CannotRequest",
    "CannotSettle",
    "CannotTakeBack",
    "CannotTrust",
    "FileHeld",
    "Receipt",
    "admit",
    "end_sender",
    "let_in",
    "receive",
    "receive_inbox",
    "receive_signed",
    "register_sender",
    "request_checks",
    "settle",
    "shown_name",
    "take_back",
    "trust",
    "turn_away",
]
