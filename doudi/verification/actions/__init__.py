"""信息核对·动作: what others may do with departments' files."""

from doudi.verification.actions.consent import (
    CannotConsent,
    Paper,
    carry_consents,
    consent_at_window,
    consent_of_supporter,
    consent_with_application,
    end_consents,
    withdraw_consent,
)
from doudi.verification.actions.consent_batch import record_paper_consents
from doudi.verification.actions.cross import CannotAnswerElsewhere, CannotAskElsewhere, answer_elsewhere, ask_elsewhere, receive_cross
from doudi.verification.actions.dispatch import Trial, adopt, begin, carry, end, lay_down
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
from doudi.verification.actions.receive import CannotKeep, receive, shown_name
from doudi.verification.actions.recurrent import RecurrentCheck, check_recipients
from doudi.verification.actions.report import CannotReport, make_report
from doudi.verification.actions.request import CannotRequest, request_checks
from doudi.verification.actions.senders import CannotRegisterSender, end_sender, receive_signed, register_sender, trust
from doudi.verification.actions.settle import CannotSettle, admit, settle
from doudi.verification.actions.sources import CannotSetSource, end_source, set_source, wake_source
from doudi.verification.actions.take_back import MAY_BE_TAKEN_BACK, CannotTakeBack, take_back
from doudi.verification.actions.taking import STAGES, CannotReceive, Told, unheard
from doudi.verification.actions.withdrawal import NOT_YOURS, CannotHear, CannotWithdrawOnline, hear_withdrawal, withdraw_online
from doudi.verification.envelope import CannotTrust
from doudi.verification.receipts import Receipt

__all__ = [
    "MAY_BE_TAKEN_BACK",
    "NOT_YOURS",
    "STAGES",
    "CannotAnswerElsewhere",
    "CannotAskElsewhere",
    "CannotCloseObjection",
    "CannotConsent",
    "CannotDecideHeld",
    "CannotHear",
    "CannotKeep",
    "CannotObjectToReport",
    "CannotReceive",
    "CannotRegisterSender",
    "CannotReport",
    "CannotRequest",
    "CannotSetSource",
    "CannotSettle",
    "CannotTakeBack",
    "CannotTrust",
    "CannotWithdrawOnline",
    "FileHeld",
    "Paper",
    "Receipt",
    "RecurrentCheck",
    "Told",
    "Trial",
    "add_papers",
    "admit",
    "adopt",
    "answer_elsewhere",
    "ask_elsewhere",
    "begin",
    "carry",
    "carry_consents",
    "check_recipients",
    "close_objection",
    "consent_at_window",
    "consent_of_supporter",
    "consent_with_application",
    "end",
    "end_consents",
    "end_sender",
    "end_source",
    "hear_withdrawal",
    "lay_down",
    "let_in",
    "make_report",
    "object_to_report",
    "object_to_report_online",
    "open_objection_paper",
    "receive",
    "receive_cross",
    "receive_inbox",
    "receive_signed",
    "recheck",
    "record_paper_consents",
    "register_sender",
    "request_checks",
    "set_source",
    "settle",
    "shown_name",
    "take_back",
    "trust",
    "turn_away",
    "unheard",
    "wake_source",
    "withdraw_consent",
    "withdraw_online",
]
