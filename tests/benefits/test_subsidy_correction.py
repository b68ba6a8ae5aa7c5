"""补贴更正: two officers put a subsidy right; whenever they do, every family ends with what it was due, no line goes silently, the books hold."""

from collections.abc import Callable
from datetime import date
from typing import Any

import psycopg
import pytest
from django.db.models import QuerySet

from doudi.base.access import CannotAccess, acting_as_system
from doudi.base.models import AuditEntry, Officer
from doudi.benefits import actions, files, queries
from doudi.benefits.actions import subsidy_correction
from doudi.benefits.models import Adjustment, Award, Fund, PayLine, PayRun, Posting, PriceSubsidy, SubsidyCorrection
from doudi.oversight.check import check_books, prove
from doudi.oversight.invariants import all_invariants
from tests.benefits.attacks import all_let_through_without, all_refused, attempt, without
from tests.benefits.builders import COUNTY, OTHER_TOWN, PREPARED, Desk, Recipient, a_desk, a_recipient, answer
from tests.benefits.test_subsidy import declared
from tests.databases import Clone
from tests.races import at_once

held = pytest.mark.usefixtures("system")
DAY, NEXT_YEAR = date(2026, 11, 9), date(2027, 1, 8)
SENTENCES = ("每笔价格临时补贴都来自当月登记的文号和标准", "补贴更正由两人办理，更正以前发出的每笔差额都有追补事项", "每笔发放都属于当月有效的待遇")


@pytest.fixture
def desk(system: None, officer_of: Callable[..., Officer]) -> Desk:
    return a_desk(officer_of)


def proposed(desk: Desk, subsidy: PriceSubsidy, fen: int, on: date = DAY) -> SubsidyCorrection:
    given = {"paper": "示例发改价格〔2026〕9号", "reason": "文件写的是另一金额，登记时看错。", "officer": desk.county, "on": on}
    return actions.propose_subsidy_correction(subsidy_id=subsidy.pk, amount_fen=fen, **given)  # type: ignore[arg-type]


def corrected(desk: Desk, subsidy: PriceSubsidy, fen: int, on: date = DAY) -> SubsidyCorrection:
    correction = proposed(desk, subsidy, fen, on)
    return actions.answer_subsidy_correction(correction_id=correction.pk, is_approved=True, words="核对文件，属实。", officer=desk.second, on=on)


def listed(desk: Desk) -> PayRun:
    (run,) = actions.prepare_once(region=COUNTY, on=PREPARED, officer=None)
    return run


def signed_by_towns(desk: Desk, run: PayRun) -> None:
    for officer in desk.townships:
        if run.lines.filter(state="due", region__startswith=officer.region).exists() and not run.signatures.filter(officer=officer).exists():
            actions.sign_run(run_id=run.pk, step="township", officer=officer, on=DAY)


def signed(desk: Desk, run: PayRun) -> None:
    signed_by_towns(desk, run)
    actions.sign_run(run_id=run.pk, step="county", officer=desk.county, on=DAY)


def released(desk: Desk, run: PayRun, refused: dict[int, str] | None = None) -> None:
    file = actions.release_run(run_id=run.pk, officer=desk.finance, on=DAY)
    files.publish(file.name, file.digest)
    actions.read_return(path=answer(files.folder("out") / file.name, refused, on=DAY), officer=None, on=DAY)


def kept() -> dict[int, int]:
    """Fen that stay with each family: what arrived, less what is found too much, with what is found too little."""
    fens: dict[int, int] = {}
    for home, fen in PayLine.objects.filter(state="paid").values_list("household_id", "amount_fen"):
        fens[home] = fens.get(home, 0) + fen
    for one in Adjustment.objects.exclude(result="paid"):
        fens[one.household_id] = fens.get(one.household_id, 0) + (one.amount_fen or 0) * (1 if one.direction == "under" else -1)
    return {home: fen for home, fen in fens.items() if fen}


