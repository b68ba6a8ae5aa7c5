"""曾用名 in public security's file: a column that may be there or not; kept as the department's word about people it surely means, and of nobody else."""

import io
import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pyarrow as pa
import pytest
from django.db import DatabaseError, transaction
from pyarrow import parquet

from doudi.base.models import AuditEntry, Officer
from doudi.registry.actions import former_names, record, record_former_name, withdraw_former_name
from doudi.registry.models import FormerName, Person
from doudi.registry.names import plain
from doudi.registry.queries import find_people
from doudi.verification.actions import CannotReceive, receive
from doudi.verification.feed import all_feeds
from doudi.verification.models import Delivery, QuarantinedRow, WaitingRow
from tests.people import a_household, a_person, an_id, join
from tests.verification.files import DAY, a_death, a_file, laid

pytestmark = pytest.mark.usefixtures("system")
NEXT = DAY + timedelta(days=1)


@pytest.fixture
def officer(officer_of: Callable[..., Officer]) -> Officer:
    return officer_of("county")


@pytest.fixture
def someone() -> tuple[Person, str]:
    """Somebody who lives here, and their number."""
    number = an_id()
    person = a_person(name="张文静", id_number=number)
    join(a_household(), person, "head")
    return person, number


def told(folder: Path, *rows: dict[str, str], on: date = DAY, correction: int = 0) -> None:
    day = max(on, NEXT)
    record([receive(path=a_file(folder, "hukou", list(rows), on=on, correction=correction), on=day, officer=None)], on=day)


def standing() -> set[tuple[str, str]]:
    return set(FormerName.objects.filter(withdrawn_on=None).values_list("name", "ref"))


def test_it_is_kept_as_the_departments_word_and_leads_to_its_bearer(someone: tuple[Person, str], tmp_path: Path) -> None:
    person, number = someone
    told(tmp_path, a_death(number, "张文静", ref="HJ1", CYM="张大妮、張二妮"))
    names = FormerName.objects.filter(person=person)
    assert {(one.name, one.source, one.ref, one.recorded_by, one.said_by) for one in names} == {
        ("张大妮", "hukou", "HJ1", None, "部门报送"),
        ("張二妮", "hukou", "HJ1", None, "部门报送"),
    }
    assert [one.person_id for one in find_people("zhangdani")] == [person.pk]
    entry = AuditEntry.objects.get(verb="registry.former_names_told")
    assert entry.detail == {"source": "hukou", "new": 2, "withdrawn": 0} and "大妮" not in str(list(AuditEntry.objects.values_list("detail", "because")))
    person.refresh_from_db()
    assert person.name == "张文静" and person.died_on


def without(row: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in row.items() if name != "CYM"}


WRITERS: dict[str, Callable[[list[dict[str, str]]], bytes]] = {
    "csv": lambda rows: "\r\n".join([",".join(rows[0]), *(",".join(row.values()) for row in rows), ""]).encode("gb18030"),
    "jsonl": lambda rows: "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode(),
    "xlsx": lambda rows: _sheet(rows),
    "parquet": lambda rows: _columns(rows),
}


def _sheet(rows: list[dict[str, str]]) -> bytes:
    book, written = openpyxl.Workbook(), io.BytesIO()
    book.active.append(list(rows[0]))
    for row in rows:
        book.active.append(list(row.values()))
    book.save(written)
    return written.getvalue()


def _columns(rows: list[dict[str, str]]) -> bytes:
    written = io.BytesIO()
    parquet.write_table(pa.table({name: pa.array([row[name] for row in rows], pa.string()) for name in rows[0]}), written)
    return written.getvalue()


@pytest.mark.parametrize("suffix", WRITERS)
@pytest.mark.parametrize("has_column", [True, False])
def test_a_file_may_have_the_column_or_not_in_every_format(suffix: str, has_column: bool, someone: tuple[Person, str], tmp_path: Path) -> None:
    person, number = someone
    row = a_death(number, "张文静") | {"CYM": "张大妮"}
    content = WRITERS[suffix]([row if has_column else without(row)])
    receipt = receive(path=laid(tmp_path, f"hukou_370702_20261012.{suffix}", content), on=NEXT, officer=None)
    assert (receipt.accepted, FormerName.objects.filter(person=person).count()) == (1, int(has_column))


def test_control_no_other_column_may_be_missing(someone: tuple[Person, str], tmp_path: Path) -> None:
    row = without(a_death(someone[1], "张文静"))
    del row["YHZGX"]  # its cells may be empty; it may not be missing
    with pytest.raises(CannotReceive, match="缺少列 YHZGX"):
        receive(path=laid(tmp_path, "hukou_370702_20261012.csv", WRITERS["csv"]([row])), on=NEXT, officer=None)
    assert [code for code, column in all_feeds()["hukou"].columns.items() if column.may_lack] == ["CYM"]


@pytest.mark.parametrize(("name", "number"), [("张别人", None), ("张文静", "another")])
def test_of_whom_it_is_not_sure_nothing_is_kept(name: str, number: str | None, someone: tuple[Person, str], tmp_path: Path) -> None:
    told(tmp_path, a_death(an_id(seq=499) if number else someone[1], name, CYM="张大妮"))
    assert WaitingRow.objects.count() == 1 and not FormerName.objects.exists()


