"""迁移、分户、并户: who lives where changes, the help goes on without a gap, and the old place sees nothing new."""

from datetime import date

import pytest

from doudi.base.access import CannotAccess, acting
from doudi.benefits import actions as paying
from doudi.benefits import queries as benefits
from doudi.benefits.models import Adjustment
from doudi.casework import actions, queries
from doudi.casework.actions import CannotMoveHelp
from doudi.casework.models import Decision, Move
from doudi.flows import review
from doudi.flows.families import merge_families, move_people
from doudi.registry import actions as registry
from doudi.registry import queries as registered
from doudi.registry.actions import Declared
from doudi.registry.models import Household
from doudi.verification.actions import Paper, consent_of_supporter, end_consents
from doudi.verification.models import Consent
from doudi.verification.queries import supporters_holding as held
from tests.casework.story import a_poor_family, an_account, granted, staff
from tests.people import an_id, consents_of

pytestmark = pytest.mark.usefixtures("system")

ON = date(2026, 10, 27)
NEXT_TOWN, OTHER_COUNTY = "370702002001", "370783001001"
DECEMBER = date(2026, 12, 1)


def moved(family, people, region=NEXT_TOWN, who=None, on=ON):
    ids = [one.pk for one in (family.people if who is None else who)]
    return move_people(household_id=family.household.pk, person_ids=ids, region=region, area="urban", words="搬到新村。", officer=people.clerk, on=on)


def transferred(move, people, on=date(2026, 11, 3)):
    return actions.decide_change(change_id=move.change_id, outcome="move", reason="县内迁移。", officer=people.reviewer, on=on)


def test_within_the_county_the_help_goes_along_without_a_gap(officer_of):
    people, family = staff(officer_of), a_poor_family()
    application = granted(family, people)
    account = an_account(family, people.clerk)
    paying.redirect_award(award_id=benefits.awards_of(family.household.pk).get().pk, account_id=account, because="登记账户。", officer=people.clerk, on=ON)
    consents_of(family.household.pk)
    move = moved(family, people)
    new = move.to_household_id
    assert move.kind == "move" and move.change.kind == "move"
    assert end_consents(in_hand=queries.households_under_way(), on=date(2026, 10, 28)) == 0  # what they agreed to goes along
    assert set(Consent.objects.filter(household=new).values_list("person_id", flat=True)) == {one.pk for one in family.people}
    assert {one.person_id for one in registered.members_of(new, ON)} == {one.pk for one in family.people}
    assert not registered.members_of(family.household.pk, ON).exists()
    assert benefits.standing_of(family.household.pk, ON) is not None  # until the county has decided
    decision = transferred(move, people)
    old_award, new_award = benefits.awards_of(family.household.pk).get(), benefits.awards_of(new).get()
    assert (old_award.until_month, new_award.from_month) == (DECEMBER, DECEMBER)
    assert (new_award.amount_fen, new_award.account_id, new_award.decided_by) == (old_award.amount_fen, account, f"decision:{decision.pk}")
    assert "发放不中断" in decision.written_text and application.state == "decided"
    assert queries.assess_household(new, on=ON).amount_fen == 203_000  # what was known of the household came along
    assert [one.kind for one in queries.moves_of(new)] == ["move"]


@pytest.mark.parametrize(("region", "who", "goes"), [(NEXT_TOWN, slice(None), True), (OTHER_COUNTY, slice(None), False), (NEXT_TOWN, slice(1, None), False)])
def test_a_supporters_paper_goes_along_with_the_whole_family_within_its_county(officer_of, region, who, goes):
    people, family = staff(officer_of), a_poor_family()
    granted(family, people)
    given = {"name": "某女儿", "id_number": an_id(address="370783"), "relation": "申请人的女儿", "paper": Paper("YWR-1", ON)}
    consent_of_supporter(household_id=family.household.pk, **given, officer=people.clerk, on=ON)
    later = date(2026, 10, 28)
    new = moved(family, people, region, family.people[who], on=later).to_household_id
    assert [held(home, later) for home in (family.household.pk, new)] == [0 if goes else 1, 1 if goes else 0]