def wrong() -> list[str]:
    sentences = [prove(one, on=DAY) for one in all_invariants() if one.name in SENTENCES]
    assert len(sentences) == len(SENTENCES)
    return [finding.name for finding in (*check_books(on=DAY), *sentences) if not finding.holds]


def pay_what_is_due(desk: Desk) -> None:
    """Whatever stage each list has come to, it goes on to the accounts; new lists too."""
    for _ in range(2):
        for run in PayRun.objects.exclude(state__in=("released", "settled")).order_by("pk"):
            if run.state in ("prepared", "township_signed"):
                signed(desk, run)
            run.refresh_from_db()
            if run.state == "county_signed":
                released(desk, run)
        actions.prepare_once(region=COUNTY, on=DAY, officer=None)


# ── 无论走到哪一步


def no_list(desk: Desk) -> None:
    """Nothing yet."""


def on_a_list(desk: Desk) -> None:
    listed(desk)


def one_town_has_signed(desk: Desk) -> None:
    actions.sign_run(run_id=listed(desk).pk, step="township", officer=desk.townships[0], on=DAY)


def county_has_signed(desk: Desk) -> None:
    signed(desk, listed(desk))


def came_back(desk: Desk) -> None:
    signed(desk, run := listed(desk))
    released(desk, run, dict.fromkeys(run.lines.values_list("pk", flat=True), "name_differs"))


def paid(desk: Desk) -> None:
    signed(desk, run := listed(desk))
    released(desk, run)


STAGES = [no_list, on_a_list, one_town_has_signed, county_has_signed, came_back, paid]


@held
@pytest.mark.parametrize("fen", [3_000, 8_000, 0], ids=["less", "more", "nothing"])
@pytest.mark.parametrize("stage", STAGES)
def test_every_family_ends_with_what_it_was_due(desk: Desk, stage: Callable[[Desk], None], fen: int) -> None:
    """Metamorphic: the correction may come before, between or after every step of the list; what each keeps in the end is the same."""
    actions.grant(region=COUNTY, year=2026, source="central", amount_fen=1_000_000, paper="示例财社", officer=desk.finance, on=PREPARED)
    two, three = a_recipient(), a_recipient(town=OTHER_TOWN, members=3)
    subsidy = declared(desk)
    stage(desk)
    assert wrong() == []
    made = corrected(desk, subsidy, fen)
    assert wrong() == []
    pay_what_is_due(desk)
    due = {one.family.household.pk: fen * people for one, people in ((two, 2), (three, 3)) if fen}
    assert kept() == due and wrong() == []
    has_left = stage is paid
    assert (made.anew, made.taken_back) == (0 if has_left else 2, 0 if stage in (no_list, paid) else 2)
    differs = abs(5_000 - fen) * 5
    assert (made.over_fen, made.under_fen) == ((differs, 0) if fen < 5_000 else (0, differs)) if has_left else (made.over_fen, made.under_fen) == (0, 0)
    if not has_left:
        spent = sum(Posting.objects.filter(account="expense").values_list("amount_fen", flat=True))
        assert spent == fen * 5 == Fund.objects.get().drawn_fen


@held
def test_the_control_without_the_correction(desk: Desk) -> None:
    two = a_recipient()
    declared(desk)
    pay_what_is_due(desk)
    assert kept() == {two.family.household.pk: 10_000} and wrong() == []


@held
def test_no_line_is_cancelled_silently(desk: Desk) -> None:
    a_recipient()
    subsidy = declared(desk)
    signed(desk, run := listed(desk))
    before = PayRun.objects.get(pk=run.pk).digest
    made = corrected(desk, subsidy, 3_000)
    line = PayLine.objects.get(run=run)
    assert line.state == "cancelled" and "文件写的是另一金额" in line.words and made.paper in line.words
    assert line.hold_reason == "", "nothing of the family's help was stopped"
    entry = AuditEntry.objects.get(verb="run.lines_taken_back")
    assert (entry.detail["lines"], entry.detail["fen"], entry.detail["digest_before"], entry.officer_id) == (1, 10_000, before, desk.second.pk)
    assert entry.detail["line_ids"] == [line.pk]
    run.refresh_from_db()
    assert run.state == "settled" and AuditEntry.objects.get(verb="subsidy.corrected").detail["taken_back"] == 1


