"""近亲属备案: filed at the window, by the register or later; lifted by the county alone; and the database that holds it."""

from collections.abc import Callable
from importlib import import_module

import psycopg
import pytest

from doudi.base.access import CannotAccess, acting_as_system
from doudi.casework import actions
from doudi.casework import queries as cases
from doudi.casework.models import Application, Asked, Decision, Filing
from tests.casework.story import DECIDED, ON, a_poor_family, applied, fresh, granted, staff, submitted
from tests.casework.test_change import ENDED, decided, heard, opened
from tests.casework.test_defences import a_decision, refused
from tests.databases import Clone

held = pytest.mark.usefixtures("system")


def file_late(case: Application, officer, on=ON) -> Filing:
    return actions.file_relative(application_id=case.pk, words="申请人之妹是本镇经办人员。", officer=officer, on=on)


@held
def test_what_comes_to_light_later_files_the_case_apart_and_sends_the_county_to_the_house(officer_of):
    people = staff(officer_of)
    case = submitted(a_poor_family(), people)
    assert not case.staff_relative and not case.filings.exists()
    file_late(case, people.second, DECIDED)
    again = fresh(case)
    assert again.staff_relative and "妹" in again.staff_relative_words
    assert cases.count_filings() == {"standing": 1, "unvisited": 1, "lifted": 0}
    decide = {"application_id": case.pk, "outcome": "grant", "kind": "dibao", "officer": people.reviewer, "on": DECIDED}
    with pytest.raises(actions.CannotDecide, match="近亲属备案"):
        actions.decide(**decide)
    actions.visit_by_county(application_id=case.pk, officers=[people.reviewer, people.visitor], findings="属实。", on=DECIDED)
    assert cases.count_filings()["unvisited"] == 0
    assert actions.decide(**decide).outcome == "grant"
    with pytest.raises(actions.CannotFile, match="决定"):
        file_late(case, people.second, DECIDED)


@held
def test_the_county_lifts_what_rested_on_a_mistake_and_says_why(officer_of):
    people = staff(officer_of)
    case = applied(a_poor_family(), people, relatives="村会计是申请人的舅舅")
    (filing,) = case.filings.all()
    assert (filing.source, filing.by) == ("declared", people.clerk)
    lift = {"filing_id": filing.pk, "because": "同名，不是近亲属。", "on": ON}
    with pytest.raises(CannotAccess):
        actions.lift_filing(**lift, officer=people.second)
    with pytest.raises(actions.CannotFile, match="理由"):
        actions.lift_filing(**{**lift, "because": " "}, officer=people.reviewer)
    actions.lift_filing(**lift, officer=people.reviewer)
    assert not fresh(case).staff_relative and cases.filings("lifted").get() == filing
    with pytest.raises(actions.CannotFile, match="已经撤销"):
        actions.lift_filing(**lift, officer=people.visitor)


@held
def test_one_of_two_filings_lifted_leaves_the_other(officer_of):
    people = staff(officer_of)
    case = applied(a_poor_family(), people, relatives="村会计是申请人的舅舅")
    file_late(case, people.reviewer)
    first = case.filings.get(source="declared")
    with pytest.raises(actions.CannotFile, match="不能撤销"):
        actions.lift_filing(filing_id=case.filings.get(source="found").pk, because="。", officer=people.reviewer, on=ON)
    actions.lift_filing(filing_id=first.pk, because="不是。", officer=people.visitor, on=ON)
    assert fresh(case).staff_relative_words == "申请人之妹是本镇经办人员。"


@held
def test_the_database_keeps_filings_and_what_was_told(officer_of):
    people = staff(officer_of)
    case = applied(a_poor_family(), people, relatives="村会计是申请人的舅舅")
    rows = Application.objects.filter(pk=case.pk)
    refused(lambda: rows.update(staff_relative=False, staff_relative_words=""), "filed_stays_filed")
    refused(lambda: Filing.objects.update(words="无"), "filing_is_written_once")
    refused(lambda: Filing.objects.all().delete(), "doudi|refuse|change")
    (asked,) = actions.ask_for(application_id=case.pk, codes=["house"], officer=people.clerk, on=ON)
    refused(lambda: Asked.objects.filter(pk=asked.pk).update(title="别的"), "asked_is_told_once")
    actions.settle_material(asked_id=asked.pk, how="brought", officer=people.clerk, on=ON)
    refused(lambda: Asked.objects.filter(pk=asked.pk).update(settled_words="改"), "asked_is_told_once")


