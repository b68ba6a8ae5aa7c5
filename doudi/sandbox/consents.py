"""原有授权: the paper consents of families that already receive, listed from the county's filing cabinets with the numbers of their scans."""

import csv
import io
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import parquet

from doudi.base import home

SIGNS_FROM = 14


def paper_consents(city: Path) -> Path:
    """The list as the bureau's office software saves it (GB18030); of each member of a family with a standing, as signed when the help began."""
    path = city / "consents.csv"
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\r\n")
    lines.writerow(["户号", "姓名", "身份证号", "签署日期", "扫描件号", "代签监护人"])
    for row in _rows(city):
        lines.writerow([row[name] for name in ("number", "name", "id_number", "signed_on", "scan", "guardian")])
    home.put_down(path, text.getvalue().encode("gb18030"))
    return path


def _rows(city: Path) -> list[dict[str, str]]:
    standings, memberships = _read(city, "standings", ["household_key", "from_on"]), _read(city, "memberships", ["household_key", "person_key", "relation"])
    people, households = _read(city, "people", ["person_key", "name", "id_number", "born_on"]), _read(city, "households", ["household_key", "number"])
    since = standings.group_by("household_key").aggregate([("from_on", "min")])
    heads = memberships.filter(pc.equal(memberships["relation"], "head")).join(people, "person_key").select(["household_key", "name"])
    members = memberships.join(since, "household_key", join_type="inner").join(people, "person_key").join(households, "household_key")
    members = members.join(heads.rename_columns(["household_key", "head"]), "household_key", join_type="left outer").sort_by("person_key")
    return [
        {
            **row,
            "signed_on": max(row["from_on_min"], row["born_on"]).isoformat(),
            "scan": f"扫描-{row['number']}-{row['person_key']}",
            "guardian": _guardian(row) if (row["from_on_min"] - row["born_on"]).days < SIGNS_FROM * 366 else "",
        }
        for row in members.to_pylist()
    ]


def _guardian(row: dict[str, Any]) -> str:
    """The head of the family; of a child who is the head, the village committee."""
    return "村民委员会" if row["head"] == row["name"] else str(row["head"])


def _read(city: Path, table: str, columns: list[str]) -> pa.Table:
    return parquet.read_table(city / f"{table}.parquet", columns=columns)
