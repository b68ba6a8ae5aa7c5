"""上传材料: what becomes of a photograph or a paper, ordinary and hostile; what is kept, who may take it away, and what the database refuses."""

import io
import sys

import pytest
from django.db import transaction
from PIL import Image

from doudi.base import files, limited
from doudi.base.access import CannotAccess, acting
from doudi.base.limited import child, pictures
from doudi.base.models import AuditEntry, KeptFile
from doudi.casework import actions
from doudi.casework import queries as cases
from doudi.casework.actions import CannotAttach, CannotOpenPage, CannotRemoveAttachment
from doudi.casework.models import Attachment, AttachmentPage
from tests import uploads
from tests.casework.story import DECIDED, ON, OPINED, POSTED, SUBMITTED, SURVEYED, TOWN, a_poor_family, applied, granted, opined, staff, surveyed
from tests.casework.test_change import opened
from tests.casework.test_defences import refused

pytestmark = pytest.mark.usefixtures("system")


@pytest.fixture
def people(officer_of):
    return staff(officer_of)


@pytest.fixture
def application(people):
    return applied(a_poor_family(), people)


def attached(application, officer, content=None, *, kind="other", on=ON, **more):
    content = uploads.jpeg() if content is None else content
    return actions.attach(content=content, kind=kind, application_id=application.pk, officer=officer, on=on, **more)


def first_page(attachment, officer):
    return actions.open_page(attachment_id=attachment.pk, number=1, officer=officer)


def test_a_photograph_becomes_a_plain_upright_picture(application, people, own_home):
    sent = uploads.jpeg((640, 480), exif=True)
    assert b"SecretPhone" in sent and b"Exif" in sent
    attachment = attached(application, people.clerk, sent)
    shown = first_page(attachment, people.clerk)
    assert b"SecretPhone" not in shown and b"Exif" not in shown
    with Image.open(io.BytesIO(shown)) as picture:
        assert (picture.size, dict(picture.getexif())) == ((480, 640), {})
    paper = cases.get_paper(attachment.pk)
    with Image.open(io.BytesIO(paper.small)) as small:
        assert max(small.size) == pictures.SMALL_SIDE
    kept = [path.read_bytes() for path in (own_home / "files").rglob("*") if path.is_file()]
    assert len(kept) == 1 and not any(b"JFIF" in content for content in kept)


def test_a_pdf_becomes_pictures_of_its_pages(application, people):
    attachment = attached(application, people.clerk, uploads.pdf(3))
    assert [(page.number, page.width, page.height) for page in attachment.pages.all()] == [(number, 1240, 1755) for number in (1, 2, 3)]
    assert first_page(attachment, people.clerk).startswith(b"\xff\xd8\xff")


def test_a_transparent_picture_lies_on_white_paper(application, people):
    with Image.open(io.BytesIO(first_page(attached(application, people.clerk, uploads.png()), people.clerk))) as picture:
        assert picture.getpixel((5, 5)) == (255, 255, 255)


def test_sent_twice_it_is_there_once_and_taken_away_it_may_come_again(application, people):
    first = attached(application, people.clerk)
    assert attached(application, people.second) == first
    remove(first, people.clerk)
    again = attached(application, people.clerk)
    assert again != first and AuditEntry.objects.filter(verb="attachment.added").count() == 2


def test_the_same_bytes_are_kept_once_and_go_with_their_last_use(people, own_home, django_capture_on_commit_callbacks):
    one, other = (attached(applied(a_poor_family(), people), people.clerk) for _ in range(2))
    (page,) = {one.pages.get().file, other.pages.get().file}
    assert KeptFile.objects.get(name=page).uses == 2
    with django_capture_on_commit_callbacks(execute=True):
        remove(one, people.clerk)
    assert first_page(other, people.clerk)
    with django_capture_on_commit_callbacks(execute=True):
        remove(other, people.clerk)
    assert not KeptFile.objects.exists()
    assert [path for path in (own_home / "files").rglob("*") if path.is_file()] == []


def remove(attachment, officer, *, reason="拍错了。", on=ON):
    return actions.remove_attachment(attachment_id=attachment.pk, reason=reason, officer=officer, on=on)


