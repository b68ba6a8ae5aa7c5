"""程序: how a case must go, one table for each kind of case, one file for each scheme."""

from doudi.casework.procedures import after, dibao, marginal, rigid_expenditure, tekun, temporary_relief
from doudi.casework.procedures.after import CHALLENGES, REVIEWS
from doudi.casework.procedures.table import CLOSED, Procedure, Step, Term, Terms

_SCHEMES = (tekun, dibao, marginal, rigid_expenditure, temporary_relief)
"""In the order in which a family is asked about them: who gives most first, what is given once last."""
_URGENT = temporary_relief.URGENT

APPLICATIONS = {one.APPLICATION.scheme: one.APPLICATION for one in _SCHEMES} | {_URGENT.scheme: _URGENT}
"""Each scheme's table where the county decides; help at once is always the township's."""
TABLES = {("county", one.APPLICATION.scheme): one.APPLICATION for one in _SCHEMES} | {
    ("township", one.scheme): one for one in (*(one.DELEGATED for one in _SCHEMES), _URGENT)
}
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
    "temporary_relief",
]
