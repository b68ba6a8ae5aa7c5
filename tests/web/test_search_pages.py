"""查询页面: found by group, numbers never in an address, every look-up kept with whom it showed, nothing of another town by any door."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from doudi.base import access, crypto, regions
from doudi.base.models import AuditEntry, Officer
from doudi.oversight.models import DayRecord
from doudi.registry.actions import record_former_name
from doudi.registry.models import Membership
from doudi.web.console.search import SHOWN, SUGGESTED
from tests.casework import story
from tests.monitoring.builders import an_alert
from tests.people import Family, a_family, a_household, a_person, join

TODAY = date(2026, 10, 26)
NUMBER = re.compile(r"(?<!\d)\d{17}[\dX](?!\d)")
NEXT_TOWN = "370702002001"
Officers = Callable[..., Officer]
Sign = Callable[[Officer], Client]


@pytest.fixture
def the_day(system: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages' day is the played county's."""
    monkeypatch.setattr(settings, "DEMO", True)
    DayRecord.objects.create(region="370702", on=TODAY)


@pytest.fixture
def people(the_day: None, officer_of: Officers) -> story.Staff:
    return story.staff(officer_of)


@pytest.fixture
def home(the_day: None) -> Family:
    return story.a_poor_family()


@pytest.fixture
def clerk(people: story.Staff, signed_in: Sign) -> Client:
    return signed_in(people.clerk)


def number_of(family: Family) -> str:
    return crypto.open_text(bytes(family.head.id_sealed), purpose="id_number")


