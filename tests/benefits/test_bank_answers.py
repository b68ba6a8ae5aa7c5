"""pain.002.001.10 and camt.053.001.08: what the made-up bank writes has what the standard makes mandatory, in its order; reading asks for less."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from itertools import groupby, pairwise
from xml.etree import ElementTree as ET

import pytest

from doudi.benefits.bank import Payer, PaymentFile, PaymentRow, iso20022
from tests.benefits.builders import ANSWERED, RELEASED

# The message definitions as far as what is written stands in them: the elements of each part in the standard's order, `!` where one must be there, `+` where
# one may be there several times. Elements of a part that are written nowhere stand in the order too, so that a wrong place among them would be seen.
REASON, OTHR = "Cd", {"Id": "Othr!", "Othr": "Id!"}
PAIN_002 = {
    "Document": "CstmrPmtStsRpt!",
    "CstmrPmtStsRpt": "GrpHdr! OrgnlGrpInfAndSts! OrgnlPmtInfAndSts+ SplmtryData+",
    "GrpHdr": "MsgId! CreDtTm! InitgPty FwdgAgt DbtrAgt CdtrAgt",
    "OrgnlGrpInfAndSts": "OrgnlMsgId! OrgnlMsgNmId! OrgnlCreDtTm OrgnlNbOfTxs OrgnlCtrlSum GrpSts StsRsnInf+ NbOfTxsPerSts+",
    "OrgnlPmtInfAndSts": "OrgnlPmtInfId! OrgnlNbOfTxs OrgnlCtrlSum PmtInfSts StsRsnInf+ NbOfTxsPerSts+ TxInfAndSts+",
    "TxInfAndSts": "StsId OrgnlInstrId OrgnlEndToEndId OrgnlUETR TxSts StsRsnInf+ ChrgsInf+ AccptncDtTm AcctSvcrRef ClrSysRef OrgnlTxRef SplmtryData+",
    "StsRsnInf": "Orgtr Rsn AddtlInf+",
    "Rsn": REASON,
    "OrgnlTxRef": "IntrBkSttlmAmt Amt IntrBkSttlmDt ReqdColltnDt ReqdExctnDt",
    "Amt": "InstdAmt!",
}
CAMT_053 = {
    "Document": "BkToCstmrStmt!",
    "BkToCstmrStmt": "GrpHdr! Stmt!+ SplmtryData+",
    "GrpHdr": "MsgId! CreDtTm! MsgRcpt MsgPgntn OrgnlBizQry AddtlInf",
    "Stmt": "Id! StmtPgntn ElctrncSeqNb RptgSeq LglSeqNb CreDtTm FrToDt CpyDplctInd RptgSrc Acct! RltdAcct Intrst+ Bal!+ TxsSummry Ntry+ AddtlStmtInf",
    "Acct": "Id! Tp Ccy Nm Prxy Ownr Svcr",
    "Bal": "Tp! CdtLine+ Amt! CdtDbtInd! Dt! Avlbty+",
    "Tp": "CdOrPrtry! SubTp",
    "CdOrPrtry": "Cd!",
    "Dt": "Dt!",
    "Ntry": "NtryRef Amt! CdtDbtInd! RvslInd Sts! BookgDt ValDt AcctSvcrRef Avlbty+ BkTxCd! ComssnWvrInd AddtlInfInd AmtDtls Chrgs TechInptChanl Intrst CardTx "
    "NtryDtls+ AddtlNtryInf",
    "Sts": "Cd!",
    "BookgDt": "Dt!",
    "BkTxCd": "Domn Prtry",
    "Domn": "Cd! Fmly!",
    "Fmly": "Cd! SubFmlyCd!",
    "NtryDtls": "Btch TxDtls+",
    "TxDtls": "Refs Amt CdtDbtInd AmtDtls Avlbty+ BkTxCd Chrgs Intrst RltdPties RltdAgts LclInstrm Purp RltdRmtInf+ RmtInf RltdDts RltdPric RltdQties+ "
    "FinInstrmId Tax RtrInf CorpActn SfkpgAcct CshDpst+ CardTx AddtlTxInf",
    "Refs": "MsgId AcctSvcrRef PmtInfId InstrId EndToEndId UETR TxId",
    "RtrInf": "OrgnlBkTxCd Orgtr Rsn AddtlInf+",
    "Rsn": REASON,
}
TEXT = {
    **dict.fromkeys(("MsgId", "OrgnlMsgId", "OrgnlMsgNmId", "OrgnlPmtInfId", "OrgnlEndToEndId", "PmtInfId", "EndToEndId", "Stmt/Id"), r".{1,35}"),
    **dict.fromkeys(("Cd", "TxSts", "SubFmlyCd"), r"[A-Z0-9]{1,4}"),
    **dict.fromkeys(("Amt", "InstdAmt", "OrgnlCtrlSum"), r"\d{1,16}\.\d{2}"),
    "Othr/Id": r".{1,34}", "OrgnlNbOfTxs": r"\d{1,15}", "CdtDbtInd": "DBIT|CRDT", "CreDtTm": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", "Dt": r"\d{4}-\d\d-\d\d",
    "AddtlInf": ".{1,105}",
}  # fmt: skip
PAYER = Payer("示例市救助资金专户", "示例农商银行", "9900000000000000001")
REASONS = list(iso20022.CODES)
ROWS = tuple(PaymentRow(serial, "某甲", "示例银行", f"9900{serial}", 100 * serial, "低保金") for serial in range(1, 9))
PAYMENT = PaymentFile("DD-370702-202611-regular-1", RELEASED, ROWS, "0" * 64)
SAID = {row.serial: (row.serial > len(REASONS), REASONS[row.serial - 1] if row.serial <= len(REASONS) else "") for row in ROWS}


def report(said: dict[int, tuple[bool, str]] = SAID) -> bytes:
    return iso20022.write_answer(PAYMENT, said, answered_on=ANSWERED)


def statement(said: dict[int, tuple[bool, str]] = SAID) -> bytes:
    return iso20022.write_statement(PAYMENT, said, answered_on=ANSWERED, payer=PAYER)


WRITTEN: list[tuple[Callable[..., bytes], dict[str, str]]] = [(report, PAIN_002), (statement, CAMT_053)]
both = pytest.mark.parametrize(("write", "shape"), WRITTEN, ids=["pain.002", "camt.053"])


def tag(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]


def faults(element: ET.Element, shape: dict[str, str], above: str = "") -> Iterator[str]:
    """Where the document is not as the standard asks."""
    name, space = tag(element), element.tag.partition("}")[0]
    here = [tag(child) for child in element]
    if not here:
        asked = TEXT.get(f"{above}/{name}", TEXT.get(name))
        if asked is None or not re.fullmatch(asked, element.text or ""):
            yield f"{above}/{name}: text"
        if (name in ("Amt", "InstdAmt")) != (element.get("Ccy") == "CNY"):
            yield f"{above}/{name}: currency"
        return
    parts = (OTHR if name in OTHR and f"{above}/{name}" != "Stmt/Id" else shape).get(name, "").split()
    order = [re.sub(r"\W", "", part) for part in parts]
    yield from (f"{name}/{one}: missing" for one, part in zip(order, parts, strict=True) if "!" in part and one not in here)
    yield from (f"{name}/{one}: unknown" for one in here if one not in order)
    yield from (f"{name}/{tag(child)}: namespace" for child in element if child.tag.partition("}")[0] != space)
    places = [order.index(one) for one in here if one in order]
    yield from (f"{name}: order" for one, other in pairwise(places) if other < one)
    yield from (f"{name}/{order[at]}: twice" for at, group in groupby(places) if len(list(group)) > 1 and "+" not in parts[at])
    for child in element:
        yield from faults(child, shape, name)


def narratives(root: ET.Element) -> Iterator[tuple[str, str]]:
    """The code of each reason, and what is told beside it."""
    for one in root.iter():
        if tag(one) in ("StsRsnInf", "RtrInf"):
            yield (next(each.text or "" for each in one.iter() if tag(each) == "Cd"), next((each.text or "" for each in one if tag(each) == "AddtlInf"), ""))


@both
@pytest.mark.parametrize("said", [SAID, {1: (True, "")}, {2: (False, "other")}, {}], ids=["all", "one that was paid", "one that came back", "none yet"])
def test_the_answer_is_as_the_standard_asks(write: Callable[..., bytes], shape: dict[str, str], said: dict[int, tuple[bool, str]]) -> None:
    root = ET.fromstring(write(said))
    assert list(faults(root, shape)) == []
    assert all(bool(told) == (code == "NARR") for code, told in narratives(root)), "a reason that is only told is told"


@both
def test_without_any_element_that_is_mandatory_it_is_not(write: Callable[..., bytes], shape: dict[str, str]) -> None:
    """The control: of each in turn the sentence above would have seen it."""
    seen = set()
    for part, asked in shape.items():
        for name in [one.rstrip("!+") for one in asked.split() if "!" in one]:
            root = ET.fromstring(write())
            parents = [one for one in root.iter() if tag(one) == part and any(tag(child) == name for child in one)]
            if not parents or part == "Document":
                continue
            for child in [child for child in parents[0] if tag(child) == name]:
                parents[0].remove(child)
            assert list(faults(root, shape)), f"{part}/{name}"
            seen.add(name)
    assert {"GrpHdr", "MsgId", "CreDtTm"} <= seen and (shape is PAIN_002 or {"Acct", "Bal", "BkTxCd", "Sts", "CdtDbtInd", "Fmly"} <= seen)


@both
def test_in_any_other_order_it_is_not(write: Callable[..., bytes], shape: dict[str, str]) -> None:
    """The control: two neighbours of different names change places, wherever they stand."""
    whole = ET.fromstring(write())
    places = [(at, number) for at, one in enumerate(whole.iter()) for number, (a, b) in enumerate(pairwise(one)) if tag(a) != tag(b)]
    assert len(places) > 20
    for at, number in places:
        root = ET.fromstring(write())
        parent = list(root.iter())[at]
        moved = parent[number]
        parent.remove(moved)
        parent.insert(number + 1, moved)
        assert any(fault.endswith(": order") for fault in faults(root, shape)), f"{tag(parent)}/{tag(moved)}"


@both
@pytest.mark.parametrize("damage", [(b"CNY", b"EUR"), (b"2026-11-06T00:00:00", b"6.11.2026"), (b"DD-370702-202611-regular-1", b"D" * 36), (b".00<", b"<")])
def test_another_currency_day_length_or_sum_is_seen(write: Callable[..., bytes], shape: dict[str, str], damage: tuple[bytes, bytes]) -> None:
    assert damage[0] in write() and list(faults(ET.fromstring(write().replace(*damage)), shape))


def test_the_balances_fit_the_entries() -> None:
    """What was there, less what was paid, with what came back; nothing below nothing."""
    for said in (SAID, {1: (True, "")}, {2: (False, "closed")}, dict.fromkeys(SAID, (True, "")), dict.fromkeys(SAID, (False, "closed")), {}):
        space = {"": iso20022.CAMT_053}
        root = ET.fromstring(statement(said))
        balances = {one.findtext("Tp/CdOrPrtry/Cd", "", space): Decimal(one.findtext("Amt", "", space)) for one in root.iterfind(".//Bal", space)}
        moved = sum(
            Decimal(one.findtext("Amt", "", space)) * (1 if one.findtext("CdtDbtInd", "", space) == "CRDT" else -1) for one in root.iterfind(".//Ntry", space)
        )
        assert set(balances) == {"OPBD", "CLBD"} and balances["CLBD"] == balances["OPBD"] + moved and min(balances.values()) >= 0
        assert root.findtext(".//Acct/Id/Othr/Id", "", space) == PAYER.account


# ── 读取仍然宽容


@both
def test_what_is_written_is_read(write: Callable[..., bytes], shape: dict[str, str]) -> None:
    assert {row.serial: (row.paid, row.reason) for row in iso20022.read_answer(write()).rows} == SAID and shape


BARE_STATEMENT = """<?xml version="1.0" encoding="UTF-8"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>
    <GrpHdr><MsgId>1</MsgId><CreDtTm>2026-11-06T09:30:00+08:00</CreDtTm></GrpHdr><Stmt><Id>1</Id>{own}
    <Ntry><Sts><Cd>BOOK</Cd></Sts><Amt Ccy="CNY">3.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><NtryDtls><TxDtls><Refs><EndToEndId>7</EndToEndId>
    <PmtInfId>DD-1</PmtInfId></Refs></TxDtls></NtryDtls></Ntry>
    <Ntry><Amt Ccy="CNY">9.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts><Cd>PDNG</Cd></Sts></Ntry></Stmt></BkToCstmrStmt></Document>"""


@pytest.mark.parametrize("own", ["", "<CreDtTm>2026-11-07T00:00:00</CreDtTm>"], ids=["by the message's day", "by the statement's own"])
def test_a_bank_that_says_less_and_in_another_order_is_understood(own: str) -> None:
    """No balance, no account, no transaction code, and an entry that is not booked yet."""
    answer = iso20022.read_answer(BARE_STATEMENT.format(own=own).encode())
    assert (answer.batch, answer.answered_on, len(answer.rows)) == ("DD-1", date(2026, 11, 7 if own else 6), 1)
    assert (answer.rows[0].serial, answer.rows[0].amount_fen, answer.rows[0].paid) == (7, 300, True)