HOSTILE = {
    "nothing at all": (b"", "空的"),
    "a web page": (uploads.SCRIPT, "网页或矢量图"),
    "a web page behind a mark and blanks": (b"\xef\xbb\xbf  <html>", "网页或矢量图"),
    "a drawing that runs": (b"<?xml version='1.0'?><svg onload='x'/>", "网页或矢量图"),
    "an archive": (b"PK\x03\x04" + b"\0" * 40, "压缩包"),
    "a packed bomb": (b"\x1f\x8b\x08" + b"\0" * 40, "压缩包"),
    "a program": (b"\x7fELF" + b"\0" * 40, "程序"),
    "a photograph of another make": (b"\0\0\0\x20ftypheic" + b"\0" * 40, "HEIC"),
    "a film": (b"\0\0\0\x20ftypmp42" + b"\0" * 40, "视频"),
    "an old kind of picture": (b"GIF89a" + b"\0" * 40, "格式不收"),
    "words": ("身份证.jpg".encode(), "认不出"),
    "half a photograph": (uploads.jpeg()[:3000], "不完整或已损坏"),
    "the beginning of a photograph": (b"\xff\xd8\xff\xe0", "不完整或已损坏"),
    "half a picture": (uploads.png()[:400], "不完整或已损坏"),
    "a picture of ten thousand million dots": (uploads.png_that_says(100_000, 100_000), "万像素"),
    "a picture a little too large": (uploads.png_that_says(8_000, 7_501), "万像素"),
    "a picture of no dots": (uploads.png_that_says(0, 0), "不完整或已损坏"),
    "a flood of real dots": (uploads.png((20_000, 20_000), "1"), "万像素"),
    "half a PDF": (uploads.pdf()[:300], "PDF 不完整或已损坏"),
    "a PDF of ten thousand pages": (uploads.pdf_of_ten_thousand_pages(), "有 10000 页"),
    "a PDF of a page too many": (uploads.pdf(pictures.MOST_PAGES + 1), "有 21 页"),
    "a PDF with a script": (uploads.pdf_with_script(), "脚本"),
    "a PDF that starts a program": (uploads.pdf_of(b"<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /Launch >> >>", *uploads.PAGES), "脚本"),
}


@pytest.mark.parametrize(("content", "words"), HOSTILE.values(), ids=list(HOSTILE))
def test_what_means_harm_is_refused_in_one_clear_sentence(application, people, own_home, content, words):
    with pytest.raises(CannotAttach, match=words) as refusal:
        attached(application, people.clerk, content)
    assert len(str(refusal.value)) < 80 and "\n" not in str(refusal.value)
    assert not Attachment.objects.exists() and not (own_home / "files").exists()


def test_what_is_just_within_the_limits_is_taken(application, people):
    attached(application, people.clerk, uploads.pdf(pictures.MOST_PAGES))
    attached(application, people.clerk, uploads.jpeg((7_500, 8_000)))


def test_too_many_bytes_are_refused_before_anything_opens_them(application, people, monkeypatch):
    monkeypatch.setattr(limited, "work", None)
    with pytest.raises(CannotAttach, match=r"50 MB，一次最多 20 MB"):
        attached(application, people.clerk, bytes(50_000_000))


@pytest.mark.parametrize("kind", ["JPEG", "PDF"])
def test_of_two_things_in_one_file_only_the_picture_is_kept(application, people, kind):
    """A photograph that is also a web page or an archive, a PDF with a script nobody finds by looking: what is kept was made anew."""
    sent = uploads.jpeg() + uploads.SCRIPT + b"PK\x03\x04" if kind == "JPEG" else uploads.pdf_with_script(hidden=True) + uploads.SCRIPT
    attachment = attached(application, people.clerk, sent)
    shown = first_page(attachment, people.clerk)
    assert shown.startswith(b"\xff\xd8\xff") and shown.endswith(b"\xff\xd9")
    assert not any(word in shown for word in (b"<script", b"PK\x03\x04", b"avaScript", b"app.alert"))


