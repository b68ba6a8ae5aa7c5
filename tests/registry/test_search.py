"""检索: everybody is found by what people type, the closest first, within the region alone, and after a move where they live now."""

from collections.abc import Callable
from datetime import date

import psycopg
import pytest
from django.db import connection

from doudi.base import access, crypto, regions
from doudi.base.models import Officer
from doudi.registry import actions, queries
from doudi.registry.models import Membership, Person, SearchEntry
from doudi.registry.names import VARIANTS, name_key, plain
from tests.people import a_family, a_household, a_person, an_id, join

HERE, NEXT_TOWN, ELSEWHERE = "370702001001", "370702002001", "370703001001"
ON = date(2026, 10, 12)
PHONE = "13900004321"

pytestmark = pytest.mark.usefixtures("system")


def lives(name: str, *, region: str = HERE, phone: str = "", id_number: str = "") -> Membership:
    """Somebody of this name, alone in a household of theirs."""
    person = a_person(name=name, id_number=id_number, region=region, phone=phone)
    return join(a_household(region=region), person, "head")


def names(text: str, *, limit: int = 50) -> list[str]:
    return [member.person.name for member in queries.find_people(text, limit=limit)]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("单小明", ["单小明", "单小", "小明", "shanxiaoming", "shan xiao ming", "Shan Xiaoming", "xiaoming", "sxm"]),
        ("仇建国", ["qiu", "qiujg".removesuffix("jg"), "qjg", "jianguo"]),
        ("欧阳春晓", ["欧阳", "春晓", "ouyangchun", "chunxiao", "oycx"]),
        ("高峰", ["高峰", "髙峯", "gao feng", "gf"]),
        ("髙峯", ["高峰", "髙峰", "gaofeng"]),
        ("吕素英", ["lvsuying", "lüsuying", "lsy"]),
        ("𠮷春玲", ["吉春玲", "𠮷春玲"]),
        ("张䶮", ["张䶮", "zhangyan"]),
        ("阿依古丽·买买提", ["阿依古丽买买提", "阿依古丽•买", "ayiguli"]),
        ("西安平", ["xi'anping", "xianping"]),
    ],
)
def test_a_name_is_found_however_it_is_written(name: str, words: list[str]) -> None:
    lives(name)
    lives("王无关")
    assert {word: names(word) for word in words} == {word: [name] for word in words}


def test_a_surname_is_read_as_a_surname() -> None:
    lives("曾解放")
    assert names("zeng") == ["曾解放"] and names("ceng") == []


def test_the_closest_come_first_and_then_the_alphabet() -> None:
    for name in ("李明华", "李明", "李明安", "赵李明"):
        lives(name)
    assert names("李明") == ["李明", "李明安", "李明华", "赵李明"]
    assert len(names("李明", limit=2)) == 2 and names("李明", limit=1) == ["李明"]


def test_the_first_of_all_towns_are_taken_not_the_first_town() -> None:
    lives("王安", region=NEXT_TOWN)
    lives("王宝")
    lives("王川", region=ELSEWHERE)
    assert names("wang", limit=2) == ["王安", "王宝"]


def test_the_end_of_a_number_finds_alone_and_beside_a_name() -> None:
    number = an_id(seq=7)
    lives("王建国", id_number=number, phone=PHONE)
    lives("李建国", phone=PHONE)
    assert names(number[-4:].lower()) == ["王建国"]
    assert sorted(names("4321")) == ["李建国", "王建国"]
    assert names("王 4321") == names("4321 wang") == ["王建国"]
    assert names(f"4321 {number[-4:]}") == ["王建国"]
    assert names("赵 4321") == [] and names("9876") == []


def test_a_tail_is_kept_as_a_mark_that_needs_the_key(own_home: object) -> None:
    entry = SearchEntry.objects.get(membership=lives("王建国", phone=PHONE))
    assert entry.phone_tail is not None and b"4321" not in bytes(entry.phone_tail) and len(bytes(entry.phone_tail)) == 8
    assert crypto.tail_marks(["4321"], purpose="phone_tail") != crypto.tail_marks(["4321"], purpose="id_tail")


def test_a_village_narrows_a_name() -> None:
    village = regions.name_of(HERE)
    lives("王建国")
    lives("王建国", region=NEXT_TOWN)
    lives("李建国")
    assert len(names("王建国")) == 2
    assert [(member.person.name, member.region) for member in queries.find_people(f"{village} 王")] == [("王建国", HERE)]
    assert [member.region for member in queries.find_people(f"王 {village[:2]}")] == [HERE]


