"""国际报文: ISO 20022. pain.001 goes out; pain.002 answers line by line, camt.053 as the account's entries. UTF-8, no document type, nothing from outside."""

from collections.abc import Mapping, Sequence
from datetime import date
from xml.etree import ElementTree as ET

import pyarrow as pa

from doudi.base.money import NotMoney, to_fen, yuan

from .elements import money, opened, parsed, put, text_of, written
from .fixed_width import CannotWrite
from .payment_file import CannotParsePayment, Payer, PaymentFile, PaymentRow, rows_of
from .return_file import REASONS, Answer, CannotParseReturn, ReturnFile, answers_of
from .sheet import CannotParse, digest_of

PAIN_001, PAIN_002, CAMT_053 = (f"urn:iso:std:iso:20022:tech:xsd:{name}" for name in ("pain.001.001.09", "pain.002.001.10", "camt.053.001.08"))
PAID, WAITING = ("ACSC", "ACCC"), ("ACTC", "ACCP", "ACSP", "ACWC", "PDNG", "RCVD")
CODES = {"closed": "AC04", "not_found": "AC03", "name_differs": "BE01", "frozen": "AC06", "bank_error": "TM01", "other": "NARR"}
REASON_OF = {reason: name for name, reason in CODES.items()} | {"AC01": "not_found", "MS03": "bank_error", "ED05": "bank_error"}


NOT_PROVIDED = Payer("NOTPROVIDED", "NOTPROVIDED", "NOTPROVIDED")
"""What is written where nobody says who pays: a file of the right shape that no bank pays from. A release never leaves it so."""
NAME, ACCOUNT, TEXT = 140, 34, 140
"""How many characters the standard gives to names, to account numbers that are no IBAN, and to what a payment is for."""


def write_payment(*, batch: str, written_on: date, rows: pa.Table, payer: Payer = NOT_PROVIDED) -> bytes:
    """A customer credit transfer initiation; each line is known by its serial (EndToEndId). The same bytes for the same batch of PAYMENTS.

    Everything that pain.001.001.09 makes mandatory, in its order; raises CannotWrite where something is longer than its field.
    """
    lines = list(rows_of(rows))
    _refuse_what_does_not_fit(payer, lines)
    count, total = str(len(lines)), yuan(sum(row.amount_fen for row in lines))
    day = f"{written_on:%Y-%m-%d}"
    root = ET.Element("Document", xmlns=PAIN_001)
    begun = ET.SubElement(root, "CstmrCdtTrfInitn")
    put(begun, "GrpHdr", MsgId=batch, CreDtTm=f"{day}T00:00:00", NbOfTxs=count, CtrlSum=total)
    put(begun[0], "InitgPty", Nm=payer.name)
    payment = ET.SubElement(begun, "PmtInf")
    for name, text in (("PmtInfId", batch), ("PmtMtd", "TRF"), ("NbOfTxs", count), ("CtrlSum", total)):
        ET.SubElement(payment, name).text = text
    put(payment, "ReqdExctnDt", Dt=day)
    put(payment, "Dbtr", Nm=payer.name)
    _account(payment, "DbtrAcct", payer.account)
    _bank(payment, "DbtrAgt", payer.bank)
    for row in lines:
        line = ET.SubElement(payment, "CdtTrfTxInf")
        put(line, "PmtId", EndToEndId=str(row.serial))
        money(ET.SubElement(line, "Amt"), "InstdAmt", row.amount_fen)
        _bank(line, "CdtrAgt", row.bank)
        put(line, "Cdtr", Nm=row.holder)
        _account(line, "CdtrAcct", row.account)
        put(line, "RmtInf", Ustrd=row.purpose)
    return written(root)


