"""文书的页面: whoever may see the case prints its papers, and it is written down; nobody else, and nothing that is not there."""

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from doudi.base.models import AuditEntry, Officer
from tests.casework import story
from tests.casework.test_printed import a_whole_case, flat
from tests.web.test_family_pages import NUMBER

Sign = Callable[[Officer], Client]


@pytest.fixture
def people(system: None, officer_of: Callable[..., Officer]) -> story.Staff:
    return story.staff(officer_of)


def links(page: str) -> list[str]:
    return re.findall(r'href="(/[^"]+/(?:papers/[\w-]+|dossier))"', page)


def test_every_paper_is_a_link_of_its_page_and_opens(people: story.Staff, signed_in: Sign) -> None:
    family, application, change = a_whole_case(people)
    client, found = signed_in(people.clerk), []
    for address in (
        reverse("application", args=[application.pk]),
        reverse("change", args=[change.pk]),
        reverse("family", args=[family.household.pk]),
        reverse("notice", args=[application.pk]),
        reverse("decision", args=[application.decision.pk]),
    ):
        found += links(client.get(address).content.decode())
    assert len(found) == 7 + 2 + 1 + 1 + 1
    for address in found:
        answer = client.get(address)
        assert answer.status_code == 200 and answer["Content-Type"] == "application/pdf", address
        assert answer.headers["Content-Disposition"].endswith('.pdf"') and answer.headers["Cache-Control"] == "no-store"
        text = flat(PdfReader(BytesIO(answer.content)))
        assert not NUMBER.search(text)
        assert family.head.name in text or family.household.number in text


def test_printing_is_written_down(people: story.Staff, signed_in: Sign) -> None:
    family, application, _ = a_whole_case(people)
    before = AuditEntry.objects.filter(verb="paper.printed").count()
    client = signed_in(people.clerk)
    client.get(reverse("application_paper", args=[application.pk, "review"]))
    client.get(reverse("dossier", args=[family.household.pk]))
    written = list(AuditEntry.objects.filter(verb="paper.printed").order_by("id"))[before:]
    assert [(one.officer_id, one.about_kind, one.about_id) for one in written] == [
        (people.clerk.pk, "casework.application", application.pk),
        (people.clerk.pk, "registry.household", family.household.pk),
    ]
    assert [one.detail for one in written] == [{"paper": f"SP-{application.number}"}, {"paper": f"DA-{family.household.number}"}]


@pytest.mark.parametrize("paper", ["no-such-paper", "visit-0", "hearing", "dossier", "frame"])
def test_a_paper_that_is_not_there_is_not_found(people: story.Staff, signed_in: Sign, paper: str) -> None:
    _, application, _ = a_whole_case(people)
    assert signed_in(people.clerk).get(reverse("application_paper", args=[application.pk, paper])).status_code == 404


def test_who_may_not_see_the_case_prints_nothing(people: story.Staff, signed_in: Sign, officer_of: Callable[..., Officer]) -> None:
    family, application, change = a_whole_case(people)
    addresses = [
        reverse("application_paper", args=[application.pk, "review"]),
        reverse("change_paper", args=[change.pk, "hearing"]),
        reverse("dossier", args=[family.household.pk]),
    ]
    elsewhere, finance = signed_in(officer_of("township", "370702002")), signed_in(officer_of("finance", "370702"))
    assert [elsewhere.get(address).status_code for address in addresses] == [404, 404, 404]
    assert [finance.get(address).status_code for address in addresses] == [403, 403, 403]
    assert [Client().get(address).status_code for address in addresses] == [302, 302, 302]
    assert [signed_in(officer_of("inspector", "370702")).get(address).status_code for address in addresses] == [200, 200, 200]


def test_a_broken_template_is_said_on_a_page(people: story.Staff, signed_in: Sign, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _, application, _ = a_whole_case(people)
    (tmp_path / "review.typ").write_text("#let review(paper) = form({\n  title(paper)\n  nothing-here\n})\n", encoding="utf-8")
    monkeypatch.setenv("DOUDI_PAPERS", str(tmp_path))
    answer = signed_in(people.clerk).get(reverse("application_paper", args=[application.pk, "review"]))
    assert answer.status_code == 422 and "review.typ 第 3 行" in answer.content.decode() and str(tmp_path) not in answer.content.decode()
