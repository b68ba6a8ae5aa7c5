"""银行: answers each payment file on the next working day; refuses the accounts that only it knows to be wrong."""

from datetime import date
from pathlib import Path

import pyarrow.parquet as pq

from doudi.base import home
from doudi.base.workdays import workdays_after
from doudi.benefits.bank import TEMPORARY, format_return, parse_payment_file, return_name


def answer(city: Path, *, on: date) -> int:
    """Write the answers that fall due by this day; how many files were written. A reason that passes is given once, in the first batch."""
    known = pq.read_table(city / "departments" / "bank.parquet")
    troubled = dict(zip(known["number"].to_pylist(), known["reason"].to_pylist(), strict=True))
    written = 0
    for file in sorted((home.home() / "bank" / "out").glob("*.csv")):
        payment = parse_payment_file(file.read_bytes())
        to = home.home() / "bank" / "in" / return_name(payment.batch)
        due_on = workdays_after(payment.written_on, 1)
        if due_on > on or to.exists():
            continue
        again = "reissue" in payment.batch
        reasons = {row.serial: troubled.get(row.account, "") for row in payment.rows}
        answers = {serial: (not reason or (again and reason in TEMPORARY), reason) for serial, reason in reasons.items()}
        home.put_down(home.folder("bank", "in") / to.name, format_return(payment, answers, answered_on=due_on))
        written += 1
    return written
