"""核验: proves that the loop is closed, invariant by invariant, and that audit and bank files are what the database says they are."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.conf import settings
from django.db import connection

from doudi.base import chain
from doudi.base.access import acting_as_system
from doudi.oversight.invariants import Invariant, all_invariants, money

SHOWN = 5
"""How many offenders a finding names; the count tells the rest."""


@dataclass(frozen=True)
class Finding:
    """What one invariant showed: how many rows were looked at, how many break it, and the first of them by table id."""

    name: str
    source: str
    count: int
    breaches: int
    examples: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        return self.breaches == 0


def check(*, on: date) -> list[Finding]:
    """Prove every invariant as of the day, within the scope of whoever asks; nothing is mended."""
    return [prove(invariant, on=on) for invariant in all_invariants()] + [proof() for proof in PROOFS]


def check_books(*, on: date) -> list[Finding]:
    """The sentences about money alone, and the files that were sent."""
    return [prove(invariant, on=on) for invariant in money.INVARIANTS] + [_bank_files_are_whole()]


def prove(invariant: Invariant, *, on: date) -> Finding:
    """One sentence as of the day, within the scope of whoever asks."""
    with connection.cursor() as cursor:
        cursor.execute(invariant.rows, {"on": on})
        (count,) = cursor.fetchone()
        cursor.execute(invariant.breaches, {"on": on})
        offenders = cursor.fetchall()
    return Finding(invariant.name, invariant.source, count, len(offenders), tuple(f"{number}（{words}）" for number, words in offenders[:SHOWN]))


def _bank_files_are_whole() -> Finding:
    """Every file that was sent still lies in the out folder with the bytes that were signed for."""
    folder = Path(settings.DOUDI_HOME) / "bank" / "out"
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, digest FROM benefits_bankfile ORDER BY id")
        files = cursor.fetchall()
    wrong = [name for name, digest in files if not (folder / name).is_file() or hashlib.sha256((folder / name).read_bytes()).hexdigest() != digest]
    return Finding("代发文件与登记的指纹一致", "社会救助法 第七十条", len(files), len(wrong), tuple(wrong[:SHOWN]))


def _audit_is_unbroken() -> Finding:
    """The chain of audit rows is whole, and agrees with the signed roots kept outside the database.

    There is one chain for the whole house: an inspector of one county would take the entries of the others for deleted. It is walked in the
    system's scope, and what comes back is a place in the chain and no entry's content.
    """
    with acting_as_system():
        proof = chain.verify()
    words = () if proof.breach is None else (proof.breach.words,)
    return Finding("审计记录未被改动", "个人信息保护法 第五十一条", proof.sealed, len(words), words)


PROOFS: tuple[Callable[[], Finding], ...] = (_bank_files_are_whole, _audit_is_unbroken)
