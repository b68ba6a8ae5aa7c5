"""成批补录授权: the paper consents of families that were here before the system, from one spreadsheet that names each paper's scan; all of it or nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
from django.db import transaction

from doudi.base import access, audit, crypto
from doudi.base.models import Officer
from doudi.registry import queries as registry
from doudi.verification.actions.consent import CannotConsent, Paper, check_paper
from doudi.verification.columns import Code, Column, Day, Given, IdNumber, Name, Word
from doudi.verification.models import Consent
from doudi.verification.reading import ROW, CannotRead, read_sheet

COLUMNS: dict[str, Column] = {
    "HH": Code("户号", also=("家庭编号", "救助证号")),
    "XM": Name("姓名", also=("授权人",)),
    "SFZH": IdNumber("身份证号", also=("身份证号码", "证件号码")),
    "QSRQ": Day("签署日期", also=("授权日期", "签名日期")),
    "WJH": Word("扫描件号", also=("文书号", "授权书编号", "档案号"), longest=80),
    "JHR": Word("代签监护人", also=("监护人",), required=False, longest=40),
}
MOST_WRONG = 5
BATCH = 5_000


@dataclass(frozen=True)
class Sheetful:
    """What the reader must know of the file."""

    suffix: str
    columns: Mapping[str, Column]
    id_column: str = "SFZH"


@transaction.atomic
def record_paper_consents(*, path: Path, region: str, officer: Officer | None, on: date) -> int:
    """Write down each row's consent; how many were new. A row that was written down before changes nothing.

    Raises CannotConsent naming file, line and field, and nothing of the file is kept: an unreadable row, a household or a member not in this county's
    register, a day to come, a child without a guardian.
    """
    access.require(officer, "verification.record_consent", region)
    rows = _rows(path, region, on)
    homes = registry.households_numbered({row["HH"] for row in rows})
    marks = crypto.index_many([row["SFZH"] for row in rows], purpose="id_number")
    known = registry.match(marks)
    members = {(one.household_id, one.person_id): one for one in registry.members_of_households({home.household_id for home in homes.values()}, on)}
    wrong, found = [], []
    for row, mark in zip(rows, marks, strict=True):
        home, person = homes.get(row["HH"]), known.get(mark)
        member = members.get((home.household_id, person.person_id)) if home and person else None
        paper = Paper(row["WJH"], row["QSRQ"], guardian=row["JHR"] or "")
        if why := _why_not(row, home, region, member, paper, on):
            wrong.append(f"第 {row[ROW]} 行{why}")
        else:
            found.append((member, paper))
    if wrong:
        more = f"，共 {len(wrong)} 行" if len(wrong) > MOST_WRONG else ""
        raise CannotConsent(f"{path.name}：{'；'.join(wrong[:MOST_WRONG])}{more}。没有登记任何一份，改正后重新导入。")
    before = Consent.objects.count()
    Consent.objects.bulk_create([_consent(member, paper, officer, on) for member, paper in found], batch_size=BATCH, ignore_conflicts=True)
    made = Consent.objects.count() - before
    audit.record("verification.consents_recorded", about=None, by=officer, region=region, detail={"file": path.name, "rows": len(rows), "new": made})
    return made


def _why_not(row: Mapping[str, Any], home: Any, region: str, member: Any, paper: Paper, on: date) -> str:
    if home is None or not home.region.startswith(region):
        return "户号：不在本地区的登记中"
    if member is None:
        return "身份证号：不是该户现在的家庭成员"
    if registry.spelt(member.person.name) != registry.spelt(row["XM"]):
        return "姓名：与登记的不一致"
    try:
        check_paper(member.person, paper, on)
    except CannotConsent as refusal:
        return f"：{str(refusal).rstrip('。')}"
    return ""


def _consent(member: Any, paper: Paper, officer: Officer | None, on: date) -> Consent:
    return Consent(
        person=member.person,
        household_id=member.household_id,
        role=Consent.Role.MEMBER,
        manner=Consent.Manner.BATCH,
        guardian=paper.guardian,
        reference=paper.reference,
        given_on=paper.given_on,
        recorded_on=on,
        recorded_by=officer,
        region=member.region,
    )


def _rows(path: Path, region: str, on: date) -> list[dict[str, Any]]:
    """The file's rows, typed; everything that cannot be read is told at once."""
    suffix = path.suffix.lower().lstrip(".")
    if suffix not in ("csv", "xlsx"):
        raise CannotConsent(f"{path.name}：请另存为 XLSX 或者 CSV（UTF-8、GB18030）。")
    try:
        sheet = read_sheet(path.read_bytes(), Sheetful(suffix, COLUMNS))
    except OSError as error:
        raise CannotConsent(f"{path.name}：打不开（{error.strerror}）。") from None
    except CannotRead as refusal:
        raise CannotConsent(f"文件 {path.name}：{refusal}") from None
    wrong = [f"第 {number} 行{why}" for number, why in sheet.broken]
    typed: dict[str, pa.Array] = {ROW: sheet.rows[ROW].combine_chunks()}
    for code, column in COLUMNS.items():
        typed[code], reasons = column.read(sheet.rows[code].combine_chunks(), Given(region, on))
        wrong += [f"第 {number} 行{column.title}：{why}" for number, why in zip(typed[ROW].to_pylist(), reasons.to_pylist(), strict=True) if why]
    if wrong:
        more = f"，共 {len(wrong)} 处" if len(wrong) > MOST_WRONG else ""
        raise CannotConsent(f"{path.name}：{'；'.join(wrong[:MOST_WRONG])}{more}。没有登记任何一份，改正后重新导入。")
    rows: list[dict[str, Any]] = pa.table(typed).to_pylist()
    return rows
