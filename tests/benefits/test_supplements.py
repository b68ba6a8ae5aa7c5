"""特困增发: one sum a month as the place's parameter says, for everybody whose basic money runs; with the month, or owed where it was set late."""

from collections.abc import Callable
from datetime import date

import pytest

from doudi.base.access import CannotAccess
from doudi.base.models import Officer
from doudi.benefits import actions, rules
from doudi.benefits.models import Adjustment, Award, PayLine, PayRun, Standing
from doudi.oversight.check import check_books
from doudi.registry.models import Person
from tests.benefits.builders import ANSWERED, BEFORE, COUNTY, MONTH, PREPARED, Desk, Recipient, a_desk, a_recipient, an_account, answer, sign_and_release
from tests.people import a_family

pytestmark = pytest.mark.usefixtures("system")
DECEMBER = date(2026, 12, 1)


@pytest.fixture
def desk(officer_of: Callable[..., Officer]) -> Desk:
    return a_desk(officer_of)


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> dict[date, int]:
    """What the place gives a month; a month left out has none."""
    fens: dict[date, int] = {MONTH: 12_000}
    monkeypatch.setattr("doudi.benefits.actions.supplements.tekun_supplement_fen", lambda region, area, month: fens.get(month, 0))
    return fens


def a_tekun(*, from_month: date = date(2025, 2, 1), region: str = "370702001001") -> Recipient:
    """Somebody in tekun support with basic money and care."""
    family = a_family(members=1, region=region)
    account = an_account(family)
    said = {"household": family.household, "decided_by": "import:test", "region": family.household.region}
    standing = Standing.objects.create(person=family.head, kind="tekun", from_on=date(2025, 1, 1), **said)
    awards = [
        Award.objects.create(standing=standing, kind=kind, amount_fen=fen, from_month=from_month, payee=family.head, account=account, **said)
        for kind, fen in (("tekun_basic", 131_300), ("tekun_care", 34_000))
    ]
    return Recipient(family, standing, account, awards[0])


def opened(month: date = MONTH, on: date = PREPARED) -> int:
    return actions.open_supplements(region=COUNTY, month=month, officer=None, on=on)


def supplements() -> list[tuple[int, date, int]]:
    rows = Award.objects.filter(kind="tekun_supplement").order_by("from_month", "household_id")
    return [(one.household_id, one.from_month, one.amount_fen) for one in rows]


def wrong() -> list[str]:
    return [finding.name for finding in check_books(on=ANSWERED) if not finding.holds]


def test_it_is_a_line_of_the_month_beside_basic_life_and_care(desk: Desk, given: dict[date, int]) -> None:
    one, _, later = a_tekun(), a_recipient(), a_tekun(from_month=DECEMBER)
    assert (opened(), opened()) == (1, 0), "asked again it opens nothing"
    assert supplements() == [(one.family.household.pk, MONTH, 12_000)] and later.award.pk
    run = actions.prepare_run(region=COUNTY, month=MONTH, on=PREPARED, officer=None)
    actions.read_return(path=answer(sign_and_release(run, desk)), officer=None, on=ANSWERED)
    paid = dict(PayLine.objects.filter(household=one.family.household, state="paid").values_list("kind", "amount_fen"))
    assert paid == {"tekun_basic": 131_300, "tekun_care": 34_000, "tekun_supplement": 12_000} and wrong() == []
    assert (opened(DECEMBER, date(2026, 12, 1)), Adjustment.objects.count()) == (0, 0), "a month that has none"


def test_a_place_that_gives_none_and_dibao_families_get_none(given: dict[date, int]) -> None:
    a_recipient()
    assert opened() == 0
    a_tekun()
    given.clear()
    assert opened() == 0 and supplements() == []


