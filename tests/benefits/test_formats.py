"""银行格式: every format carries every name there and back, and no damaged answer of any of them moves a fen."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doudi.base.models import Officer
from doudi.benefits import actions, bank, files, queries
from doudi.benefits.bank import FORMATS, REASONS, Format, PaymentRow, iso20022, payments
from doudi.benefits.models import BankReturn, PayLine
from tests.benefits.builders import ANSWERED, RELEASED, Desk, a_desk, a_recipient, prepare, sign_and_release

ALL = pytest.mark.parametrize("code", FORMATS)
LETTERS = st.characters(categories=("Lo",), include_characters="·𠮷㐂䶮𰻝龘")
NAMES = st.text(LETTERS, min_size=2, max_size=12)
Damage = Callable[[Format, bytes, bank.PaymentFile], bytes]


@ALL
@settings(max_examples=60, deadline=None)
@given(people=st.lists(st.tuples(NAMES, st.integers(1, 10**9)), min_size=1, max_size=8))
def test_every_name_and_fen_survives_there_and_back(code: str, people: list[tuple[str, int]]) -> None:
    form = FORMATS[code]
    rows = [PaymentRow(serial, name, "示例农商银行", f"9900{serial:015d}", fen, "最低生活保障金") for serial, (name, fen) in enumerate(people, 1)]
    sent = form.read_payment(form.write_payment(batch="DD-370702-202611-regular-1", written_on=RELEASED, rows=payments(rows)))
    assert list(sent.rows) == rows and (sent.batch, sent.written_on) == ("DD-370702-202611-regular-1", RELEASED)
    reasons = list(REASONS)
    said = {row.serial: (True, "") if row.serial % 3 else (False, reasons[row.serial % len(reasons)]) for row in rows}
    answer = form.read_answer(form.write_answer(sent, said, answered_on=ANSWERED))
    assert {row.serial: (row.paid, row.reason) for row in answer.rows} == said
    assert {row.serial: row.amount_fen for row in answer.rows} == {row.serial: row.amount_fen for row in rows}
    assert (answer.batch, answer.answered_on) == (sent.batch, ANSWERED)


@ALL
def test_the_same_batch_is_the_same_bytes(code: str) -> None:
    rows = [PaymentRow(1, "某甲", "示例银行", "99000001", 100, "低保金")]
    assert len({FORMATS[code].write_payment(batch="DD-1", written_on=RELEASED, rows=payments(rows)) for _ in range(2)}) == 1


@pytest.mark.parametrize("text", ["=1+1", "+86", "-3", "@name"])
@ALL
def test_no_cell_is_run_as_a_formula_and_none_is_changed(code: str, text: str) -> None:
    content = FORMATS[code].write_payment(batch="DD-1", written_on=RELEASED, rows=payments([PaymentRow(1, text, "示例银行", "99000001", 100, "低保金")]))
    assert FORMATS[code].read_payment(content).rows[0].holder == text
    if code == "csv":
        assert f",'{text}," in content.decode("gb18030")


def test_what_does_not_fit_a_fixed_field_is_refused_and_never_cut() -> None:
    whole = PaymentRow(7, "𠮷" * 15, "示例银行", "99000001", 100, "低保金")  # four octets each: exactly sixty
    form = FORMATS["fixed_width"]
    assert form.read_payment(form.write_payment(batch="DD-1", written_on=RELEASED, rows=payments([whole]))).rows == (whole,)
    with pytest.raises(bank.CannotWrite, match=r"第 7 号明细.*60 个字节"):
        form.write_payment(batch="DD-1", written_on=RELEASED, rows=payments([PaymentRow(7, "𠮷" * 16, "示例银行", "99000001", 100, "低保金")]))
    with pytest.raises(bank.CannotWrite, match="换行"):
        form.write_payment(batch="DD-1", written_on=RELEASED, rows=payments([PaymentRow(7, "某\n甲", "示例银行", "99000001", 100, "低保金")]))


def test_a_statement_answers_as_well_as_a_report() -> None:
    form = FORMATS["iso20022"]
    rows = [PaymentRow(serial, "某甲", "示例银行", "99000001", 100 * serial, "低保金") for serial in (1, 2)]
    sent = form.read_payment(form.write_payment(batch="DD-1", written_on=RELEASED, rows=payments(rows)))
    said = {1: (True, ""), 2: (False, "frozen")}
    for content in (form.write_answer(sent, said, answered_on=ANSWERED), iso20022.write_statement(sent, said, answered_on=ANSWERED)):
        assert {row.serial: (row.paid, row.reason) for row in form.read_answer(content).rows} == said


@pytest.mark.parametrize("status", ["ACSP", "PDNG", "RCVD"])
def test_what_the_bank_still_works_on_is_not_answered(status: str) -> None:
    form = FORMATS["iso20022"]
    rows = [PaymentRow(serial, "某甲", "示例银行", "99000001", 100, "低保金") for serial in (1, 2)]
    sent = form.read_payment(form.write_payment(batch="DD-1", written_on=RELEASED, rows=payments(rows)))
    content = form.write_answer(sent, {1: (True, ""), 2: (True, "")}, answered_on=ANSWERED).replace(b"ACSC", status.encode(), 1)
    assert [row.serial for row in form.read_answer(content).rows] == [2]


def test_an_unknown_code_of_a_bank_is_another_reason_for_a_person_to_ask() -> None:
    form = FORMATS["iso20022"]
    rows = payments([PaymentRow(1, "某甲", "示例银行", "99000001", 100, "低保金")])
    sent = form.read_payment(form.write_payment(batch="DD-1", written_on=RELEASED, rows=rows))
    content = form.write_answer(sent, {1: (False, "closed")}, answered_on=ANSWERED).replace(b"AC04", b"XX99")
    assert form.read_answer(content).rows[0].reason == "other"


@pytest.mark.parametrize(
    "hostile",
    [
        b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bb">]><Document/>',
        b'<?xml version="1.0"?><!DOCTYPE a SYSTEM "file:///etc/passwd"><Document/>',
        b"<Document><a></Document>",
        b"<Document/>",
        b"",
        b"\xff\xfe\x00",
    ],
)
def test_hostile_documents_are_refused_in_words(hostile: bytes) -> None:
    with pytest.raises(bank.CannotParseReturn):
        FORMATS["iso20022"].read_answer(hostile)
    with pytest.raises(bank.CannotParsePayment):
        FORMATS["iso20022"].read_payment(hostile)


def _written(form: Format, payment: bank.PaymentFile, **changed: object) -> bytes:
    """An answer that is sound in itself, to something else than what was sent."""
    rows = changed.get("rows", payment.rows)
    other = bank.PaymentFile(str(changed.get("batch", payment.batch)), payment.written_on, tuple(rows), str(changed.get("digest", payment.digest)))  # type: ignore[arg-type]
    return form.write_answer(other, {row.serial: (True, "") for row in other.rows}, answered_on=date.fromisoformat(str(changed.get("on", ANSWERED))))


def _other(row: PaymentRow, **changed: int) -> PaymentRow:
    return PaymentRow(changed.get("serial", row.serial), row.holder, row.bank, row.account, changed.get("fen", row.amount_fen), row.purpose)


DAMAGES: dict[str, Damage] = {
    "cut": lambda form, content, payment: content[: len(content) // 2],
    "empty": lambda form, content, payment: b"",
    "of another batch": lambda form, content, payment: _written(form, payment, batch=payment.batch.replace("-1", "-9")),
    "another amount": lambda form, content, payment: _written(form, payment, rows=[_other(payment.rows[0], fen=1), *payment.rows[1:]]),
    "a line of nobody": lambda form, content, payment: _written(form, payment, rows=[*payment.rows, _other(payment.rows[0], serial=999_999_999)]),
    "a line twice": lambda form, content, payment: _written(form, payment, rows=[*payment.rows, payment.rows[0]]),
    "before it was sent": lambda form, content, payment: _written(form, payment, on=date(2026, 10, 1)),
    "with no line": lambda form, content, payment: form.write_answer(payment, {}, answered_on=ANSWERED),
    "another file of the batch": lambda form, content, payment: _written(form, payment, digest="0" * 64, rows=payment.rows[:1]),
    "a byte changed": lambda form, content, payment: content.replace(b"S", b"Q", 3),
}


@pytest.fixture
def desk(system: None, officer_of: Callable[..., Officer]) -> Desk:
    return a_desk(officer_of)


def sent_in(code: str, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> tuple[Format, Path, bank.PaymentFile]:
    """Two lines released in this format."""
    monkeypatch.setattr("doudi.benefits.actions.release.bank_format", lambda region, on: code)
    a_recipient(amount_fen=60_000), a_recipient(amount_fen=45_000)
    sent = sign_and_release(prepare(), desk)
    form = FORMATS[code]
    assert sent.suffix == f".{form.suffix}"
    return form, sent, form.read_payment(sent.read_bytes())


def put(form: Format, batch: str, content: bytes, number: int = 1) -> Path:
    path = files.folder("in") / bank.return_name(batch, number, form.suffix)
    path.write_bytes(content)
    return path


def adds_up() -> bool:
    books = queries.books_of()
    return books.sent_fen == books.paid_fen + books.returned_fen + books.pending_fen == 105_000


@pytest.mark.parametrize("damage", DAMAGES)
@ALL
def test_a_damaged_answer_of_any_format_moves_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch, code: str, damage: str) -> None:
    form, _, payment = sent_in(code, desk, monkeypatch)
    sound = form.write_answer(payment, {row.serial: (True, "") for row in payment.rows}, answered_on=ANSWERED)
    path = put(form, payment.batch, DAMAGES[damage](form, sound, payment))
    with pytest.raises(actions.CannotReadReturn):
        actions.read_return(path=path, on=ANSWERED, officer=None)
    assert set(PayLine.objects.values_list("state", flat=True)) == {"sent"} and not BankReturn.objects.exists() and adds_up()
    path.write_bytes(sound)
    assert actions.read_return(path=path, on=ANSWERED, officer=None).paid_lines == 2, "the control: the sound file goes in"
    assert adds_up()


@ALL
def test_lost_partial_reordered_and_doubled_answers_end_alike(desk: Desk, monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    form, _, payment = sent_in(code, desk, monkeypatch)
    one, two = payment.rows
    assert actions.reissue(region="370702", month=date(2026, 11, 1), on=ANSWERED, officer=None) is None and adds_up(), "lost: nothing is paid again"
    late = form.write_answer(payment, {two.serial: (False, "closed")}, answered_on=ANSWERED, number=2)
    first = form.write_answer(payment, {one.serial: (True, "")}, answered_on=ANSWERED)
    for number, content in ((2, late), (1, first)):
        actions.read_return(path=put(form, payment.batch, content, number), on=ANSWERED, officer=None)
        assert adds_up()
    again = actions.read_return(path=put(form, payment.batch, first, 3), on=ANSWERED, officer=None)
    assert again.exists and BankReturn.objects.count() == 2 and adds_up()
    assert sorted(PayLine.objects.values_list("state", "bank_reason")) == [("failed", "closed"), ("paid", "")]


def test_a_file_that_is_no_answer_is_told_which_there_are(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "回盘.doc"
    path.write_bytes(b"x")
    with pytest.raises(actions.CannotReadReturn, match=r"\.csv、\.txt、\.xml"):
        actions.read_return(path=path, on=ANSWERED, officer=None)


def test_a_name_too_long_for_the_bank_stops_the_release_and_books_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("doudi.benefits.actions.release.bank_format", lambda region, on: "fixed_width")
    one = a_recipient()
    run = prepare()
    actions.sign_run(run_id=run.pk, step="township", officer=desk.townships[0], on=RELEASED)
    one.family.head.__class__.objects.filter(pk=one.family.head.pk).update(name="𠮷" * 16)
    one.account.__class__.objects.filter(pk=one.account.pk).update(holder_name="𠮷" * 16)
    actions.sign_run(run_id=run.pk, step="county", officer=desk.county, on=RELEASED)
    with pytest.raises(actions.CannotReleaseRun, match="60 个字节"):
        actions.release_run(run_id=run.pk, officer=desk.finance, on=RELEASED)
    assert queries.books_of().sent_fen == 0 and PayLine.objects.get().state == "due"
