"""转介的防线: two officers at once, and what each of the database's rules prevents, shown by taking it away."""

from collections.abc import Callable
from threading import Event

import psycopg
import pytest

from doudi.base import access
from doudi.base.models import Officer
from doudi.referral import actions
from doudi.referral.actions import answering
from doudi.referral.models import Referral
from tests.databases import Clone
from tests.races import at_once
from tests.referral.builders import BUREAU, COUNTY, MONDAY, TOWN, a_referral

Owner = Callable[[], psycopg.Connection]


@pytest.fixture
def sent(fresh_database: Clone, officer_of: Callable[..., Officer]) -> Referral:
    """A referral that is really in the database."""
    with access.acting_as_system():
        return a_referral(officer_of("township", TOWN))


def answers(sent: Referral, officers: tuple[Officer, Officer]) -> tuple[tuple[Officer, Callable[[], Referral]], tuple[Officer, Callable[[], Referral]]]:
    """One returns it, the other completes it."""
    one, two = officers
    return (
        (one, lambda: actions.return_(referral_id=sent.pk, reason="材料不全。", officer=one, on=MONDAY)),
        (two, lambda: actions.complete(referral_id=sent.pk, outcome="enrolled", officer=two, on=MONDAY)),
    )


@pytest.fixture
def accepted(sent: Referral, officer_of: Callable[..., Officer]) -> tuple[Officer, Officer]:
    officers = officer_of("department", COUNTY, BUREAU), officer_of("department", COUNTY, BUREAU)
    with access.acting(officers[0]):
        actions.accept(referral_id=sent.pk, officer=officers[0], on=MONDAY)
    return officers


def test_of_two_answers_at_once_one_is_told_the_other_came_first(sent: Referral, accepted: tuple[Officer, Officer]) -> None:
    assert at_once(*answers(sent, accepted)) == ["done", "这条转介已经退回或办结。"]


def test_without_the_lock_the_second_would_overwrite_the_first(sent: Referral, accepted: tuple[Officer, Officer], monkeypatch: pytest.MonkeyPatch) -> None:
    both_read, readers = Event(), []

    def unlocked(referral_id: int, refusal: type[Exception]) -> Referral:
        readers.append(Referral.objects.get(pk=referral_id))
        if len(readers) == 2:
            both_read.set()
        return readers[-1]

    monkeypatch.setattr(answering, "locked", unlocked)
    assert at_once(*answers(sent, accepted), both_read=both_read) == ["done", "done"]


def test_without_the_checks_holes_would_open(sent: Referral, owner_of: Owner) -> None:
    holes: dict[str, dict[str, object]] = {
        "referral_has_owner_origin_and_need": {"need_words": ""},
        "referral_returned_with_a_reason": {"state": "returned"},
        "referral_accepted_by_someone": {"state": "accepted"},
        "referral_closes_with_an_outcome": {"state": "completed"},
    }
    for rule, change in holes.items():
        with owner_of() as owner:
            owner.execute(f"ALTER TABLE referral_referral DROP CONSTRAINT {rule}")
        with access.acting_as_system():
            assert Referral.objects.filter(pk=sent.pk).update(**change) == 1, rule


def test_without_the_unique_key_a_need_could_be_sent_twice(sent: Referral, owner_of: Owner) -> None:
    with owner_of() as owner:
        owner.execute("DROP INDEX one_open_referral_per_need")
    with access.acting_as_system():
        sent.pk = None
        sent.save(force_insert=True)
        assert Referral.objects.count() == 2


def test_without_row_security_another_department_would_see_it(sent: Referral, owner_of: Owner, officer_of: Callable[..., Officer]) -> None:
    elsewhere = officer_of("department", "370703", BUREAU)
    with access.acting(elsewhere):
        assert not Referral.objects.exists()
    with owner_of() as owner:
        owner.execute("ALTER TABLE referral_referral DISABLE ROW LEVEL SECURITY")
    with access.acting(elsewhere):
        assert Referral.objects.exists()


def test_a_department_cannot_move_a_referral_out_of_its_reach(sent: Referral, officer_of: Callable[..., Officer]) -> None:
    """Written past the verbs, under the department's own scope: neither to another department nor to another county."""
    officer = officer_of("department", COUNTY, BUREAU)
    for change in ({"department": "education"}, {"region": "370703001001"}):
        with pytest.raises(Exception, match="row-level security"), access.acting(officer):
            Referral.objects.filter(pk=sent.pk).update(**change)
