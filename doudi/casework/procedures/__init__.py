"""程序: how a case must go, one table for each kind of case, one file for each scheme."""

from doudi.casework.procedures import after, dibao, marginal, rigid_expenditure, tekun
from doudi.casework.procedures.after import CHALLENGES, REVIEWS
from doudi.casework.procedures.table import CLOSED, Procedure, Step, Term, Terms

_SCHEMES = (tekun, dibao, marginal, rigid_expenditure)
"""In the order in which a family is asked about them: who gives most first."""

APPLICATIONS = {one.APPLICATION.scheme: one.APPLICATION for one in _SCHEMES}
"""Each scheme's table where the county decides."""
TABLES = {("county", scheme): table for scheme, table in APPLICATIONS.items()} | {("township", one.DELEGATED.scheme): one.DELEGATED for one in _SCHEMES}
"""Every table an application can follow, by who decides in its place and by scheme."""
CHANGES = {
    "dibao": dibao.CHANGE,
    "single_person_dibao": dibao.CHANGE,
    "marginal": dibao.CHANGE,
    "rigid_expenditure": dibao.CHANGE,
    "tekun": tekun.ENDING,
    "tekun_care": tekun.REGRADE,
}


def scheme_for(kind: str, *, present: str) -> str:
    """The scheme whose table confirms this kind of standing: the present one where it can, else the first that can."""
    if kind in APPLICATIONS[present].kinds:
        return present
    return kind if kind in APPLICATIONS else next(scheme for scheme, table in APPLICATIONS.items() if kind in table.kinds)


__all__ = [
    "APPLICATIONS",
    "CHALLENGES",
    "CHANGES",
    "CLOSED",
    "REVIEWS",
    "TABLES",
    "Procedure",
    "Step",
    "Term",
    "Terms",
    "after",
    "dibao",
    "marginal",
    "rigid_expenditure",
    "scheme_for",
    "tekun",
]
