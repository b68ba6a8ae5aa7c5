"""信息核对·动作: what others may do with departments' files."""

from doudi.verification.actions.cross import CannotAnswerElsewhere, CannotAskElsewhere, answer_elsewhere, ask_elsewhere, receive_cross
from doudi.verification.actions.held import CannotDecideHeld, FileHeld, let_in, turn_away
from doudi.verification.actions.inbox import receive_inbox
from doudi.verification.actions.objection import (
    CannotCloseObjection,
    CannotObjectToReport,
    add_papers,
    close_objection,
    object_to_report,
    object_to_report_online,
    open_objection_paper,
    recheck,
)
from doudi.verification.actions.receive import receive, shown_name
from doudi.verification.actions.report import CannotReport, make_report
from doudi.verification.actions.request import CannotRequest, request_checks
from doudi.verification.actions.senders import CannotRegisterSender, end_sender, receive_signed, register_sender, trust
from doudi.verification.actions.settle import CannotSettle, admit, settle
from doudi.verification.actions.taking import CannotReceive
from doudi.verification.envelope import CannotTrust
from doudi.verification.receipts import Receipt

__all__ = [
    "CannotAnswerElsewhere",
    "CannotAskElsewhere",
    "CannotCloseObjection",
    "CannotDecideHeld",
    "CannotObjectToReport",
    "CannotReceive",
    "CannotRegisterSender",
    "CannotReport",
    "CannotRequest",
    "CannotSettle",
    "CannotTrust",
    "FileHeld",
    "Receipt",
    "add_papers",
    "admit",
    "answer_elsewhere",
    "ask_elsewhere",
    "close_objection",
    "end_sender",
    "let_in",
    "make_report",
    "object_to_report",
    "object_to_report_online",
    "open_objection_paper",
    "receive",
    "receive_cross",
    "recheck",
    "receive_inbox",
    "receive_signed",
    "register_sender",
    "request_checks",
    "settle",
    "shown_name",
    "trust",
    "turn_away",
]