def test_into_another_family_it_does_not(officer_of):
    people, one, other = staff(officer_of), a_poor_family(), a_poor_family(2)
    given = {"name": "某女儿", "id_number": an_id(address="370783"), "relation": "申请人的女儿", "paper": Paper("YWR-1", ON)}
    consent_of_supporter(household_id=other.household.pk, **given, officer=people.clerk, on=ON)
    merge_families(household_id=other.household.pk, to_household_id=one.household.pk, words="结婚并户。", officer=people.clerk, on=ON)
    assert [held(home, ON) for home in (one.household.pk, other.household.pk)] == [0, 1]


def test_the_old_place_sees_nothing_new_and_the_new_one_everything_since(officer_of):
    people, family = staff(officer_of), a_poor_family()
    granted(family, people)
    move = moved(family, people)
    transferred(move, people)
    registry.record_fact(person_id=family.head.pk, name="wage", amount=9_999, source="visit", ref="1", on=DECEMBER)
    with acting(people.clerk):
        assert not Household.objects.filter(pk=move.to_household_id).exists()
        assert not benefits.standings_of(move.to_household_id, DECEMBER)
        assert not benefits.awards_of(move.to_household_id).exists()
    with acting(officer_of("township", "370702002")):
        assert benefits.standing_of(move.to_household_id, DECEMBER) is not None
        assert benefits.awards_of(move.to_household_id).get().amount_fen == 203_000
        assert not Household.objects.filter(pk=family.household.pk).exists()
        assert queries.moves_of(move.to_household_id)


def test_into_another_county_the_old_one_pays_until_it_decides_and_the_new_one_is_told(officer_of):
    people, family = staff(officer_of), a_poor_family()
    granted(family, people)
    move = moved(family, people, OTHER_COUNTY)
    assert move.change is None
    assert benefits.standing_of(family.household.pk, DECEMBER) is not None
    with acting(people.clerk):
        assert [one.cause for one in queries.open_reviews()] == ["moved"]
    with acting(officer_of("township", "370783001")):
        arrived = queries.open_reviews().get()
        assert arrived.cause == "arrived" and arrived.household_id == move.to_household_id


def test_a_part_that_splits_off_leaves_the_rest_to_be_reviewed(officer_of):
    people, family = staff(officer_of), a_poor_family()
    granted(family, people)
    move = moved(family, people, family.household.region, who=family.people[1:])
    assert move.kind == "split"
    assert sorted((one.relation, one.person_id) for one in registered.members_of(move.to_household_id, ON)) == [
        ("head", family.people[1].pk),
        ("other", family.people[2].pk),
    ]
    assert queries.open_reviews().get().cause == "family"
    assert benefits.standing_of(move.to_household_id, DECEMBER) is None  # it has to apply


def test_two_families_become_one_and_both_are_reviewed(officer_of):
    people, one, other = staff(officer_of), a_poor_family(), a_poor_family(2)
    granted(one, people)
    granted(other, people)
    given = {"words": "结婚并户。", "officer": people.clerk, "on": ON}
    merge_families(household_id=other.household.pk, to_household_id=one.household.pk, **given)
    assert registered.members_of(one.household.pk, ON).count() == 5
    assert {row.household_id for row in queries.open_reviews()} == {one.household.pk, other.household.pk}
    assert [member.relation for member in registered.members_of(one.household.pk, ON)].count("head") == 1
    with pytest.raises(CannotMoveHelp, match="自己"):
        merge_families(household_id=one.household.pk, to_household_id=one.household.pk, **given)


@pytest.mark.parametrize(
    ("region", "words"),
    [("370702", "迁入的村"), ("3707020020xx", "迁入的村"), ("370102001001", "迁往本市以外")],
)
def test_a_move_to_nowhere_is_refused(officer_of, region, words):
    people, family = staff(officer_of), a_poor_family()
    with pytest.raises((CannotMoveHelp, registry.CannotMovePeople), match=words):
        moved(family, people, region)
    assert not Move.objects.exists()


def test_who_is_no_member_or_dead_does_not_move(officer_of):
    people, family, stranger = staff(officer_of), a_poor_family(), a_poor_family(1)
    with pytest.raises(registry.CannotMovePeople, match="在世的成员"):
        moved(family, people, who=[family.head, stranger.head])
    with pytest.raises(registry.CannotMovePeople, match="在世的成员"):
        moved(family, people, who=[])
    with pytest.raises(CannotAccess):
        move_people(
            household_id=family.household.pk,
            person_ids=[family.head.pk],
            region=NEXT_TOWN,
            area="urban",
            words="。",
            officer=officer_of("township", "370702003"),
            on=ON,
        )


