"""银行文件: what leaves is what was signed; what comes back is taken whole or not at all."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doudi.base import money
from doudi.base.models import Officer
from doudi.benefits import actions, bank, files, queries
from doudi.benefits.bank.sheet import digest_of
from doudi.benefits.models import BankReturn, PayLine, PayRun
from doudi.flows.payday import run_payday
from tests.benefits.builders import ANSWERED, COUNTY, RELEASED, REVIEWED, TOWNS, Desk, a_desk, a_recipient, answer, prepare, sign_and_release

pytestmark = pytest.mark.usefixtures("system")


@pytest.fixture
def desk(system: None, officer_of: Callable[..., Officer]) -> Desk:
    return a_desk(officer_of)


def signed_by_the_county(desk: Desk) -> PayRun:
    run = prepare()
    actions.sign_run(run_id=run.pk, step="township", officer=desk.townships[0], on=TOWNS)
    actions.sign_run(run_id=run.pk, step="county", officer=desk.county, on=REVIEWED)
    return run


NAMES = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=12)
ROWS = st.lists(st.tuples(NAMES, st.integers(1, 10_000_000)), min_size=1, max_size=6)


@given(ROWS)
def test_every_name_survives_the_way_to_the_bank_and_back(rows: list[tuple[str, int]]) -> None:
    sent = [bank.PaymentRow(serial, name, "示例银行", "99000000", fen, "低保金") for serial, (name, fen) in enumerate(rows, start=1)]
    payment = bank.parse_payment_file(bank.format_payment(batch="DD-1", written_on=RELEASED, rows=bank.payments(sent)))
    assert payment.rows == tuple(sent)
    answers = {row.serial: (row.serial % 2 == 0, "closed") for row in sent}
    returned = bank.parse_return(bank.format_return(payment, answers, answered_on=ANSWERED))
    assert [(row.serial, row.amount_fen, row.paid) for row in returned.rows] == [(row.serial, row.amount_fen, row.serial % 2 == 0) for row in sent]
    assert (returned.batch, returned.payment_digest) == ("DD-1", payment.digest)


@given(st.lists(st.tuples(st.text('某甲𠮷 ,"\'=+-@\t\r\n', min_size=1, max_size=6), st.integers(0, 10_000_000)), min_size=1, max_size=6))
def test_a_file_made_by_columns_is_what_the_csv_module_writes(rows: list[tuple[str, int]]) -> None:
    sent = [bank.PaymentRow(serial, name, "示例银行", "99000000", fen, "低保金") for serial, (name, fen) in enumerate(rows, start=1)]
    count, total = str(len(sent)), money.yuan(sum(row.amount_fen for row in sent))
    told = [["H", "DD-1", f"{RELEASED:%Y%m%d}", count, total]]
    told += [["D", str(row.serial), row.holder, row.bank, row.account, money.yuan(row.amount_fen), row.purpose] for row in sent]
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows([["'" + cell if cell.startswith(("=", "+", "-", "@", "'")) else cell for cell in row] for row in told])
    written = bank.format_payment(batch="DD-1", written_on=RELEASED, rows=bank.payments(sent))
    assert written[: written.rindex(b"T,")] == text.getvalue().encode("gb18030")


@pytest.mark.parametrize("name", ["=1+2", "+86", "-1", "@某甲", "'某甲", "某,甲", '某"甲', "䶮𠮷"])
def test_a_spreadsheet_runs_no_name(name: str) -> None:
    content = bank.format_payment(batch="DD-1", written_on=RELEASED, rows=bank.payments([bank.PaymentRow(1, name, "示例银行", "99000000", 1, "低保金")]))
    cell = content.decode("gb18030").splitlines()[1].split(",")[2].strip('"')
    assert not cell.startswith(("=", "+", "-", "@"))
    assert bank.parse_payment_file(content).rows[0].holder == name


def test_a_payment_file_that_does_not_add_up_is_no_payment_file() -> None:
    content = bank.format_payment(batch="DD-1", written_on=RELEASED, rows=bank.payments([bank.PaymentRow(1, "某甲", "示例银行", "99000000", 100, "低保金")]))
    wrong = content.decode("gb18030").replace("1.00,低保金", "2.00,低保金").encode("gb18030")
    body = wrong[: wrong.index(b"T,")]
    for damaged, words in ((wrong, "校验值"), (body + f"T,1,1.00,{digest_of(body)}\r\n".encode(), "总金额"), (b"", "不完整")):
        with pytest.raises(bank.CannotParsePayment, match=words):
            bank.parse_payment_file(damaged)
        with pytest.raises(bank.CannotParseReturn):
            bank.parse_return(damaged)


def _answer_of(*lines: str, counts: str = "1,5.00,0,0.00") -> bytes:
    """An answer that fits its own digest and counts, whatever its lines are."""
    body = "".join(f"{line}\r\n" for line in (f"H,DD-1,{'0' * 64},20261106,1,{counts}", *lines)).encode("gb18030")
    return body + f"T,{counts},{digest_of(body)}\r\n".encode()


@pytest.mark.parametrize(
    "line",
    [
        'D,1,"5.0"0,S,,',
        'D,1,5.00,S,,"abc',
        'D,1,5.00,S,,"abc\r\nD,2,7.00,F,closed,x',
        "\ufeffD,1,5.00,S,,",
        "D,1,5.00,S,,\0",
        "D,1,5.00,S,",
        "D,1,5.00,S,,,",
        "D,1,5.00,S,,\r\n",
        "D,1,5.00,S,,\r\nT,1",
        "D,1.0,5.00,S,,",
        "D,-1,5.00,S,,",
        "D,1,5.001,S,,",
        "D,1,5e0,S,,",
        "D,１,5.00,S,,",
        f"D,{'9' * 19},5.00,S,,",
    ],
)
def test_a_line_that_is_none_refuses_the_answer(line: str) -> None:
    with pytest.raises(bank.CannotParseReturn):
        bank.parse_return(_answer_of(line))


@pytest.mark.parametrize("line", ["D,1,5.00,S,,", 'D,1,5.00,S,,"某,某"', 'D,1,"5.00",S,,', "D,1,5,S,,", "D,'1,5.00,S,,'=1+1"])
def test_a_line_that_is_one_is_read(line: str) -> None:
    """Control: the same answer with a sound line."""
    assert [(row.serial, row.amount_fen, row.paid) for row in bank.parse_return(_answer_of(line)).rows] == [(1, 500, True)]


@pytest.mark.parametrize("place", range(0, 200, 7))
def test_one_changed_byte_stops_the_file_from_leaving(desk: Desk, place: int) -> None:
    a_recipient()
    run = signed_by_the_county(desk)
    file = actions.release_run(run_id=run.pk, officer=desk.finance, on=RELEASED)
    staged = files.folder("staged") / file.name
    content = bytearray(staged.read_bytes())
    content[place % len(content)] ^= 1
    staged.write_bytes(content)
    with pytest.raises(actions.CannotSendFile, match="指纹不符"):
        actions.send_bank_file(run_id=run.pk, on=RELEASED)
    assert list(files.folder("out").glob("*")) == []


def test_the_same_release_without_a_change_goes_through(desk: Desk) -> None:
    a_recipient()
    assert actions.release_run(run_id=signed_by_the_county(desk).pk, officer=desk.finance, on=RELEASED).lines == 1


def test_a_file_leaves_once_and_a_crash_in_between_is_made_good(desk: Desk) -> None:
    a_recipient()
    run = signed_by_the_county(desk)
    file = actions.release_run(run_id=run.pk, officer=desk.finance, on=RELEASED)
    assert queries.files_to_send(COUNTY) == [file]
    actions.send_bank_file(run_id=run.pk, on=RELEASED)
    out = files.folder("out") / file.name
    assert digest_of(out.read_bytes()) == file.digest
    out.unlink()
    actions.send_bank_file(run_id=run.pk, on=RELEASED)
    assert not out.exists(), "what the bank took away does not leave a second time"
    assert queries.files_to_send(COUNTY) == []


Damage = Callable[[bytes], bytes]


def _again(text: str) -> bytes:
    """A file whose own digest fits what was made of it: only its contents can give it away."""
    body = text.encode("gb18030")
    return body + f"T,{_counts(text)},{digest_of(body)}\r\n".encode()


def _counts(text: str) -> str:
    return ",".join(text.splitlines()[0].split(",")[5:9])


def _rewritten(change: Callable[[list[str]], list[str]]) -> Damage:
    return lambda content: _again("\r\n".join(change(content.decode("gb18030").splitlines()[:-1])) + "\r\n")


DAMAGES: dict[str, tuple[Damage, str]] = {
    "cut in the middle": (lambda content: content[: len(content) // 2], "不完整"),
    "without its trailer": (lambda content: b"\r\n".join(content.split(b"\r\n")[:-2]) + b"\r\n", "不完整"),
    "one byte changed": (lambda content: content.replace(b",S,", b",F,", 1), "校验值不符"),
    "empty": (lambda content: b"", "不完整"),
    "another encoding": (lambda content: content.decode("gb18030").replace("H,", "H,文").encode("utf-16"), "不完整"),
    "a row missing": (_rewritten(lambda rows: rows[:-1]), "笔数或金额"),
    "a row twice": (_rewritten(lambda rows: [*rows[:1], rows[1], rows[1]]), "两次|笔数或金额"),
    "an amount changed": (_rewritten(lambda rows: [rows[0].replace("600.00", "900.00"), *(row.replace("600.00", "900.00") for row in rows[1:])]), "金额"),
    "an unknown reason": (_rewritten(lambda rows: [rows[0], *(row.replace(",S,,", ",F,strange,") for row in rows[1:])]), "原因代码"),
    "another batch": (_rewritten(lambda rows: [rows[0].replace("-regular-1", "-regular-7"), *rows[1:]]), "不是我们送出的"),
    "another file of the batch": (
        _rewritten(lambda rows: [",".join([*rows[0].split(",")[:2], "0" * 64, *rows[0].split(",")[3:]]), *rows[1:]]),
        "不是我们送出的",
    ),
    "a line of nobody": (_rewritten(lambda rows: [rows[0], "D,999999999," + ",".join(rows[1].split(",")[2:]), *rows[2:]]), "不是本批次"),
    "answered before it was sent": (_rewritten(lambda rows: [rows[0].replace("20261106", "20261001"), *rows[1:]]), "早于放款"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_answer_is_refused_whole(desk: Desk, damage: str) -> None:
    a_recipient(amount_fen=60_000), a_recipient(amount_fen=45_000)
    run = prepare()
    path = answer(sign_and_release(run, desk))
    change, words = DAMAGES[damage]
    sound = path.read_bytes()
    path.write_bytes(change(sound))
    with pytest.raises(actions.CannotReadReturn, match=words):
        actions.read_return(path=path, on=ANSWERED, officer=None)
    assert set(PayLine.objects.values_list("state", flat=True)) == {"sent"}, "unknown is not failed"
    assert not BankReturn.objects.exists()
    assert queries.books_of().pending_fen == 105_000
    path.write_bytes(sound)
    assert actions.read_return(path=path, on=ANSWERED, officer=None).paid_lines == 2, "the control: the sound file goes in"


def test_half_an_answer_leaves_the_rest_under_way(desk: Desk) -> None:
    first, second = a_recipient(amount_fen=60_000), a_recipient(amount_fen=45_000)
    run = prepare()
    sent = sign_and_release(run, desk)
    here, there = (PayLine.objects.get(award=one.award).pk for one in (first, second))
    actions.read_return(path=answer(sent, only={here}), on=ANSWERED, officer=None)
    assert PayLine.objects.get(pk=there).state == "sent"
    assert actions.reissue(region=COUNTY, month=run.month, on=ANSWERED, officer=None) is None, "nothing is paid again before an answer"
    with pytest.raises(actions.CannotReadReturn, match="已有答复"):
        actions.read_return(path=answer(sent, {here: "closed"}, number=2), on=ANSWERED, officer=None)
    actions.read_return(path=answer(sent, {there: "closed"}, only={there}, number=3), on=ANSWERED, officer=None)
    books = queries.books_of()
    assert (books.sent_fen, books.paid_fen, books.returned_fen, books.pending_fen) == (105_000, 60_000, 45_000, 0)
    assert queries.get_run(run.pk).state == "settled"


def test_another_answer_under_a_name_that_was_read_is_refused_and_told(desk: Desk) -> None:
    """The bank's second file is neither passed over in silence nor taken for the first."""
    first, second = a_recipient(amount_fen=60_000), a_recipient(amount_fen=45_000)
    run = prepare()
    sent = sign_and_release(run, desk)
    here, there = (PayLine.objects.get(award=one.award).pk for one in (first, second))
    one = answer(sent, only={here})
    assert run_payday(region=COUNTY, month=run.month, on=ANSWERED).returns_read == 1 and queries.returns_to_read(COUNTY) == []
    assert run_payday(region=COUNTY, month=run.month, on=ANSWERED).refused == (), "the same file again is known"
    two = answer(sent, {there: "closed"}, only={there})
    assert one == two and queries.returns_to_read(COUNTY) == [two]
    report = run_payday(region=COUNTY, month=run.month, on=ANSWERED)
    assert report.returns_read == 0 and len(report.refused) == 1 and two.name in report.refused[0] and "内容不同" in report.refused[0]
    assert [(unread.name, unread.is_alarm) for unread in queries.unread_answers(COUNTY)] == [(two.name, True)]
    assert PayLine.objects.get(pk=there).state == "sent" and BankReturn.objects.count() == 1 and queries.books_of().pending_fen == 45_000
    two.rename(two.with_name(bank.return_name(run.batch, 2)))
    assert run_payday(region=COUNTY, month=run.month, on=ANSWERED).returns_read == 1, "the control: under a name of its own it goes in"
    assert PayLine.objects.get(pk=there).state == "failed" and queries.unread_answers(COUNTY) == []


def test_an_answer_that_is_refused_for_itself_waits_without_an_alarm(desk: Desk) -> None:
    a_recipient()
    path = answer(sign_and_release(prepare(), desk))
    path.write_bytes(path.read_bytes()[:40])
    assert [(unread.name, unread.is_alarm) for unread in queries.unread_answers(COUNTY)] == [(path.name, False)]
    assert queries.unread_answers("370703") == [], "another county's is another's"


def test_the_order_of_rows_does_not_matter(desk: Desk) -> None:
    a_recipient(), a_recipient()
    path = answer(sign_and_release(prepare(), desk))
    path.write_bytes(_rewritten(lambda rows: [rows[0], *reversed(rows[1:])])(path.read_bytes()))
    assert actions.read_return(path=path, on=ANSWERED, officer=None).paid_lines == 2


def test_the_file_on_disk_is_for_its_owner_alone(desk: Desk) -> None:
    a_recipient()
    path: Path = sign_and_release(prepare(), desk)
    assert path.stat().st_mode & 0o077 == 0
