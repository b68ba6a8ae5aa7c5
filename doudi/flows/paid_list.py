"""已发名单: a list of what was really paid, from any spreadsheet, its columns found by their headings; a mapping once given is kept."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pyarrow as pa

from doudi.base import crypto, home
from doudi.benefits.queries.parallel import ALL, Listed
from doudi.registry import queries as registry
from doudi.verification.columns import Column, Given, IdNumber, Word, Yuan, headings
from doudi.verification.reading import ROW, CannotRead, read_sheet

COLUMNS: dict[str, Column] = {
    "SFZH": IdNumber("身份证号", also=("身份证号码", "证件号码", "公民身份号码", "领取人身份证号", "户主身份证号", "申请人身份证号", "收款人身份证号")),
    "JE": Yuan("金额", also=("发放金额", "实发金额", "实发数", "应发金额", "救助金额", "月救助金", "保障金额", "本月发放金额", "金额(元)", "发放金额(元)")),
    "DY": Word("待遇", also=("救助类型", "救助类别", "保障类别", "对象类别", "资金类型", "项目"), required=False),
}
NEEDED = ("SFZH", "JE")
SAID = (("特困", "tekun"), ("供养", "tekun"), ("五保", "tekun"), ("低保", "dibao"), ("最低生活保障", "dibao"), ("分类施保", "dibao"))
MOST_WRONG = 5


class CannotTakeList(Exception):
    """Which file, line and column, and what to do; never what stands there."""


@dataclass(frozen=True)
class Expected:
    """The contract of one such file: only the columns it has."""

    suffix: str
    columns: Mapping[str, Column]
    id_column: str = "SFZH"


def read_paid_list(path: Path, *, region: str, on: date, mapped: Mapping[str, str]) -> Listed:
    """The list's rows with the people the register knows by their numbers; raises CannotTakeList. `mapped` is column title → heading, kept for later lists."""
    columns = _columns(mapped)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise CannotTakeList(f"{path.name}：打不开（{error.strerror}）。") from None
    suffix = path.suffix.lower().lstrip(".")
    if suffix not in ("csv", "xlsx"):
        raise CannotTakeList(f"{path.name}：请另存为 XLSX 或者 CSV（UTF-8、GB18030）。")
    try:
        sheet = read_sheet(content, Expected(suffix, {code: columns[code] for code in NEEDED}))
        rows = _with_kinds(content, suffix, columns) or sheet.rows
    except CannotRead as refusal:
        raise CannotTakeList(f"{path.name}：{refusal}也可以用 --map 金额=文件中的列名 指明。") from None
    if sheet.broken:
        number, why = sheet.broken[0]
        raise CannotTakeList(f"{path.name} 第 {number} 行：{why}。请改正后重新比对。")
    given, typed = Given(region, on), {}
    for code in (code for code in columns if code in rows.column_names):
        values, wrong = columns[code].read(rows[code].combine_chunks(), given)
        bad = [(number, why) for number, why in zip(rows[ROW].to_pylist(), wrong.to_pylist(), strict=True) if why]
        if bad:
            told = "；".join(f"第 {number} 行{columns[code].title}{why}" for number, why in bad[:MOST_WRONG])
            raise CannotTakeList(f"{path.name}：{told}{f'，共 {len(bad)} 行' if len(bad) > MOST_WRONG else ''}。合计行请删去，改正后重新比对。")
        typed[code] = values.to_pylist()
    _keep(mapped)
    return _listed(rows[ROW].to_pylist(), typed)


def _listed(numbers: list[int], typed: dict[str, list[object]]) -> Listed:
    marks = crypto.index_many([str(number) for number in typed["SFZH"]], purpose="id_number")
    known = registry.match(marks)
    people = [known[mark].person_id if mark in known else None for mark in marks]
    groups = [_group(str(said or "")) for said in typed.get("DY", [None] * len(numbers))] if "DY" in typed else [ALL] * len(numbers)
    return Listed(numbers, people, [int(str(fen)) for fen in typed["JE"]], groups if ALL not in groups else [ALL] * len(numbers))


def _group(said: str) -> str:
    return next((group for word, group in SAID if word in said), ALL)


def _with_kinds(content: bytes, suffix: str, columns: Mapping[str, Column]) -> pa.Table | None:
    """The rows with their kind of help, where the file says it."""
    try:
        return read_sheet(content, Expected(suffix, columns)).rows
    except CannotRead:
        return None


def _columns(mapped: Mapping[str, str]) -> dict[str, Column]:
    """Ours, with the headings that were told before and now."""
    known, also = headings(COLUMNS), {code: list(column.also) for code, column in COLUMNS.items()}
    kept = json.loads(_kept().read_text(encoding="utf-8")) if _kept().exists() else {}
    for title, heading in {**kept, **mapped}.items():
        if title.upper() not in known:
            raise CannotTakeList(f"--map 左边请写：{'、'.join(column.title for column in COLUMNS.values())}。没有“{title}”。")
        also[known[title.upper()]].append(heading)
    return {code: replace(column, also=tuple(also[code])) for code, column in COLUMNS.items()}


def _keep(mapped: Mapping[str, str]) -> None:
    if mapped:
        kept = json.loads(_kept().read_text(encoding="utf-8")) if _kept().exists() else {}
        home.put_down(_kept(), json.dumps({**kept, **mapped}, ensure_ascii=False).encode())


def _kept() -> Path:
    return home.folder("parallel") / "headings.json"
