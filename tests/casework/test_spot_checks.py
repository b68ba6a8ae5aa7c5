"""抽查: three in ten at least, by a seed promised beforehand; nobody steers it, anybody draws again; who is drawn is not decided unseen."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from doudi.base import access
from doudi.casework import actions
from doudi.casework import queries as cases
from doudi.casework.drawing import SHARE, is_drawn, lot_of, promise_of
from doudi.casework.models import Application, SpotDraw, SpotSeed
from tests.casework.story import ON, a_poor_family, applied, fresh, opined, staff, surveyed
from tests.casework.test_one_case import an_old_man

COUNTY, OCTOBER = "370702", date(2026, 10, 1)
CHECKED = date(2026, 10, 30)


@given(st.text("0123456789abcdef", min_size=64, max_size=64), st.lists(st.integers(0, 10**6), min_size=1, max_size=60, unique=True))
def test_three_in_ten_at_least_at_every_moment(seed, numbers):
    drawn = 0
    for place, number in enumerate(numbers, 1):
        drawn += is_drawn(lot_of(seed, f"SQ370702-2026-{number:06d}"), place=place, drawn_before=drawn)
        assert drawn * 100 >= SHARE * place


def test_by_its_lot_alone_a_month_may_fall_short():
    """Negative control of the sentence above: without the second half of the rule some seeds draw fewer."""
    short = [sum(lot_of(str(seed), str(number)) < 3000 for number in range(4)) for seed in range(50)]
    assert 0 in short


def coming_up(people, *, on=date(2026, 10, 26)) -> Application:
    """A tekun case before the county."""
    case = applied(an_old_man(), people, wage=0)
    actions.turn_to(application_id=case.pk, scheme="tekun", words="本人同意。", officer=people.clerk, on=ON)
    opined(surveyed(fresh(case), people), people, kind="tekun")
    actions.post_notice(application_id=case.pk, officer=people.clerk, on=date(2026, 10, 16))
    return actions.submit(application_id=case.pk, officer=people.clerk, on=on)


@pytest.mark.usefixtures("system")
def test_who_is_drawn_is_looked_into_before_the_decision(officer_of):
    people = staff(officer_of)
    case = coming_up(people)
    draw = SpotDraw.objects.get(application=case)
    assert draw.is_drawn and draw.place == 1, "the first of a month always is"
    grant = {"application_id": case.pk, "outcome": "grant", "kind": "tekun", "officer": people.reviewer, "on": CHECKED}
    with pytest.raises(actions.CannotDecide, match="抽中"):
        actions.decide(**grant)
    actions.visit_by_county(application_id=case.pk, officers=[people.visitor, people.reviewer], findings="县级抽查，属实。", on=CHECKED)
    assert actions.decide(**grant).outcome == "grant"


@pytest.mark.usefixtures("system")
def test_the_draw_is_made_once_and_follows_the_promise(officer_of):
    people = staff(officer_of)
    (promised,) = actions.keep_seeds(region=COUNTY, on=OCTOBER)
    found = [coming_up(people) for _ in range(4)]
    draws = list(SpotDraw.objects.order_by("place"))
    assert [one.number for one in draws] == [case.number for case in found]
    actions.send_back(application_id=found[1].pk, reason="请补充。", officer=people.reviewer, on=CHECKED)
    opined(fresh(found[1]), people, kind="tekun", on=CHECKED)
    actions.post_notice(application_id=found[1].pk, officer=people.clerk, on=CHECKED)
    actions.submit(application_id=found[1].pk, officer=people.clerk, on=date(2026, 11, 9))
    assert SpotDraw.objects.count() == 4, "sent back and come again is not drawn anew"
    assert SpotSeed.objects.get().seed == "", "not before the month is over"
    actions.keep_seeds(region=COUNTY, on=date(2026, 11, 1))
    shown = SpotSeed.objects.get(month=OCTOBER)
    assert promise_of(shown.seed) == promised.promise
    (october,) = [one for one in cases.spot_checks(COUNTY) if one.seed.month == OCTOBER]
    assert october.differs == [] and [lot_of(shown.seed, one.number) for one in october.draws] == [one.lot for one in draws]


@pytest.mark.usefixtures("system")
def test_a_draw_that_was_steered_is_seen(officer_of):
    """Negative control: another seed than the promised one, or another lot, is named by everybody who draws again."""
    coming_up(staff(officer_of))
    actions.keep_seeds(region=COUNTY, on=date(2026, 11, 1))
    SpotSeed.objects.filter(month=OCTOBER).update(seed="0" * 64)
    (october,) = [one for one in cases.spot_checks(COUNTY) if one.seed.month == OCTOBER]
    assert "种子与公布的指纹不符" in october.differs and len(october.differs) == 2


@pytest.mark.usefixtures("system")
def test_from_the_twentieth_the_next_month_is_promised(system):
    assert [one.month.month for one in actions.keep_seeds(region=COUNTY, on=date(2026, 10, 19))] == [10]
    assert [one.month.month for one in actions.keep_seeds(region=COUNTY, on=date(2026, 10, 20))] == [10, 11]
    assert SpotSeed.objects.count() == 2, "asked again, nothing changes"


def test_dibao_is_not_drawn(officer_of, system):
    people = staff(officer_of)
    case = opined(surveyed(applied(a_poor_family(), people), people), people)
    actions.post_notice(application_id=case.pk, officer=people.clerk, on=date(2026, 10, 16))
    actions.submit(application_id=case.pk, officer=people.clerk, on=date(2026, 10, 26))
    assert not SpotDraw.objects.exists()


def test_a_township_draws_over_its_whole_county(officer_of, db):
    """The count is the county's: the second town's first case is the county's second."""
    with access.acting_as_system():
        one, other = staff(officer_of), staff(officer_of)
    with access.acting(one.clerk):
        first = SpotDrawOf(one)
    with access.acting(other.clerk):
        second = SpotDrawOf(other)
    assert (first, second) == (1, 2)