def test_while_a_case_is_open_nobody_moves(officer_of):
    people, family = staff(officer_of), a_poor_family()
    granted(family, people)
    change = actions.open_change(household_id=family.household.pk, kind="end", cause="family", reason="放弃。", officer=people.clerk, on=ON)
    with pytest.raises(CannotMoveHelp, match=change.number):
        moved(family, people)


def test_a_death_is_reported_once_and_not_of_tomorrow(officer_of):
    people, family = staff(officer_of), a_poor_family()
    given = {"person_id": family.head.pk, "officer": people.clerk, "on": ON}
    with pytest.raises(registry.CannotReportDeath, match="不晚于今天"):
        registry.report_death(died_on=date(2026, 10, 28), because="村里报告。", **given)
    with pytest.raises(registry.CannotReportDeath, match="凭什么"):
        registry.report_death(died_on=ON, because=" ", **given)
    registry.report_death(died_on=ON, because="村里报告。", **given)
    with pytest.raises(registry.CannotReportDeath, match="已登记"):
        registry.report_death(died_on=ON, because="村里报告。", **given)
    family.head.refresh_from_db()
    assert family.head.died_on == ON


def test_a_decision_of_before_the_move_is_corrected_where_the_help_is_now(officer_of):
    """Proposed for the household that carries the help, never for the empty one; what was paid wrongly is reckoned over both."""
    people, family = staff(officer_of), a_poor_family()
    granted(family, people)
    wrong = Decision.objects.get()
    move = moved(family, people)
    transferred(move, people)
    new, on, words = move.to_household_id, date(2026, 12, 1), "漏报工资。"
    of_the_new_town, facts = officer_of("township", NEXT_TOWN[:9]), [Declared(family.head.pk, "wage", amount=1_800_000)]
    review.report_change(household_id=new, cause="report", words=words, facts=facts, officer=of_the_new_town, on=on)
    with pytest.raises(actions.CannotOpenChange, match="已随家庭迁往"):
        actions.open_change(household_id=family.household.pk, kind="resume", cause="window", reason="恢复。", officer=people.clerk, on=on)
    correction = actions.correct(decision_id=wrong.pk, kind="reduce", since_month=date(2026, 11, 1), words=words, officer=people.visitor, on=on)
    assert correction.change.household_id == new
    actions.hear(change_id=correction.change_id, person_id=family.head.pk, words="属实。", officer=of_the_new_town, on=on)
    decision = review.decide_change(change_id=correction.change_id, outcome="reduce", reason="更正。", officer=officer_of("county", "370702"), on=on)
    assert (decision.household_id, benefits.awards_of(new)[0].amount_fen) == (new, 153_000)
    found = {one.month: (one.household_id, one.direction, one.amount_fen) for one in Adjustment.objects.all()}
    assert found == {date(2026, 11, 1): (family.household.pk, "under", 153_000), DECEMBER: (new, "over", 50_000)}


def test_what_an_officer_cannot_reckon_waits_for_the_morning(officer_of, monkeypatch):
    """The decision stands; its money is reckoned by the house, which sees all of it."""
    people, family = staff(officer_of), a_poor_family()
    granted(family, people)
    wrong = Decision.objects.get()
    new = moved(family, people).to_household_id
    transferred(Move.objects.get(), people)
    facts = [Declared(family.head.pk, "wage", amount=1_800_000)]
    of_the_new_town = officer_of("township", NEXT_TOWN[:9])
    review.report_change(household_id=new, cause="report", words="漏报。", facts=facts, officer=of_the_new_town, on=DECEMBER)
    correction = actions.correct(decision_id=wrong.pk, kind="reduce", since_month=DECEMBER, words="错。", officer=people.visitor, on=DECEMBER)
    actions.hear(change_id=correction.change_id, person_id=family.head.pk, words="属实。", officer=of_the_new_town, on=DECEMBER)

    def hidden(**given):
        raise paying.CannotReckon("由县级核算。")

    with monkeypatch.context() as patched:
        patched.setattr(review.benefits, "open_differences", hidden)
        review.decide_change(change_id=correction.change_id, outcome="reduce", reason="更正。", officer=officer_of("county", "370702"), on=DECEMBER)
        correction.refresh_from_db()
        assert correction.counted_on is None and not Adjustment.objects.exists()
    assert review.hand_over_differences(officer=None, on=date(2026, 12, 2)) == 1
    assert Adjustment.objects.get().amount_fen == 50_000