@pytest.mark.parametrize("written", ["张1", "妮", "<b>张</b>", "某" * 41, "=1+1", " ", "、、", "张文静", "張文静", "\x7f张"])
def test_what_is_no_former_name_is_left_out_and_holds_nothing_up(written: str, someone: tuple[Person, str], tmp_path: Path) -> None:
    person, number = someone
    told(tmp_path, a_death(number, "张文静", CYM=written))
    person.refresh_from_db()
    assert person.died_on and not FormerName.objects.exists() and not QuarantinedRow.objects.exists()


def test_at_most_five_of_one_row(someone: tuple[Person, str], tmp_path: Path) -> None:
    told(tmp_path, a_death(someone[1], "张文静", CYM="；".join(f"张{given}某" for given in "甲乙丙丁戊己庚")))
    assert FormerName.objects.count() == 5


@pytest.mark.parametrize("turned", [False, True])
def test_a_correction_takes_the_place_of_what_was_told_in_whatever_order_they_come(turned: bool, someone: tuple[Person, str], tmp_path: Path) -> None:
    _, number = someone
    files = [(0, a_death(number, "张文静", CYM="张大妮")), (1, a_death(number, "张文静", CYM="张大娃"))]
    for correction, row in reversed(files) if turned else files:
        told(tmp_path, row, correction=correction)
    assert standing() == {("张大娃", "HJ1")}
    gone = FormerName.objects.exclude(withdrawn_on=None)
    assert [one.withdrawn_because for one in gone] == ([] if turned else ["来源已更正"]) and not [one for one in gone if one.withdrawn_by_id]


def test_an_empty_cell_says_nothing(someone: tuple[Person, str], tmp_path: Path) -> None:
    _, number = someone
    told(tmp_path, a_death(number, "张文静", CYM="张大妮"))
    told(tmp_path, a_death(number, "张文静", CYM=""), correction=1)
    told(tmp_path, a_death(number, "张文静", CYM="张大妮", ref="HJ2"), on=NEXT)
    assert standing() == {("张大妮", "HJ1")}, "nor is the same name kept twice"


def test_what_an_officer_has_taken_out_no_file_puts_back(someone: tuple[Person, str], tmp_path: Path, officer: Officer) -> None:
    person, number = someone
    told(tmp_path, a_death(number, "张文静", CYM="张大妮"))
    withdraw_former_name(former_name_id=FormerName.objects.get().pk, because="是其妹的名字", officer=officer, on=NEXT)
    told(tmp_path, a_death(number, "张文静", CYM="张大妮", ref="HJ2"), on=NEXT)
    assert standing() == set()
    record_former_name(person_id=person.pk, name="张大妮", because="户口簿", officer=officer, on=NEXT)  # an officer may
    assert standing() == {("张大妮", "")}
    told(tmp_path, a_death(number, "张文静", CYM="张三妮", ref="HJ3"), on=NEXT + timedelta(days=1))
    assert standing() == {("张大妮", ""), ("张三妮", "HJ3")}, "what an officer has recorded a file leaves alone"


def test_a_name_that_is_entered_at_that_moment_holds_nothing_up(
    someone: tuple[Person, str], tmp_path: Path, officer: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the reading of what stands and the writing somebody else enters the same name: theirs stands, the delivery and its other names are kept."""
    person, number = someone

    def enters_it(written: str) -> str:
        monkeypatch.setattr(former_names, "plain", plain)
        record_former_name(person_id=person.pk, name="张大妮", because="户口簿", officer=officer, on=DAY)
        return plain(written)

    monkeypatch.setattr(former_names, "plain", enters_it)
    told(tmp_path, a_death(number, "张文静", CYM="张大妮、张二妮"))
    assert standing() == {("张大妮", ""), ("张二妮", "HJ1")} and Delivery.objects.get().accepted == 1
    assert AuditEntry.objects.get(verb="registry.former_names_told").detail == {"source": "hukou", "new": 1, "withdrawn": 0}, "what was written"


def test_the_database_keeps_who_has_said_it(someone: tuple[Person, str], tmp_path: Path, officer: Officer) -> None:
    person, number = someone
    told(tmp_path, a_death(number, "张文静", CYM="张大妮"))
    row = {"person": person, "name": "张某某", "name_key": "x", "source": "hukou", "because": "x", "recorded_on": DAY, "region": person.region}
    for wrong in ({"recorded_by": None, "ref": ""}, {"recorded_by": officer, "ref": "HJ9"}):
        with pytest.raises(DatabaseError, match="said_by_one"), transaction.atomic():
            FormerName.objects.create(**row, **wrong)
    for change in ({"ref": "HJ9"}, {"name": "张改名"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            FormerName.objects.filter(ref="HJ1").update(**change)
    by_officer = record_former_name(person_id=person.pk, name="张四妮", because="户口簿", officer=officer, on=DAY)
    with pytest.raises(DatabaseError, match="withdrawn_whole"), transaction.atomic():
        FormerName.objects.filter(pk=by_officer.pk).update(withdrawn_on=NEXT, withdrawn_because="来源已更正")


def test_other_files_know_no_such_column() -> None:
    assert [name for name, feed in all_feeds().items() if feed.former_names_column] == ["hukou"]
