"""银行往来: files that wait to leave, answers that wait to be read, and those that were not taken in."""

from dataclasses import dataclass
from pathlib import Path

from doudi.benefits import files
from doudi.benefits.bank import SUFFIXES
from doudi.benefits.models import BankFile, BankReturn

SAME_NAME = "同名的回盘已经读入，这一份内容不同，没有读入。请向银行核实；确是另一份答复的，请银行换名重发。"
NOT_READ = "还没有读入：等待当日读取，或者内容有误、已被拒收。次日仍在这里的，请向银行核实后重发。"


@dataclass(frozen=True)
class UnreadAnswer:
    """An answer of the bank that lies there and was not taken in, and what is to be done; `is_alarm` where its name was used before."""

    name: str
    words: str
    is_alarm: bool


def files_of(run_id: int) -> list[BankFile | BankReturn]:
    """A run's file and the answers to it, in order."""
    return [*BankFile.objects.filter(run_id=run_id), *BankReturn.objects.filter(bank_file__run_id=run_id).order_by("pk")]


def files_to_send(region: str) -> list[BankFile]:
    """Files that the books are closed over and that have not left, as after a crash."""
    return [file for file in BankFile.objects.filter(region=region).order_by("pk") if files.is_staged(file.name)]


def returns_to_read(region: str) -> list[Path]:
    """Answers of the bank for this county that were not taken in, by name; refused ones wait until somebody takes them away.

    An answer is known by its content: another one under a name that was used before is still to be read, and is refused there.
    """
    known = set(BankReturn.objects.filter(region=region).values_list("digest", flat=True))
    answers = (path for path in files.folder("in").glob(f"DD-{region}-*") if path.suffix.lstrip(".") in SUFFIXES)
    return sorted(path for path in answers if files.digest_at(path) not in known)


def unread_answers(region: str) -> list[UnreadAnswer]:
    """What a county's officers are to know of answers that were not taken in."""
    names = set(BankReturn.objects.filter(region=region).values_list("name", flat=True))
    unread = [path.name for path in returns_to_read(region)]
    return [UnreadAnswer(name, SAME_NAME if name in names else NOT_READ, name in names) for name in unread]
