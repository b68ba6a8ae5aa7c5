"""国际报文: ISO 20022. pain.001 goes out; pain.002 answers line by line, camt.053 as the account's entries. UTF-8, no document type, nothing from outside."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from xml.etree import ElementTree as ET

from doudi.base.money import NotMoney, to_fen, yuan

from .fixed_width import CannotWrite
from .payment_file import CannotParsePayment, Payer, PaymentFile, PaymentRow
from .return_file import REASONS, Answer, CannotParseReturn, ReturnFile
from .sheet import CannotParse, digest_of

PAIN_001, PAIN_002, CAMT_053 = (f"urn:iso:std:iso:20022:tech:xsd:{name}" for name in ("pain.001.001.09", "pain.002.001.10", "camt.053.001.08"))
PAID, WAITING = ("ACSC", "ACCC"), ("ACTC", "ACCP", "ACSP", "ACWC", "PDNG", "RCVD")
CODES = {"closed": "AC04", "not_found": "AC03", "name_differs": "BE01", "frozen": "AC06", "bank_error": "TM01", "other": "NARR"}
REASON_OF = {reason: name for name, reason in CODES.items()} | {"AC01": "not_found", "MS03": "bank_error", "ED05": "bank_error"}
HELD_BACK = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
MOST_BYTES = 2_000_000_000


NOT_PROVIDED = Payer("NOTPROVIDED", "NOTPROVIDED", "NOTPROVIDED")
"""What is written where nobody says who pays: a file of the right shape that no bank pays from. A release never leaves it so."""
NAME, ACCOUNT, TEXT = 140, 34, 140
"""How many characters the standard gives to names, to account numbers that are no IBAN, and to what a payment is for."""


def write_payment(*, batch: str, written_on: date, rows: Sequence[PaymentRow], payer: Payer = NOT_PROVIDED) -> bytes:
    """A customer credit transfer initiation; each line is known by its serial (EndToEndId). The same bytes for the same batch.

    Everything that pain.001.001.09 makes mandatory, in its order; raises CannotWrite where something is longer than its field.
    """
    _refuse_what_does_not_fit(payer, rows)
    count, total = str(len(rows)), yuan(sum(row.amount_fen for row in rows))
    day = f"{written_on:%Y-%m-%d}"
    root = ET.Element("Document", xmlns=PAIN_001)
    begun = ET.SubElement(root, "CstmrCdtTrfInitn")
    _put(begun, "GrpHdr", MsgId=batch, CreDtTm=f"{day}T00:00:00", NbOfTxs=count, CtrlSum=total)
    _put(begun[0], "InitgPty", Nm=payer.name)
    payment = ET.SubElement(begun, "PmtInf")
    for name, text in (("PmtInfId", batch), ("PmtMtd", "TRF"), ("NbOfTxs", count), ("CtrlSum", total)):
        ET.SubElement(payment, name).text = text
    _put(payment, "ReqdExctnDt", Dt=day)
    _put(payment, "Dbtr", Nm=payer.name)
    _account(payment, "DbtrAcct", payer.account)
    _bank(payment, "DbtrAgt", payer.bank)
    for row in rows:
        line = ET.SubElement(payment, "CdtTrfTxInf")
        _put(line, "PmtId", EndToEndId=str(row.serial))
        _money(ET.SubElement(line, "Amt"), "InstdAmt", row.amount_fen)
        _bank(line, "CdtrAgt", row.bank)
        _put(line, "Cdtr", Nm=row.holder)
        _account(line, "CdtrAcct", row.account)
        _put(line, "RmtInf", Ustrd=row.purpose)
    return _written(root)


def read_payment(content: bytes) -> PaymentFile:
    """The batch inside; raises CannotParsePayment where a count or a sum does not fit."""
    try:
        root = _opened(content, PAIN_001, "代发文件")
        head = f"CstmrCdtTrfInitn/{{{PAIN_001}}}GrpHdr"
        batch, count, total = (_text(root, f"{head}/{name}", PAIN_001) for name in ("MsgId", "NbOfTxs", "CtrlSum"))
        written_on = date.fromisoformat(_text(root, f"{head}/CreDtTm", PAIN_001)[:10])
        rows = tuple(_row(line) for line in root.iter(f"{{{PAIN_001}}}CdtTrfTxInf"))
        file = PaymentFile(batch, written_on, rows, digest_of(content))
    except (ValueError, NotMoney, CannotParse) as error:
        raise CannotParsePayment(str(error) if isinstance(error, CannotParse) else "代发文件的记录格式不对。") from None
    if (int(count), to_fen(total)) != (len(rows), file.total_fen):
        raise CannotParsePayment("代发文件的笔数或总金额与明细不符。")
    return file


def write_answer(payment: PaymentFile, answers: Mapping[int, tuple[bool, str]], *, answered_on: date, number: int = 1) -> bytes:
    """A payment status report (pain.002) on some or all lines: what pain.002.001.10 makes mandatory, in its order."""
    root = ET.Element("Document", xmlns=PAIN_002)
    report = ET.SubElement(root, "CstmrPmtStsRpt")
    _put(report, "GrpHdr", MsgId=f"{payment.batch}-{number}", CreDtTm=f"{answered_on:%Y-%m-%d}T00:00:00")
    sums = {"OrgnlNbOfTxs": str(len(payment.rows)), "OrgnlCtrlSum": yuan(payment.total_fen)}
    _put(report, "OrgnlGrpInfAndSts", OrgnlMsgId=payment.batch, OrgnlMsgNmId="pain.001.001.09", **sums)
    part = ET.SubElement(report, "OrgnlPmtInfAndSts")
    ET.SubElement(part, "OrgnlPmtInfId").text = payment.batch
    for row in payment.rows:
        if row.serial in answers:
            paid, reason = answers[row.serial]
            line = ET.SubElement(part, "TxInfAndSts")
            ET.SubElement(line, "OrgnlEndToEndId").text = str(row.serial)
            ET.SubElement(line, "TxSts").text = "ACSC" if paid else "RJCT"
            if not paid:
                _why(line, "StsRsnInf", reason)
            _money(ET.SubElement(ET.SubElement(line, "OrgnlTxRef"), "Amt"), "InstdAmt", row.amount_fen)
    return _written(root)


def write_statement(
    payment: PaymentFile, answers: Mapping[int, tuple[bool, str]], *, answered_on: date, number: int = 1, payer: Payer = NOT_PROVIDED
) -> bytes:
    """An account statement (camt.053): what was paid is a debit, what came back a credit with its reason; what camt.053.001.08 makes mandatory, in its order.

    The account held the batch's money and nothing else; what comes back in this statement had been debited before it. One statement a day and batch.
    """
    rows = [row for row in payment.rows if row.serial in answers]
    paid_fen, back_fen = (sum(row.amount_fen for row in rows if answers[row.serial][0] is paid) for paid in (True, False))
    root, day = ET.Element("Document", xmlns=CAMT_053), f"{answered_on:%Y-%m-%d}"
    begun = ET.SubElement(root, "BkToCstmrStmt")
    _put(begun, "GrpHdr", MsgId=f"{payment.batch}-S{number}", CreDtTm=f"{day}T00:00:00")
    statement = ET.SubElement(begun, "Stmt")
    for name, text in (("Id", f"{payment.batch}-S{number}"), ("CreDtTm", f"{day}T00:00:00")):
        ET.SubElement(statement, name).text = text
    _account(statement, "Acct", payer.account)
    for code, fen in (("OPBD", payment.total_fen - back_fen), ("CLBD", payment.total_fen - paid_fen)):
        balance = ET.SubElement(statement, "Bal")
        _put(ET.SubElement(balance, "Tp"), "CdOrPrtry", Cd=code)
        _money(balance, "Amt", fen)
        ET.SubElement(balance, "CdtDbtInd").text = "CRDT"
        _put(balance, "Dt", Dt=day)
    for row in rows:
        _entry(statement, payment.batch, row, *answers[row.serial], day)
    return _written(root)


def _entry(statement: ET.Element, batch: str, row: PaymentRow, paid: bool, reason: str, day: str) -> None:
    entry, way = ET.SubElement(statement, "Ntry"), "DBIT" if paid else "CRDT"
    _money(entry, "Amt", row.amount_fen)
    ET.SubElement(entry, "CdtDbtInd").text = way
    _put(entry, "Sts", Cd="BOOK")
    _put(entry, "BookgDt", Dt=day)
    domain = ET.SubElement(ET.SubElement(entry, "BkTxCd"), "Domn")
    ET.SubElement(domain, "Cd").text = "PMNT"
    _put(domain, "Fmly", Cd="ICDT", SubFmlyCd="DMCT" if paid else "RRTN")  # a domestic credit transfer issued, or one that was returned
    details = ET.SubElement(ET.SubElement(entry, "NtryDtls"), "TxDtls")
    _put(details, "Refs", PmtInfId=batch, EndToEndId=str(row.serial))
    _money(details, "Amt", row.amount_fen)
    ET.SubElement(details, "CdtDbtInd").text = way
    if not paid:
        _why(details, "RtrInf", reason)


def read_answer(content: bytes) -> ReturnFile:
    """A status report or a statement; raises CannotParseReturn. A line the bank still works on is not in it: not answered is not failed."""
    try:
        root = _parsed(content)
        if root.tag == f"{{{PAIN_002}}}Document":
            return _report(root, content)
        if root.tag == f"{{{CAMT_053}}}Document":
            return _statement(root, content)
        raise CannotParseReturn("不是 pain.002 或者 camt.053 回单。")
    except (ValueError, NotMoney, CannotParse) as error:
        raise CannotParseReturn(str(error) if isinstance(error, CannotParse) else "回盘文件的记录格式不对。") from None


def _report(root: ET.Element, content: bytes) -> ReturnFile:
    head, group = "CstmrPmtStsRpt/GrpHdr/CreDtTm", "CstmrPmtStsRpt/OrgnlGrpInfAndSts"
    batch = _text(root, f"{group}/OrgnlMsgId", PAIN_002)
    sent = int(_text(root, f"{group}/OrgnlNbOfTxs", PAIN_002)), to_fen(_text(root, f"{group}/OrgnlCtrlSum", PAIN_002))
    rows = []
    for line in root.iter(f"{{{PAIN_002}}}TxInfAndSts"):
        status = _text(line, "TxSts", PAIN_002)
        if status not in (*PAID, *WAITING, "RJCT"):
            raise CannotParseReturn("回单里有不认识的状态代码。")
        if status not in WAITING:
            reason = "" if status in PAID else _reason(line, "StsRsnInf/Rsn/Cd", PAIN_002)
            amount = to_fen(_text(line, "OrgnlTxRef/Amt/InstdAmt", PAIN_002))
            rows.append(Answer(int(_text(line, "OrgnlEndToEndId", PAIN_002)), amount, status in PAID, reason))
    return _answered(batch, _text(root, head, PAIN_002), rows, content, sent)


def _statement(root: ET.Element, content: bytes) -> ReturnFile:
    rows, batches = [], set()
    for entry in root.iter(f"{{{CAMT_053}}}Ntry"):
        if _text(entry, "Sts/Cd", CAMT_053) != "BOOK":
            continue
        refs = "NtryDtls/TxDtls/Refs"
        batches.add(_text(entry, f"{refs}/PmtInfId", CAMT_053))
        paid = _text(entry, "CdtDbtInd", CAMT_053) == "DBIT"
        reason = "" if paid else _reason(entry, "NtryDtls/TxDtls/RtrInf/Rsn/Cd", CAMT_053)
        rows.append(Answer(int(_text(entry, f"{refs}/EndToEndId", CAMT_053)), to_fen(_text(entry, "Amt", CAMT_053)), paid, reason))
    if len(batches) != 1:
        raise CannotParseReturn("对账单里没有代发明细，或者有几个批次。请按批次导出。")
    return _answered(batches.pop(), _made_on(root), rows, content, None)


def _made_on(root: ET.Element) -> str:
    """The statement's own day, or that of the message: the standard makes the first a choice."""
    try:
        return _text(root, "BkToCstmrStmt/Stmt/CreDtTm", CAMT_053)
    except CannotParse:
        return _text(root, "BkToCstmrStmt/GrpHdr/CreDtTm", CAMT_053)


