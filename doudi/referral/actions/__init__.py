"""因需推送·结果反馈: the verbs: the sender's, the department's, and the clock's."""

from doudi.referral.actions.answering import CannotAccept, CannotComplete, CannotReturn, CannotReveal, accept, complete, return_, reveal
from doudi.referral.actions.chasing import escalate_unanswered, record_answers
from doudi.referral.actions.sending import CannotOpenReferral, CannotSendAgain, CannotWithdraw, open_referral, send_again, withdraw

__all__ = [
    "CannotAccept",
    "CannotComplete",
    "CannotOpenReferral",
    "CannotReturn",
    "CannotReveal",
    "CannotSendAgain",
    "CannotWithdraw",
    "accept",
    "complete",
    "escalate_unanswered",
    "open_referral",
    "record_answers",
    "return_",
    "reveal",
    "send_again",
    "withdraw",
]