def test_a_sheet_as_large_as_a_field_becomes_a_picture_of_the_usual_size(application, people):
    page = attached(application, people.clerk, uploads.pdf(1, (14_400, 14_400))).pages.get()
    assert (page.width, page.height) == (pictures.LONGEST_SIDE, pictures.LONGEST_SIDE)


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_without_its_limit_the_flood_is_drawn(monkeypatch):
    """Negative control: it is our limit that refuses the flood."""
    flood = uploads.png((8_000, 8_000), "1")
    with pytest.raises(child.Refused, match="万像素"):
        pictures.work(flood)
    monkeypatch.setattr(pictures, "MOST_PIXELS", 10**9)
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 10**9)
    assert pictures.work(flood)[0]["pages"] == [[2600, 2600]]


def test_pages_an_answer_does_not_account_for_are_not_believed(application, people, monkeypatch):
    for found, pieces in (({"pages": [[1, 1]]}, [b"<html>", b"\xff\xd8\xff"]), ({"pages": []}, []), (None, [b"\xff\xd8\xff"] * 2), ({"pages": "x"}, [b""])):
        monkeypatch.setattr(limited, "work", lambda *_, found=found, pieces=pieces, **__: (found, pieces))
        with pytest.raises(CannotAttach, match="无法安全打开"):
            attached(application, people.clerk)


def test_photographs_of_a_visit_hang_on_it_whichever_came_first(application, people):
    before = attached(application, people.surveyor, kind="visit", on=ON)
    paper = attached(application, people.surveyor, uploads.pdf(), on=ON)
    surveyed(application, people)
    visit = application.investigations.get()
    after = attached(application, people.surveyor, uploads.jpeg(colour="red"), kind="visit", investigation_id=visit.pk, on=SURVEYED)
    assert set(visit.photographs.all()) == {before, after} and Attachment.objects.get(pk=paper.pk).investigation is None
    with pytest.raises(CannotAttach, match="只有入户照片"):
        attached(application, people.surveyor, uploads.jpeg(colour="blue"), kind="bill", investigation_id=visit.pk)
    with pytest.raises(CannotAttach, match="只有入户照片"):
        attached(applied(a_poor_family(), people), people.surveyor, kind="visit", investigation_id=visit.pk)


def test_a_paper_of_a_change(people):
    family = a_poor_family()
    granted(family, people)
    change = opened(family, people)
    attachment = actions.attach(content=uploads.jpeg(), kind="income", change_id=change.pk, officer=people.clerk, on=DECIDED)
    assert attachment.number.startswith(change.number) and [one.attachment for one in cases.papers_of(change)] == [attachment]


def test_who_may_and_where(application, people, officer_of):
    stranger, inspector = officer_of("township", "370702002"), officer_of("inspector")
    attachment = attached(application, people.clerk)
    with acting(stranger):
        assert cases.papers_of(application) == []
        with pytest.raises(Attachment.DoesNotExist):
            first_page(attachment, stranger)
        with pytest.raises(CannotAttach, match="区域"):
            attached(application, stranger)
        with pytest.raises(CannotRemoveAttachment, match="区域"):
            remove(attachment, stranger)
    assert first_page(attachment, inspector)
    for what in (lambda: attached(application, inspector, uploads.pdf()), lambda: remove(attachment, inspector)):
        with pytest.raises(CannotAccess):
            what()
    with pytest.raises(CannotAttach, match="具体的人"):
        attached(application, None)


def test_every_look_is_written_down(application, people):
    attachment = attached(application, people.clerk)
    first_page(attachment, people.reviewer)
    entry = AuditEntry.objects.get(verb="attachment.read")
    assert (entry.officer_name, entry.about_id, entry.region, entry.detail) == (people.reviewer.name, attachment.pk, application.region, {"page": 1})
    with pytest.raises(AttachmentPage.DoesNotExist):
        actions.open_page(attachment_id=attachment.pk, number=2, officer=people.clerk)


def test_a_kept_file_that_was_changed_swapped_or_lost_is_not_shown(application, people, own_home):
    one, other = attached(application, people.clerk), attached(application, people.clerk, uploads.jpeg(colour="red"))
    place, elsewhere = (own_home / "files" / name[:2] / name[2:] for name in (page.file for paper in (one, other) for page in paper.pages.all()))
    place.write_bytes(elsewhere.read_bytes())
    with pytest.raises(CannotOpenPage, match="换过"):
        first_page(one, people.clerk)
    place.write_bytes(elsewhere.read_bytes()[:-1] + b"x")
    with pytest.raises(CannotOpenPage, match="改动过"):
        first_page(one, people.clerk)
    place.unlink()
    with pytest.raises(CannotOpenPage, match="不在本机"):
        first_page(one, people.clerk)
    assert first_page(other, people.clerk)