def test_what_was_set_after_the_list_was_made_is_owed_and_paid_by_a_person(desk: Desk, given: dict[date, int]) -> None:
    one, fens = a_tekun(), dict(given)
    given.clear()
    run = actions.prepare_run(region=COUNTY, month=MONTH, on=PREPARED, officer=None)
    actions.read_return(path=answer(sign_and_release(run, desk)), officer=None, on=ANSWERED)
    assert opened() == 0
    given.update(fens)
    assert (opened(DECEMBER, date(2026, 12, 1)), opened(DECEMBER, date(2026, 12, 2))) == (1, 0)
    owed = Adjustment.objects.get()
    assert (owed.direction, owed.amount_fen, owed.month, owed.award.kind, owed.decided_by) == ("under", 12_000, MONTH, "tekun_supplement", "supplement:2026-11")
    actions.settle_adjustment(adjustment_id=owed.pk, result="paid", because="核实。", officer=desk.townships[0], on=date(2026, 12, 2))
    (arrears,) = actions.prepare_once(region=COUNTY, on=date(2026, 12, 2), officer=None)
    assert arrears.lines.get().amount_fen == 12_000 and arrears.lines.get().household_id == one.family.household.pk
    assert not PayLine.objects.filter(kind="tekun_supplement").exists(), "it is never paid beside its arrears"


def paid(desk: Desk) -> None:
    run = actions.prepare_run(region=COUNTY, month=MONTH, on=PREPARED, officer=None)
    actions.read_return(path=answer(sign_and_release(run, desk)), officer=None, on=ANSWERED)


def owed() -> list[tuple[str, int | None, str]]:
    return [(one.direction, one.amount_fen, one.state) for one in Adjustment.objects.order_by("pk")]


@pytest.mark.parametrize(("now", "expected"), [(15_000, ("under", 3_000)), (8_000, ("over", 4_000)), (0, ("over", 12_000))], ids=["more", "less", "none"])
def test_what_the_place_sets_anew_after_it_was_paid_is_reckoned_by_itself(
    desk: Desk, given: dict[date, int], now: int, expected: tuple[str, int]
) -> None:
    a_tekun(), a_recipient()
    opened()
    paid(desk)
    assert (opened(on=ANSWERED), owed()) == (0, []), "nothing was set anew"
    given[MONTH] = now
    opened(on=ANSWERED), opened(DECEMBER, date(2026, 12, 1))
    assert owed() == [(*expected, "open")] and wrong() == []
    given[MONTH] = 12_000
    opened(DECEMBER, date(2026, 12, 2))
    back = {"under": "over", "over": "under"}[expected[0]]
    assert owed() == [(*expected, "open"), (back, expected[1], "open")], "and taken back again"
    given[MONTH] = now
    opened(DECEMBER, date(2026, 12, 3))
    assert owed()[2:] == [(*expected, "open")]


def test_what_a_person_has_dismissed_is_not_found_again_until_it_is_set_anew(desk: Desk, given: dict[date, int]) -> None:
    a_tekun()
    opened()
    paid(desk)
    given[MONTH] = 8_000
    opened(on=ANSWERED)
    actions.settle_adjustment(adjustment_id=Adjustment.objects.get().pk, result="not_due", because="文件只管以后。", officer=desk.townships[0], on=ANSWERED)
    opened(DECEMBER, date(2026, 12, 1))
    assert owed() == [("over", 4_000, "settled")]
    given[MONTH] = 9_000
    opened(DECEMBER, date(2026, 12, 2))
    assert owed()[1:] == [("over", 3_000, "open")]


def test_what_was_owed_and_dismissed_stays_dismissed(desk: Desk, given: dict[date, int]) -> None:
    fens = dict(given)
    given.clear()
    a_tekun()
    paid(desk)
    given.update(fens)
    opened(on=ANSWERED)
    actions.settle_adjustment(adjustment_id=Adjustment.objects.get().pk, result="not_due", because="已由村里发放。", officer=desk.townships[0], on=ANSWERED)
    opened(DECEMBER, date(2026, 12, 1))
    assert owed() == [("under", 12_000, "settled")]


def test_before_the_list_is_made_the_award_says_the_new_sum(desk: Desk, given: dict[date, int]) -> None:
    one = a_tekun()
    opened()
    for fen, left in ((15_000, [15_000]), (0, []), (9_000, [9_000])):
        given[MONTH] = fen
        opened()
        assert [row[2] for row in supplements() if Award.objects.filter(kind="tekun_supplement", until_month=DECEMBER).exists()] == left
    paid(desk)
    assert PayLine.objects.get(kind="tekun_supplement", household=one.family.household).amount_fen == 9_000 and owed() == [] and wrong() == []


