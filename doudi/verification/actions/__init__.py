"""信息核对·动作: what others may do with departments' files."""

from doudi.verification.actions.dispatch import Trial, adopt, begin, carry, end, lay_down
from doudi.verification.actions.held import CannotDecideHeld, FileHeld, let_in, turn_away
from doudi.verification.actions.inbox import receive_inbox
from doudi.verification.actions.receive import CannotKeep, receive, shown_name
from doudi.verification.actions.recurrent import RecurrentCheck, check_recipients
from doudi.verification.actions.request import CannotRequest, request_checks
from doudi.verification.actions.senders import CannotRegisterSender, end_sender, receive_signed, register_sender, trust
from doudi.verification.actions.settle import CannotSettle, admit, settle
from doudi.verification.actions.sources import CannotSetSource, end_source, set_source, wake_source
from doudi.verification.actions.taking import STAGES, CannotReceive, Told, unheard
from doudi.verification.envelope import CannotTrust
from doudi.verification.receipts import Receipt

__all__ = [
    "STAGES",
    "CannotDecideHeld",
    "CannotKeep",
    "CannotReceive",
    "CannotRegisterSender",
    "CannotRequest",
    "CannotSetSource",
    "CannotSettle",
    "CannotTrust",
    "FileHeld",
    "Receipt",
    "RecurrentCheck",
    "Told",
    "Trial",
    "admit",
    "adopt",
    "begin",
    "carry",
    "check_recipients",
    "end",
    "end_sender",
    "end_source",
    "lay_down",
    "let_in",
    "receive",
    "receive_inbox",
    "receive_signed",
    "register_sender",
    "request_checks",
    "set_source",
    "settle",
    "shown_name",
    "trust",
    "turn_away",
    "unheard",
    "wake_source",
]