def _answered(batch: str, day: str, rows: list[Answer], content: bytes, sent: tuple[int, int] | None) -> ReturnFile:
    if len({row.serial for row in rows}) != len(rows):
        raise CannotParseReturn("回盘文件里同一笔出现了两次。")
    return ReturnFile(batch, "", date.fromisoformat(day[:10]), tuple(rows), digest_of(content), sent)


def _reason(line: ET.Element, path: str, space: str) -> str:
    """A code that is not on our list is told as another reason: a person asks the bank."""
    return REASON_OF.get(_text(line, path, space), "other")


def _row(line: ET.Element) -> PaymentRow:
    def said(path: str) -> str:
        return _text(line, path, PAIN_001)

    fen = to_fen(said("Amt/InstdAmt"))
    return PaymentRow(int(said("PmtId/EndToEndId")), said("Cdtr/Nm"), said("CdtrAgt/FinInstnId/Nm"), said("CdtrAcct/Id/Othr/Id"), fen, said("RmtInf/Ustrd"))


def _refuse_what_does_not_fit(payer: Payer, rows: Sequence[PaymentRow]) -> None:
    if max(len(payer.name), len(payer.bank)) > NAME or len(payer.account) > ACCOUNT:
        raise CannotWrite("付款单位或者它的开户银行、账号太长，银行收不下。请更正当地参数。")
    for row in rows:
        if max(len(row.holder), len(row.bank)) > NAME or len(row.account) > ACCOUNT or len(row.purpose) > TEXT:
            raise CannotWrite(f"第 {row.serial} 号明细的户名、开户行、账号或者用途太长，银行收不下。请更正。")


