"""程序表: the table itself, its terms at their edges, and what reads it."""

from datetime import date

import pytest

from doudi.base.workdays import is_workday
from doudi.casework.permissions import PERMISSIONS
from doudi.casework.procedures import APPLICATIONS, CHANGES, TABLES, Term, dibao, marginal, rigid_expenditure, tekun

# Written down from the law by hand, beside the table: 57号 10–22, 29; 法 48; 43号 26.
LAWFUL = {
    ("investigate", "accepted", "investigated"),
    ("investigate", "investigated", "investigated"),
    ("investigate", "objected", "investigated"),
    ("review_community", "objected", "investigated"),
    ("give_opinion", "investigated", "proposed"),
    ("give_opinion", "investigated", "ready"),
    ("post_notice", "proposed", "noticed"),
    ("object_to", "noticed", "objected"),
    ("submit", "noticed", "submitted"),
    ("submit", "ready", "submitted"),
    ("decide", "submitted", "decided"),
    ("send_back", "submitted", "investigated"),
}
# 43号 14: a community review where the township sees need, before its opinion.
TEKUN_TOO = {("review_community", "investigated", "investigated")}
OPEN = ("accepted", "investigated", "proposed", "noticed", "objected", "ready", "submitted")


def edges(procedure) -> set[tuple[str, str, str]]:
    return {(step.verb, state, step.leads_to) for step in procedure.steps for state in step.states if step.leads_to}


def test_an_application_moves_only_as_the_law_lets_it():
    closing = {(verb, state, to) for verb, to in (("withdraw", "withdrawn"), ("end", "ended")) for state in OPEN}
    going_on = {("go_on", "decided", "investigated")}
    assert edges(dibao.APPLICATION) == edges(marginal.APPLICATION) == LAWFUL | closing | going_on
    assert edges(tekun.APPLICATION) == (LAWFUL - {("review_community", "objected", "investigated")}) | TEKUN_TOO | closing | going_on
    unposted = {edge for edge in LAWFUL if not {"proposed", "noticed", "objected"} & {*edge}}
    assert edges(rigid_expenditure.APPLICATION) == unposted | going_on | {(verb, state, to) for verb, state, to in closing if state in rigid_expenditure.OPEN}


def test_only_who_decides_differs_where_townships_decide():
    for scheme in APPLICATIONS.keys() - {"urgent_relief"}:  # help at once is the township's everywhere
        table, delegated = TABLES["county", scheme], TABLES["township", scheme]
        assert edges(delegated) == edges(table)
        assert delegated.who["decide"] == delegated.who["send_back"] == ("township",) and table.who["decide"] == ("county",)
    assert (TABLES["township", "dibao"].total, dibao.APPLICATION.total) == (Term(20), Term(30))


def test_nothing_shrinks_or_ends_without_a_hearing():
    assert edges(dibao.CHANGE) == {("hear", "opened", "heard"), ("decide_change", "heard", "decided"), ("decide_change", "ready", "decided")}
    posted_anew = ("look_into_objection", "noticed", "heard")
    assert edges(tekun.ENDING) == {("hear", "opened", "heard"), ("post_ending", "heard", "noticed"), posted_anew, ("decide_change", "noticed", "decided")}


@pytest.mark.parametrize("procedure", [*APPLICATIONS.values(), *CHANGES.values()])
def test_every_row_names_known_states_a_role_and_an_article(procedure):
    for step in procedure.steps:
        assert {*step.states, step.leads_to} <= {*procedure.states, ""}
        assert step.who and "第" in step.article
    for state in procedure.states:
        assert (procedure.next_step(state) is None) == (state in procedure.closed), state


def test_who_decides_never_does_the_townships_work():
    township = {verb for verb, roles in dibao.APPLICATION.who.items() if "township" in roles}
    county = {verb for verb, roles in dibao.APPLICATION.who.items() if "county" in roles}
    assert {"accept", "investigate", "give_opinion", "post_notice", "submit"} <= township - county
    assert {"decide", "visit_by_county"} <= county - township
    assert set(PERMISSIONS["casework.decide"]) == {"county", "township"}  # a township only by the table of a place that has handed it down
    assert not any(role in roles for roles in PERMISSIONS.values() for role in ("administrator", "finance", "department"))


def test_terms_count_as_the_law_counts():
    friday = date(2026, 9, 18)
    assert Term(3).ends(friday) == date(2026, 9, 22)  # Sunday 20 September is a swapped working day
    assert Term(7, "days").ends(date(2026, 10, 15)) == date(2026, 10, 22)
    assert Term(7, "days").ends(date(2026, 9, 24)) == date(2026, 10, 8)  # 1 October is a holiday: the next working day
    assert Term(3, "months").ends(date(2026, 5, 31)) == date(2026, 8, 31)
    assert Term(3, "months").ends(date(2025, 11, 30)) == date(2026, 2, 28)
    assert is_workday(date(2026, 2, 28))


@pytest.mark.parametrize(
    ("term", "event_on", "last"),
    [
        (Term(3, "months"), date(2026, 10, 15), date(2027, 1, 15)),
        (Term(3, "months"), date(2026, 10, 16), date(2027, 1, 18)),  # the 16th is a Saturday
        (Term(10), date(2026, 12, 24), date(2027, 1, 7)),
        (Term(7, "days"), date(2026, 12, 26), date(2027, 1, 4)),
    ],
)
def test_beyond_the_published_calendar_plain_weekdays_count(term, event_on, last):
    """In December next year's holidays may not be known: people apply, are heard and are decided upon all the same."""
    assert term.ends(event_on) == last


def test_the_total_caps_every_term():
    due = dibao.APPLICATION.next_due("submitted", entered_on=date(2026, 10, 12), total_due_on=date(2026, 10, 20))
    assert due == date(2026, 10, 20)
    assert dibao.APPLICATION.next_due("submitted", entered_on=date(2026, 10, 12), total_due_on=date(2026, 12, 1)) == Term(10).ends(date(2026, 10, 12))
