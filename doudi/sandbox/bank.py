"""银行: answers each payment file in its own format on the next working day; refuses the accounts that only it knows to be wrong, and has its moods."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq

from doudi.base import home
from doudi.base.workdays import workdays_after
from doudi.benefits.bank import SUFFIXES, TEMPORARY, Format, PaymentFile, return_name

MOODS = ("", "late", "split", "misspelt", "repeated")
"""As it should; two days late; half a day's lines in each of two files; a damaged file before the sound one; the same file twice."""
Answers = dict[int, tuple[bool, str]]


def answer(city: Path, *, on: date, mood: str = "") -> int:
    """Write the answers that fall due by this day; how many files were written. A reason that passes is given once, in the first batch."""
    known = pq.read_table(city / "departments" / "bank.parquet")
    troubled = dict(zip(known["number"].to_pylist(), known["reason"].to_pylist(), strict=True))
    written = 0
    for file in sorted(path for path in (home.home() / "bank" / "out").glob("*") if path.suffix.lstrip(".") in SUFFIXES):
        form = SUFFIXES[file.suffix.lstrip(".")]
        payment = form.read_payment(file.read_bytes())
        due_on = workdays_after(payment.written_on, 3 if mood == "late" else 1)
        if due_on > on or (home.home() / "bank" / "in" / return_name(payment.batch, 1, form.suffix)).exists():
            continue
        for number, content in enumerate(_files(form, payment, _answers(payment, troubled), due_on, mood), 1):
            home.put_down(home.folder("bank", "in") / return_name(payment.batch, number, form.suffix), content)
            written += 1
    return written


def _answers(payment: PaymentFile, troubled: dict[str, str]) -> Answers:
    again = "reissue" in payment.batch
    reasons = {row.serial: troubled.get(row.account, "") for row in payment.rows}
    return {serial: (not reason or (again and reason in TEMPORARY), reason) for serial, reason in reasons.items()}


def _files(form: Format, payment: PaymentFile, answers: Answers, on: date, mood: str) -> Iterator[bytes]:
    serials = list(answers)
    parts = [serials[::2], serials[1::2]] if mood == "split" and len(serials) > 1 else [serials]
    sound = [form.write_answer(payment, {serial: answers[serial] for serial in part}, answered_on=on, number=number) for number, part in enumerate(parts, 1)]
    if mood == "misspelt":
        yield sound[0][: len(sound[0]) // 2]
    yield from sound
    if mood == "repeated":
        yield sound[0]
