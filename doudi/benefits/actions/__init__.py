"""发放的动作: every verb of the room, for other rooms to call."""

from doudi.benefits.chains import CannotReckon

from .accounts import CannotCloseAccount, CannotOpenAccount, close_account, open_account
from .adjustments import open_adjustments
from .awards import CannotChangeAward, CannotEndAward, CannotOpenAward, CannotRedirectAward, change_award, end_award, open_award, redirect_award
from .custody import CannotKeepCard, agree_on_custody, end_custody, file_custody
from .differences import open_differences
from .funds import CannotGrant, grant
from .goods import CannotStock, issue_goods, move_stock, open_good, receive_goods, return_goods
from .holds import CannotTellHold, tell_hold
from .imprest import CannotUseImprest, fill_imprest, pay_in_cash, settle_imprest
from .lines import CannotSettleLine, settle_line
from .once import CannotHelpOnce, help_once
from .opening import CannotLoadBenefits, load_benefits
from .penalty import CannotPenalise, decide_penalty, hear_defence, propose_penalty, record_fine
from .prepare import CannotPrepareRun, prepare_once, prepare_run
from .recognition import CannotRecognise, Recognised, purpose_of, recognise
from .recovery import CannotRecover, answer_remission, decide_recovery, hear_about_recovery, open_recovery, tell_recovery
from .reissue import reissue
from .release import CannotReleaseRun, CannotSendFile, release_run, send_bank_file
from .repayment import agree_on_repayment, answer_write_off, propose_write_off, record_repayment
from .return_order import drop_return_order, hear_about_return_order, order_return, propose_return_order, tell_return_order
from .returns import CannotReadReturn, read_return
from .services import CannotServe, accept_service, end_service, open_contract, plan_service, record_service
from .setting_off import count_set_offs, set_off, stop_set_off
from .settlements import CannotSettleAdjustment, settle_adjustment
from .sign import CannotSignRun, sign_run
from .standings import CannotConfirmStanding, CannotEndStanding, confirm_standing, end_standing, transfer_standing
from .subsidy import CannotSubsidise, declare_subsidy, subsidy_months
from .subsidy_correction import answer_subsidy_correction, propose_subsidy_correction
from .supplements import open_supplements
from .taking_back import CannotTakeBack
from .vouchers import CannotVouch, cancel_voucher, issue_voucher, redeem_voucher, renew_voucher, tell_expired
from .withdrawal import propose_withdrawal

__all__ = [
    "CannotChangeAward",
    "CannotCloseAccount",
    "CannotConfirmStanding",
    "CannotEndAward",
    "CannotEndStanding",
    "CannotGrant",
    "CannotHelpOnce",
    "CannotKeepCard",
    "CannotLoadBenefits",
    "CannotOpenAccount",
    "CannotOpenAward",
    "CannotPenalise",
    "CannotPrepareRun",
    "CannotReadReturn",
    "CannotReckon",
    "CannotRecognise",
    "CannotRecover",
    "CannotRedirectAward",
    "CannotReleaseRun",
    "CannotSendFile",
    "CannotServe",
    "CannotSettleAdjustment",
    "CannotSettleLine",
    "CannotSignRun",
    "CannotStock",
    "CannotSubsidise",
    "CannotTakeBack",
    "CannotTellHold",
    "CannotUseImprest",
    "CannotVouch",
    "Recognised",
    "accept_service",
    "agree_on_custody",
    "agree_on_repayment",
    "answer_remission",
    "answer_subsidy_correction",
    "answer_write_off",
    "cancel_voucher",
    "change_award",
    "close_account",
    "confirm_standing",
    "count_set_offs",
    "decide_penalty",
    "decide_recovery",
    "declare_subsidy",
    "drop_return_order",
    "end_award",
    "end_custody",
    "end_service",
    "end_standing",
    "file_custody",
    "fill_imprest",
    "grant",
    "hear_about_recovery",
    "hear_about_return_order",
    "hear_defence",
    "help_once",
    "issue_goods",
    "issue_voucher",
    "load_benefits",
    "move_stock",
    "open_account",
    "open_adjustments",
    "open_award",
    "open_contract",
    "open_differences",
    "open_good",
    "open_recovery",
    "open_supplements",
    "order_return",
    "pay_in_cash",
    "plan_service",
    "prepare_once",
    "prepare_run",
    "propose_penalty",
    "propose_return_order",
    "propose_subsidy_correction",
    "propose_withdrawal",
    "propose_write_off",
    "purpose_of",
    "read_return",
    "receive_goods",
    "recognise",
    "record_fine",
    "record_repayment",
    "record_service",
    "redeem_voucher",
    "redirect_award",
    "reissue",
    "release_run",
    "renew_voucher",
    "return_goods",
    "send_bank_file",
    "set_off",
    "settle_adjustment",
    "settle_imprest",
    "settle_line",
    "sign_run",
    "stop_set_off",
    "subsidy_months",
    "tell_expired",
    "tell_hold",
    "tell_recovery",
    "tell_return_order",
    "transfer_standing",
]
