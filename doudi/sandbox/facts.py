"""事实行: what families declared, and the bills of the year before, as rows of facts."""

from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from doudi.sandbox.circumstances import Circumstances

# Totals of a year; everything else is a state that holds until somebody says otherwise.
OF_A_YEAR = frozenset(
    (
        "wage",
        "work_cost",
        "business_net",
        "property_net",
        "pension",
        "support_received",
        "other_transfer",
        "other_income",
        "transfer_paid",
        "base_pension",
        "honour_benefit",
        "scholarship",
        "assistance_received",
        "elder_allowance",
        "disability_allowance",
        "other_disregarded",
        "education_self_paid",
        "rehabilitation_self_paid",
        "other_rigid",
        "living_costs",
    )
)
SCHEMA = pa.schema(
    [
        ("person_key", pa.int64()),
        ("household_key", pa.int64()),
        ("name", pa.string()),
        ("amount", pa.int64()),
        ("word", pa.string()),
        ("from_on", pa.date32()),
        ("until_on", pa.date32()),
        ("source", pa.string()),
        ("ref", pa.string()),
        ("known_on", pa.date32()),
    ]
)


def stated(drawn: Circumstances, *, on: date) -> pa.Table:
    """One row for every asked name and member, zeros included: a family that is asked answers everything."""
    people, first = np.unique(drawn.people, return_index=True)
    rows = [_rows(name, values[first], person=people, on=on) for name, values in drawn.person.items()]
    rows += [_rows(name, values, household=drawn.households, on=on) for name, values in drawn.household.items()]
    return pa.concat_tables(rows)


def _rows(name: str, values: np.ndarray, *, on: date, person: np.ndarray | None = None, household: np.ndarray | None = None) -> pa.Table:
    count = len(values)
    keys = pa.array((person if person is not None else household) + 1)
    is_word = values.dtype.kind == "U"
    yearly = name in OF_A_YEAR
    from_on = on - timedelta(days=365) if yearly else on - timedelta(days=90)
    return pa.table(
        {
            "person_key": keys if person is not None else pa.nulls(count, pa.int64()),
            "household_key": keys if household is not None else pa.nulls(count, pa.int64()),
            "name": pa.array([name]).take(pa.array(np.zeros(count, dtype=np.int64))),
            "amount": pa.nulls(count, pa.int64()) if is_word else pa.array(values.astype(np.int64)),
            "word": pa.array(values.tolist(), pa.string()) if is_word else pa.nulls(count, pa.string()),
            "from_on": _day(from_on, count),
            "until_on": _day(on, count) if yearly else pa.nulls(count, pa.date32()),
            "source": _text("statement", count),
            "ref": pc.binary_join_element_wise(f"{name}/{'p' if person is not None else 'h'}", keys.cast(pa.string()), ""),
            "known_on": _day(on - timedelta(days=1), count),
        },
        schema=SCHEMA,
    )


def bills(history: pa.Table, *, on: date) -> pa.Table:
    """The bills of the year before: who paid, how much, when settled."""
    count = history.num_rows
    return pa.table(
        {
            "person_key": pc.add(history["person"], 1),
            "household_key": pa.nulls(count, pa.int64()),
            "name": _text("medical_self_paid", count),
            "amount": history["fen"],
            "word": pa.nulls(count, pa.string()),
            "from_on": history["settled_on"],
            "until_on": pa.nulls(count, pa.date32()),
            "source": _text("hospital_bills", count),
            "ref": history["ref"],
            "known_on": _day(on - timedelta(days=1), count),
        },
        schema=SCHEMA,
    )


def _day(day: date, count: int) -> pa.Array:
    return pa.repeat(pa.scalar(day, pa.date32()), count)


def _text(text: str, count: int) -> pa.Array:
    return pa.repeat(pa.scalar(text), count)
