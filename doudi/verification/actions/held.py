"""暂存: a file that differs from those before it waits, sealed, until a person has asked its sender; then it is let in or turned away."""

from datetime import date

from django.db import transaction

from doudi.base import access, audit, crypto, files
from doudi.base.models import Officer
from doudi.verification.actions.taking import CannotReceive, Strange, take_in
from doudi.verification.ahead import known
from doudi.verification.feed import BadFileName
from doudi.verification.models import HeldFile, RefusedFile
from doudi.verification.reading import CannotRead
from doudi.verification.receipts import Receipt


class FileHeld(Exception):
    """Why a file waits for a person: worded for the officer. Its bytes are kept sealed; nothing of it counts yet."""


class CannotDecideHeld(Exception):
    """Worded for the officer; shown on the page as it stands."""


@transaction.atomic
def hold(file_name: str, content: bytes, strange: Strange, *, on: date) -> FileHeld:
    """Keep the file for a person, once; returns what its bringer is told. One that was turned away before is refused again."""
    name, digest = strange.name, crypto.sm3(content).hex()
    held = HeldFile.objects.filter(file_name=file_name, digest=digest, region=name.region).first()
    if held and held.outcome == HeldFile.Outcome.TURNED_AWAY:
        raise CannotReceive(f"文件 {file_name}：已于 {held.decided_on} 核实后退回来源。请重新导出后以更正的内容发送。")
    if held is None:
        known = {"feed": name.feed.name, "region": name.region, "on": name.on, "file_name": file_name, "digest": digest}
        held = HeldFile.objects.create(**known, kept_as=files.keep(content), reasons=strange.reasons, held_on=on)
        audit.record("verification.held", about=held, by=None, because=" ".join(strange.reasons))
    return FileHeld(f"文件 {file_name}：与往常明显不同，已暂存，没有入库。{''.join(held.reasons)}请向来源核实后处理。")


@transaction.atomic
def let_in(*, held_id: int, because: str, officer: Officer, on: date) -> Receipt:
    """The sender stands by the file: it is taken in as any other. Raises CannotDecideHeld, CannotReceive."""
    held = _open(held_id, because, officer)
    content = files.read(held.kept_as)
    try:
        receipt = take_in(held.file_name, known(content), on=on, officer=officer, is_let_in=True)
    except (BadFileName, CannotRead, CannotReceive) as error:
        raise CannotReceive(f"文件 {held.file_name}：{error}") from None
    _decide(held, HeldFile.Outcome.LET_IN, because, officer, on)
    return receipt


@transaction.atomic
def turn_away(*, held_id: int, because: str, officer: Officer, on: date) -> HeldFile:
    """The sender was wrong: nothing of the file is kept, and it stands among the refused ones with the words for the sender."""
    held = _open(held_id, because, officer)
    words = f"文件 {held.file_name}：{''.join(held.reasons)}经核实退回：{because.strip()}"
    refused = {"file_name": held.file_name, "digest": held.digest, "region": held.region}
    RefusedFile.objects.get_or_create(**refused, defaults={"refused_on": on, "words": words})
    return _decide(held, HeldFile.Outcome.TURNED_AWAY, because, officer, on)


def _open(held_id: int, because: str, officer: Officer) -> HeldFile:
    try:
        held = HeldFile.objects.select_for_update().get(pk=held_id)
    except HeldFile.DoesNotExist:
        raise CannotDecideHeld("没有这份暂存文件，或不在您负责的区域内。") from None
    access.require(officer, "verification.receive", held.region)
    if held.outcome:
        raise CannotDecideHeld(f"这份文件已于 {held.decided_on} 处理：{held.get_outcome_display()}。")
    if not because.strip():
        raise CannotDecideHeld("请写明向来源核实的情况。")
    return held


def _decide(held: HeldFile, outcome: str, because: str, officer: Officer, on: date) -> HeldFile:
    held.outcome, held.because, held.decided_by, held.decided_on = outcome, because.strip(), officer, on
    held.save(update_fields=["outcome", "because", "decided_by", "decided_on"])
    files.let_go(held.kept_as)
    audit.record("verification.held_decided", about=held, by=officer, because=held.because, detail={"outcome": str(outcome)})
    return held
