"""曾用名·问题: the names people bore before, for matching and for the officer who compares."""

from collections.abc import Iterable

import pyarrow as pa

from doudi.base.rows import copy_in, copy_out
from doudi.registry.models import FormerName
from doudi.registry.names import plain

BORNE = pa.schema([("person_id", pa.int64()), ("name", pa.string())])


def former_names_of(person_ids: Iterable[int]) -> dict[int, list[FormerName]]:
    """What is recorded of each and stands, the oldest record first, as far as the reader may see."""
    found: dict[int, list[FormerName]] = {}
    for former in FormerName.objects.filter(person__in=list(person_ids), withdrawn_on=None).select_related("recorded_by").order_by("recorded_on", "id"):
        found.setdefault(former.person_id, []).append(former)
    return found


def borne_before(people: pa.ChunkedArray) -> pa.Table:
    """For matching: of these people the former names in plain writing, one row each."""
    if not len(people):
        return BORNE.empty_table()
    copy_in("asked_former", pa.table({"person_id": people.unique()}))
    found = copy_out("SELECT f.person_id, f.name FROM asked_former a JOIN registry_formername f USING (person_id) WHERE f.withdrawn_on IS NULL", BORNE)
    return pa.table({"person_id": found["person_id"], "name": pa.array(map(plain, found["name"].to_pylist()), pa.string())})
