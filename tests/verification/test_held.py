"""暂存: what differs as no ordinary day does waits for a person; an ordinary day does not, and nothing of a held file counts."""

import io
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest
from django.db import IntegrityError, transaction

from doudi.base import access, home
from doudi.base.models import AuditEntry, KeptFile, Officer
from doudi.base.workdays import is_workday
from doudi.flows import receiving
from doudi.flows.seeing import blind_signals
from doudi.verification import queries
from doudi.verification.actions import CannotDecideHeld, CannotReceive, FileHeld, let_in, receive, receive_inbox, turn_away
from doudi.verification.feed import all_feeds
from doudi.verification.models import Delivery, HeldFile, QuarantinedRow, RefusedFile
from tests.people import an_id
from tests.verification.files import COUNTY, DAY, a_bill, a_death, a_file, csv_bytes, laid

pytestmark = pytest.mark.usefixtures("system")
DAYS = [day for day in (DAY + timedelta(days=n) for n in range(30)) if is_workday(day)]
NOBODY = an_id()


def bills(count: int, *, yuan: str = "4000", on: date = DAY) -> list[dict[str, str]]:
    return [a_bill(NOBODY, "某甲", yuan=yuan, ref=f"YB-{on}-{place}", on=f"{on:%Y%m%d}") for place in range(count)]


def usual(folder: Path, *, count: int = 40, files: int = 3) -> date:
    """Some ordinary days; the next working day."""
    for day in DAYS[:files]:
        receive(path=a_file(folder, "hospital_bills", bills(count, on=day), on=day), on=day, officer=None)
    return DAYS[files]


ODD = {
    "no row": (bills(0), "没有一行数据"),
    "four in five missing": (bills(7), "只有 7 行"),
    "fen for yuan": (bills(40, yuan="95000"), "23 倍"),
    "day numbers for days": ([row | {"JSRQ": "46307"} for row in bills(40)], "日期序号"),
    "a column moved": ([row | {"GRZF": "示例医院", "JGMC": "4000"} for row in bills(40)], "不能读取：列 GRZF"),
    "an emptied column": ([row | {"JGMC": ""} for row in bills(40)], "全是空的"),
}


@pytest.mark.parametrize("odd", ODD)
def test_what_no_ordinary_day_explains_waits(odd: str, tmp_path: Path) -> None:
    rows, words = ODD[odd]
    day = usual(tmp_path)
    with pytest.raises(FileHeld, match=words):
        receive(path=a_file(tmp_path, "hospital_bills", rows, on=day), on=day, officer=None)
    assert not Delivery.objects.filter(on=day).exists() and HeldFile.objects.get().outcome == ""


@pytest.mark.parametrize("count", [8, 40, 200])
def test_an_ordinary_day_does_not_wait(count: int, tmp_path: Path) -> None:
    day = usual(tmp_path)
    rows = bills(count, yuan="12000", on=day)
    assert receive(path=a_file(tmp_path, "hospital_bills", rows, on=day), on=day, officer=None).rows == count


def test_without_files_before_it_only_what_is_odd_by_itself_waits(tmp_path: Path) -> None:
    for odd in ("no row", "four in five missing", "fen for yuan", "an emptied column"):
        at = DAYS[list(ODD).index(odd)]
        receive(
            path=a_file(tmp_path, "hospital_bills", [row | {"DJH": f"{odd.replace(' ', '-')}-{row['DJH']}"} for row in ODD[odd][0]], on=at), on=at, officer=None
        )
    with pytest.raises(FileHeld):
        receive(path=a_file(tmp_path, "hospital_bills", ODD["a column moved"][0], on=DAYS[9]), on=DAYS[9], officer=None)


def test_small_files_are_never_few(tmp_path: Path) -> None:
    day = usual(tmp_path, count=19)
    assert receive(path=a_file(tmp_path, "hospital_bills", bills(0), on=day), on=day, officer=None).rows == 0