def read_payment(content: bytes) -> PaymentFile:
    """The batch inside; raises CannotParsePayment where a count or a sum does not fit."""
    try:
        root = opened(content, PAIN_001, "代发文件")
        head = f"CstmrCdtTrfInitn/{{{PAIN_001}}}GrpHdr"
        batch, count, total = (text_of(root, f"{head}/{name}", PAIN_001) for name in ("MsgId", "NbOfTxs", "CtrlSum"))
        written_on = date.fromisoformat(text_of(root, f"{head}/CreDtTm", PAIN_001)[:10])
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
    put(report, "GrpHdr", MsgId=f"{payment.batch}-{number}", CreDtTm=f"{answered_on:%Y-%m-%d}T00:00:00")
    sums = {"OrgnlNbOfTxs": str(len(payment.rows)), "OrgnlCtrlSum": yuan(payment.total_fen)}
    put(report, "OrgnlGrpInfAndSts", OrgnlMsgId=payment.batch, OrgnlMsgNmId="pain.001.001.09", **sums)
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
            money(ET.SubElement(ET.SubElement(line, "OrgnlTxRef"), "Amt"), "InstdAmt", row.amount_fen)
    return written(root)


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
    put(begun, "GrpHdr", MsgId=f"{payment.batch}-S{number}", CreDtTm=f"{day}T00:00:00")
    statement = ET.SubElement(begun, "Stmt")
    for name, text in (("Id", f"{payment.batch}-S{number}"), ("CreDtTm", f"{day}T00:00:00")):
        ET.SubElement(statement, name).text = text
    _account(statement, "Acct", payer.account)
    for code, fen in (("OPBD", payment.total_fen - back_fen), ("CLBD", payment.total_fen - paid_fen)):
        balance = ET.SubElement(statement, "Bal")
        put(ET.SubElement(balance, "Tp"), "CdOrPrtry", Cd=code)
        money(balance, "Amt", fen)
        ET.SubElement(balance, "CdtDbtInd").text = "CRDT"
        put(balance, "Dt", Dt=day)
    for row in rows:
        _entry(statement, payment.batch, row, *answers[row.serial], day)
    return written(root)


def _entry(statement: ET.Element, batch: str, row: PaymentRow, paid: bool, reason: str, day: str) -> None:
    entry, way = ET.SubElement(statement, "Ntry"), "DBIT" if paid else "CRDT"
    money(entry, "Amt", row.amount_fen)
    ET.SubElement(entry, "CdtDbtInd").text = way
    put(entry, "Sts", Cd="BOOK")
    put(entry, "BookgDt", Dt=day)
    domain = ET.SubElement(ET.SubElement(entry, "BkTxCd"), "Domn")
    ET.SubElement(domain, "Cd").text = "PMNT"
    put(domain, "Fmly", Cd="ICDT", SubFmlyCd="DMCT" if paid else "RRTN")  # a domestic credit transfer issued, or one that was returned
    details = ET.SubElement(ET.SubElement(entry, "NtryDtls"), "TxDtls")
    put(details, "Refs", PmtInfId=batch, EndToEndId=str(row.serial))
    money(details, "Amt", row.amount_fen)
    ET.SubElement(details, "CdtDbtInd").text = way
    if not paid:
        _why(details, "RtrInf", reason)


def read_answer(content: bytes) -> ReturnFile:
    """A status report or a statement; raises CannotParseReturn. A line the bank still works on is not in it: not answered is not failed."""
    try:
        root = parsed(content)
        if root.tag == f"{{{PAIN_002}}}Document":
            return _report(root, content)
        if root.tag == f"{{{CAMT_053}}}Document":
            return _statement(root, content)
        raise CannotParseReturn("不是 pain.002 或者 camt.053 回单。")
    except (ValueError, NotMoney, CannotParse) as error:
        raise CannotParseReturn(str(error) if isinstance(error, CannotParse) else "回盘文件的记录格式不对。") from None


def _report(root: ET.Element, content: bytes) -> ReturnFile:
    head, group = "CstmrPmtStsRpt/GrpHdr/CreDtTm", "CstmrPmtStsRpt/OrgnlGrpInfAndSts"
    batch = text_of(root, f"{group}/OrgnlMsgId", PAIN_002)
    sent = int(text_of(root, f"{group}/OrgnlNbOfTxs", PAIN_002)), to_fen(text_of(root, f"{group}/OrgnlCtrlSum", PAIN_002))
    rows = []
    for line in root.iter(f"{{{PAIN_002}}}TxInfAndSts"):
        status = text_of(line, "TxSts", PAIN_002)
        if status not in (*PAID, *WAITING, "RJCT"):
            raise CannotParseReturn("回单里有不认识的状态代码。")
        if status not in WAITING:
            reason = "" if status in PAID else _reason(line, "StsRsnInf/Rsn/Cd", PAIN_002)
            amount = to_fen(text_of(line, "OrgnlTxRef/Amt/InstdAmt", PAIN_002))
            rows.append(Answer(int(text_of(line, "OrgnlEndToEndId", PAIN_002)), amount, status in PAID, reason))
    return _answered(batch, text_of(root, head, PAIN_002), rows, content, sent)


