"""身份·待遇·发放的表: standings, awards, accounts; runs and lines; the ledger; bank files; adjustments."""

from .adjustment import Adjustment
from .bank import BankFile, BankReturn
from .custody import Custody
from .entitlement import Account, Award, Standing
from .fund import Fund, FundGrant, FundUse
from .goods import Good, GoodsIssue, StockMove
from .imprest import Imprest, ImprestMove
from .ledger import Entry, LedgerAccount, Posting
from .recovery import Penalty, Recovery, RecoveryMove, RecoveryPart
from .return_order import ReturnOrder
from .run import LineFlag, LineHold, PayLine, PayRun, RunSignature
from .services import Contract, ServicePlan, ServiceVisit
from .subsidy import PriceSubsidy, SubsidyCorrection
from .vouchers import Voucher

__all__ = [
    "Account",
    "Adjustment",
    "Award",
    "BankFile",
    "BankReturn",
    "Contract",
    "Custody",
    "Entry",
    "Fund",
    "FundGrant",
    "FundUse",
    "Good",
    "GoodsIssue",
    "Imprest",
    "ImprestMove",
    "LedgerAccount",
    "LineFlag",
    "LineHold",
    "PayLine",
    "PayRun",
    "Penalty",
    "Posting",
    "PriceSubsidy",
    "Recovery",
    "RecoveryMove",
    "RecoveryPart",
    "ReturnOrder",
    "RunSignature",
    "ServicePlan",
    "ServiceVisit",
    "Standing",
    "StockMove",
    "SubsidyCorrection",
    "Voucher",
]