def test_a_name_that_is_a_village_as_well_is_still_a_name() -> None:
    lives(f"王{regions.name_of(HERE)[:2]}")
    assert names(f"王 {regions.name_of(HERE)[:2]}") == [f"王{regions.name_of(HERE)[:2]}"]


def test_a_household_and_a_whole_number_are_found_in_full_alone() -> None:
    number = an_id(seq=9)
    member = lives("王建国", id_number=number)
    assert names(member.household.number) == names(number) == names(number.lower()) == ["王建国"]
    assert names(member.household.number[:-1]) == names(number[:-1]) == []


@pytest.mark.parametrize("words", ["", " ", "%", "_", "'", "\\", "王%", "a" * 400, "王'; --", "\u0000", "🙂", "12", "·"])
def test_hostile_words_find_nobody(words: str) -> None:
    lives("王建国")
    assert names(words.replace("\u0000", "")) == []


def test_long_compatibility_forms_fit_their_column() -> None:
    lives("㍿" * 40)
    assert names("株式会社") == ["㍿" * 40]


def test_the_database_writes_names_as_we_do() -> None:
    """Every variant character, and what compatibility and case do: the two writings of one rule agree."""
    words = [*VARIANTS, "ＡＢｃ", "阿依•古丽", "王 建国", "㍿", "䶮"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT registry_plain(w) FROM unnest(%s::text[]) WITH ORDINALITY AS t(w, n) ORDER BY n", [words])
        assert [row[0] for row in cursor.fetchall()] == [plain(word) for word in words]
    assert not set(VARIANTS) & set(VARIANTS.values())


def test_after_a_move_the_old_town_finds_nobody(officer_of: Callable[..., Officer]) -> None:
    number = an_id(seq=11)
    member = lives("王建国", id_number=number, phone=PHONE)
    elsewhere = a_household(region=NEXT_TOWN)
    actions.end_membership(household_id=member.household_id, person_id=member.person_id, until_on=ON, because="已迁走", officer=None, on=ON)
    join(elsewhere, member.person, "head", from_on=ON)
    asked = ("王建国", "wangjianguo", "wjg", "4321", number[-4:], number, elsewhere.number)
    with access.acting(officer_of("township", region=HERE[:9])):
        assert [queries.find_people(words) for words in asked] == [[]] * len(asked)
        assert SearchEntry.objects.count() == 0
    with access.acting(officer_of("township", region=NEXT_TOWN[:9])):
        assert [[one.household_id for one in queries.find_people(words)] for words in asked] == [[elsewhere.pk]] * len(asked)


def test_a_family_that_moves_takes_its_entries_along() -> None:
    member = lives("王建国")
    Membership.objects.filter(pk=member.pk).update(region=ELSEWHERE)
    entry = SearchEntry.objects.get(membership=member)
    assert (entry.region, entry.town) == (ELSEWHERE, ELSEWHERE[:9])


def test_a_corrected_name_is_found_in_every_home_of_theirs(officer_of: Callable[..., Officer]) -> None:
    """The township that corrects it sees one home alone; the other home's entry follows, and its scope is as before."""
    member = lives("王建国")
    join(a_household(region=NEXT_TOWN), member.person)
    with access.acting(officer_of("township", region=HERE[:9])):
        Person.objects.filter(pk=member.person_id).update(name="王国建", name_key=name_key("王国建"))
        assert access.region_in_sight() == HERE[:9]
        assert names("王国建") == ["王国建"]
    assert names("王国建") == ["王国建", "王国建"] and names("王建国") == []


def test_nothing_is_found_without_a_region(officer_of: Callable[..., Officer]) -> None:
    lives("王建国")
    for officer in (officer_of("administrator"), officer_of("department", department="medical_insurance")):
        with access.acting(officer):
            assert names("王建国") == []


def test_newcomers_are_found_by_their_tail() -> None:
    number = an_id(seq=13)
    family = a_family(1)
    newcomer = actions.Newcomer("单新来", number, date(1980, 6, 1), "female", HERE, "urban")
    (person,) = actions.register_people([newcomer])
    join(family.household, Person.objects.get(pk=person))
    assert names(number[-4:]) == ["单新来"]


def test_another_region_is_not_found_and_with_the_policy_off_it_is_still_not_asked_for(officer_of: Callable[..., Officer]) -> None:
    """The townships asked for are the officer's own; the database's policy stands behind, and is tried below with the whole city asked for."""
    lives("王建国", region=ELSEWHERE)
    with access.acting(officer_of("township", region=HERE[:9])):
        assert names("王建国") == []


@pytest.mark.parametrize("is_on", [True, False])
def test_the_policy_alone_hides_another_region(
    is_on: bool, officer_of: Callable[..., Officer], monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    """Negative control: a search that asks for every township finds nothing foreign while the policy is on, and everything once it is off."""
    lives("王建国", region=ELSEWHERE)
    everywhere = [town for county in regions.children_of("3707") for town in regions.children_of(county)]
    monkeypatch.setattr(regions, "towns_in", lambda region: everywhere)
    if not is_on:
        monkeypatch.setattr(access, "_scope_of", lambda officer: ("3707", "", "", str(officer.pk)))
    with access.acting(officer_of("township", region=HERE[:9])):
        assert names("王建国") == ([] if is_on else ["王建国"])


def test_with_the_tables_policy_dropped_the_walk_sees_more(owner: psycopg.Connection) -> None:
    """What `registry_searchentry` itself holds is under a forced policy for the application's role."""
    row = owner.execute("SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE relname = 'registry_searchentry'").fetchone()
    assert row == (True, True)


def renamed(member: Membership, former: str, officer: Officer, **said: object) -> Membership:
    actions.record_former_name(person_id=member.person_id, name=former, because="户口簿“曾用名”栏", officer=officer, on=ON, **said)
    return member


@pytest.fixture
def officer(officer_of: Callable[..., Officer]) -> Officer:
    return officer_of("county")


@pytest.mark.parametrize("words", ["张大妮", "张大", "張大妮", "zhangdani", "zhang da", "张大妮 {tail}", "张大妮 {village}"])
def test_by_a_former_name_somebody_is_found_and_the_name_is_not_shown(words: str, officer: Officer) -> None:
    number = an_id()
    member = renamed(lives("李文静", id_number=number), "张大妮", officer)
    lives("王无关")
    [found] = queries.find_people(words.format(tail=number[-4:], village=regions.name_of(HERE)))
    assert (found.pk, found.person.name, found.found_as) == (member.pk, "李文静", "张＊＊")


@pytest.mark.parametrize("words", ["张大妮", "zhangdani"])
def test_control_a_name_nobody_recorded_or_that_was_withdrawn_finds_nobody(words: str, officer: Officer) -> None:
    member = lives("李文静")
    assert queries.find_people(words) == []
    former = actions.record_former_name(person_id=member.person_id, name="张大妮", because="户口簿", officer=officer, on=ON)
    assert [one.pk for one in queries.find_people(words)] == [member.pk]
    actions.withdraw_former_name(former_name_id=former.pk, because="登记有误", officer=officer, on=ON)
    assert queries.find_people(words) == []


@pytest.mark.parametrize("words", ["大妮", "妮", "zdn", "dani", "张大妮 0000", "张大妮 示例无此村"])
def test_what_is_not_its_beginning_or_does_not_fit_is_none(words: str, officer: Officer) -> None:
    renamed(lives("李文静"), "张大妮", officer)
    assert queries.find_people(words) == []


def test_who_bears_the_name_now_comes_first_and_nobody_twice(officer: Officer) -> None:
    now = lives("张大妮")
    before = [renamed(lives(name), "张大妮", officer) for name in ("李乙", "安甲")]
    both = renamed(lives("张大妮儿"), "张大妮", officer)
    renamed(before[0], "张大娃", officer)
    found = queries.find_people("张大")
    assert [one.pk for one in found] == [now.pk, both.pk, before[1].pk, before[0].pk] and [bool(one.found_as) for one in found] == [False, False, True, True]
    assert len(queries.find_people("张大妮", limit=2)) == 2 and not any(one.found_as for one in queries.find_people("张大妮", limit=2))
    assert len(queries.find_people("张大妮", limit=3)) == 3


def test_it_is_found_where_they_live_now_and_nowhere_else(officer: Officer, officer_of: Callable[..., Officer]) -> None:
    member = renamed(lives("李文静"), "张大妮", officer)
    towns = {region: officer_of("township", region=region[:9]) for region in (HERE, NEXT_TOWN, ELSEWHERE)}

    def seen(region: str) -> int:
        with access.acting(towns[region]):
            return len(queries.find_people("张大妮"))

    assert [seen(region) for region in towns] == [1, 0, 0]
    Membership.objects.filter(pk=member.pk).update(until_on=ON)
    join(a_household(region=NEXT_TOWN), member.person, "head", ON)
    assert [seen(region) for region in towns] == [0, 1, 0]
    with connection.cursor() as cursor:  # the control: with the city in sight both towns' officers would find them
        cursor.execute("SELECT set_config('doudi.region', '3707', true)")
    assert len(queries.find_people("张大妮")) == 1
