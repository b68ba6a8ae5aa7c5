"""号码索引: the keyed indexes by which a file's ID numbers are looked for, computed once for each number."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from doudi.base import crypto

SIZE = 32


@dataclass(frozen=True)
class Marks:
    """Distinct numbers and the index of each (a row of 32 bytes)."""

    numbers: pa.Array
    rows: np.ndarray

    def of(self, numbers: pa.Array) -> np.ndarray:
        """The index of each of these numbers, all of which are known here."""
        return self.rows if numbers.equals(self.numbers) else self.rows[pc.index_in(numbers, self.numbers).to_numpy()]


def marks_of(numbers: pa.ChunkedArray) -> Marks:
    """The marks of a column of numbers; those that could not be read have none."""
    distinct = pc.drop_null(pc.unique(numbers))
    marks = b"".join(crypto.index_many(distinct.to_pylist(), purpose="id_number"))
    return Marks(distinct, np.frombuffer(marks, np.uint8).reshape(-1, SIZE))
