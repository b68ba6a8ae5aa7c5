"""材料: the papers of a case, with what was confirmed to stand on them."""

from dataclasses import dataclass

from django.db.models import QuerySet

from doudi.base import crypto, files
from doudi.casework.models import Application, Attachment, AttachmentPage, Change, Decision, Investigation, Transcript
from doudi.casework.models.attachment import KINDS

PAPER_KINDS = KINDS


@dataclass(frozen=True)
class Paper:
    """One attachment as pages show it: its small picture as JPEG (none when taken away), its pages, what was last confirmed."""

    attachment: Attachment
    small: bytes
    pages: list[AttachmentPage]
    transcript: Transcript | None

    @property
    def is_removed(self) -> bool:
        return self.attachment.removed_on is not None


def papers_of(case: Application | Change) -> list[Paper]:
    """All papers of a case, also those taken away, in the order they came."""
    found = case.attachments.select_related("added_by", "removed_by", "investigation", "application", "change")
    return [_paper(one) for one in found.prefetch_related("pages", "transcripts__person", "transcripts__confirmed_by")]


def get_paper(attachment_id: int) -> Paper:
    """One paper, or DoesNotExist: also for one the reader may not see."""
    found = Attachment.objects.select_related("added_by", "removed_by", "application__household", "change__household", "investigation")
    return _paper(found.prefetch_related("pages", "transcripts__person", "transcripts__confirmed_by").get(pk=attachment_id))


def is_evidence(attachment: Attachment) -> bool:
    """Whether a decision has followed it: then it stays."""
    return rests_on(attachment).exists()


def rests_on(attachment: Attachment) -> QuerySet[Decision]:
    """Decisions of its case that may have looked at this paper: none was taken before it came."""
    of_case = {"application": attachment.application_id} if attachment.application_id else {"change": attachment.change_id}
    return Decision.objects.filter(**of_case, decided_on__gte=attachment.added_on)


def find_twin(case: Application | Change, source: str) -> Attachment | None:
    """The paper of this case that was made of the same bytes."""
    return case.attachments.filter(source=source, removed_on=None).first()


def visits_of(case: Application | Change) -> list[Investigation]:
    """The visits photographs may hang on, latest first."""
    return list(case.investigations.exclude(manner="community").order_by("-on", "-id")) if isinstance(case, Application) else []


def _paper(one: Attachment) -> Paper:
    small = crypto.open_bytes(one.small_sealed, purpose=files.PURPOSE) if one.small_sealed else b""
    return Paper(one, small, list(one.pages.all()), next(reversed(one.transcripts.all()), None))
