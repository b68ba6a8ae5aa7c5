"""上传材料: a photograph or paper is added to a case while it runs, looked at page by page, and taken away with a reason before the decision."""

from datetime import date

from django.db import transaction
from django.db.models import QuerySet

from doudi.base import audit, crypto, files, limited
from doudi.base.access import require
from doudi.base.limited.pages import pages_of
from doudi.base.models import Officer
from doudi.casework.actions.step import be_named, say
from doudi.casework.models import Application, Attachment, AttachmentPage, Change, Investigation
from doudi.casework.models.attachment import KINDS
from doudi.casework.queries.attachments import find_twin, rests_on

MOST_BYTES = 20_000_000
MOST_OF_A_CASE = 60


class CannotAttach(Exception):
    """Worded for the officer."""


class CannotRemoveAttachment(Exception):
    """Worded for the officer."""


class CannotOpenPage(Exception):
    """Worded for the officer."""


@transaction.atomic
def attach(
    *,
    content: bytes,
    kind: str,
    application_id: int | None = None,
    change_id: int | None = None,
    investigation_id: int | None = None,
    officer: Officer,
    on: date,
) -> Attachment:
    """Add what was photographed or sent, as pictures made of it by a process that can reach nothing. The same bytes again are the paper of the first time."""
    be_named(officer, CannotAttach)
    cases: QuerySet[Application] | QuerySet[Change]
    cases = Application.objects.filter(pk=application_id) if application_id is not None else Change.objects.filter(pk=change_id or 0)
    case = cases.first()
    if case is None:
        raise CannotAttach("没有这个申请或变更，或者它不在您负责的区域内。")
    require(officer, "casework.attach", case.region)
    if kind not in KINDS:
        raise CannotAttach("请选择材料的种类。")
    if len(content) > MOST_BYTES:
        raise CannotAttach(too_large(len(content)))
    source = files.digest(content)
    if twin := find_twin(case, source):
        return twin
    pages, sizes, small = _pictures(content)
    case = cases.select_for_update().get()
    _have_room(case)
    if twin := find_twin(case, source):
        return twin
    attachment = Attachment.objects.create(
        application_id=application_id,
        change_id=change_id if application_id is None else None,
        investigation=_visit(case, kind, investigation_id),
        region=case.region,
        kind=kind,
        source=source,
        small_sealed=crypto.seal_bytes(small, purpose=files.PURPOSE),
        added_by=officer,
        added_on=on,
    )
    AttachmentPage.objects.bulk_create(
        AttachmentPage(attachment=attachment, number=number, file=files.keep(page), width=width, height=height, region=case.region)
        for number, (page, (width, height)) in enumerate(zip(pages, sizes, strict=True), start=1)
    )
    audit.record("attachment.added", about=attachment, by=officer, detail={"case": case.number, "kind": kind, "pages": len(pages)})
    return attachment


@transaction.atomic
def open_page(*, attachment_id: int, number: int, officer: Officer) -> bytes:
    """The picture of one page, as JPEG; who looked is written down."""
    attachment = Attachment.objects.get(pk=attachment_id)
    require(officer, "casework.view", attachment.region)
    page = attachment.pages.get(number=number)
    audit.record("attachment.read", about=attachment, by=officer, detail={"page": number})
    try:
        return files.read(page.file)
    except files.CannotRead as why:
        raise CannotOpenPage(str(why)) from None


@transaction.atomic
def remove_attachment(*, attachment_id: int, reason: str, officer: Officer, on: date) -> Attachment:
    """Take a paper away that should not be here: its pictures are erased, that it was here and why it went stays. Never once a decision has followed it."""
    be_named(officer, CannotRemoveAttachment)
    attachment = Attachment.objects.select_for_update().filter(pk=attachment_id).first()
    if attachment is None:
        raise CannotRemoveAttachment("没有这份材料，或者它不在您负责的区域内。")
    require(officer, "casework.remove_attachment", attachment.region)
    if attachment.removed_on is not None:
        raise CannotRemoveAttachment("这份材料已经删除。")
    type(attachment.case).objects.select_for_update().get(pk=attachment.case.pk)
    if rests_on(attachment).exists():
        raise CannotRemoveAttachment("已经作出决定，材料是决定的依据，不能删除。")
    attachment.removed_by, attachment.removed_on, attachment.small_sealed = officer, on, b""
    attachment.removal_reason = say(reason, "删除的理由", CannotRemoveAttachment)
    attachment.save(update_fields=["removed_by", "removed_on", "removal_reason", "small_sealed"])
    for page in attachment.pages.all():
        files.let_go(page.file)
    attachment.pages.all().delete()
    audit.record("attachment.removed", about=attachment, by=officer, because=attachment.removal_reason)
    return attachment


def hang_photographs(investigation: Investigation) -> None:
    """Photographs of a visit are often there before its record is written: they hang on it from now on."""
    waiting = Attachment.objects.filter(application=investigation.application_id, kind="visit", investigation=None, removed_on=None)
    waiting.filter(added_on__lte=investigation.on).update(investigation=investigation)


def too_large(size: int) -> str:
    """What is said of so many bytes."""
    return f"文件有 {size / 1_000_000:.0f} MB，一次最多 {MOST_BYTES // 1_000_000} MB。请降低照片质量或拆分后再传。"


def _have_room(case: Application | Change) -> None:
    if not case.is_open:
        raise CannotAttach(f"{case.number} 已办结，不能再上传材料。")
    if case.attachments.filter(removed_on=None).count() >= MOST_OF_A_CASE:
        raise CannotAttach(f"{case.number} 已有 {MOST_OF_A_CASE} 份材料，不能再上传。请合并成 PDF，或先删除重复的。")


def _visit(case: Application | Change, kind: str, investigation_id: int | None) -> Investigation | None:
    """The visit of this very application on which the photograph hangs."""
    if investigation_id is None:
        return None
    found = Investigation.objects.filter(pk=investigation_id, application=case.pk).first() if isinstance(case, Application) else None
    if found is None or kind != "visit":
        raise CannotAttach("只有入户照片可以挂在本申请的一次调查下。")
    return found


def redrawn(content: bytes) -> bytes:
    """One small picture from outside (a drawn signature), made anew by the limited reader; raises CannotAttach."""
    if len(content) > MOST_BYTES:
        raise CannotAttach(too_large(len(content)))
    return _pictures(content)[0][0]


def _pictures(content: bytes) -> tuple[list[bytes], list[tuple[int, int]], bytes]:
    """Pages, their sizes, and the small one, as another process made them; nothing but pictures is accepted from it."""
    try:
        return pages_of(content)
    except limited.CannotOpenSafely as why:
        raise CannotAttach(str(why)) from None
