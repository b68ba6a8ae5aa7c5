"""pain.001.001.09: what leaves has every element that the standard makes mandatory, in its order, and says who pays; a file without that does not leave."""

from collections.abc import Callable, Iterator
from datetime import date
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest

from doudi import law
from doudi.base.models import Officer
from doudi.benefits import actions, rules
from doudi.benefits.bank import CannotWrite, Payer, PaymentRow, iso20022, payments
from doudi.benefits.models import PayLine
from tests.benefits.builders import RELEASED, Desk, a_desk, a_recipient, prepare, sign_and_release

PAYER = Payer("示例市救助资金专户", "示例农商银行", "9900000000000000001")
ROWS = [PaymentRow(serial, "某甲", "示例银行", f"9900{serial}", 100 * serial, "低保金") for serial in (1, 2)]

# The parts of the message definition that the file uses, by where they stand: in the order of the standard, `!` where one must be there. Between the
# elements of a part others may stand that the file does not use; a choice is written as what the file takes of it.
SHAPE = {
    "": "CstmrCdtTrfInitn!",
    "CstmrCdtTrfInitn": "GrpHdr! PmtInf!",
    "GrpHdr": "MsgId! CreDtTm! NbOfTxs! CtrlSum InitgPty!",
    "InitgPty": "Nm",
    "PmtInf": "PmtInfId! PmtMtd! NbOfTxs CtrlSum ReqdExctnDt! Dbtr! DbtrAcct! DbtrAgt! CdtTrfTxInf!",
    "ReqdExctnDt": "Dt!",
    "Dbtr": "Nm",
    "DbtrAcct": "Id!",
    "DbtrAgt": "FinInstnId!",
    "CdtTrfTxInf": "PmtId! Amt! CdtrAgt Cdtr CdtrAcct RmtInf",
    "PmtId": "EndToEndId!",
    "Amt": "InstdAmt!",
    "CdtrAgt": "FinInstnId!",
    "Cdtr": "Nm",
    "CdtrAcct": "Id!",
    "Id": "Othr!",
    "Othr": "Id!",
    "FinInstnId": "Nm",
    "RmtInf": "Ustrd",
}
MOST = {"MsgId": 35, "PmtInfId": 35, "EndToEndId": 35, "Nm": 140, "Ustrd": 140, "Othr/Id": 34, "NbOfTxs": 15}
MANDATORY = ("MsgId", "CreDtTm", "NbOfTxs", "InitgPty", "PmtInfId", "PmtMtd", "ReqdExctnDt", "Dbtr", "DbtrAcct", "DbtrAgt", "PmtId", "Amt", "CdtTrfTxInf")


def written(payer: Payer = PAYER) -> ET.Element:
    return ET.fromstring(iso20022.write_payment(batch="DD-370702-202611-regular-1", written_on=RELEASED, rows=payments(ROWS), payer=payer))


def tag(element: ET.Element) -> str:
    return element.tag.removeprefix(f"{{{iso20022.PAIN_001}}}")


def faults(element: ET.Element, name: str = "", above: str = "") -> Iterator[str]:
    """Where the document is not as the standard asks."""
    if above == "Othr" or name not in SHAPE:
        most = MOST.get(f"{above}/{name}", MOST.get(name, 10**6))
        if len(element) or not 0 < len(element.text or "") <= most:
            yield f"{above}/{name}: text"
        return
    asked = SHAPE[name].split()
    order, here = [one.rstrip("!") for one in asked], [tag(child) for child in element]
    yield from (f"{name}/{one[:-1]}: missing" for one in asked if one.endswith("!") and one[:-1] not in here)
    yield from (f"{name}/{one}: unknown" for one in here if one not in order)
    places = [order.index(one) for one in here if one in order]
    yield from (f"{name}: order" for one, other in pairwise(places) if other < one or (other == one and order[one] != "CdtTrfTxInf"))
    for child in element:
        yield from faults(child, tag(child), name)


def find(root: ET.Element, name: str) -> ET.Element:
    return next(one for one in root.iter() if tag(one) == name)