def asked(client: Client, words: str) -> str:
    """What the page shows for these words, typed into the box."""
    answer = client.post(reverse("search"), {"q": words}, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def completed(client: Client, words: str) -> str:
    return client.post(reverse("search_complete"), {"q": words}).content.decode()


def kept() -> list[dict[str, object]]:
    with access.acting_as_system():
        return list(AuditEntry.objects.filter(verb="registry.searched").order_by("id").values_list("detail", flat=True))


def test_a_family_is_found_by_whatever_is_known_of_it(clerk: Client, home: Family) -> None:
    for words in (home.head.name, home.head.name_key, home.household.number, number_of(home), number_of(home)[-4:], f"{home.head.name} {number_of(home)[-4:]}"):
        assert reverse("family", args=[home.household.pk]) in asked(clerk, words), words


def test_its_open_case_and_alert_stand_beside_it(clerk: Client, home: Family, people: story.Staff) -> None:
    application = story.applied(home, people)
    alert = an_alert(home, on=story.ON)
    shown = asked(clerk, home.head.name)
    assert reverse("application", args=[application.pk]) in shown and reverse("alert", args=[alert.pk]) in shown


def test_a_case_is_found_by_its_own_and_its_decisions_number(clerk: Client, home: Family, people: story.Staff) -> None:
    application = story.applied(home, people)
    for number in (application.number, application.number.lower(), f"JD-{application.number}", f" {application.number} "):
        assert reverse("application", args=[application.pk]) in asked(clerk, number), number
    for number in (application.number[:-1], application.number.replace("SQ", "BG"), "SQ370702-2026-" + "9" * 30):
        assert "没有找到" in asked(clerk, number), number


def test_a_village_leads_to_its_families(clerk: Client, home: Family) -> None:
    village = home.household.region
    assert f"{reverse('families')}?place={village}" in asked(clerk, regions.name_of(village))
    shown = clerk.get(reverse("families"), {"place": village}).content.decode()
    assert home.head.name in shown and home.people[1].name not in shown
    for place in (NEXT_TOWN, village[:9], village + "0", "37070200100x", "'"):
        assert clerk.get(reverse("families"), {"place": place}).status_code == 404, place


def test_the_page_says_what_can_be_asked_and_what_was_not_found(clerk: Client) -> None:
    assert "可以这样查" in clerk.get(reverse("search")).content.decode()
    assert "没有找到" in asked(clerk, "查无此人")
    assert "没有找到这样的人" in completed(clerk, "查无此人") and completed(clerk, " ") == ""


def test_too_many_are_cut_with_words_and_a_way_to_all(clerk: Client, home: Family) -> None:
    for place in range(SHOWN + 10):
        join(home.household, a_person(name=f"钟离{'甲乙丙丁戊己'[place // 6 % 6]}{'子丑寅卯辰巳'[place % 6]}"), "other")
    shown = asked(clerk, "钟离")
    assert f"前 {SHOWN} 人，请输入更完整的姓名" in shown and shown.count('class="found-name"') == SHOWN
    pages = [clerk.get(reverse("families"), {"q": "钟离", "page": page}).content.decode() for page in (1, 2)]
    assert f"{SHOWN + 10} 人" in pages[0] and [page.count('<th scope="row"') for page in pages] == [25, 5]


def test_suggestions_are_few_and_escaped(clerk: Client, home: Family) -> None:
    for place in range(12):
        join(home.household, a_person(name=f"钟离{place:02d}<b>"), "other")
    shown = completed(clerk, "钟离")
    assert shown.count("<li>") == SUGGESTED and "<b>" not in shown and "&lt;b&gt;" in shown


# numbers


def test_words_may_stand_in_an_address_and_a_number_never(clerk: Client, home: Family) -> None:
    assert clerk.post(reverse("search"), {"q": home.head.name}).headers["Location"].startswith(reverse("search") + "?q=")
    for words in (number_of(home), number_of(home)[-4:], "13900004321", home.household.number):
        answer = clerk.post(reverse("search"), {"q": words})
        assert answer.status_code == 200 and "Location" not in answer.headers
        in_address = clerk.get(reverse("search"), {"q": words})
        assert in_address.status_code == 422 and words not in in_address.content.decode()
        assert clerk.get(reverse("families"), {"q": words}).headers["Location"] == reverse("search")
    assert clerk.get(reverse("search_complete"), {"q": "王"}).status_code == 405


def test_a_number_is_not_shown_again_and_a_wrong_one_is_told_so(clerk: Client, home: Family) -> None:
    number = number_of(home)
    assert not NUMBER.search(asked(clerk, number))
    wrong = clerk.post(reverse("search"), {"q": number[:-1] + ("1" if number[-1] != "1" else "2")})
    assert wrong.status_code == 422 and "校验码不符" in wrong.content.decode() and not NUMBER.search(wrong.content.decode())


def test_every_look_up_is_kept_with_whom_it_showed_and_no_number(clerk: Client, home: Family) -> None:
    number = number_of(home)
    asked(clerk, home.head.name)
    asked(clerk, number)
    completed(clerk, number[:16])
    completed(clerk, home.head.name)
    clerk.get(reverse("families"), {"q": home.head.name})
    clerk.get(reverse("families"), {"place": home.household.region})
    by_name, by_number, half_typed, suggested, listed, village = kept()
    assert by_name["words"] == suggested["words"] == home.head.name and listed["words"] == home.head.name
    assert by_name["households"] == by_number["households"] == suggested["households"] == village["households"] == [home.household.pk]
    assert by_number["people"] == [home.head.pk]
    assert "words" not in by_number and "words" not in half_typed and not re.search(r"\d{8}", str(half_typed))
    assert number not in str(kept()) and number[-4:] not in str(by_number["people"])


def test_by_a_former_name_the_page_finds_them_keeps_it_and_spells_it_nowhere(clerk: Client, home: Family, people: story.Staff) -> None:
    words = "拓跋大妮"
    assert "没有找到" in asked(clerk, words)
    record_former_name(person_id=home.head.pk, name=words, because="户口簿", officer=people.clerk, on=TODAY)
    listed = clerk.get(reverse("families"), {"q": "拓跋大"}).content.decode()
    for shown in (asked(clerk, "拓跋大"), completed(clerk, "拓跋大"), listed):
        assert home.head.name in shown and "曾用名 拓＊＊＊" in shown and words not in shown
    assert [one["by_former_name"] for one in kept()[-3:]] == [[home.head.pk]] * 3
    asked(clerk, home.head.name)
    assert "by_former_name" not in kept()[-1], "the control"


def test_nobody_found_is_kept_too(clerk: Client) -> None:
    asked(clerk, "查无此人")
    assert kept()[-1] == {"words": "查无此人", "households": [], "people": [], "cases": [], "alerts": []}


# another town


def every_door(client: Client, family: Family, application_number: str) -> dict[str, str]:
    """What each door says when asked for the family of another town."""
    village = family.household.region
    words = (family.head.name, family.head.name_key, family.household.number, number_of(family), number_of(family)[-4:], application_number)
    said = {f"search {one}": asked(client, one) for one in words}
    said |= {f"complete {one}": completed(client, one) for one in words}
    said["list"] = client.get(reverse("families"), {"q": family.head.name}).content.decode()
    said["village"] = client.get(reverse("families"), {"place": village}).content.decode()
    said["village by name"] = asked(client, regions.name_of(village))
    said["family"] = client.get(reverse("family", args=[family.household.pk])).content.decode()
    return said


def marks(family: Family) -> tuple[str, ...]:
    return (reverse("family", args=[family.household.pk]), f"place={family.household.region}")


def seen(client: Client, family: Family, number: str) -> set[str]:
    return {door for door, said in every_door(client, family, number).items() if any(mark in said for mark in marks(family))}


@pytest.mark.parametrize("is_moved", [False, True])
def test_an_officer_of_another_town_finds_nothing_by_any_door(is_moved: bool, people: story.Staff, home: Family, officer_of: Officers, signed_in: Sign) -> None:
    """Also when the family moved away from the asker's own town: the search knows where they live now."""
    application = story.applied(home, people)
    asker = signed_in(officer_of("township", region=NEXT_TOWN[:9]))
    if is_moved:
        left = a_household(region=NEXT_TOWN)
        with access.acting_as_system():
            for person in home.people:
                Membership.objects.filter(pk=join(left, person, from_on=date(2011, 1, 1)).pk).update(until_on=date(2012, 1, 1))
    assert seen(asker, home, application.number) == set()
    shown = kept()
    assert shown and all(one.get("households") == [] and one.get("people") == [] for one in shown)


def test_the_doors_open_for_their_own_officer(people: story.Staff, home: Family, clerk: Client) -> None:
    """The doors that stay shut above do lead somewhere: but for the village, each shows the family itself."""
    application = story.applied(home, people)
    shut = set(every_door(clerk, home, application.number)) - seen(clerk, home, application.number)
    assert {door.partition(" ")[0] for door in shut} <= {"complete", "family", "search"}
    assert f"search {home.head.name}" not in shut and "village" not in shut and "list" not in shut and "village by name" not in shut


def test_with_the_scope_too_wide_the_doors_open(
    people: story.Staff, home: Family, officer_of: Officers, signed_in: Sign, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control: let every officer into the whole city, and the other town's family shows."""
    application = story.applied(home, people)
    asker = signed_in(officer_of("township", region=NEXT_TOWN[:9]))
    monkeypatch.setattr(access, "_scope_of", lambda officer: ("3707", "", "", str(officer.pk)))
    assert {f"search {home.head.name}", f"complete {home.household.number}", "list"} <= seen(asker, home, application.number)


def test_a_role_without_cases_sees_families_alone(home: Family, people: story.Staff, officer_of: Officers, signed_in: Sign) -> None:
    application, alert = story.applied(home, people), an_alert(home, on=story.ON)
    shown = asked(signed_in(officer_of("finance")), home.head.name)
    assert reverse("family", args=[home.household.pk]) in shown
    assert application.number not in shown and reverse("alert", args=[alert.pk]) not in shown


def test_the_box_stands_on_every_page_of_who_may_search(home: Family, clerk: Client, officer_of: Officers, signed_in: Sign) -> None:
    assert 'id="head-words"' in clerk.get(reverse("queue")).content.decode()
    bureau = signed_in(officer_of("department", department="medical_insurance"))
    assert 'id="head-words"' not in bureau.get(reverse("inbox")).content.decode()
    assert [bureau.get(reverse("search")).status_code, bureau.post(reverse("search_complete"), {"q": home.head.name}).status_code] == [403, 403]


def test_a_family_of_one_name_in_both_towns_is_found_once(clerk: Client, home: Family) -> None:
    with access.acting_as_system():
        there = a_family(1, region=NEXT_TOWN)
        type(there.head).objects.filter(pk=there.head.pk).update(name=home.head.name, name_key=home.head.name_key)
    shown = asked(clerk, home.head.name)
    assert "1 人" in shown and there.household.number not in shown