def test_taken_away_with_a_reason_its_row_stays(application, people):
    attachment = attached(application, people.clerk)
    with pytest.raises(CannotRemoveAttachment, match="理由"):
        remove(attachment, people.clerk, reason="  ")
    remove(attachment, people.second, reason="拍到了邻居。")
    paper = cases.get_paper(attachment.pk)
    assert (paper.is_removed, paper.small, paper.pages, paper.attachment.removal_reason) == (True, b"", [], "拍到了邻居。")
    with pytest.raises(CannotRemoveAttachment, match="已经删除"):
        remove(attachment, people.clerk)


def test_what_a_decision_rests_on_stays(people):
    family = a_poor_family()
    application = applied(family, people)
    attachment = attached(application, people.clerk)
    surveyed(application, people)
    opined(application, people, on=OPINED)
    actions.post_notice(application_id=application.pk, officer=people.clerk, on=POSTED)
    actions.submit(application_id=application.pk, officer=people.clerk, on=SUBMITTED)
    early = attached(application, people.clerk, uploads.pdf(), on=SUBMITTED)
    remove(early, people.clerk, on=SUBMITTED)
    actions.decide(application_id=application.pk, outcome="grant", kind="dibao", officer=people.reviewer, on=DECIDED)
    assert cases.is_evidence(attachment)
    with pytest.raises(CannotRemoveAttachment, match="决定的依据"):
        remove(attachment, people.clerk, on=DECIDED)
    with pytest.raises(CannotAttach, match="已办结"):
        attached(application, people.clerk, uploads.jpeg(colour="red"), on=DECIDED)
    gone = {"removed_on": DECIDED, "removed_by": people.clerk, "removal_reason": "x"}
    refused(lambda: Attachment.objects.filter(pk=attachment.pk).update(**gone), "a decision rests on it")


def test_what_the_database_refuses(application, people):
    attachment, other = attached(application, people.clerk), applied(a_poor_family(), people)
    row = Attachment.objects.filter(pk=attachment.pk)
    gone = {"removed_on": ON, "removed_by": people.clerk, "removal_reason": "x"}
    refused(lambda: row._raw_delete("default"), "its row stays")
    refused(lambda: row.update(application=other), "what was attached stays")
    refused(lambda: row.update(small_sealed=b"x"), "what was attached stays")
    refused(lambda: row.update(**{**gone, "removal_reason": ""}), "attachment_removed_with_a_reason")
    refused(attachment.pages.all().delete, "what was attached stays")
    refused(lambda: attachment.pages.update(file="x"), "what was attached stays")
    refused(lambda: Attachment.objects.create(**copy_of(attachment)), "attached_once_to_an_application")
    refused(lambda: Attachment.objects.create(**copy_of(attachment) | {"source": "other", "region": "371102001001"}), "row-level security")
    Attachment.objects.create(**copy_of(attachment) | {"source": "other"})  # the same row, lawful, is taken
    row.update(**gone)
    attachment.pages.all().delete()
    refused(lambda: row.update(removed_on=None, removed_by=None, removal_reason=""), "what was attached stays")


def copy_of(attachment):
    fields = ("application_id", "region", "kind", "source", "small_sealed", "added_by_id", "added_on")
    return {name: getattr(attachment, name) for name in fields}


def test_a_case_holds_so_many_papers_and_no_more(application, people, monkeypatch):
    monkeypatch.setattr(sys.modules["doudi.casework.actions.attach"], "MOST_OF_A_CASE", 1)
    attached(application, people.clerk)
    with pytest.raises(CannotAttach, match="已有 1 份"):
        attached(application, people.clerk, uploads.jpeg(colour="red"))


def test_rolled_back_nothing_counts(application, people):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        attached(application, people.clerk)
        raise ZeroDivisionError
    assert not KeptFile.objects.exists() and files.erase_unused() == 0
    assert first_page(attached(application, people.clerk), people.clerk)


def test_a_stranger_kind_is_refused(application, people):
    with pytest.raises(CannotAttach, match="种类"):
        attached(application, people.clerk, kind="../../etc")
    assert TOWN in application.region
