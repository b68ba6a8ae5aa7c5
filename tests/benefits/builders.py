"""造出来的发放: families with standings, awards and accounts, the officers of a county, and a bank that answers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import count
from pathlib import Path

from doudi.base import crypto
from doudi.base.models import Officer
from doudi.benefits import actions, bank, files
from doudi.benefits.models import Account, Award, PayRun, Standing
from tests.people import Family, a_family

COUNTY, TOWN, OTHER_TOWN = "370702", "370702001", "370702002"
MONTH, BEFORE = date(2026, 11, 1), date(2026, 10, 1)
PREPARED, TOWNS, REVIEWED, RELEASED, ANSWERED = (date(2026, 11, day) for day in (2, 3, 4, 5, 6))

_turn = count(1)


@dataclass(frozen=True)
class Recipient:
    """A family that receives, and what it is due."""

    family: Family
    standing: Standing
    account: Account
    award: Award


def an_account(family: Family, *, number: str = "", holder: str = "", closed_on: date | None = None, filed_on: date | None = None) -> Account:
    """An account of the family's head."""
    number = number or f"9900{next(_turn):015d}"
    return Account.objects.create(
        person=family.head,
        bank="示例银行",
        number_sealed=crypto.seal_text(number, purpose="account"),
        number_index=crypto.index(number, purpose="account"),
        number_tail=number[-4:],
        holder_name=holder or family.head.name,
        opened_on=date(2020, 1, 1),
        closed_on=closed_on,
        filed_on=filed_on,
        region=family.household.region,
    )


def a_recipient(*, town: str = TOWN, members: int = 2, amount_fen: int = 60_000, family: Family | None = None, account: Account | None = None) -> Recipient:
    """A dibao family, paid since long ago."""
    family = family or a_family(members=members, region=f"{town}001")
    account = account or an_account(family)
    standing = Standing.objects.create(
        household=family.household, kind="dibao", from_on=date(2025, 1, 1), decided_by="import:test", region=family.household.region
    )
    return Recipient(family, standing, account, an_award(standing, account, amount_fen=amount_fen))


def an_award(
    standing: Standing, account: Account | None, *, payee_id: int | None = None, amount_fen: int = 60_000, from_month: date = date(2025, 2, 1)
) -> Award:
    """Monthly dibao on a standing."""
    return Award.objects.create(
        standing=standing,
        household=standing.household,
        kind="dibao_monthly",
        amount_fen=amount_fen,
        from_month=from_month,
        payee_id=payee_id or account.person_id,
        account=account,
        decided_by="import:test",
        region=standing.region,
    )


@dataclass(frozen=True)
class Desk:
    """The officers a run needs."""

    townships: tuple[Officer, ...]
    county: Officer
    finance: Officer
    second: Officer
    """Another of the county."""


def a_desk(officer_of: Callable[..., Officer]) -> Desk:
    """One officer for each step."""
    towns = tuple(officer_of("township", town) for town in (TOWN, OTHER_TOWN))
    return Desk(towns, officer_of("county", COUNTY), officer_of("finance", COUNTY), officer_of("county", COUNTY))


def prepare() -> PayRun:
    """This month's run, made by the system."""
    return actions.prepare_run(region=COUNTY, month=MONTH, on=PREPARED, officer=None)


def sign_and_release(run: PayRun, desk: Desk) -> Path:
    """Everybody signs; the file that left."""
    run.refresh_from_db()
    for officer in desk.townships[: run.townships]:
        actions.sign_run(run_id=run.pk, step="township", officer=officer, on=TOWNS)
    actions.sign_run(run_id=run.pk, step="county", officer=desk.county, on=REVIEWED)
    file = actions.release_run(run_id=run.pk, officer=desk.finance, on=RELEASED)
    files.publish(file.name, file.digest)
    return files.folder("out") / file.name


def answer(sent: Path, refused: Mapping[int, str] | None = None, *, only: set[int] | None = None, number: int = 1, on: date = ANSWERED) -> Path:
    """The bank's answer to a file: paid but for the refused lines (line → reason), and silent beyond `only`."""
    payment = bank.parse_payment_file(sent.read_bytes())
    refused = refused or {}
    answers = {row.serial: (row.serial not in refused, refused.get(row.serial, "")) for row in payment.rows if only is None or row.serial in only}
    path = files.folder("in") / bank.return_name(payment.batch, number)
    path.write_bytes(bank.format_return(payment, answers, answered_on=on, number=number))
    return path
