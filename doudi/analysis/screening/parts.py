"""分片: a part for each bucket, written beside and renamed; what is finished of the same law, day and input is not done again."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from doudi.analysis.screening.lake import Lake
from doudi.policy import CannotRead
from doudi.policy.reading import quoted

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

HOUSEHOLDS, PERSONS = "households", "persons"
_DONE, _REPORT, _OURS = "done", "screen.yaml", "screening.json"
_SUFFIXES = (".json", ".parquet", ".part")


class Parts:
    """The folder that answers are written to: ours if `screening.json` says of which law, day and lake; nothing else is written to.

    A bucket is done when `done/BUCKET.json` says so, which is written after its two parts are in place.
    """

    def __init__(self, folder: Path, lake: Lake, version: str, on: date) -> None:
        self.folder = folder
        self.key = hashlib.sha256(f"{version} {on} {lake.digest}".encode()).hexdigest()[:16]
        ours = {"law": version, "on": on.isoformat(), "lake": lake.digest}
        try:
            if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
                folder.mkdir(parents=True, exist_ok=True)
                (folder / _OURS).write_text(json.dumps(ours), encoding="utf-8")
            _check_ours(folder, ours)
            for name in (_DONE, HOUSEHOLDS, PERSONS):
                (folder / name).mkdir(exist_ok=True)
        except OSError as error:
            raise CannotRead(f"{folder} 写不进去（{error.strerror}）：请用 --to 另选文件夹。") from error

    @contextmanager
    def held(self) -> Iterator[None]:
        """No other run writes here meanwhile; what is half done is taken away first."""
        with (self.folder / _DONE / ".lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise CannotRead(f"另一次普查正在写 {self.folder}：请等它结束，或另选文件夹。") from None
            with suppress(FileNotFoundError):
                (self.folder / _REPORT).unlink()
            finished = {file.stem for file in (self.folder / _DONE).glob("bucket-*.json") if self.told(file.stem) is not None}
            for name in (_DONE, HOUSEHOLDS, PERSONS):
                for file in (self.folder / name).glob("bucket-*"):
                    if file.suffix in _SUFFIXES and (file.stem not in finished or file.suffix == ".part"):
                        file.unlink()
            yield

    def told(self, bucket: str) -> dict[str, Any] | None:
        """What was counted of a bucket that is done; None where it is not, or was done of something else."""
        parts = [self.folder / name / f"{bucket}.parquet" for name in (HOUSEHOLDS, PERSONS)]
        try:
            told = json.loads((self.folder / _DONE / f"{bucket}.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return told["counted"] if told["key"] == self.key and [part.stat().st_size if part.exists() else -1 for part in parts] == told["sizes"] else None

    def write(self, engine: DuckDBPyConnection, bucket: str, counted: dict[str, Any]) -> None:
        """Put the tables `households_out` and `persons_out` in place, then say that the bucket is done."""
        sizes = []
        for name, order in ((HOUSEHOLDS, "household_id"), (PERSONS, "household_id, person_id")):
            part = self.folder / name / f"{bucket}.parquet"
            beside = part.with_suffix(".part")
            text = str(beside).replace("'", "''")
            engine.execute(f"COPY (SELECT * FROM {name}_out ORDER BY {order}) TO '{text}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 100000)")
            os.replace(beside, part)
            sizes.append(part.stat().st_size)
        _put(self.folder / _DONE / f"{bucket}.json", json.dumps({"key": self.key, "sizes": sizes, "counted": counted}, ensure_ascii=False))

    def report(self, told: dict[str, Any]) -> None:
        """Say that all is done, and what was found."""
        _put(self.folder / _REPORT, yaml.safe_dump(told, allow_unicode=True, sort_keys=False))


def _check_ours(folder: Path, ours: dict[str, str]) -> None:
    """That what lies there was found of the same law, day and lake; raises CannotRead."""
    try:
        theirs = json.loads((folder / _OURS).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        theirs = None
    if not isinstance(theirs, dict) or theirs.keys() != ours.keys():
        raise CannotRead(f"{folder} 里已有别的东西：请用 --to 指定一个空的或新的文件夹。")
    words = {"on": "", "law": "，但规则或标准已经改过", "lake": "，但人群不同，或人群文件改动过"}
    for name in (name for name in words if theirs[name] != ours[name]):
        raise CannotRead(f"{folder} 不能接着写：这里是 {quoted(str(theirs['on']))} 的结果{words[name]}，请另选文件夹。")


def _put(file: Path, text: str) -> None:
    beside = file.with_suffix(".part")
    beside.write_text(text, encoding="utf-8")
    os.replace(beside, file)
