"""Receiving files: where each row goes, what is refused whole, what comes again."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from doudi.base import access, crypto, lake
from doudi.base.models import AuditEntry, LakeDay, Officer
from doudi.verification.actions import CannotReceive, receive
from doudi.verification.columnar import ask
from doudi.verification.lakeside import FACT_ROWS
from doudi.verification.models import Delivery, QuarantinedRow, RefusedFile, WaitingRow
from tests.people import a_household, a_person, an_id
from tests.verification.files import DAY, a_bill, a_death, a_file, csv_bytes, laid

pytestmark = pytest.mark.usefixtures("system")


def in_lake(feed: str, on: date = date.max) -> list[dict[str, object]]:
    """The rows that stand: of one ref the one known last."""
    files, columns = lake.read(feed, until_on=on), ", ".join(FACT_ROWS.names)
    if not files:
        return []
    return ask(f"SELECT {columns} FROM read_parquet({files}) QUALIFY row_number() OVER (PARTITION BY ref ORDER BY known_on DESC) = 1 ORDER BY ref").to_pylist()


def test_each_row_ends_in_one_place(tmp_path: Path) -> None:
    known, number = an_id(), an_id()
    person, other = a_person(name="某甲", id_number=known), a_person(name="某乙", id_number=number)
    path = a_file(
        tmp_path,
        "hukou",
        [
            a_death(known.lower(), "某甲", ref="HJ1"),
            a_death(known, "某甲", ref="HJ1"),
            a_death("", "某甲", ref="HJ3"),
            a_death(known, "某甲", on="20260230", ref="HJ4"),
            a_death(number, "某丙", ref="HJ5"),
            a_death(an_id(date(1931, 5, 6)), "某丁", ref="HJ6"),
            a_death(known, "某甲", ref="HJ7", YWLX="迁入", HH="没有这户"),
            a_death(known, "某甲", ref="HJ8", YWLX="其他变更"),
        ],
    )
    receipt = receive(path=path, on=DAY, officer=None)
    assert (receipt.rows, receipt.accepted, receipt.repeated, receipt.quarantined, receipt.waiting, receipt.refused_beyond) == (8, 1, 1, 4, 2, 0)
    assert receipt.facts.to_pylist() == in_lake("hukou")
    [fact] = receipt.facts.to_pylist()
    assert fact == {
        "person_id": person.pk, "household_id": None, "name": "died_on", "amount": 1, "word": None, "from_on": date(2026, 10, 9), "until_on": None,
        "source": "hukou", "ref": "HJ1", "known_on": DAY,
    }  # fmt: skip
    assert sorted(QuarantinedRow.objects.values_list("row_number", "column")) == [(4, "SFZH"), (5, "YWRQ"), (8, "HH"), (9, "YWLX")]
    assert {row.row_number: [one.person_id for one in row.candidates.all()] for row in WaitingRow.objects.all()} == {6: [other.pk], 7: []}


def test_moves_name_their_household(tmp_path: Path) -> None:
    number = an_id()
    person, home = a_person(name="某甲", id_number=number), a_household(number="H370702001000001")
    row = a_death(number, "某甲", YWLX="迁入", HH=home.number, YHZGX="次女")
    [fact] = receive(path=a_file(tmp_path, "hukou", [row]), on=DAY, officer=None).facts.to_pylist()
    assert (fact["name"], fact["person_id"], fact["household_id"], fact["word"]) == ("moved_in", person.pk, home.pk, "child")


def test_quarantined_values_are_sealed_and_the_sender_learns_rows_and_reasons_alone(tmp_path: Path, django_capture_on_commit_callbacks: Callable) -> None:
    number = an_id()
    with django_capture_on_commit_callbacks(execute=True):
        path = a_file(tmp_path, "hukou", [a_death(number, "某甲", on="20261332"), a_death(number, "某人")])
        receive(path=path, on=DAY, officer=None)
    [row] = QuarantinedRow.objects.all()
    assert b"20261332" not in bytes(row.value_sealed) and crypto.open_text(row.value_sealed, purpose="id_number") == "20261332"
    told = (tmp_path / "receipts" / f"{path.name}.receipt.txt").read_text(encoding="utf-8")
    assert "2,YWRQ,日期不存在" in told and "3,,待人工核对" in told
    assert number not in told and "某" not in told


def test_the_same_bytes_again_are_recognised(tmp_path: Path) -> None:
    number = an_id()
    a_person(name="某甲", id_number=number)
    path = a_file(tmp_path, "hukou", [a_death(number, "某甲")])
    first = receive(path=path, on=DAY, officer=None)
    days = LakeDay.objects.count()
    again = receive(path=path, on=DAY, officer=None)
    assert not first.exists and again.exists and again.delivery_id == first.delivery_id
    assert again.facts.equals(first.facts) and (Delivery.objects.count(), LakeDay.objects.count()) == (1, days)
    tomorrow = receive(path=path, on=DAY + timedelta(days=1), officer=None)
    assert tomorrow.exists and tomorrow.facts.num_rows == 0 and tomorrow.covered == []


def test_other_bytes_under_a_known_name_raise_the_alarm(tmp_path: Path) -> None:
    number = an_id()
    a_person(name="某甲", id_number=number)
    receive(path=a_file(tmp_path, "hukou", [a_death(number, "某甲")]), on=DAY, officer=None)
    with pytest.raises(CannotReceive, match="告警：同名文件.*_gz1"):
        receive(path=a_file(tmp_path, "hukou", [a_death(number, "某甲", on="20261001")]), on=DAY, officer=None)
    assert RefusedFile.objects.get().words.startswith("文件 hukou_370702_20261012.csv：告警")
    assert Delivery.objects.count() == 1 and len(in_lake("hukou")) == 1


def test_the_same_rows_under_another_day_are_refused_but_empty_days_may_look_alike(tmp_path: Path) -> None:
    number = an_id()
    a_person(name="某甲", id_number=number)
    receive(path=a_file(tmp_path, "hukou", [a_death(number, "某甲")]), on=DAY, officer=None)
    with pytest.raises(CannotReceive, match="完全相同，只是名称不同"):
        receive(path=a_file(tmp_path, "hukou", [a_death(number, "某甲")], on=DAY + timedelta(days=1)), on=DAY + timedelta(days=1), officer=None)
    for later in (2, 3):
        day = DAY + timedelta(days=later)
        assert receive(path=a_file(tmp_path, "hukou", [], on=day), on=day, officer=None).rows == 0


def test_an_announced_correction_supersedes_whichever_comes_first(tmp_path: Path) -> None:
    number = an_id()
    a_person(name="某甲", id_number=number)
    was, put_right = a_bill(number, "某甲", yuan="9000"), a_bill(number, "某甲", yuan="4000.01")
    receive(path=a_file(tmp_path, "hospital_bills", [was]), on=DAY, officer=None)
    receive(path=a_file(tmp_path, "hospital_bills", [put_right], correction=1), on=DAY, officer=None)
    assert [(row["amount"], row["known_on"]) for row in in_lake("hospital_bills")] == [(400001, DAY + timedelta(days=1))]

    was, put_right = a_bill(number, "某甲", yuan="9000", ref="YB2"), a_bill(number, "某甲", yuan="4000.01", ref="YB2")
    later = DAY + timedelta(days=1)
    receive(path=a_file(tmp_path, "hospital_bills", [put_right], on=later, correction=1), on=later, officer=None)
    late = receive(path=a_file(tmp_path, "hospital_bills", [was], on=later), on=later, officer=None)
    assert (late.repeated, late.accepted) == (1, 0)
    assert [row["amount"] for row in in_lake("hospital_bills")] == [400001, 400001]


def test_rows_of_one_ref_that_contradict_each_other_are_not_chosen_from(tmp_path: Path) -> None:
    number = an_id()
    a_person(name="某甲", id_number=number)
    receipt = receive(path=a_file(tmp_path, "hospital_bills", [a_bill(number, "某甲", yuan="4001"), a_bill(number, "某甲", yuan="4002")]), on=DAY, officer=None)
    assert (receipt.accepted, receipt.quarantined) == (0, 2)


def test_bills_below_the_local_line_go_back_and_nothing_of_them_is_kept(tmp_path: Path, django_capture_on_commit_callbacks: Callable) -> None:
    number, stranger = an_id(), an_id()
    person = a_person(name="某甲", id_number=number)
    rows = [
        a_bill(number, "某甲", yuan="3000", ref="YB1"),
        a_bill(number, "某甲", yuan="2999.99", ref="YB2"),
        a_bill(stranger, "路人", yuan="12", ref="YB3"),
        a_bill(stranger[:-1], "路人", yuan="1,200.00", ref="YB4", JSRQ="20260230"),
        a_bill(number, "某甲", yuan="1,2x0", ref="YB5"),
    ]
    with django_capture_on_commit_callbacks(execute=True):
        receipt = receive(path=(path := a_file(tmp_path / "sent", "hospital_bills", rows)), on=DAY, officer=None)
    assert (receipt.rows, receipt.accepted, receipt.refused_beyond, receipt.quarantined, receipt.waiting) == (5, 1, 3, 1, 0)
    assert [(row["person_id"], row["ref"]) for row in in_lake("hospital_bills")] == [(person.pk, "YB1")]
    assert QuarantinedRow.objects.get().row_number == 6
    told = (tmp_path / "receipts" / f"{path.name}.receipt.txt").read_text(encoding="utf-8")
    assert told.count("未达到本地报送线，未留存") == 3 and "路人" not in told
    kept = b"".join(Path(file).read_bytes() for feed in ("hospital_bills", "spoken.hospital_bills") for file in lake.read(feed, until_on=DAY))
    assert b"YB1" in kept and not any(ref in kept for ref in (b"YB2", b"YB3", b"YB4"))


def test_a_bill_known_already_may_be_put_right_to_below_the_line(tmp_path: Path) -> None:
    number = an_id()
    a_person(name="某甲", id_number=number)
    receive(path=a_file(tmp_path, "hospital_bills", [a_bill(number, "某甲", yuan="9000")]), on=DAY, officer=None)
    rows = [a_bill(number, "某甲", yuan="900.01"), a_bill(number, "某甲", yuan="900.02", ref="YB2")]
    receipt = receive(path=a_file(tmp_path, "hospital_bills", rows, correction=1), on=DAY, officer=None)
    assert (receipt.accepted, receipt.refused_beyond) == (1, 1) and [row["amount"] for row in in_lake("hospital_bills")] == [90001]


def test_without_a_local_line_no_bill_may_be_sent(tmp_path: Path) -> None:
    before = date(2024, 12, 31)
    with pytest.raises(CannotReceive, match="潍城区 2024-12-31 没有规定“医疗费用报送线.*请先规定"):
        receive(path=a_file(tmp_path, "hospital_bills", [a_bill(an_id(), "某甲", on="20241230")], on=before), on=DAY, officer=None)
    assert not Delivery.objects.exists()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("户籍.csv", "文件名不符合约定"),
        ("hukou_370702_20261012.pdf", "应为 .csv、.xlsx、.jsonl、.parquet 文件"),
        ("hukou_370702_20261332.csv", "日期 20261332 不存在"),
        ("hukou_110101_20261012.csv", "不是本市的县区代码"),
        ("hukou_370702_20261013.csv", "晚于收到日期"),
        ("tax_370702_20261012.csv", "文件名不符合约定"),
    ],
)
def test_a_name_that_cannot_be_right_is_refused(tmp_path: Path, name: str, words: str) -> None:
    with pytest.raises(CannotReceive, match=words) as refusal:
        receive(path=laid(tmp_path, name, csv_bytes([])), on=DAY, officer=None)
    assert str(refusal.value).startswith(f"文件 {name}：") and RefusedFile.objects.get().file_name == name


def test_a_number_in_a_file_name_is_not_kept(tmp_path: Path) -> None:
    with pytest.raises(CannotReceive) as refusal:
        receive(path=laid(tmp_path, "某甲 11010519491231002x 死亡证明.csv", csv_bytes([])), on=DAY, officer=None)
    kept = RefusedFile.objects.get()
    said = [str(refusal.value), kept.file_name, kept.words, AuditEntry.objects.latest("id").because]
    assert not any("19491231" in words for words in said) and kept.file_name == "某甲 ＊ 死亡证明.csv"


def test_another_county_is_refused_where_the_officer_does_not_answer_for_it(tmp_path: Path, officer_of: Callable[..., Officer]) -> None:
    officer = officer_of("county", region="370703")
    with access.acting(officer), pytest.raises(CannotReceive, match="不在您负责的区域内"):
        receive(path=a_file(tmp_path, "hukou", []), on=DAY, officer=officer)
    township = officer_of("township", region="370702001")
    with access.acting(township), pytest.raises(access.CannotAccess):
        receive(path=a_file(tmp_path, "hukou", []), on=DAY, officer=township)