@held
def test_what_else_stands_on_the_signed_list_goes_as_it_was_signed(desk: Desk) -> None:
    """The digest is then of what is left: nothing else of it can change."""
    one = a_recipient()
    arrears = Adjustment.objects.create(
        award=one.award, household=one.family.household, person=one.family.head, month=PREPARED.replace(day=1), direction="under", amount_fen=700,
        reason="少发", opened_on=PREPARED, due_on=DAY, owner_region=one.award.region[:9], region=one.award.region,
    )  # fmt: skip
    subsidy = declared(desk)
    actions.settle_adjustment(adjustment_id=arrears.pk, result="paid", because="核实。", officer=desk.county, on=PREPARED)
    signed(desk, run := listed(desk))
    assert run.lines.count() == 2
    corrected(desk, subsidy, 0)
    run.refresh_from_db()
    assert run.state == "county_signed"
    released(desk, run)
    assert list(PayLine.objects.filter(state="paid").values_list("amount_fen", flat=True)) == [700] and wrong() == []


@held
def test_a_signed_list_that_was_changed_is_looked_into_first(desk: Desk) -> None:
    a_recipient()
    subsidy = declared(desk)
    signed(desk, run := listed(desk))
    PayRun.objects.filter(pk=run.pk).update(digest="0" * 64)
    with pytest.raises(actions.CannotTakeBack, match="与县级审核时不一致"):
        corrected(desk, subsidy, 0)


@held
def test_put_right_twice_each_difference_is_found_once(desk: Desk) -> None:
    """Too much at first, then less too much: the second says only what the first had said wrongly."""
    one = a_recipient()
    subsidy = declared(desk)
    paid(desk)
    corrected(desk, subsidy, 3_000)
    corrected(desk, subsidy, 4_000)
    assert list(Adjustment.objects.order_by("pk").values_list("direction", "amount_fen")) == [("over", 4_000), ("under", 2_000)]
    assert kept() == {one.family.household.pk: 8_000} and wrong() == []
    assert [row.now_fen for row in queries.subsidies()] == [4_000]
    corrected(desk, subsidy, 5_000)
    assert kept() == {one.family.household.pk: 10_000} and wrong() == []


@held
def test_opened_anew_twice_before_any_list(desk: Desk) -> None:
    a_recipient()
    subsidy = declared(desk)
    corrected(desk, subsidy, 0)
    assert [(row.now_fen, row.total_fen) for row in queries.subsidies()] == [(0, 0)] and wrong() == []
    assert actions.prepare_once(region=COUNTY, on=DAY, officer=None) == []
    with pytest.raises(actions.CannotSubsidise, match="已经登记过"):
        declared(desk, 3_000)


@held
def test_what_a_person_has_cancelled_by_hand_is_not_found_again(desk: Desk) -> None:
    a_recipient()
    subsidy = declared(desk)
    run = listed(desk)
    line = run.lines.get()
    PayLine.objects.filter(pk=line.pk).update(state="held", hold_reason="nobody_to_pay")
    actions.settle_line(line_id=line.pk, outcome="cancel", because="户内无在世成员。", officer=desk.county, on=DAY)
    made = corrected(desk, subsidy, 8_000)
    assert (made.anew, made.taken_back, made.under) == (0, 0, 0) and not Adjustment.objects.exists()


@held
def test_whose_death_has_taken_all_of_it_is_owed_nothing_by_a_correction(desk: Desk) -> None:
    one = a_recipient(members=1)
    subsidy = declared(desk)
    paid(desk)
    one.family.head.died_on, one.family.head.death_known_on = date(2026, 10, 2), DAY
    one.family.head.save()
    assert [each.amount_fen for each in actions.open_adjustments(on=DAY)] == [5_000]
    made = corrected(desk, subsidy, 8_000)
    assert (made.over, made.under) == (0, 0)