def above(root: ET.Element, name: str) -> ET.Element:
    return next(one for one in root.iter() if any(tag(child) == name for child in one))


def test_the_file_is_as_the_standard_asks() -> None:
    assert list(faults(written())) == []
    assert list(faults(written(iso20022.NOT_PROVIDED))) == [], "the shape does not hang on who says who pays"


@pytest.mark.parametrize("name", MANDATORY)
def test_without_an_element_that_is_mandatory_it_is_not(name: str) -> None:
    """The control: the sentence above would have seen it."""
    root = written()
    parent = above(root, name)
    for child in [child for child in parent if tag(child) == name]:
        parent.remove(child)
    assert any(fault.endswith(f"/{name}: missing") for fault in faults(root))


@pytest.mark.parametrize(("name", "before"), [("DbtrAgt", "Dbtr"), ("InitgPty", "NbOfTxs"), ("DbtrAcct", "ReqdExctnDt"), ("Cdtr", "CdtrAgt")])
def test_in_another_order_it_is_not(name: str, before: str) -> None:
    root = written()
    parent = above(root, name)
    moved = next(child for child in parent if tag(child) == name)
    parent.remove(moved)
    parent.insert([tag(child) for child in parent].index(before), moved)
    assert any(fault.endswith(": order") for fault in faults(root))


def test_it_says_who_pays_from_where() -> None:
    root = written()
    said = {name: "".join(find(root, name).itertext()) for name in ("InitgPty", "Dbtr", "DbtrAgt", "DbtrAcct")}
    assert said == {"InitgPty": PAYER.name, "Dbtr": PAYER.name, "DbtrAgt": PAYER.bank, "DbtrAcct": PAYER.account}


@pytest.mark.parametrize(
    "changed", [{"holder": "某" * 141}, {"bank": "行" * 141}, {"account": "9" * 35}, {"purpose": "金" * 141}, {"payer": Payer("示例", "示例银行", "9" * 35)}]
)
def test_what_is_longer_than_its_field_is_refused_and_never_cut(changed: dict[str, object]) -> None:
    whole = {"serial": 7, "holder": "某" * 140, "bank": "行" * 140, "account": "9" * 34, "amount_fen": 1, "purpose": "金" * 140}
    given = {"batch": "DD-1", "written_on": RELEASED, "payer": changed.pop("payer", PAYER)}
    row = PaymentRow(**{**whole, **changed})  # type: ignore[arg-type]
    if changed or given["payer"] is not PAYER:
        with pytest.raises(CannotWrite, match=r"第 7 号明细|付款单位"):
            iso20022.write_payment(rows=payments([row]), **given)  # type: ignore[arg-type]
    root = ET.fromstring(iso20022.write_payment(rows=payments([PaymentRow(**whole)]), **{**given, "payer": PAYER}))  # type: ignore[arg-type]
    assert list(faults(root)) == [], "the control: what just fits goes in whole"


# ── 放款


@pytest.fixture
def desk(system: None, officer_of: Callable[..., Officer], monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setattr("doudi.benefits.actions.release.bank_format", lambda region, on: "iso20022")
    return a_desk(officer_of)


def test_a_release_names_the_payer_that_the_place_has_written(desk: Desk) -> None:
    a_recipient()
    root = ET.fromstring(sign_and_release(prepare(), desk).read_bytes())
    assert list(faults(root)) == []
    known = law.book(RELEASED)
    for name, parameter in (("Dbtr", "payer"), ("DbtrAgt", "paying_bank"), ("DbtrAcct", "paying_account")):
        assert "".join(find(root, name).itertext()) == known.figure(f"benefits.{parameter}", region="370702", on=RELEASED)


def test_where_nobody_has_written_who_pays_such_a_file_does_not_leave(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    assert rules.payer("110101", RELEASED) is None and rules.payer("370702", date(2020, 1, 1)) is None
    a_recipient()
    run = prepare()
    monkeypatch.setattr("doudi.benefits.actions.release.payer", lambda region, on: None)
    with pytest.raises(actions.CannotReleaseRun, match=r"benefits\.payer"):
        sign_and_release(run, desk)
    assert PayLine.objects.get().state == "due"
