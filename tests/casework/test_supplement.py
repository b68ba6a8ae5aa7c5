"""分类施保: granted beside dibao where the place gives it, changed and ended by decisions, named to the family; where it gives none, nothing changes."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from doudi import law
from doudi.base.money import to_fen
from doudi.benefits import queries as benefits
from doudi.benefits.models import Award
from doudi.casework import actions, queries
from doudi.casework.models import Decision
from doudi.registry import actions as registry
from doudi.registry.actions import Declared
from tests.casework.story import DECIDED, POSTED, SUBMITTED, Staff, a_poor_family, applied, fresh, granted, opined, staff, submitted, surveyed
from tests.casework.test_change import NEXT_MONTH, OPENED, decided, dies, heard, opened
from tests.people import Family

pytestmark = pytest.mark.usefixtures("system")
NONE = "{value: none, illustrative: true}"


def set_by_the_place(monkeypatch: pytest.MonkeyPatch, folder: Path, **yuan: int) -> None:
    """The illustrative city with these supplements from the start."""
    text = (law.FOLDER / "places" / "3707.yaml").read_text()
    for name, amount in yuan.items():
        line = f"dibao.supplement.{name}: {{2025-01-01: "
        assert line + NONE in text
        text = text.replace(line + NONE, f"{line}{{value: {amount}, illustrative: true}}")
    folder.mkdir(exist_ok=True)
    (folder / "3707.yaml").write_text(text)
    monkeypatch.setenv(law.PLACES, str(folder))


@pytest.fixture
def a_place_for_minors(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    set_by_the_place(monkeypatch, tmp_path / "places", minor=100)


def a_family_of(officer_of: Callable[..., object]) -> tuple[Staff, Family]:
    """Two grown-ups and a child."""
    return staff(officer_of), a_poor_family()


def paid(family: Family) -> dict[str, list[tuple[int, date, date | None]]]:
    found: dict[str, list[tuple[int, date, date | None]]] = {}
    for one in Award.objects.filter(household=family.household).order_by("from_month", "pk"):
        found.setdefault(one.kind, []).append((one.amount_fen, one.from_month, one.until_month))
    return found


def test_a_grant_opens_the_supplement_as_an_award_of_its_own(a_place_for_minors: None, officer_of: Callable[..., object]) -> None:
    people, family = a_family_of(officer_of)
    application = submitted(family, people)
    assert application.opinion_money == "每月 2,030.00 元，另发分类施保 100.00 元"
    decision = actions.decide(application_id=application.pk, outcome="grant", officer=people.reviewer, on=DECIDED)
    assert (decision.amount_fen, decision.supplement_fen, decision.money) == (203_000, 10_000, "每月 2,030.00 元，另发分类施保 100.00 元")
    assert paid(family) == {"dibao_monthly": [(203_000, NEXT_MONTH, None)], "dibao_supplement": [(10_000, NEXT_MONTH, None)]}
    main, supplement = (Award.objects.get(kind=kind) for kind in ("dibao_monthly", "dibao_supplement"))
    assert (main.payee_id, main.account_id, main.decided_by, main.standing_id) == (
        supplement.payee_id, supplement.account_id, supplement.decided_by, supplement.standing_id)  # fmt: skip
    assert "另每月发放分类施保 100.00 元（《中华人民共和国社会救助法》第二十条）" in decision.written_text
    assert "分类施保合计：100.00 元" in decision.written_text
    assert to_fen(decision.explanation["results"]["category_supplement"]) == 10_000


def test_where_the_place_gives_none_nothing_is_asked_said_or_paid(officer_of: Callable[..., object]) -> None:
    people, family = a_family_of(officer_of)
    application = granted(family, people)
    decision = Decision.objects.get(application=application)
    assert decision.supplement_fen == 0 and list(paid(family)) == ["dibao_monthly"]
    assert "分类施保" not in decision.written_text and "category_supplement" not in decision.explanation["results"]


def test_a_supplement_that_cannot_be_told_keeps_nobody_waiting(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, officer_of: Callable[..., object]) -> None:
    set_by_the_place(monkeypatch, tmp_path / "places", major_illness=200)
    people, family = a_family_of(officer_of)
    application = submitted(family, people)
    registry.record_fact(person_id=family.head.pk, name="major_illness", source="visit", ref="1", on=DECIDED)
    decision = actions.decide(application_id=application.pk, outcome="grant", officer=people.reviewer, on=DECIDED)
    assert not decision.against_rules and decision.supplement_fen == 0 and list(paid(family)) == ["dibao_monthly"]
    assert "分类施保还不能核算" in decision.written_text


def test_an_opinion_before_the_place_gave_it_is_explained(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, officer_of: Callable[..., object]) -> None:
    people, family = a_family_of(officer_of)
    application = submitted(family, people)
    set_by_the_place(monkeypatch, tmp_path / "places", minor=100)
    with pytest.raises(actions.CannotDecide, match="另发分类施保 100.00 元.*请写明变化的理由"):
        actions.decide(application_id=application.pk, outcome="grant", officer=people.reviewer, on=DECIDED)
    actions.decide(application_id=application.pk, outcome="grant", reason="当地新定分类施保。", officer=people.reviewer, on=DECIDED)
    assert fresh(application).state == "decided" and "dibao_supplement" in paid(family)


def test_a_child_that_dies_ends_the_supplement_with_the_decision(a_place_for_minors: None, officer_of: Callable[..., object]) -> None:
    people, family = a_family_of(officer_of)
    granted(family, people)
    dies(family.people[2], date(2026, 10, 20))
    change = opened(family, people, kind="reduce")
    assert (change.present_amount_fen, change.proposed_amount_fen) == (213_000, 102_000)
    decision = decided(heard(change, family, people), people, "reduce", reason="成员去世，按两人重新核算。")
    assert (decision.amount_fen, decision.supplement_fen) == (102_000, 0)
    december = NEXT_MONTH
    assert paid(family)["dibao_supplement"][0][2] == december
    assert [one for one in paid(family)["dibao_monthly"] if one[2] is None] == [(102_000, december, None)]
    assert "分类施保不再发放" in decision.written_text


def test_only_the_supplement_changes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, officer_of: Callable[..., object]) -> None:
    set_by_the_place(monkeypatch, tmp_path / "one", minor=100)
    people, family = a_family_of(officer_of)
    granted(family, people)
    set_by_the_place(monkeypatch, tmp_path / "two", minor=130)
    change = opened(family, people, kind="increase")
    assert (change.present_amount_fen, change.proposed_amount_fen) == (213_000, 216_000)
    assert queries.month_by_rules(change, queries.assess_household(family.household.pk, on=OPENED), OPENED) == 216_000
    decision = decided(change, people, "increase")
    assert (decision.amount_fen, decision.supplement_fen) == (203_000, 13_000)
    assert len(paid(family)["dibao_monthly"]) == 1, "what stays as it was is not touched"
    assert paid(family)["dibao_supplement"][-1] == (13_000, NEXT_MONTH, None)
    assert "将你户的救助金增发为每月 2,160.00 元：最低生活保障金 2,030.00 元，分类施保 130.00 元" in decision.written_text


def test_a_first_supplement_is_opened_by_an_increase(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, officer_of: Callable[..., object]) -> None:
    people, family = a_family_of(officer_of)
    granted(family, people)
    set_by_the_place(monkeypatch, tmp_path / "places", minor=100)
    decided(opened(family, people, kind="increase"), people, "increase")
    main, supplement = (Award.objects.get(kind=kind) for kind in ("dibao_monthly", "dibao_supplement"))
    assert (supplement.amount_fen, supplement.payee_id, supplement.account_id) == (10_000, main.payee_id, main.account_id)


def test_a_supplement_from_before_stays_where_the_rules_do_not_tell(officer_of: Callable[..., object]) -> None:
    people, family = a_family_of(officer_of)
    granted(family, people)
    main = Award.objects.get()
    Award.objects.create(
        standing=main.standing, household_id=main.household_id, kind="dibao_supplement", amount_fen=10_000, from_month=main.from_month,
        payee_id=main.payee_id, account_id=main.account_id, decided_by="import:test", region=main.region,
    )  # fmt: skip
    registry.record_fact(person_id=family.head.pk, name="wage", amount=0, source="visit", ref="7", on=OPENED)
    decision = decided(opened(family, people, kind="increase"), people, "increase", reason="户主失业。")
    assert (decision.amount_fen, decision.supplement_fen) == (303_000, 10_000)
    assert [one[:1] for one in paid(family)["dibao_supplement"]] == [(10_000,)] and Award.objects.get(kind="dibao_supplement").until_month is None


def test_it_ends_and_comes_back_with_the_help(a_place_for_minors: None, officer_of: Callable[..., object]) -> None:
    people, family = a_family_of(officer_of)
    granted(family, people)
    registry.record_fact(person_id=family.head.pk, name="wage", amount=12 * 900_000, source="visit", ref="8", on=OPENED)
    decided(heard(opened(family, people), family, people), people, "end", reason="收入已超过标准。")
    assert all(until == NEXT_MONTH for rows in paid(family).values() for *_, until in rows)
    registry.record_fact(person_id=family.head.pk, name="wage", amount=12 * 100_000, source="visit", ref="9", on=OPENED)
    decision = decided(opened(family, people, kind="resume"), people, "resume", reason="又失业。")
    assert (decision.amount_fen, decision.supplement_fen) == (203_000, 10_000) and "另每月发放分类施保 100.00 元" in decision.written_text
    standing = benefits.standing_of(family.household.pk, NEXT_MONTH)
    assert {one.kind: one.amount_fen for one in Award.objects.filter(standing=standing)} == {"dibao_monthly": 203_000, "dibao_supplement": 10_000}


def test_who_is_taken_in_alone_has_it_beside_their_own_money(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, officer_of: Callable[..., object]) -> None:
    """Of a marginal family the wife, who is ill; nobody else of it has anything."""
    set_by_the_place(monkeypatch, tmp_path / "places", major_illness=200, minor=100)
    people, family = a_family_of(officer_of)
    wife = family.people[1]
    case = surveyed(applied(family, people, wage=3900), people, facts=(Declared(wife.pk, "major_illness", amount=1),))
    case = opined(case, people, kind="single_person_dibao")
    actions.post_notice(application_id=case.pk, officer=people.clerk, on=POSTED)
    actions.submit(application_id=case.pk, officer=people.clerk, on=SUBMITTED)
    decision = actions.decide(application_id=case.pk, outcome="grant", kind="single_person_dibao", officer=people.reviewer, on=DECIDED)
    assert (decision.people, decision.supplement_fen) == ([wife.pk], 20_000) and "分类施保 200.00 元" in decision.written_text
    assert {one.kind: (one.amount_fen, one.payee_id) for one in Award.objects.all()} == {
        "dibao_monthly": (decision.amount_fen, wife.pk),
        "dibao_supplement": (20_000, wife.pk),
    }