def SpotDrawOf(people) -> int:  # noqa: N802
    case = coming_up(people)
    return SpotDraw.objects.get(application=case).place


def test_everybody_sees_the_promise_and_later_the_seed(officer_of, db):
    with access.acting_as_system():
        coming_up(staff(officer_of))
    address = reverse("spot_checks_of", args=[COUNTY])
    with access.acting_as_system():
        promise, number = SpotSeed.objects.get().promise, SpotDraw.objects.get().number
    before = Client().get(address).content.decode()
    assert promise in before and number not in before and "月末以后公布" in before
    with access.acting_as_system():
        actions.keep_seeds(region=COUNTY, on=date(2026, 11, 1))
        seed = SpotSeed.objects.get(month=OCTOBER).seed
    after = Client().get(address).content.decode()
    assert seed in after and number in after
    assert Client().get(reverse("spot_checks_of", args=["370702001"])).status_code == 404


def test_the_terminal_draws_again(fresh_database):
    from doudi.base.discover import modules_in
    from doudi.cli import app

    modules_in("doudi.cli")

    with access.acting_as_system():
        actions.keep_seeds(region=COUNTY, on=OCTOBER)
        actions.keep_seeds(region=COUNTY, on=date(2026, 11, 1))
    said = CliRunner().invoke(app, ["spot-checks", "--region", COUNTY, "--month", "2026-10"])
    assert said.exit_code == 0, said.output
    assert "重算一致" in said.output
    with access.acting_as_system():
        SpotSeed.objects.filter(month=OCTOBER).update(seed="0" * 64)
    assert CliRunner().invoke(app, ["spot-checks", "--region", COUNTY]).exit_code == 1
    assert CliRunner().invoke(app, ["spot-checks", "--month", "1999-01"]).exit_code == 2