def test_a_county_that_set_no_line_holds_for_no_difference(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: the same odd file goes in where the place's figures are taken away."""
    from doudi.verification import profile

    day = usual(tmp_path)
    monkeypatch.setattr(profile, "figure_or_none", lambda name, *, region, on: None)
    assert receive(path=a_file(tmp_path, "hospital_bills", bills(7, on=day), on=day), on=day, officer=None).rows == 7


def held_one(folder: Path) -> tuple[HeldFile, date]:
    day = usual(folder)
    with pytest.raises(FileHeld):
        receive(path=a_file(folder, "hospital_bills", bills(3, on=day), on=day), on=day, officer=None)
    return HeldFile.objects.get(), day


def the_same(folder: Path, day: date) -> Path:
    """The very bytes: a workbook written again would bear another time."""
    return folder / all_feeds()["hospital_bills"].file_name(COUNTY, day)


def test_a_person_lets_it_in_once_and_says_why(tmp_path: Path, officer_of: Callable[..., Officer]) -> None:
    held, day = held_one(tmp_path)
    officer, stranger = officer_of("county"), officer_of("county", "370703")
    with pytest.raises(CannotDecideHeld, match="写明"):
        let_in(held_id=held.pk, because=" ", officer=officer, on=day)
    with access.acting(stranger), pytest.raises(CannotDecideHeld, match="没有这份"):
        let_in(held_id=held.pk, because="已电话核实", officer=stranger, on=day)
    receipt = receiving.let_in(held_id=held.pk, because="医保局回复：系统检修，只结算了三笔。", officer=officer, on=day)
    assert (receipt.rows, KeptFile.objects.filter(uses__gt=0).count()) == (3, 0)
    with pytest.raises(CannotDecideHeld, match="核实后接收"):
        turn_away(held_id=held.pk, because="反悔", officer=officer, on=day)
    again = receive(path=the_same(tmp_path, day), on=day, officer=None)
    assert again.exists and AuditEntry.objects.filter(verb="verification.held_decided").count() == 1


def test_turned_away_nothing_is_kept_and_the_same_file_is_refused(tmp_path: Path, officer_of: Callable[..., Officer]) -> None:
    held, day = held_one(tmp_path)
    turn_away(held_id=held.pk, because="医保局确认导出有误。", officer=officer_of("county"), on=day)
    assert KeptFile.objects.filter(uses__gt=0).count() == 0 and "确认导出有误" in RefusedFile.objects.get().words
    with pytest.raises(CannotReceive, match="核实后退回"):
        receive(path=the_same(tmp_path, day), on=day, officer=None)
    assert receive(path=a_file(tmp_path, "hospital_bills", bills(41, on=day), on=day), on=day, officer=None).rows == 41


def test_what_came_rightly_meanwhile_shuts_the_door(tmp_path: Path, officer_of: Callable[..., Officer]) -> None:
    held, day = held_one(tmp_path)
    receive(path=a_file(tmp_path, "hospital_bills", bills(41, on=day), on=day), on=day, officer=None)
    with pytest.raises(CannotReceive, match="告警"):
        let_in(held_id=held.pk, because="已核实", officer=officer_of("county"), on=day)


def test_the_same_bytes_are_held_once_and_nobody_decides_for_a_person(tmp_path: Path) -> None:
    held, day = held_one(tmp_path)
    with pytest.raises(FileHeld):
        receive(path=the_same(tmp_path, day), on=day, officer=None)
    assert HeldFile.objects.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        HeldFile.objects.filter(pk=held.pk).update(outcome="let_in", decided_on=day)


def test_a_held_file_leaves_the_inbox_and_its_bytes_lie_nowhere_in_clear(tmp_path: Path, own_home: Path, django_capture_on_commit_callbacks: Callable) -> None:
    day = usual(tmp_path)
    a_file(home.folder("inbox", str(day)), "hospital_bills", bills(3, on=day), on=day)
    with django_capture_on_commit_callbacks(execute=True):
        assert receive_inbox(on=day) == []
    assert HeldFile.objects.count() == 1 and not list((own_home / "inbox" / str(day)).iterdir())
    assert not [path for path in own_home.rglob("*") if path.is_file() and NOBODY.encode() in path.read_bytes()]


def blind(region: str, day: date, *, is_new: bool = False) -> dict[str, tuple[str, ...]]:
    return {one.feed.name: (one.why, *one.signals) for one in blind_signals(region, day) if one.is_new is is_new}


def test_signals_that_rest_on_a_held_feed_say_so(tmp_path: Path) -> None:
    held, day = held_one(tmp_path)
    why, *signals = blind(COUNTY, day)["hospital_bills"]
    assert "暂存" in why and signals == ["因病支出过大"]
    assert "hospital_bills" not in blind("370703", day)
    assert "新发重度残疾" in blind(COUNTY, day, is_new=True)["disability"]


def test_a_death_is_seen_while_one_of_its_two_witnesses_comes(tmp_path: Path) -> None:
    late = DAY + timedelta(days=20)
    receive(path=laid(tmp_path, f"hukou_{COUNTY}_{DAY:%Y%m%d}.csv", csv_bytes([])), on=DAY, officer=None)
    assert "住房因灾损坏" in blind(COUNTY, late)["hukou"], "nobody tells of deaths"
    for day in DAYS:
        if day <= late:
            receive(path=laid(tmp_path, f"funerals_{COUNTY}_{day:%Y%m%d}.csv", csv_bytes([], feed="funerals")), on=day, officer=None)
    assert "住房因灾损坏" not in blind(COUNTY, late)["hukou"] and "重复登记" in blind(COUNTY, late)["hukou"], "moves are told by nobody else"


def test_a_list_that_comes_by_the_quarter_is_not_missing_every_day_and_may_say_the_same_again(tmp_path: Path) -> None:
    row = {"SFZH": NOBODY, "XM": "某甲", "SBRQ": "20260609", "FXLX": "因病", "ZT": "未消除", "XCRQ": "", "BH": "JC1"}
    content = csv_bytes([row], feed="relapse_watch")
    for day in (DAY, DAY + timedelta(days=90)):
        receive(path=laid(tmp_path, f"relapse_watch_{COUNTY}_{day:%Y%m%d}.csv", content), on=day, officer=None)
        assert "relapse_watch" not in blind(COUNTY, day + timedelta(days=20))
    assert Delivery.objects.count() == 2


def test_what_cannot_be_read_goes_back_whole_and_comes_again_put_right(tmp_path: Path, officer_of: Callable[..., Officer]) -> None:
    officer = officer_of("county")
    bad = a_death(NOBODY, "某甲", on="20261331", ref="HJ7", YHZGX="=HYPERLINK(1)")
    receipt = receive(path=laid(tmp_path, f"hukou_{COUNTY}_{DAY:%Y%m%d}.csv", csv_bytes([bad, a_death(NOBODY, "某甲", ref="HJ8")])), on=DAY, officer=None)
    headings, rows = queries.corrections(receipt.delivery_id, officer=officer)
    assert rows == [["2", "业务日期：日期不存在或写法不对", *bad.values(), ""]], "with a place for what the file did not have"
    assert NOBODY.encode() not in bytes(QuarantinedRow.objects.get().row_sealed)
    assert AuditEntry.objects.filter(verb="verification.corrections_taken").count() == 1
    fixed = dict(zip(headings, rows[0], strict=True)) | {"YWRQ": "20261009"}
    book = openpyxl.Workbook()
    book.active.append(list(fixed))
    book.active.append(list(fixed.values()))
    written = io.BytesIO()
    book.save(written)
    again = receive(path=laid(tmp_path, f"hukou_{COUNTY}_{DAY:%Y%m%d}_gz1.xlsx", written.getvalue()), on=DAY + timedelta(days=1), officer=None)
    assert (again.rows, again.quarantined) == (1, 0)
    township = officer_of("township", "370702001")
    with pytest.raises(access.CannotAccess):
        queries.corrections(receipt.delivery_id, officer=township)
