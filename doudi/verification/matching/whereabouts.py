"""所在: where a file says that somebody lives, as far as that is known and all its rows about them agree; what is not known is no difference."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from doudi.base import regions
from doudi.verification.columnar import ask
from doudi.verification.feed import Feed

# Of several places what they have in common: a town, a county, or nothing.
_AGREED = """
    SELECT CASE WHEN low = high THEN low WHEN low[:9] = high[:9] THEN low[:9] WHEN low[:6] = high[:6] THEN low[:6] END AS region
    FROM (SELECT which, min(region) AS low, max(region) AS high FROM written GROUP BY which) ORDER BY which
"""


def written_in(rows: pa.Table, feed: Feed, region: str, which: np.ndarray) -> pa.Array:
    """For each person (`which` row is about whom, numbered from 0) the place the rows name; where they name none, the county (`region`) of a file about its
    residents. A file of a whole city says nothing."""
    county = region if feed.is_of_residents else ""
    if not feed.region_column:
        return pa.repeat(known(pa.array([county]))[0], int(which.max(initial=-1)) + 1)
    places = known(pc.fill_null(rows[feed.region_column], county))
    return ask(_AGREED, written=pa.table({"which": which, "region": places}))["region"].combine_chunks()


def known(codes: pa.Array | pa.ChunkedArray) -> pa.Array:
    """Each code as far as the table of places knows it, a county at least; else null."""
    distinct = pc.dictionary_encode(codes.combine_chunks() if isinstance(codes, pa.ChunkedArray) else codes)
    places = map(regions.as_known, distinct.dictionary.to_pylist())
    return pa.array([place if len(place) >= regions.DIGITS["county"] else None for place in places], pa.string()).take(distinct.indices)
