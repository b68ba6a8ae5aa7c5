"""评分: recall over what had come in time, precision over what was found."""

from datetime import date, timedelta
from pathlib import Path

import pyarrow.parquet as pq

from doudi.sandbox.score import KEYS, score

ENDS = date(2026, 11, 10)
IN_TIME = date(2026, 11, 3)


def truth(city: Path, kind: str) -> list[dict[str, object]]:
    return pq.read_table(city / "truth" / f"{kind}.parquet").to_pylist()


def everything(city: Path) -> dict[str, set[str]]:
    return {kind: {str(row[key]) for row in truth(city, kind)} for kind, key in KEYS.items()}


def test_all_found_and_nothing_else_is_one(city: Path) -> None:
    for one in score(city, everything(city), ends=ENDS, answered=lambda _: IN_TIME).values():
        assert (one.recall, one.precision) == (1.0, 1.0)
        assert one.found == one.true == one.planted


def test_nothing_found_recalls_nothing(city: Path) -> None:
    for one in score(city, dict.fromkeys(KEYS, ()), ends=ENDS, answered=lambda _: IN_TIME).values():
        assert one.recall == 0.0
        assert one.arrived > 0


def test_what_came_too_late_is_not_missed_but_is_true_when_found(city: Path) -> None:
    late = {str(row["id_number"]) for row in truth(city, "deaths") if row["arrived_on"] > IN_TIME}
    assert late
    found = everything(city)
    without = score(city, {**found, "deaths": found["deaths"] - late}, ends=ENDS)["deaths"]
    assert without.recall == 1.0
    assert without.arrived == without.planted - len(late)
    assert score(city, {**found, "deaths": late}, ends=ENDS)["deaths"].precision == 1.0


def test_what_could_not_be_shown_is_not_claimed(city: Path) -> None:
    """No vehicle was ever answered for: a recall of 1.0 would hide that the asking failed."""
    one = score(city, everything(city), ends=ENDS)["hidden_vehicles"]
    assert (one.arrived, one.recall) == (0, 0.0)
    assert score(city, dict.fromkeys(KEYS, ()), ends=ENDS)["deaths"].precision == 0.0


def test_a_vehicle_registered_after_the_answer_had_not_come(city: Path) -> None:
    later = [row for row in truth(city, "hidden_vehicles") if row["registered_on"] > date(2026, 10, 13)]
    one = score(city, everything(city), ends=ENDS, answered=lambda _: date(2026, 10, 13))["hidden_vehicles"]
    assert later
    assert one.arrived == one.planted - len(later)


def test_one_missed_and_one_false_are_counted(city: Path) -> None:
    found = everything(city)
    in_time = sorted(str(row["household_number"]) for row in truth(city, "hardship") if row["arrived_on"] <= IN_TIME)
    found["hardship"] = (found["hardship"] - {in_time[0]}) | {"nobody"}
    one = score(city, found, ends=ENDS)["hardship"]
    assert one.recall == (len(in_time) - 1) / len(in_time)
    assert one.precision == (one.found - 1) / one.found


def test_a_vehicle_counts_from_the_day_its_owner_was_answered(city: Path) -> None:
    owners = sorted(str(row["id_number"]) for row in truth(city, "hidden_vehicles"))
    days = {owners[0]: IN_TIME, owners[1]: IN_TIME + timedelta(days=1)}
    one = score(city, dict.fromkeys(KEYS, ()), ends=ENDS, answered=days.get)["hidden_vehicles"]
    assert one.arrived == 1


def test_five_working_days_are_counted_over_the_weekend(city: Path) -> None:
    ends = date(2026, 10, 19)
    arrived = [row for row in truth(city, "deaths") if row["arrived_on"] <= date(2026, 10, 12)]
    assert score(city, dict.fromkeys(KEYS, ()), ends=ends)["deaths"].arrived == len(arrived)
