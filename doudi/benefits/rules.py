"""参数: the few figures of the law that paying needs, asked by place and day."""

from datetime import date

from doudi import law
from doudi.benefits.bank import Payer
from doudi.law.figures import figure_or_none, last_day


def is_death_month_paid(region: str, on: date) -> bool:
    """Whether the month somebody died in is still paid."""
    return bool(law.book(on).figure("benefits.death_month_paid", region=region, on=on))


def payday(region: str, month: date) -> date:
    """The day of the month by which its money should have arrived (57号 第二十五条: monthly, through banks; the day is local)."""
    return month.replace(day=int(law.book(month).figure("benefits.payday", region=region, on=month)))


def dibao_standard_fen(region: str, area: str, on: date) -> int:
    """The local dibao standard, fen a person and month."""
    return int(law.book(on).figure("dibao.standard", region=region, area=area, on=on))


def tekun_supplement_fen(region: str, area: str, month: date) -> int:
    """What the place gives a tekun person in a month beyond basic life and care, fen; nothing where it has set none."""
    found = law.book(month).figure("tekun.supplement", region=region, area=area, on=month)
    return 0 if found == "none" else int(found)


def is_supplement_illustrative(region: str, month: date) -> bool:
    """Whether the sum of that month is an example and no official figure."""
    return any(law.book(month).figures.value("tekun.supplement", region, area, month)[1] for area in ("urban", "rural"))


def second_approval_from(region: str, on: date) -> int:
    """From how much on, fen, a run is signed by two of the county."""
    return int(law.book(on).figure("benefits.second_approval_from", region=region, on=on))


def bank_format(region: str, on: date) -> str:
    """In which format the county's bank takes the file and answers: a name of `bank.FORMATS`."""
    return str(law.book(on).figure("benefits.bank_format", region=region, on=on))


def payer(region: str, on: date) -> Payer | None:
    """From whose account the county's help is paid, as a bank's file names it; None where the place has not written all of it."""
    said = [figure_or_none(f"benefits.{name}", region=region, on=on) for name in ("payer", "paying_bank", "paying_account")]
    return None if None in said else Payer(*map(str, said))


def may_set_off(region: str, on: date) -> bool:
    """Whether a family may agree that what it returns is kept back from what it is given beyond the standard."""
    return bool(law.book(on).figure("benefits.set_off_allowed", region=region, on=on))


def recovery_due_on(step: str, region: str, on: date) -> date | None:
    """By when the next step of a recovery is done, counted from the last: `step` (hear, decide), `approve`, `tell`, or `repay` before somebody looks.

    None where the place has set none: no law does.
    """
    return last_day(f"benefits.recovery_{step}_workdays", region=region[:6], on=on)


def least_return_days(region: str, on: date) -> int:
    """How many days an order to return money leaves at least (法 74: 限期, without a length); one where the place has set none: a term has a day."""
    return int(figure_or_none("benefits.return_order_least_days", region=region, on=on) or 1)


def is_least_return_illustrative(region: str, on: date) -> bool:
    """Whether that is an example and no official figure."""
    return law.book(on).figures.value("benefits.return_order_least_days", region, "", on)[1]


def custody_due_on(region: str, recorded_on: date) -> date | None:
    """By when an agreement on a kept card is on file with the county (57号 第二十六条 gives no term); None where the place has set none."""
    return last_day("benefits.custody_filing_workdays", region=region, on=recorded_on)


def subsidy_answer_due_on(region: str, on: date) -> date | None:
    """By when the second officer answers what was proposed on a day to put a subsidy right; None where the place has set no term: no law does."""
    return last_day("benefits.subsidy_answer_workdays", region=region, on=on)