@held
def test_after_the_year_what_was_owed_lapses_to_the_treasury(desk: Desk) -> None:
    """Signed for in the old year and never released: the old year's spending is not touched in the new one."""
    a_recipient()
    subsidy = declared(desk)
    signed(desk, listed(desk))
    corrected(desk, subsidy, 0, on=NEXT_YEAR)
    sums: dict[str, int] = {}
    for account, fen in Posting.objects.values_list("account", "amount_fen"):
        sums[account] = sums.get(account, 0) + fen
    assert {account: fen for account, fen in sums.items() if fen} == {"expense": 10_000, "prior": -10_000, "treasury": 10_000, "fund": -10_000}


# ── 谁可以


@held
def test_who_may_and_with_what_words(desk: Desk, officer_of: Callable[..., Officer]) -> None:
    a_recipient()
    subsidy = declared(desk)
    said: dict[str, Any] = {"subsidy_id": subsidy.pk, "amount_fen": 3_000, "paper": "更正", "reason": "看错。", "officer": desk.county, "on": DAY}
    for bad in ({"amount_fen": -1}, {"amount_fen": 100_001}, {"paper": " "}, {"reason": ""}, {"amount_fen": 5_000}, {"subsidy_id": 0}):
        with pytest.raises(actions.CannotSubsidise):
            actions.propose_subsidy_correction(**(said | bad))
    for refused in (desk.townships[0], desk.finance, officer_of("county", "370703")):
        with pytest.raises(CannotAccess):
            actions.propose_subsidy_correction(**(said | {"officer": refused}))
    one = actions.propose_subsidy_correction(**said)
    with pytest.raises(actions.CannotSubsidise, match="等待另一人审批"):
        actions.propose_subsidy_correction(**said)
    given: dict[str, Any] = {"correction_id": one.pk, "is_approved": True, "words": "属实。", "on": DAY}
    with pytest.raises(actions.CannotSubsidise, match="不能自己审批"):
        actions.answer_subsidy_correction(officer=desk.county, **given)
    with pytest.raises(actions.CannotSubsidise, match="审批意见"):
        actions.answer_subsidy_correction(officer=desk.second, **(given | {"words": " "}))
    with pytest.raises(CannotAccess):
        actions.answer_subsidy_correction(officer=desk.townships[0], **given)
    assert Award.objects.get(kind="price_subsidy").amount_fen == 10_000, "nothing changes by a proposal"
    actions.answer_subsidy_correction(officer=desk.second, **given)
    with pytest.raises(actions.CannotSubsidise, match="已经审批过"):
        actions.answer_subsidy_correction(officer=desk.second, **given)


@held
def test_sent_back_everything_stays(desk: Desk) -> None:
    a_recipient()
    subsidy = declared(desk)
    listed(desk)
    one = proposed(desk, subsidy, 0)
    actions.answer_subsidy_correction(correction_id=one.pk, is_approved=False, words="文件没有写错。", officer=desk.second, on=DAY)
    assert PayLine.objects.get().state == "due" and Award.objects.get(kind="price_subsidy").amount_fen == 10_000 and wrong() == []
    assert [row.now_fen for row in queries.subsidies()] == [5_000] and not queries.waiting_corrections().exists()
    assert proposed(desk, subsidy, 3_000).is_approved is None, "and may be proposed anew"


# ── 库里的规矩


def two_corrections(officer_of: Callable[..., Officer]) -> tuple[Desk, Recipient]:
    """One answered, one that waits."""
    desk, one = a_desk(officer_of), a_recipient()
    subsidy = declared(desk)
    corrected(desk, subsidy, 3_000)
    proposed(desk, subsidy, 4_000)
    return desk, one


