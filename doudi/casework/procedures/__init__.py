"""程序: how a case must go, one table for each kind of case, one file for each scheme."""

from doudi.casework.procedures import dibao, tekun
from doudi.casework.procedures.table import Procedure, Step, Term

APPLICATIONS = {"dibao": dibao.APPLICATION}
CHANGES = {"dibao": dibao.CHANGE, "marginal": dibao.CHANGE, "tekun": tekun.ENDING}

__all__ = ["APPLICATIONS", "CHANGES", "Procedure", "Step", "Term", "dibao", "tekun"]
