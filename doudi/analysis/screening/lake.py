"""人群文件: a folder of Parquet files in buckets of whole households; what it holds, and what is wrong with it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import yaml

from doudi.policy.facts import FACTS
from doudi.policy.following import KEY, PERSON_KEY
from doudi.policy.local_law import Where
from doudi.policy.population import TABLES, Beforehand
from doudi.policy.reading import CannotRead
from doudi.policy.rule import DATE, MONEY, NUMBER, TEXT, YESNO

HOUSEHOLDS, MEMBERS, SUPPORTERS = TABLES.values()
OPTIONAL = {"in_hand": YESNO}
_KINDS = {
    MONEY: ("整数（金额以分计）", pa.types.is_integer),
    NUMBER: ("整数", pa.types.is_integer),
    YESNO: ("是否", pa.types.is_boolean),
    DATE: ("日期", pa.types.is_date32),
    TEXT: ("文字", lambda kind: pa.types.is_string(kind.value_type if pa.types.is_dictionary(kind) else kind) or pa.types.is_large_string(kind)),
    "places": ("整数列表", lambda kind: pa.types.is_list(kind) and pa.types.is_integer(kind.value_type)),
}
_LEVELS = {name: level for level, name in TABLES.items()}


def kinds_of(table: str) -> dict[str, str]:
    """What each column may be that a table of a lake may have."""
    keys = {
        HOUSEHOLDS: {KEY: NUMBER, "region": TEXT, "area": TEXT, **OPTIONAL},
        MEMBERS: {KEY: NUMBER, PERSON_KEY: NUMBER},
        SUPPORTERS: {KEY: NUMBER, "supports": "places"},
    }
    return {**keys[table], **{fact.name: fact.kind for fact in FACTS if fact.level == _LEVELS[table]}}


class Footer(NamedTuple):
    """What a file says of one of its columns: rows, how many are NULL (None: it does not say), the least and the greatest, the value that every row has."""

    file: Path
    rows: int
    nulls: int | None
    least: Any
    most: Any
    value: Any


@dataclass(frozen=True, eq=False)
class Lake:
    """A population in files: for each table and bucket a file, the columns of each file, and the notes of its maker."""

    folder: Path
    notes: Mapping[str, Any]
    files: Mapping[str, Mapping[str, Path]]
    columns: Mapping[Path, Mapping[str, pa.DataType]]

    @property
    def buckets(self) -> list[str]:
        """The names of the buckets, in order."""
        return sorted(self.files[HOUSEHOLDS])

    @property
    def made_up(self) -> bool:
        """Whether nobody in it is real."""
        return self.notes.get("made_up") is True

    @property
    def facts_on(self) -> date | None:
        """The day that the facts are told for; None where the notes do not say."""
        told = self.notes.get("on")
        try:
            return date.fromisoformat(str(told)[:10]) if told else None
        except ValueError:
            return None

    def told_for(self, on: date) -> str:
        """A line for whoever asks the law of another day than the facts are told for; empty where it is the same."""
        return f"事实截至 {self.facts_on}，按 {on} 的法律。" if self.facts_on not in (None, on) else ""

    def of(self, table: str, buckets: list[str]) -> list[Path]:
        """The files of a table in these buckets."""
        return [self.files[table][bucket] for bucket in buckets if bucket in self.files[table]]

    @cached_property
    def digest(self) -> str:
        """Changes when a file does: by name, size and time of writing."""
        told = [(file.relative_to(self.folder).as_posix(), stat.st_size, stat.st_mtime_ns) for file in sorted(self.columns) for stat in [file.stat()]]
        return hashlib.sha256(repr((told, sorted(map(str, self.notes.items())))).encode()).hexdigest()

    @cached_property
    def rows(self) -> dict[str, int]:
        """How many rows each table has."""
        return {table: sum(one.rows for one in self._footers[table].get(KEY, ())) for table in self.files}

    @cached_property
    def ignored(self) -> list[str]:
        """Columns that no rule can ask for: `members.wage_12`."""
        found = {(table, name) for table, files in self.files.items() for file in files.values() for name in self.columns[file]}
        return sorted(f"{table}.{name}" for table, name in found if name not in kinds_of(table))

    @cached_property
    def beforehand(self) -> Beforehand:
        """What the files' own statistics say before a row is read, and the places that occur."""
        fixed: dict[str, Any] = {}
        certain: set[str] = set()
        for table in self.files:
            for name, kind in kinds_of(table).items():
                found = self._footers[table].get(name, [])
                if kind == "places" or (table == SUPPORTERS and not self.rows[table]):
                    continue
                if not found:
                    fixed |= {} if name in (KEY, PERSON_KEY, *OPTIONAL) else {name: None}
                elif sum(one.rows for one in found) == self.rows[table] and all(one.nulls == 0 for one in found):
                    certain.add(name)
                    values = {one.value for one in found}
                    words = next((fact.words for fact in FACTS if fact.name == name), ())
                    value = values.pop() if len(values) == 1 else None
                    if value is not None and name not in (KEY, PERSON_KEY, "region", "area", *OPTIONAL) and (kind != TEXT or value in words):
                        fixed[name] = value
        return Beforehand(fixed, frozenset(certain), self.places, bool(self.rows[SUPPORTERS]), whole=True)

    @cached_property
    def places(self) -> frozenset[Where]:
        """Every region and area that occurs."""
        files = self.of(HOUSEHOLDS, self.buckets)
        asked = {name: name if any(name in self.columns[file] for file in files) else "NULL::VARCHAR" for name in ("region", "area")}
        query = f"SELECT DISTINCT {asked['region']}, {asked['area']} FROM {parquet(files)}"
        with duckdb.connect() as engine:
            return frozenset(engine.sql(query).fetchall())

    @cached_property
    def _footers(self) -> dict[str, dict[str, list[Footer]]]:
        """What the footers say of each column, file by file."""
        found: dict[str, dict[str, list[Footer]]] = {table: {} for table in self.files}
        for table, files in self.files.items():
            for file in files.values():
                for name, footer in _footers(file).items():
                    found[table].setdefault(name, []).append(footer)
        return found

    def extremes(self, table: str, name: str) -> list[tuple[str, int, int]]:
        """The least and the greatest whole number of a column, for each file that has some."""
        return [(str(one.file), one.least, one.most) for one in self._footers[table].get(name, ()) if isinstance(one.least, int)]

    @cached_property
    def ranges(self) -> list[tuple[int, int, str]]:
        """The least and the greatest household of each bucket, with its name."""
        return sorted((least, most, Path(file).stem) for file, least, most in self.extremes(HOUSEHOLDS, KEY))


