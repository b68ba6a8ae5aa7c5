"""一个月的故事: a small county's month told through the house's verbs, so that it can be told again from the top after any death."""

import os
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from doudi.base.access import acting, acting_as_system
from doudi.base.models import Officer
from doudi.benefits import actions, bank, files, queries
from doudi.benefits.models import PayLine, PayRun
from doudi.registry.models import Person
from tests.benefits.builders import ANSWERED, COUNTY, MONTH, OTHER_TOWN, PREPARED, RELEASED, REVIEWED, TOWN, TOWNS, a_desk, a_recipient, an_account
from tests.people import a_family

Step = Callable[[str, Callable[[], object]], None]
REFUSED = {"1": "closed", "2": "bank_error"}
"""What the bank of this story answers to accounts that end so, the first time."""


def set_up(*, families: int) -> None:
    """Families of two towns, two that the bank refuses, one without account, one whose only member is dead; and the officers."""
    with acting_as_system():

        def officer_of(role: str, region: str) -> Officer:
            number = Officer.objects.count() + 1
            return Officer.objects.create(username=f"officer{number}", name=f"经办{number}", role_id=role, region=region)

        a_desk(officer_of)
        officer_of("county", COUNTY)
        for turn in range(families):
            town, number = (TOWN, OTHER_TOWN)[turn % 2], f"99000000000000{turn:04d}{turn + 1 if turn < 2 else 0}"
            family = a_family(members=1 + turn % 3, region=f"{town}001")
            a_recipient(family=family, account=an_account(family, number=number), amount_fen=50_000 + 1_037 * turn)
        nowhere = a_recipient(members=2)
        nowhere.award.account = None
        nowhere.award.save()
        dead = a_recipient(members=1)
        Person.objects.filter(pk=dead.family.head.pk).update(died_on=date(2026, 10, 3), death_known_on=date(2026, 10, 20))


def tell(step: Step) -> None:
    """The month from the top; each step is a verb called as its officer would, and may have been done before."""
    desk = _desk()
    prepare(step)
    for turn, kind in enumerate(("regular", "reissue"), start=1):
        for run, towns in _system(_runs, kind):
            for town in towns:
                step(f"sign {run.batch} {town}", partial(_as, desk[town], actions.sign_run, run_id=run.pk, step="township", on=TOWNS))
            step(f"review {run.batch}", partial(_as, desk["county"], actions.sign_run, run_id=run.pk, step="county", on=REVIEWED))
            step(f"release {run.batch}", partial(_as, desk["finance"], actions.release_run, run_id=run.pk, on=RELEASED))
        step(f"send {turn}", _send)
        answer_all()
        for path in sorted(files.folder("in").glob("*.csv")):
            step(f"read {path.name}", partial(_as, desk["finance"], actions.read_return, path=path, on=ANSWERED))
        step(f"correct {turn}", partial(_correct, desk))
        step(f"settle {turn}", partial(_settle, desk))
        step(f"reissue {turn}", partial(_system, actions.reissue, region=COUNTY, month=MONTH, on=ANSWERED, officer=None))


def prepare(step: Step) -> None:
    """The first step alone."""
    step("prepare", partial(_system, actions.prepare_run, region=COUNTY, month=MONTH, on=PREPARED, officer=None))


def answer_all() -> None:
    """The bank, outside the house: answers every file that reached it, once."""
    for sent in sorted(files.folder("out").glob("*.csv")):
        path = files.folder("in") / bank.return_name(sent.stem)
        if not path.exists():
            payment = bank.parse_payment_file(sent.read_bytes())
            answers = {row.serial: (row.account[-1] not in REFUSED or "reissue" in sent.name, REFUSED.get(row.account[-1], "")) for row in payment.rows}
            path.with_suffix(".part").write_bytes(bank.format_return(payment, answers, answered_on=ANSWERED))
            os.rename(path.with_suffix(".part"), path)


def _runs(kind: str) -> list[tuple[PayRun, list[str]]]:
    """Runs of a kind with the townships that have lines in them."""
    towns: dict[PayRun, set[str]] = {run: set() for run in PayRun.objects.filter(kind=kind).order_by("pk")}
    for line in PayLine.objects.filter(run__kind=kind).exclude(state="held").select_related("run"):
        towns[line.run].add(line.region[:9])
    return [(run, sorted(names)) for run, names in towns.items()]


def _send() -> None:
    """What a crash kept from leaving, leaves."""
    for file in _system(queries.files_to_send, COUNTY):
        _system(actions.send_bank_file, run_id=file.run_id, on=RELEASED)


def _correct(desk: dict[str, Officer]) -> None:
    """The township registers another account for the family whose account was closed."""
    with acting(desk[TOWN]):
        for line in PayLine.objects.filter(state="failed", bank_reason="closed").select_related("award", "payee"):
            if line.award.account_id == line.account_id:
                fresh = actions.open_account(
                    person_id=line.payee_id,
                    bank="示例银行",
                    number="9900000000000077770",
                    holder_name=line.payee.name,
                    opened_on=ANSWERED,
                    officer=desk[TOWN],
                    on=ANSWERED,
                )
                actions.redirect_award(award_id=line.award_id, account_id=fresh.pk, because="原账户已销户", officer=desk[TOWN], on=ANSWERED)


def _settle(desk: dict[str, Officer]) -> None:
    """The county sends the held line without an account to one that the family named."""
    with acting(desk["clerk"]):
        for line in PayLine.objects.filter(state="held", hold_reason="nowhere_to_pay").select_related("payee"):
            account = actions.open_account(
                person_id=line.payee_id,
                bank="示例银行",
                number="9900000000000088880",
                holder_name=line.payee.name,
                opened_on=ANSWERED,
                officer=desk["clerk"],
                on=ANSWERED,
            )
            actions.settle_line(line_id=line.pk, outcome="move", because="本人提供账户", officer=desk["clerk"], on=ANSWERED, account_id=account.pk)


def _desk() -> dict[str, Officer]:
    towns = {officer.region: officer for officer in Officer.objects.filter(role="township")}
    county, *_, clerk = Officer.objects.filter(role="county").order_by("pk")
    return {**towns, "county": county, "clerk": clerk, "finance": Officer.objects.get(role="finance")}


def _system(verb: Callable[..., Any], *given: object, **named: object) -> Any:
    with acting_as_system():
        return verb(*given, **named)


def _as(actor: Officer, verb: Callable[..., object], **named: object) -> object:
    with acting(actor):
        return verb(officer=actor, **named)
