"""经办的动作: every step of an application and of a change, each by a named officer."""

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
from doudi.casework.actions.online import (
    CannotReceiveObjection,
    CannotSetAsideObjection,
    CannotTakeUpObjection,
    look_into_online,
    receive_objection,
    record_online,
    set_aside_online,
)
from doudi.casework.actions.opinion import CannotGiveOpinion, CannotObject, CannotPostNotice, CannotSubmit, give_opinion, object_to, post_notice, submit
from doudi.casework.actions.survey import CannotInvestigate, CannotReviewCommunity, CannotVisitByCounty, investigate, review_community, visit_by_county
from doudi.casework.actions.tell import CannotTell, tell

__all__ = [
    "CannotAccept",
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
    "CannotPostEnding",
    "CannotPostNotice",
    "CannotReceiveObjection",
    "CannotRecordComplaint",
    "CannotReviewCommunity",
    "CannotSendBack",
    "CannotSetAsideObjection",
    "CannotSubmit",
    "CannotTakeUpObjection",
    "CannotTell",
    "CannotVisitByCounty",
    "CannotWithdraw",
    "accept",
    "close_answered",
    "decide",
    "decide_change",
    "end",
    "extend",
    "give_opinion",
    "hear",
    "investigate",
    "look_into_online",
    "name_account",
    "object_to",
    "open_change",
    "post_ending",
    "post_notice",
    "receive_objection",
    "record_complaint",
    "record_online",
    "review_community",
    "send_back",
    "set_aside_online",
    "submit",
    "tell",
    "visit_by_county",
    "withdraw",
]
