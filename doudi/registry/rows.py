"""事实的行: what is said of somebody, as columns."""

import pyarrow as pa

FACT_ROWS = pa.schema(
    [
        ("person_id", pa.int64()),
        ("household_id", pa.int64()),
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