def _footers(file: Path) -> dict[str, Footer]:
    """What a file's footer says of each of its columns."""
    footer = pq.read_metadata(file)
    groups = [footer.row_group(number) for number in range(footer.num_row_groups)]
    found = {}
    for place in range(footer.num_columns):
        said = [group.column(place).statistics for group in groups]
        edges = [(one.min, one.max) for one in said if one is not None and one.has_min_max]
        values = {edge for both in edges for edge in both}
        found[footer.schema.column(place).path.split(".")[0]] = Footer(
            file,
            footer.num_rows,
            sum(one.null_count for one in said) if all(one is not None and one.has_null_count for one in said) else None,
            min((least for least, _ in edges), default=None),
            max((most for _, most in edges), default=None),
            values.pop() if len(edges) == len(said) and len(values) == 1 else None,
        )
    return found


def parquet(files: list[Path]) -> str:
    """The files as DuckDB reads them: a column that one lacks is NULL there."""
    names = ", ".join("'" + str(file).replace("'", "''") + "'" for file in files)
    return f"read_parquet([{names}], union_by_name = true)"


def open_lake(folder: Path) -> Lake:
    """The population in a folder; raises CannotRead for one that is not whole, or whose columns are not what they should be."""
    if not folder.is_dir():
        raise CannotRead(f"{folder} 不是文件夹：请给出 lake.yaml 所在的文件夹。")
    try:
        notes = yaml.safe_load((folder / "lake.yaml").read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        notes = None
    if not isinstance(notes, dict):
        raise CannotRead(f"{folder / 'lake.yaml'} 没有，或读不出来：人群文件夹里要有 lake.yaml，写明 made_up。")
    files = {table: {file.stem: file for file in sorted((folder / table).glob("bucket-*.parquet"))} for table in TABLES.values()}
    for table in (HOUSEHOLDS, MEMBERS):
        if not files[table]:
            raise CannotRead(f"{folder / table} 里没有 bucket-0000.parquet 这样的文件：请先用 doudi city make --only lake 或导出程序写出它们。")
    for table in (MEMBERS, SUPPORTERS):
        for bucket in sorted(set(files[table]) - set(files[HOUSEHOLDS])):
            raise CannotRead(f"{files[table][bucket]} 没有对应的 households/{bucket}.parquet：同一编号的文件应当是同一批家庭。")
    return Lake(folder, notes, files, {file: _columns(table, file) for table in files for file in files[table].values()})


def _columns(table: str, file: Path) -> dict[str, pa.DataType]:
    """The columns of one file, each of the type it should have."""
    try:
        schema = pq.read_schema(file)
    except (OSError, pa.ArrowException):
        raise CannotRead(f"{file} 不是完整的 Parquet 文件：请重新生成。") from None
    kinds = kinds_of(table)
    columns = {field.name: field.type for field in schema}
    for key in (KEY, *((PERSON_KEY,) if table == MEMBERS else ())):
        if key not in columns:
            raise CannotRead(f"{file} 缺少 {key} 一列。")
    for name, kind in columns.items():
        if name in kinds and not (_KINDS[kinds[name]][1](kind) or (pa.types.is_null(kind) and name not in (KEY, PERSON_KEY))):
            raise CannotRead(f"{file} 的 {name} 一列应当是{_KINDS[kinds[name]][0]}，实为 {kind}：请改正后再来。")
    return columns
