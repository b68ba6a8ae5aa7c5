"""程序: how a case must go, one table for each kind of case, one file for each scheme."""

from doudi.casework.procedures import after, dibao, tekun
from doudi.casework.procedures.after import CHALLENGES, REVIEWS
from doudi.casework.procedures.table import Procedure, Step, Term

APPLICATIONS = {"dibao": dibao.APPLICATION}
CHANGES = {"dibao": dibao.CHANGE, "marginal": dibao.CHANGE, "rigid_expenditure": dibao.CHANGE, "tekun": tekun.ENDING, "tekun_care": tekun.REGRADE}

__all__ = ["APPLICATIONS", "CHALLENGES", "CHANGES", "REVIEWS", "Procedure", "Step", "Term", "after", "dibao", "tekun"]