def test_a_line_that_a_person_cancelled_and_one_of_money_ended_since_are_theirs(desk: Desk, given: dict[date, int]) -> None:
    cancelled, ended, left = a_tekun(), a_tekun(), a_tekun()
    opened()
    run = actions.prepare_run(region=COUNTY, month=MONTH, on=PREPARED, officer=None)
    PayLine.objects.filter(household=cancelled.family.household).update(state="held", hold_reason="twice")
    PayLine.objects.filter(household=cancelled.family.household).update(state="cancelled", words="重复。")
    actions.end_standing(standing_id=ended.standing.pk, until_on=MONTH, decided_by="decision:1", officer=None, on=PREPARED)
    given[MONTH] = 15_000
    opened()
    assert {one.household_id for one in Adjustment.objects.all()} == {left.family.household.pk}
    actions.read_return(path=answer(sign_and_release(run, desk)), officer=None, on=ANSWERED)
    actions.end_standing(standing_id=left.standing.pk, until_on=MONTH, decided_by="decision:2", officer=None, on=ANSWERED)
    opened(on=ANSWERED)
    assert owed() == [("under", 3_000, "open"), ("over", 15_000, "open")], "ended after it was paid: all of it, the arrears too"


def test_what_the_system_before_ours_paid_is_its_own(given: dict[date, int]) -> None:
    a_tekun()
    PayRun.objects.create(region=COUNTY, month=MONTH, kind="imported", state="settled", prepared_on=BEFORE, settled_on=BEFORE)
    assert (opened(), opened(DECEMBER, date(2026, 12, 1))) == (0, 0)


def test_one_who_died_or_whose_support_ended_gets_no_more_of_it(desk: Desk, given: dict[date, int]) -> None:
    """The list holds what rests on nobody's life, as it holds basic money; what a decision ended before the month is not begun."""
    dead, ended = a_tekun(), a_tekun()
    opened()
    Person.objects.filter(pk=dead.family.head.pk).update(died_on=date(2026, 10, 2), death_known_on=date(2026, 10, 3))
    actions.end_standing(standing_id=ended.standing.pk, until_on=MONTH, decided_by="decision:1", officer=None, on=BEFORE)
    run = actions.prepare_run(region=COUNTY, month=MONTH, on=PREPARED, officer=None)
    assert {(line.household_id, line.hold_reason) for line in run.lines.all()} == {(dead.family.household.pk, "nobody_to_pay")}
    given[DECEMBER] = 12_000
    assert opened(DECEMBER, date(2026, 12, 1)) == 1 and supplements()[-1][0] == dead.family.household.pk


def test_only_the_county_and_the_house_open_it(desk: Desk, given: dict[date, int]) -> None:
    with pytest.raises(CannotAccess):
        actions.open_supplements(region=COUNTY, month=MONTH, officer=desk.townships[0], on=PREPARED)


def test_the_control_without_the_unique_key(given: dict[date, int], monkeypatch: pytest.MonkeyPatch) -> None:
    """Were a standing not asked what it has of the month already, the second morning would open it again for who was trimmed to nothing."""
    one = a_tekun()
    opened()
    actions.end_standing(standing_id=one.standing.pk, until_on=MONTH, decided_by="decision:1", officer=None, on=BEFORE)
    Award.objects.filter(pk=one.award.pk).update(until_month=None)
    assert opened() == 0
    from doudi.benefits.actions import supplements as module

    careless = module.OPENED.split("AND NOT EXISTS")[0] + "ORDER BY a.id ON CONFLICT DO NOTHING RETURNING id"
    monkeypatch.setattr(module, "OPENED", careless)
    assert opened() == 1


def test_the_winter_of_the_illustrative_city_and_the_months_without() -> None:
    """The day of change: the first of November, and the first of April."""
    months = {date(2026, month, 1): 12_000 if month in (1, 2, 3, 11, 12) else 0 for month in range(1, 13)}
    assert {month: rules.tekun_supplement_fen(COUNTY, "rural", month) for month in months} == months
