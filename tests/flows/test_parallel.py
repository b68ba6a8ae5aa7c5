"""平行月: our month beside a list that was paid, every difference explained to the fen, from the files bureaus have."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from doudi.base import crypto, xlsx
from doudi.base.models import Officer
from doudi.base.money import yuan
from doudi.benefits.models import Award, PayLine, PayRun, Standing
from doudi.benefits.queries import parallel
from doudi.flows import paid_list
from doudi.flows.paid_list import CannotTakeList
from doudi.flows.parallel_month import Parallel, compare_month
from doudi.registry.models import Person
from tests.benefits.builders import COUNTY, MONTH, PREPARED, Recipient, a_recipient, an_award, prepare
from tests.people import a_family, an_id

pytestmark = pytest.mark.usefixtures("system")
Row = tuple[str, int, str]


def number_of(person: Person) -> str:
    return crypto.open_text(bytes(person.id_sealed), purpose="id_number")


def of(recipient: Recipient, fen: int = 60_000, kind: str = "低保") -> Row:
    return number_of(recipient.family.head), fen, kind


def a_list(path: Path, rows: list[Row], *, headings: tuple[str, ...] = ("身份证号", "发放金额", "救助类型"), encoding: str = "gb18030") -> Path:
    lines = [",".join(headings), *(",".join((number, yuan(fen), kind)[: len(headings)]) for number, fen, kind in rows)]
    path.write_text("\n".join(lines) + "\n", encoding=encoding)
    return path


def compared(path: Path, **mapped: str) -> Parallel:
    found = compare_month(region=COUNTY, month=MONTH, path=path, on=PREPARED, mapped=mapped)
    assert found.is_whole and found.theirs_fen + sum(one.fen for one in found.differences) == found.ours_fen
    return found


def causes(found: Parallel) -> dict[str, int]:
    return {cause: fen for cause, _, fen in found.by_cause}


def test_the_same_month_has_no_difference_and_nothing_is_made(tmp_path: Path) -> None:
    rows = [of(a_recipient()) for _ in range(3)]
    found = compared(a_list(tmp_path / "名册.csv", rows))
    assert (found.theirs_lines, found.ours_lines, found.differences) == (3, 3, [])
    assert not PayRun.objects.exists() and not PayLine.objects.exists()


def test_every_kind_of_difference_is_explained_to_the_fen(tmp_path: Path) -> None:
    same, other_amount, unlisted, twice = (a_recipient() for _ in range(4))
    gone, dead, later = a_recipient(), a_recipient(members=1), a_recipient()
    Award.objects.filter(pk=gone.award.pk).update(until_month=date(2026, 9, 1), ended_by="import:test")
    Person.objects.filter(pk=dead.family.head.pk).update(died_on=date(2026, 9, 5), death_known_on=PREPARED)
    Award.objects.filter(pk=later.award.pk).update(from_month=date(2026, 12, 1))
    stranger, without = an_id(), a_family()
    rows = [of(same), of(other_amount, 58_888), of(twice), of(twice), of(gone), of(dead), of(later), (stranger, 30_001, "低保")]
    rows.append((number_of(without.head), 12_300, "低保"))
    found = compared(a_list(tmp_path / "名册.csv", rows))
    assert causes(found) == {
        "unknown_person": -30_001,
        "listed_twice": -60_000,
        "held": -60_000,
        "no_standing": -12_300,
        "ended": -60_000,
        "not_yet": -60_000,
        "not_listed": 60_000,
        "amount": 1_112,
    }
    words = {one.cause: one.words for one in found.differences}
    assert "2026年09月停发" in words["ended"] and "2026年12月起发" in words["not_yet"] and "唯一领取人已去世" in words["held"]
    assert "第 4、5 行" in words["listed_twice"] and "相差 11.12 元" in words["amount"]
    assert found.held_fen == 60_000
    assert stranger not in "".join(one.words for one in found.differences)
    assert {one.household for one in found.differences if one.cause == "not_listed"} == {unlisted.family.household.number}


def test_a_run_that_was_made_is_compared_as_it_stands(tmp_path: Path, officer_of: Callable[..., Officer]) -> None:
    one = a_recipient()
    prepare()
    Award.objects.filter(pk=one.award.pk).update(until_month=MONTH, ended_by="decision:1")
    assert compared(a_list(tmp_path / "名册.csv", [of(one)])).differences == []


def test_kinds_are_compared_apart_where_the_list_tells_them(tmp_path: Path) -> None:
    one = a_recipient()
    whose = {"household": one.family.household, "person": one.family.people[1], "region": one.standing.region}
    tekun = Standing.objects.create(**whose, kind="tekun", from_on=date(2025, 1, 1), decided_by="import:test")
    an_award(tekun, None, payee_id=one.family.people[1].pk, amount_fen=130_000)
    Award.objects.filter(standing=tekun).update(kind="tekun_basic", account=one.account, payee=one.family.head)
    both = [of(one), (number_of(one.family.head), 130_000, "特困供养")]
    assert compared(a_list(tmp_path / "分.csv", both)).differences == []
    assert compared(a_list(tmp_path / "合.csv", [of(one, 190_000)], headings=("身份证号", "金额"))).differences == []
    swapped = compared(a_list(tmp_path / "换.csv", [of(one, 130_000), (number_of(one.family.head), 60_000, "特困供养")]))
    assert sorted(one.fen for one in swapped.differences) == [-70_000, 70_000]


def test_headings_of_any_bureau_are_told_once_and_kept(tmp_path: Path) -> None:
    rows = [of(a_recipient())]
    strange = a_list(tmp_path / "名册.csv", rows, headings=("证号", "到卡数"), encoding="utf-8-sig")
    with pytest.raises(CannotTakeList, match=r"名册.csv：第 1 行：缺少列"):
        compared(strange)
    assert compared(strange, 身份证号="证号", 金额="到卡数").differences == []
    assert compared(strange).differences == [], "kept"
    with pytest.raises(CannotTakeList, match="左边请写"):
        compared(strange, 姓氏="证号")


def test_a_workbook_is_taken_too(tmp_path: Path) -> None:
    number, fen, kind = of(a_recipient())
    path = tmp_path / "名册.xlsx"
    xlsx.write(path, "名册", ["身份证号码", "实发金额", "救助类别"], [[number, yuan(fen), kind]], frozenset({"实发金额"}))
    assert compared(path).differences == []


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (["110101199001011234,六百"], r"第 2 行金额不是金额"),
        (["合计,600.00"], r"第 2 行身份证号身份证号不是 18 位数字.*合计行请删去"),
        (["110101199001011234"], r"第 2 行：应有 2 个值"),
        (["1.1E+17,600.00"], r"数值"),
    ],
)
def test_a_list_that_cannot_be_taken_is_told_by_file_line_and_column(tmp_path: Path, rows: list[str], words: str) -> None:
    path = tmp_path / "坏.csv"
    path.write_text("\n".join(["身份证号,金额", *rows]) + "\n", encoding="utf-8")
    with pytest.raises(CannotTakeList, match=rf"坏.csv.*{words}") as refusal:
        compared(path)
    assert "19900101" not in str(refusal.value)


@pytest.mark.parametrize(("name", "words"), [("没有.csv", "打不开"), ("名册.doc", "另存为")])
def test_a_file_that_is_none_is_said(tmp_path: Path, name: str, words: str) -> None:
    if name.endswith("doc"):
        (tmp_path / name).write_bytes(b"x")
    with pytest.raises(CannotTakeList, match=words):
        compared(tmp_path / name)


def test_a_sum_that_is_not_explained_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control: a difference lost on the way is no whole explanation."""
    path = a_list(tmp_path / "名册.csv", [of(a_recipient(), 50_000), of(a_recipient())])
    lost = parallel.DIFFERING.replace("ORDER BY", "AND false ORDER BY")
    monkeypatch.setattr(parallel, "DIFFERING", lost)
    assert not compare_month(region=COUNTY, month=MONTH, path=path, on=PREPARED, mapped={}).is_whole


def test_another_county_s_families_are_nobody_here(tmp_path: Path) -> None:
    far = a_recipient(town="370783001")
    found = compared(a_list(tmp_path / "名册.csv", [of(far)]))
    assert found.ours_lines == 0 and found.differences[0].cause in ("unknown_person", "no_standing")


@pytest.fixture(autouse=True)
def no_kept_headings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paid_list, "_kept", lambda: tmp_path / "headings.json")
