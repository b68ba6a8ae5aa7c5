"""经办的动作: every step of an application and of a change, each by a named officer."""

from doudi.casework.actions.attach import (
    MOST_BYTES,
    CannotAttach,
    CannotOpenPage,
    CannotRemoveAttachment,
    attach,
    open_page,
    remove_attachment,
    too_large,
)
from doudi.casework.actions.change import CannotHear, CannotOpenChange, CannotPostEnding, hear, open_change, post_ending
from doudi.casework.actions.close import CannotEnd, CannotWithdraw, close_answered, end, withdraw
from doudi.casework.actions.decide import CannotDecide, CannotSendBack, decide, send_back
from doudi.casework.actions.decide_change import CannotDecideChange, decide_change
from doudi.casework.actions.intake import (
    CannotAccept,
    CannotExtend,
    CannotNameAccount,
    CannotRecordComplaint,
    accept,
    extend,
    name_account,
    record_complaint,
)
from doudi.casework.actions.opinion import CannotGiveOpinion, CannotObject, CannotPostNotice, CannotSubmit, give_opinion, object_to, post_notice, submit
from doudi.casework.actions.survey import CannotInvestigate, CannotReviewCommunity, CannotVisitByCounty, investigate, review_community, visit_by_county
from doudi.casework.actions.tell import CannotTell, tell
from doudi.casework.actions.transcribe import CannotConfirm, CannotRecognise, confirm_transcript, is_reader_here, recognise

__all__ = [
    "MOST_BYTES",
    "CannotAccept",
    "CannotAttach",
    "CannotConfirm",
    "CannotDecide",
    "CannotDecideChange",
    "CannotEnd",
    "CannotExtend",
    "CannotGiveOpinion",
    "CannotHear",
    "CannotInvestigate",
    "CannotNameAccount",
    "CannotObject",
    "CannotOpenChange",
    "CannotOpenPage",
    "CannotPostEnding",
    "CannotPostNotice",
    "CannotRecognise",
    "CannotRecordComplaint",
    "CannotRemoveAttachment",
    "CannotReviewCommunity",
    "CannotSendBack",
    "CannotSubmit",
    "CannotTell",
    "CannotVisitByCounty",
    "CannotWithdraw",
    "accept",
    "attach",
    "close_answered",
    "confirm_transcript",
    "decide",
    "decide_change",
    "end",
    "extend",
    "give_opinion",
    "hear",
    "investigate",
    "is_reader_here",
    "name_account",
    "object_to",
    "open_change",
    "open_page",
    "post_ending",
    "post_notice",
    "recognise",
    "record_complaint",
    "remove_attachment",
    "review_community",
    "send_back",
    "submit",
    "tell",
    "too_large",
    "visit_by_county",
    "withdraw",
]