TABLE = "benefits_subsidycorrection"
WAITS, ANSWERED_ONE = f"UPDATE {TABLE} SET {{}} WHERE answered_on IS NULL", f"UPDATE {TABLE} SET {{}} WHERE answered_on IS NOT NULL"
BY = f"is_approved = true, answer = 'x', answered_on = date '{DAY}', answered_by_id = "
ANOTHER, STAYS = without("constraint", "subsidy_correction_by_another", TABLE), without("trigger", "benefits_subsidycorrection_stays", TABLE)
SECOND = f"""INSERT INTO {TABLE} (subsidy_id, amount_fen, paper, reason, proposed_by_id, proposed_on, due_on, answer, anew, taken_back, over, over_fen, under,
    under_fen, region) SELECT subsidy_id, {{}}, 'x', proposed_by_id, proposed_on, due_on, '', 0, 0, 0, 0, 0, 0, region FROM {TABLE} LIMIT 1"""
ATTACKS = {
    "answered by who proposed it": (WAITS.format(f"{BY}proposed_by_id"), ANOTHER),
    "answered without words": (WAITS.format(f"{BY}(SELECT max(id) FROM base_officer)".replace("answer = 'x'", "answer = ''")), ANOTHER),
    "approved by nobody": (WAITS.format("is_approved = true"), ANOTHER),
    "another sum after it was proposed": (WAITS.format("amount_fen = 1"), STAYS),
    "another answer": (ANSWERED_ONE.format("answer = 'y'"), STAYS),
    "another number of families": (ANSWERED_ONE.format("over = 9"), STAYS),
    "a second that waits": (SECOND.format("1, 'x'"), without("index", "one_subsidy_correction_waits", TABLE)),
    "without a paper": (SECOND.format("1, ''"), f"{without('index', 'one_subsidy_correction_waits', TABLE).replace('INDEX', 'INDEX IF EXISTS')}; "
                        f"{without('constraint', 'subsidy_correction_is_believable', TABLE)}"),
    "deleted": (f"DELETE FROM {TABLE}", without("trigger", "benefits_subsidycorrection_kept", TABLE)),
}  # fmt: skip


@held
def test_the_database_refuses(officer_of: Callable[..., Officer]) -> None:
    two_corrections(officer_of)
    attempt(WAITS.format(f"{BY}(SELECT max(id) FROM base_officer)"))  # what is whole is taken
    all_refused(ATTACKS)


def test_each_refusal_is_the_work_of_its_rule(fresh_database: Clone, officer_of: Callable[..., Officer], owner_of: Callable[[], psycopg.Connection]) -> None:
    with acting_as_system():
        two_corrections(officer_of)
    all_let_through_without(ATTACKS, owner_of)


def race(officer_of: Callable[..., Officer]) -> list[str]:
    """What two hear who approve at once."""
    with acting_as_system():
        desk = a_desk(officer_of)
        third = officer_of("county", COUNTY)
        a_recipient()
        subsidy = declared(desk)
        paid(desk)
        one = proposed(desk, subsidy, 3_000)
    given: dict[str, Any] = {"correction_id": one.pk, "is_approved": True, "words": "属实。", "on": DAY}
    first, second = ((each, lambda each=each: actions.answer_subsidy_correction(officer=each, **given)) for each in (desk.second, third))
    return at_once(first, second)


def test_two_who_approve_at_once_put_it_right_once(fresh_database: Clone, officer_of: Callable[..., Officer]) -> None:
    assert race(officer_of) == ["done", "这件更正已经审批过。"]
    with acting_as_system():
        assert Adjustment.objects.count() == 1 and wrong() == []


def test_the_control_without_lock_and_rule(
    fresh_database: Clone, officer_of: Callable[..., Officer], owner_of: Callable[[], psycopg.Connection], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both are told that it is done, and the second is written over the first."""
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **given: self)
    monkeypatch.setattr(subsidy_correction, "hold_once", lambda region: None)
    with owner_of() as owner:
        owner.execute(STAYS)
    assert race(officer_of) == ["done", "done"]
