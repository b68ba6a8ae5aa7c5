"""比对: whom a row is about. Number and name agree, or a likeness that labelled records have proved leads to one person, or an officer is asked."""

from doudi.verification.matching.deciding import identify
from doudi.verification.matching.gateways import listed, watched
from doudi.verification.matching.verdicts import Candidate, Verdict, Verdicts

__all__ = ["Candidate", "Verdict", "Verdicts", "identify", "listed", "watched"]
