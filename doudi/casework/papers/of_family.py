"""一户一档: everything on paper about one family, bound in order, with an index; and what it has received."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from doudi.base.money import yuan_words
from doudi.benefits import queries as benefits
from doudi.casework.models import Application, Change
from doudi.casework.papers.of_application import application_papers
from doudi.casework.papers.of_change import change_papers
from doudi.casework.papers.paper import Paper, day, place
from doudi.registry import queries as registry


def dossier(household_id: int) -> Paper:
    """The whole file of one family, indexed and with page numbers running through; raises DoesNotExist for one the reader may not see."""
    household = registry.get_household(household_id)
    bound = list(_bound(household_id))
    on = max((one.on for one in bound), default=household.formed_on)
    parts = sorted({one.template for one in bound})

    def fill() -> dict[str, Any]:
        living = registry.members_of(household_id, on)
        head = next((member.person.name for member in living if member.relation == "head"), "")
        papers = [{"template": one.template, **one.contents} for one in bound]
        return {"household": household.number, "place": place(household.region), "head": head, "papers": papers}

    return Paper("dossier", "dossier", "社会救助家庭档案", f"DA-{household.number}", on, household, fill, parts)


def _bound(household_id: int) -> Iterator[Paper]:
    """Case after case, each with its papers in the order of the procedure; what was received comes last."""
    cases = Application.objects.filter(household_id=household_id).select_related("applicant", "household", "accepted_by", "opinion_by", "account")
    changes = Change.objects.filter(household_id=household_id).select_related("household", "opened_by", "heard_by", "heard_person", "standing")
    dated: list[tuple[date, str, Iterator[Paper]]] = [
        *((one.accepted_on, one.number, application_papers(one)) for one in cases),
        *((one.opened_on, one.number, change_papers(one)) for one in changes),
    ]
    for _, _, papers in sorted(dated, key=lambda one: one[:2]):
        yield from papers
    yield from _received(household_id)


def _received(household_id: int) -> Iterator[Paper]:
    awards, lines = list(benefits.awards_of(household_id)), list(benefits.payments_of(household_id))
    if not awards:
        return
    household = registry.get_household(household_id)
    on = max([award.from_month for award in awards] + [line.answered_on or line.sent_on or line.month for line in lines])
    rows = [[award.get_kind_display(), f"{award.how_often} {yuan_words(award.amount_fen)}", _since(award), award.payee.name] for award in reversed(awards)]
    paid = [
        [f"{line.month:%Y年%-m月}", line.get_kind_display(), yuan_words(line.amount_fen), line.payee.name, line.get_state_display()] for line in reversed(lines)
    ]
    yield Paper("received", "received", "待遇与发放记录", f"FF-{household.number}", on, household, lambda: {"awards": rows, "lines": paid, "until": day(on)})


def _since(award: Any) -> str:
    return f"{award.from_month:%Y年%-m月}起" + (f"至{award.until_month:%Y年%-m月}（不含）" if award.until_month else "")
