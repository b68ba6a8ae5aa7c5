"""车管所: answers each list of people it was sent on the next working day, from its own register."""

import io
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from doudi.base import home
from doudi.sandbox.calibration import COUNTY
from doudi.sandbox.offices import due_on, read_list

COLUMNS = ["QQH", "SFZH", "XM", "CPH", "CLLX", "SYXZ", "ZCRQ", "ZT", "CX"]
# From so long a list on, the clerk slips once: one person nobody asked about is answered too.
CARELESS_FROM = 100


def answer(city: Path, *, on: date) -> int:
    """Write the one file that answers every list due by this day; how many files (none or one)."""
    asked = [row for file in sorted((home.home() / "requests").glob("vehicles-*.csv")) if due_on(file) == on for row in read_list(file)]
    if not asked:
        return 0
    owned = _owned(city, on)
    rows = [row for one in asked for row in _answers(one, owned.get(one["SFZH"], []))]
    if len(asked) >= CARELESS_FROM:
        numbers = {one["SFZH"] for one in asked}
        number, vehicles = next((number, vehicles) for number, vehicles in sorted(owned.items()) if number not in numbers)
        rows += _answers({"QQH": asked[0]["QQH"], "SFZH": number, "XM": vehicles[0]["name"]}, vehicles)
    pq.write_table(pa.Table.from_pylist(rows, schema=pa.schema([(name, pa.string()) for name in COLUMNS])), file := io.BytesIO())
    home.put_down(home.folder("inbox", str(on)) / f"vehicles_{COUNTY}_{on:%Y%m%d}.parquet", file.getvalue())
    return 1


def _owned(city: Path, on: date) -> dict[str, list[dict[str, object]]]:
    """Every owner's vehicles as the register stands on a day."""
    owned: dict[str, list[dict[str, object]]] = {}
    for row in pq.read_table(city / "departments" / "vehicles.parquet", filters=[("registered_on", "<=", on)]).to_pylist():
        owned.setdefault(row["id_number"], []).append(row)
    return owned


def _answers(asked: dict[str, str], vehicles: list[dict[str, object]]) -> list[dict[str, object]]:
    """One row for each vehicle, or one that says there is none."""
    who = {name: asked[name] for name in ("QQH", "SFZH", "XM")}
    if not vehicles:
        return [{**who, "CX": "未命中"}]
    return [
        {
            **who,
            "CPH": car["plate"],
            "CLLX": car["vehicle_type"],
            "SYXZ": car["use"],
            "ZCRQ": f"{car['registered_on']:%Y%m%d}",
            "ZT": car["state"],
            "CX": "命中",
        }
        for car in vehicles
    ]
