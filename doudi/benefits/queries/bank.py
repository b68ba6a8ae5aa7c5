"""银行往来: files that wait to leave, answers that wait to be read."""

from pathlib import Path

from doudi.benefits import files
from doudi.benefits.bank import SUFFIXES
from doudi.benefits.models import BankFile, BankReturn


def files_of(run_id: int) -> list[BankFile | BankReturn]:
    """A run's file and the answers to it, in order."""
    return [*BankFile.objects.filter(run_id=run_id), *BankReturn.objects.filter(bank_file__run_id=run_id).order_by("pk")]


def files_to_send(region: str) -> list[BankFile]:
    """Files that the books are closed over and that have not left, as after a crash."""
    return [file for file in BankFile.objects.filter(region=region).order_by("pk") if files.is_staged(file.name)]


def returns_to_read(region: str) -> list[Path]:
    """Answers of the bank for this county that were not taken in, by name; refused ones wait until somebody takes them away."""
    known = set(BankReturn.objects.filter(region=region).values_list("name", flat=True))
    return sorted(path for path in files.folder("in").glob(f"DD-{region}-*") if path.suffix.lstrip(".") in SUFFIXES and path.name not in known)
