"""每一扇门: every route × every role × own and foreign places: who is let in, and that nothing foreign shows, not in a list, a count or a suggestion.

The routes are read from the map: a page added there is walked without a word here. A new kind of id in an address needs a planted row in `places.py`.
"""

import re
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from doudi.base import access, migrate
from doudi.base.models import Officer
from doudi.oversight.models import DayRecord
from doudi.web.access import PUBLIC
from tests.web.places import TODAY, Place, a_place

TOWN, NEXT_TOWN, ELSEWHERE = "370702001", "370702002", "370783001"
AT = {"township": TOWN, "county": "370702", "finance": "370702", "department": "370702", "inspector": "370702", "administrator": ""}
ROUTES: list[URLPattern] = [one for one in get_resolver().url_patterns if isinstance(one, URLPattern) and one.name not in PUBLIC]
ALLOWED = {permission: set(roles) for permission, roles in migrate.permissions_of_rooms().items()}
EVERYWHERE = {"officer_id", "rule", "posting", "paper", "feed"}
"""Ids that belong to no place: the administrator keeps all officers, the law is everyone's, every place has both lists, every case papers of the same names."""

Officers = Callable[..., Officer]


@pytest.fixture
def the_day(system: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages' day is the played county's."""
    monkeypatch.setattr(settings, "DEMO", True)
    DayRecord.objects.create(region="370702", on=TODAY)


@pytest.fixture
def places(the_day: None, officer_of: Officers) -> dict[str, Place]:
    """Our town, the next one, and one in another county."""
    return {town: a_place(town, officer_of) for town in (TOWN, NEXT_TOWN, ELSEWHERE)}


def client_of(role: str, officer_of: Officers) -> Client:
    officer = officer_of(role, AT[role], "medical_insurance" if role == "department" else "")
    client = Client(raise_request_exception=False)
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    return client


def asked(client: Client, method: str, address: str, **given: object) -> HttpResponse:
    """One request that leaves nothing behind: neither what it wrote nor the scope it opened."""
    before = transaction.savepoint()
    try:
        return getattr(client, method)(address, given)
    finally:
        transaction.savepoint_rollback(before)


def ids_of(role: str, places: dict[str, Place]) -> tuple[dict[str, int | str], dict[str, int | str]]:
    """Ids within and beyond what the role may see: a township's neighbour shares the county's own rows with it."""
    ours, neighbour, elsewhere = (places[town] for town in (TOWN, NEXT_TOWN, ELSEWHERE))
    if role != "township":
        return ours.ids, elsewhere.ids
    return ours.ids, {name: elsewhere.ids[name] if name in ours.county_ids else number for name, number in neighbour.ids.items()}


def hidden_words(role: str, places: dict[str, Place]) -> list[str]:
    """What no page may say to the role."""
    foreign = [places[ELSEWHERE]] + ([places[NEXT_TOWN]] if role == "township" else [])
    return [word for place in foreign for word in place.words]


def doors(role: str, places: dict[str, Place]) -> Iterator[tuple[URLPattern, str, str, set[int]]]:
    """Route, whose ids, address, and the answers that are right."""
    own, foreign = ids_of(role, places)
    for route in ROUTES:
        names = set(route.pattern.converters)
        assert names <= own.keys(), f"{route.name}: plant a row for {names - own.keys()} in tests/web/places.py"
        is_let_in = role in ALLOWED[route.callback.permission]
        for whose, ids in (("own", own), ("foreign", foreign)) if names - EVERYWHERE else (("own", own),):
            address = reverse(route.name, kwargs={name: ids[name] for name in names})
            right = {403, 405} if not is_let_in else {404, 405} if whose == "foreign" else {200, 302, 405, 422}
            yield route, whose, address, right


def wrong_answers(role: str, places: dict[str, Place], client: Client) -> list[str]:
    """Every door whose answer is not right for the role, and every foreign word that is shown."""
    wrong, hidden = [], hidden_words(role, places)
    for route, whose, address, right in doors(role, places):
        statuses = set()
        for method in ("get", "post"):
            answer = asked(client, method, address)
            statuses.add(answer.status_code)
            if answer.status_code not in right:
                wrong.append(f"{role} {method} {route.name} ({whose}): {answer.status_code}")
            wrong += [f"{role} {method} {route.name} ({whose}) shows {word}" for word in hidden if word in text(answer)]
        if statuses == {405}:
            wrong.append(f"{route.name} answers nobody")
    return wrong


def text(answer: HttpResponse) -> str:
    return b"".join(answer).decode(errors="replace") if answer.streaming else answer.content.decode(errors="replace")


@pytest.mark.parametrize("role", AT)
def test_every_door_for_every_role(role: str, places: dict[str, Place], officer_of: Officers) -> None:
    assert (wrong := wrong_answers(role, places, client_of(role, officer_of))) == [], "\n".join(wrong)


def test_the_walk_notices_a_scope_that_is_too_wide(places: dict[str, Place], officer_of: Officers, monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control: with every officer let into the whole city, doors open and names show."""
    monkeypatch.setattr(access, "_scope_of", lambda officer: ("3707", "", "", str(officer.pk)))
    wrong = wrong_answers("township", places, client_of("township", officer_of))
    assert any("alert (foreign): 200" in one for one in wrong)
    assert any(" shows " in one for one in wrong)


def test_the_walk_notices_a_permission_given_too_widely(places: dict[str, Place], officer_of: Officers, monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control: with every role let through, those who should not be are noticed."""
    monkeypatch.setattr(access, "require", lambda *_: None)
    assert any(": 200" in one for one in wrong_answers("administrator", places, client_of("administrator", officer_of)))


@pytest.mark.parametrize("role", ["township", "county", "finance", "inspector", "department"])
def test_asking_for_a_foreign_family_finds_nobody(role: str, places: dict[str, Place], officer_of: Officers) -> None:
    """Every page that lists is asked for it by name, by the beginning of its name, by pinyin and by number; what was typed may stand in the field again."""
    client, found = client_of(role, officer_of), []
    place = places[ELSEWHERE]
    queries = {"尉迟": place.words, "尉迟外县甲子": (place.words[2],), "yuchi": place.words, place.words[2]: (f"{place.words[0]}甲子",)}
    for route in (one for one in ROUTES if not one.pattern.converters and role in ALLOWED[one.callback.permission]):
        for typed, hidden in queries.items():
            said = text(asked(client, "get", reverse(route.name), q=typed, name=typed))
            found += [f"{route.name}?q={typed} shows {word}" for word in hidden if word in said and word != typed]
    assert found == []


def test_our_own_family_is_found(places: dict[str, Place], officer_of: Officers) -> None:
    """The search that finds nobody elsewhere finds somebody here: the test above can fail."""
    said = text(asked(client_of("township", officer_of), "get", reverse("search"), q="闻人"))
    assert f"{places[TOWN].words[0]}甲子" in said


@pytest.mark.parametrize("role", ["township", "county", "finance", "inspector", "department"])
def test_no_letter_and_no_count_changes_when_foreign_rows_are_added(role: str, the_day: None, officer_of: Officers) -> None:
    """Every page without an id is read, foreign rows are added, and it is read again: a count would give them away."""
    a_place(TOWN, officer_of)
    client = client_of(role, officer_of)
    before = pages_of(role, client)
    with access.acting_as_system():
        for town in (NEXT_TOWN, ELSEWHERE) if role == "township" else (ELSEWHERE,):
            a_place(town, officer_of)
    after = pages_of(role, client)
    assert {name for name in before if before[name] != after[name]} == set()


def test_a_count_does_change_when_our_own_rows_are_added(the_day: None, officer_of: Officers) -> None:
    """Negative control of the comparison: the county sees the second town it has."""
    a_place(TOWN, officer_of)
    client = client_of("county", officer_of)
    before = pages_of("county", client)
    with access.acting_as_system():
        a_place(NEXT_TOWN, officer_of)
    changed = {name for name, said in pages_of("county", client).items() if said != before[name]}
    assert {"alerts", "queue", "today", "waiting"} <= changed


def pages_of(role: str, client: Client) -> dict[str, str]:
    """What the role reads on every page without an id, but for tokens and the time of reading."""
    read = {}
    for route in ROUTES:
        if not route.pattern.converters and role in ALLOWED[route.callback.permission]:
            said = text(asked(client, "get", reverse(route.name)))
            read[route.name] = re.sub(r'name="(?:csrfmiddlewaretoken|once)" value="[\w-]+"|\d\d:\d\d:\d\d', "", said)
    return read
