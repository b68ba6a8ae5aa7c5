"""答复: the vehicle office and the bank answer what they were sent, on the next working day, once."""

import csv
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from doudi.benefits.bank import FORMATS, CannotParseReturn, PaymentRow, format_payment, parse_return, payments
from doudi.sandbox.bank import answer
from doudi.sandbox.deliver import deliver

FRIDAY, SATURDAY, MONDAY, TUESDAY = date(2026, 10, 16), date(2026, 10, 17), date(2026, 10, 19), date(2026, 10, 20)


def ask_about(home: Path, numbers: list[str], number: str = "vehicles-370702-20261016-001") -> None:
    (home / "requests").mkdir(exist_ok=True)
    with (home / "requests" / f"{number}.csv").open("w", encoding="utf-8-sig", newline="") as lines:
        rows = csv.DictWriter(lines, ["QQH", "XH", "SFZH", "XM"])
        rows.writeheader()
        rows.writerows({"QQH": number, "XH": str(place), "SFZH": one, "XM": "某某"} for place, one in enumerate(numbers, start=1))


def answers(home: Path, on: date) -> list[dict[str, str]]:
    return pq.read_table(home / "inbox" / str(on) / f"vehicles_370702_{on:%Y%m%d}.parquet").to_pylist()


def test_everybody_asked_about_is_answered_on_the_next_working_day(city: Path, own_home: Path) -> None:
    owner = pq.read_table(city / "truth" / "hidden_vehicles.parquet")["id_number"][0].as_py()
    nobody = pq.read_table(city / "people.parquet")["id_number"][0].as_py()
    ask_about(own_home, [owner, nobody])
    for day in (FRIDAY, SATURDAY):
        deliver(city, on=day)
        assert not list((own_home / "inbox" / str(day)).glob("vehicles_*"))
    deliver(city, on=MONDAY)
    found = {row["SFZH"]: row["CX"] for row in answers(own_home, MONDAY)}
    assert found == {owner: "命中", nobody: "未命中"}
    deliver(city, on=TUESDAY)
    assert not list((own_home / "inbox" / str(TUESDAY)).glob("vehicles_*"))


def test_a_vehicle_not_yet_registered_is_not_known(city: Path, own_home: Path) -> None:
    hidden = pq.read_table(city / "truth" / "hidden_vehicles.parquet").to_pylist()
    later = [row["id_number"] for row in hidden if row["registered_on"] > MONDAY]
    assert later
    ask_about(own_home, later)
    deliver(city, on=MONDAY)
    assert {row["CX"] for row in answers(own_home, MONDAY)} == {"未命中"}


def test_a_long_list_is_answered_with_one_person_too_many(city: Path, own_home: Path) -> None:
    asked = pq.read_table(city / "people.parquet")["id_number"][:150].to_pylist()
    ask_about(own_home, asked)
    deliver(city, on=MONDAY)
    assert len({row["SFZH"] for row in answers(own_home, MONDAY)} - set(asked)) == 1


def test_the_day_s_files_arrive_as_they_are_and_again_changes_nothing(city: Path, own_home: Path) -> None:
    for _ in range(2):
        assert deliver(city, on=MONDAY) == 2
        for file in (own_home / "inbox" / str(MONDAY)).iterdir():
            assert file.read_bytes() == (city / "feeds" / str(MONDAY) / file.name).read_bytes()
    assert deliver(city, on=SATURDAY) == 0


def payment(home: Path, city: Path, batch: str) -> dict[int, str]:
    """A payment file to every account the bank knows to be wrong and one that is right; serial by reason."""
    troubled = pq.read_table(city / "departments" / "bank.parquet").to_pylist()
    right = {"number": "990100000000000001", "reason": ""}
    rows = [
        PaymentRow(serial=place, holder="某某", bank="示例银行", account=one["number"], amount_fen=10_000, purpose="低保金")
        for place, one in enumerate([right, *troubled], 1)
    ]
    (home / "bank" / "out").mkdir(parents=True, exist_ok=True)
    (home / "bank" / "out" / f"{batch}.csv").write_bytes(format_payment(batch=batch, written_on=FRIDAY, rows=payments(rows)))
    return {place: one["reason"] for place, one in enumerate([right, *troubled], 1)}


def test_the_bank_refuses_what_only_it_knows_and_what_passes_passes(city: Path, own_home: Path) -> None:
    reasons = payment(own_home, city, "DD-370702-202611-regular-1")
    payment(own_home, city, "DD-370702-202611-reissue-1")
    assert {"", "closed", "name_differs", "bank_error"} == set(reasons.values())
    deliver(city, on=FRIDAY)
    assert not (own_home / "bank" / "in").exists()
    deliver(city, on=MONDAY)
    first, again = sorted((own_home / "bank" / "in").iterdir(), key=lambda file: "reissue" in file.name)
    assert {row.serial: row.reason for row in parse_return(first.read_bytes()).rows if not row.paid} == {
        serial: reason for serial, reason in reasons.items() if reason
    }
    assert {row.reason for row in parse_return(again.read_bytes()).rows if not row.paid} == {"closed", "name_differs"}


def test_the_bank_answers_once(city: Path, own_home: Path) -> None:
    payment(own_home, city, "DD-370702-202611-regular-1")
    deliver(city, on=MONDAY)
    (answer,) = (own_home / "bank" / "in").iterdir()
    written = answer.read_bytes()
    deliver(city, on=TUESDAY)
    assert answer.read_bytes() == written


@pytest.mark.parametrize(("mood", "files"), [("", 1), ("late", 0), ("split", 2), ("misspelt", 2), ("repeated", 2)])
@pytest.mark.parametrize("code", FORMATS)
def test_the_bank_has_its_moods_in_every_format(city: Path, own_home: Path, code: str, mood: str, files: int) -> None:
    form, batch = FORMATS[code], "DD-370702-202611-regular-1"
    rows = [PaymentRow(serial, "某某", "示例银行", f"99010000000000000{serial}", 10_000, "低保金") for serial in range(1, 4)]
    (own_home / "bank" / "out").mkdir(parents=True, exist_ok=True)
    (own_home / "bank" / "out" / f"{batch}.{form.suffix}").write_bytes(form.write_payment(batch=batch, written_on=FRIDAY, rows=payments(rows)))
    assert answer(city, on=MONDAY, mood=mood) == files
    found = sorted((own_home / "bank" / "in").iterdir()) if files else []
    sound = [file for file in found if not (mood == "misspelt" and "return-1" in file.name)]
    assert {row.serial for file in sound for row in form.read_answer(file.read_bytes()).rows} == ({1, 2, 3} if files else set())
    if mood == "misspelt":
        with pytest.raises(CannotParseReturn):
            form.read_answer(found[0].read_bytes())
    assert answer(city, on=MONDAY, mood=mood) == 0, "once"