def _money(to: ET.Element, name: str, fen: int) -> None:
    ET.SubElement(to, name, Ccy="CNY").text = yuan(fen)


def _why(to: ET.Element, name: str, reason: str) -> None:
    """The code of a reason; one that is only told needs the telling (NARR)."""
    why = ET.SubElement(to, name)
    _put(why, "Rsn", Cd=CODES[reason])
    if CODES[reason] == "NARR":
        ET.SubElement(why, "AddtlInf").text = REASONS[reason]


def _account(to: ET.Element, name: str, number: str) -> None:
    _put(ET.SubElement(ET.SubElement(to, name), "Id"), "Othr", Id=number)


def _bank(to: ET.Element, name: str, title: str) -> None:
    _put(ET.SubElement(to, name), "FinInstnId", Nm=title)


def _put(to: ET.Element, name: str, **parts: str) -> None:
    made = ET.SubElement(to, name)
    for part, text in parts.items():
        ET.SubElement(made, part).text = text


def _text(root: ET.Element, path: str, space: str) -> str:
    found = root.find("/".join(part if part.startswith("{") else f"{{{space}}}{part}" for part in path.replace(f"{{{space}}}", "").split("/")))
    if found is None or found.text is None:
        raise CannotParse(f"缺少 {path.rpartition('/')[2]}。")
    return found.text


def _opened(content: bytes, space: str, what: str) -> ET.Element:
    root = _parsed(content)
    if root.tag != f"{{{space}}}Document":
        raise CannotParse(f"不是 {space.rpartition(':')[2]} {what}。")
    return root


def _parsed(content: bytes) -> ET.Element:
    """A document type could bring in other files or grow without end: none is read."""
    if HELD_BACK.search(content[:MOST_BYTES]):
        raise CannotParse("文件带有文档类型声明，不予读取。")
    try:
        return ET.fromstring(content)
    except ET.ParseError:
        raise CannotParse("文件不完整或者不是 XML，可能没有传完。") from None


def _written(root: ET.Element) -> bytes:
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + b"".join(_pieces(root)) + b"\n"


def _pieces(root: ET.Element) -> Iterator[bytes]:
    yield ET.tostring(root, encoding="utf-8", xml_declaration=False)