def test_without_its_triggers_the_case_would_be_as_it_pleases(fresh_database: Clone, officer_of, owner_of: Callable[[], psycopg.Connection]):
    """Negative control: the same writes go through, and a maker is the second of a decision."""
    with acting_as_system():
        people = staff(officer_of)
        case = submitted(a_poor_family(), people, relatives="村会计是申请人的舅舅")
        Asked.objects.create(application=case, code="house", title="租房合同", told_by=people.clerk, told_on=ON, region=case.region)
    with owner_of() as owning:
        owning.execute("ALTER TABLE casework_application DISABLE TRIGGER casework_filed_stays_filed")
        owning.execute("ALTER TABLE casework_asked DISABLE TRIGGER casework_asked_is_told_once")
        owning.execute("ALTER TABLE casework_decision DISABLE TRIGGER casework_second_made_nothing")
    with acting_as_system():
        assert Application.objects.filter(pk=case.pk).update(staff_relative=False, staff_relative_words="") == 1
        assert Asked.objects.update(title="别的") == 1
        refusal = {"application": case, "outcome": "refuse", "decided_by": people.reviewer, "against_rules": True}
        a_decision(case, people.surveyor, **refusal, second=people.clerk).save()
        assert Decision.objects.filter(second=people.clerk).count() == 1


@held
def test_what_was_brought_before_is_not_asked_again_without_a_reason(officer_of):
    people, family = staff(officer_of), a_poor_family()
    first = applied(family, people)
    (asked,) = actions.ask_for(application_id=first.pk, codes=["house"], officer=people.clerk, on=ON)
    actions.settle_material(asked_id=asked.pk, how="brought", officer=people.clerk, on=ON)
    actions.withdraw(application_id=first.pk, reason="家庭撤回。", officer=people.clerk, on=ON)
    second = applied(family, people)
    assert list(cases.already_here(second, ON)) == ["house"] and first.number in cases.already_here(second, ON)["house"]
    ask = {"application_id": second.pk, "officer": people.clerk, "on": ON}
    with pytest.raises(actions.CannotAskFor, match="不重复要求"):
        actions.ask_for(codes=["house", "school"], **ask)
    assert [row.code for row in actions.ask_for(codes=["school"], **ask)] == ["school"]
    (again,) = actions.ask_for(codes=["house"], because="已搬家。", **ask)
    assert again.because == "已搬家。"


@held
def test_a_change_against_the_rules_has_a_second_person_who_made_nothing(officer_of):
    people, family = staff(officer_of), a_poor_family()
    granted(family, people)
    change = heard(opened(family, people), family, people)
    given = {"change_id": change.pk, "outcome": "end", "reason": "属实。", "officer": people.reviewer, "on": ENDED}
    for wrong in (None, people.reviewer, people.second):
        with pytest.raises(actions.CannotDecideChange, match="第二人"):
            actions.decide_change(**given, second=wrong)
    decision = decided(change, people, "end")
    assert decision.against_rules and decision.second == people.visitor


@held
def test_the_database_asks_for_the_second_person_of_a_change_and_of_no_maker(officer_of):
    people, family = staff(officer_of), a_poor_family()
    granted(family, people)
    change = heard(opened(family, people), family, people)
    ending = {
        "change": change,
        "outcome": "end",
        "scheme": "",
        "decided_by": people.reviewer,
        "effective_month": ENDED.replace(month=11, day=1),
        "heard_on": change.heard_on,
        "against_rules": True,
    }
    refused(a_decision(change, people.clerk, **ending).save, "two_people_change_against_the_rules")
    refused(a_decision(change, people.clerk, **ending, second=people.second).save, "second_made_nothing")
    case = submitted(a_poor_family(), people)
    refusal = {"application": case, "outcome": "refuse", "decided_by": people.reviewer, "against_rules": True}
    refused(a_decision(case, people.surveyor, **refusal, second=people.clerk).save, "second_made_nothing")


def test_cases_filed_before_keep_their_filing(fresh_database: Clone, officer_of, owner_of: Callable[[], psycopg.Connection]):
    """The migration's own sentence, run again over a case of which no filing was kept."""
    with acting_as_system():
        case = applied(a_poor_family(), staff(officer_of), relatives="村会计是申请人的舅舅")
    with owner_of() as owning:
        owning.execute("ALTER TABLE casework_filing NO FORCE ROW LEVEL SECURITY")
        owning.execute("ALTER TABLE casework_filing DISABLE TRIGGER casework_filing_kept")
        owning.execute("DELETE FROM casework_filing")
        owning.execute(import_module("doudi.casework.migrations.0016_filed_and_handed_over").FILED_BEFORE)
        owning.execute("ALTER TABLE casework_filing FORCE ROW LEVEL SECURITY")
    with acting_as_system():
        assert [(one.words, one.by_id) for one in case.filings.all()] == [("村会计是申请人的舅舅", case.accepted_by_id)]
