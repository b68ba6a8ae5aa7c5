"""外乡镇: an officer of another town finds nothing of a family, by whatever door."""

from collections.abc import Callable

from doudi.base.access import acting_as_system
from doudi.base.models import Officer
from doudi.registry import queries as registered
from doudi.sandbox.calibration import COUNTY
from tests.journeys.county import County
from tests.journeys.seat import Seat


def test_an_officer_of_another_town_sees_nothing(county: County, seat: Callable[[str], Seat]) -> None:
    alert, _, town = county.alert_left("award")
    with acting_as_system(COUNTY):
        home = alert.household
        head = registered.members_of(home.pk, county.on)[0].person
        other = Officer.objects.filter(role_id="township").exclude(region=alert.owner_region).order_by("-region").first()
    assert other is not None
    doors = [f"/alerts/{alert.pk}", f"/families/{home.pk}", f"/apply/{home.pk}", f"/families/{home.pk}/change"]

    own, stranger = seat(f"示例·{town}经办一"), seat(other.name)
    assert [own.open(door).status for door in doors] == [200, 200, 200, 200]
    assert [stranger.open(door).status for door in doors] == [404, 404, 404, 404]
    stranger.look("not-found")
    for words in (head.name, home.number, head.name_key):
        own.search(words)
        assert home.number in own.text
        stranger.search(words)
        assert home.number not in stranger.text
    stranger.look("search-nobody")
    stranger.open(f"/families?q={head.name}")
    assert home.number not in stranger.text
    for page in ("/queue", "/alerts", "/applications", "/referrals"):
        stranger.open(page)
        assert home.number not in stranger.text
        assert not stranger.page.locator(f"[href='/alerts/{alert.pk}'], [href='/families/{home.pk}']").count()
    assert own.open(f"/alerts/{alert.pk}").status == 200