def _statement(root: ET.Element, content: bytes) -> ReturnFile:
    rows, batches = [], set()
    for entry in root.iter(f"{{{CAMT_053}}}Ntry"):
        if text_of(entry, "Sts/Cd", CAMT_053) != "BOOK":
            continue
        refs = "NtryDtls/TxDtls/Refs"
        batches.add(text_of(entry, f"{refs}/PmtInfId", CAMT_053))
        paid = text_of(entry, "CdtDbtInd", CAMT_053) == "DBIT"
        reason = "" if paid else _reason(entry, "NtryDtls/TxDtls/RtrInf/Rsn/Cd", CAMT_053)
        rows.append(Answer(int(text_of(entry, f"{refs}/EndToEndId", CAMT_053)), to_fen(text_of(entry, "Amt", CAMT_053)), paid, reason))
    if len(batches) != 1:
        raise CannotParseReturn("对账单里没有代发明细，或者有几个批次。请按批次导出。")
    return _answered(batches.pop(), _made_on(root), rows, content, None)


def _made_on(root: ET.Element) -> str:
    """The statement's own day, or that of the message: the standard makes the first a choice."""
    try:
        return text_of(root, "BkToCstmrStmt/Stmt/CreDtTm", CAMT_053)
    except CannotParse:
        return text_of(root, "BkToCstmrStmt/GrpHdr/CreDtTm", CAMT_053)


def _answered(batch: str, day: str, rows: list[Answer], content: bytes, sent: tuple[int, int] | None) -> ReturnFile:
    return ReturnFile(batch, "", date.fromisoformat(day[:10]), answers_of(rows), digest_of(content), sent)


def _reason(line: ET.Element, path: str, space: str) -> str:
    """A code that is not on our list is told as another reason: a person asks the bank."""
    return REASON_OF.get(text_of(line, path, space), "other")


def _row(line: ET.Element) -> PaymentRow:
    def said(path: str) -> str:
        return text_of(line, path, PAIN_001)

    fen = to_fen(said("Amt/InstdAmt"))
    return PaymentRow(int(said("PmtId/EndToEndId")), said("Cdtr/Nm"), said("CdtrAgt/FinInstnId/Nm"), said("CdtrAcct/Id/Othr/Id"), fen, said("RmtInf/Ustrd"))


def _refuse_what_does_not_fit(payer: Payer, rows: Sequence[PaymentRow]) -> None:
    if max(len(payer.name), len(payer.bank)) > NAME or len(payer.account) > ACCOUNT:
        raise CannotWrite("付款单位或者它的开户银行、账号太长，银行收不下。请更正当地参数。")
    for row in rows:
        if max(len(row.holder), len(row.bank)) > NAME or len(row.account) > ACCOUNT or len(row.purpose) > TEXT:
            raise CannotWrite(f"第 {row.serial} 号明细的户名、开户行、账号或者用途太长，银行收不下。请更正。")


def _why(to: ET.Element, name: str, reason: str) -> None:
    """The code of a reason; one that is only told needs the telling (NARR)."""
    why = ET.SubElement(to, name)
    put(why, "Rsn", Cd=CODES[reason])
    if CODES[reason] == "NARR":
        ET.SubElement(why, "AddtlInf").text = REASONS[reason]


def _account(to: ET.Element, name: str, number: str) -> None:
    put(ET.SubElement(ET.SubElement(to, name), "Id"), "Othr", Id=number)


def _bank(to: ET.Element, name: str, title: str) -> None:
    put(ET.SubElement(to, name), "FinInstnId", Nm=title)
