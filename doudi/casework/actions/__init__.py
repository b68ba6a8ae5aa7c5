"""经办的动作: every step of an application and of a change, each by a named officer."""

from doudi.casework.actions.challenge import (
    CannotAnswer,
    CannotCloseChallenge,
    CannotRegisterChallenge,
    answer_challenge,
    close_challenge,
    register_challenge,
)
from doudi.casework.actions.change import CannotHear, CannotOpenChange, CannotPostEnding, hear, open_change, post_ending
from doudi.casework.actions.close import CannotEnd, CannotWithdraw, close_answered, end, withdraw
from doudi.casework.actions.correct import CannotCorrect, correct, correct_refusal, hand_over_difference
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
from doudi.casework.actions.move import CannotMoveHelp, announce, record_move
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
from doudi.casework.actions.review import CannotReview, CannotSetPace, close_review, open_due_reviews, open_expiries, open_review, set_pace
from doudi.casework.actions.self_care import ABLE, assess_self_care
from doudi.casework.actions.survey import CannotInvestigate, CannotReviewCommunity, CannotVisitByCounty, investigate, review_community, visit_by_county
from doudi.casework.actions.tell import CannotTell, tell

__all__ = [
    "ABLE",
    "CannotAccept",
    "CannotAnswer",
    "CannotCloseChallenge",
    "CannotCorrect",
    "CannotDecide",
    "CannotDecideChange",
    "CannotEnd",
    "CannotExtend",
    "CannotGiveOpinion",
    "CannotHear",
    "CannotInvestigate",
    "CannotMoveHelp",
    "CannotNameAccount",
    "CannotObject",
    "CannotOpenChange",
    "CannotPostEnding",
    "CannotPostNotice",
    "CannotReceiveObjection",
    "CannotRecordComplaint",
    "CannotRegisterChallenge",
    "CannotReview",
    "CannotReviewCommunity",
    "CannotSendBack",
    "CannotSetAsideObjection",
    "CannotSetPace",
    "CannotSubmit",
    "CannotTakeUpObjection",
    "CannotTell",
    "CannotVisitByCounty",
    "CannotWithdraw",
    "accept",
    "announce",
    "answer_challenge",
    "assess_self_care",
    "close_answered",
    "close_challenge",
    "close_review",
    "correct",
    "correct_refusal",
    "decide",
    "decide_change",
    "end",
    "extend",
    "give_opinion",
    "hand_over_difference",
    "hear",
    "investigate",
    "look_into_online",
    "name_account",
    "object_to",
    "open_change",
    "open_due_reviews",
    "open_expiries",
    "open_review",
    "post_ending",
    "post_notice",
    "receive_objection",
    "record_complaint",
    "record_online",
    "review_community",
    "send_back",
    "set_aside_online",
    "record_move",
    "register_challenge",
    "set_pace",
    "submit",
    "tell",
    "visit_by_county",
    "withdraw",
]
