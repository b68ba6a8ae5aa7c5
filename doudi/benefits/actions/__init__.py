"""发放的动作: every verb of the room, for other rooms to call."""

from .accounts import CannotCloseAccount, CannotOpenAccount, close_account, open_account
from .adjustments import CannotSettleAdjustment, open_adjustments, open_differences, settle_adjustment
from .awards import CannotChangeAward, CannotEndAward, CannotOpenAward, CannotRedirectAward, change_award, end_award, open_award, redirect_award
from .funds import CannotGrant, grant
from .holds import CannotTellHold, tell_hold
from .lines import CannotSettleLine, settle_line
from .once import CannotHelpOnce, help_once
from .opening import CannotLoadBenefits, load_benefits
from .prepare import CannotPrepareRun, prepare_once, prepare_run
from .reissue import reissue
from .release import CannotReleaseRun, CannotSendFile, release_run, send_bank_file
from .returns import CannotReadReturn, read_return
from .sign import CannotSignRun, sign_run
from .standings import CannotConfirmStanding, CannotEndStanding, confirm_standing, end_standing, transfer_standing
from .subsidy import CannotSubsidise, declare_subsidy, subsidy_months

__all__ = [
    "CannotChangeAward",
    "CannotCloseAccount",
    "CannotConfirmStanding",
    "CannotEndAward",
    "CannotEndStanding",
    "CannotGrant",
    "CannotHelpOnce",
    "CannotLoadBenefits",
    "CannotOpenAccount",
    "CannotOpenAward",
    "CannotPrepareRun",
    "CannotReadReturn",
    "CannotRedirectAward",
    "CannotReleaseRun",
    "CannotSendFile",
    "CannotSettleAdjustment",
    "CannotSettleLine",
    "CannotSignRun",
    "CannotSubsidise",
    "CannotTellHold",
    "change_award",
    "close_account",
    "confirm_standing",
    "declare_subsidy",
    "end_award",
    "end_standing",
    "grant",
    "help_once",
    "load_benefits",
    "open_account",
    "open_adjustments",
    "open_award",
    "open_differences",
    "prepare_once",
    "prepare_run",
    "read_return",
    "redirect_award",
    "reissue",
    "release_run",
    "send_bank_file",
    "settle_adjustment",
    "settle_line",
    "sign_run",
    "tell_hold",
    "transfer_standing",
    "subsidy_months",
]
