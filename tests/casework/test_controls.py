"""反证: with a defence taken away, what it held back goes through."""

import pytest
from django.db import IntegrityError

from doudi.base.access import acting, acting_as_system
from doudi.casework.models import Application, Change, Decision
from tests.casework.story import a_poor_family, applied, granted, staff
from tests.casework.test_change import ENDED, opened


@pytest.mark.parametrize("is_on", [True, False])
def test_it_is_row_security_that_hides_the_other_town(fresh_database, officer_of, owner_of, is_on):
    with acting_as_system():
        applied(a_poor_family(), staff(officer_of))
        stranger = officer_of("township", "370702002")
    if not is_on:
        with owner_of() as owner:
            owner.execute("ALTER TABLE casework_application DISABLE ROW LEVEL SECURITY")
    with acting(stranger):
        assert Application.objects.exists() is not is_on


@pytest.mark.parametrize("is_on", [True, False])
def test_it_is_the_unique_key_that_stops_the_second_application(fresh_database, officer_of, owner_of, is_on):
    with acting_as_system():
        row = applied(a_poor_family(), staff(officer_of))
    again = {field.attname: getattr(row, field.attname) for field in Application._meta.concrete_fields if field.attname != "id"}
    if is_on:
        with pytest.raises(IntegrityError, match="one_open_application"), acting_as_system():
            Application.objects.create(**again)
        return
    with owner_of() as owner:
        owner.execute("DROP INDEX one_open_application")
    with acting_as_system():
        Application.objects.create(**again)
        assert Application.objects.count() == 2


@pytest.mark.parametrize("is_on", [True, False])
def test_it_is_the_check_that_stops_an_unheard_ending(fresh_database, officer_of, owner_of, is_on):
    with acting_as_system():
        people, family = staff(officer_of), a_poor_family()
        granted(family, people)
        change = opened(family, people)
    end = {"state": "decided", "closed_on": ENDED}
    if is_on:
        with pytest.raises(IntegrityError, match="hear_before_reducing_or_ending"), acting_as_system():
            Change.objects.filter(pk=change.pk).update(**end)
        return
    with owner_of() as owner:
        owner.execute("ALTER TABLE casework_change DROP CONSTRAINT hear_before_reducing_or_ending")
    with acting_as_system():
        assert Change.objects.filter(pk=change.pk).update(**end) == 1


def test_it_is_the_trigger_that_keeps_a_decision_as_it_was(fresh_database, officer_of, owner_of):
    with acting_as_system():
        decision = granted(a_poor_family(), staff(officer_of)).decision
    with owner_of() as owner:
        owner.execute("DROP TRIGGER casework_decision_keeps_rows ON casework_decision")
    with acting_as_system():
        assert Decision.objects.filter(pk=decision.pk).update(amount_fen=1) == 1
