"""部门所报曾用名: what public security's register calls the former names of people it surely means, handed to the register as the department's word."""

import pyarrow as pa
import pyarrow.compute as pc

from doudi.registry import actions as register
from doudi.verification.checking import Checked
from doudi.verification.columnar import ask
from doudi.verification.columns import PARTED
from doudi.verification.feed import Feed
from doudi.verification.models import Delivery
from doudi.verification.reading import ROW
from doudi.verification.sorting import ACCEPTED, Sorted

_SAID = "SELECT f.ref, f.person_id, r.names FROM facts f JOIN rows r USING (row_number) WHERE f.person_id IS NOT NULL ORDER BY f.ref"


def keep_former_names(checked: Checked, rows: Sorted, feed: Feed, delivery: Delivery) -> int:
    """Keep the former names of rows whose number and name agree with one person to the letter; how many are new.

    An empty cell says nothing: it takes nothing back. Of a row that waits nothing is kept: the officer who settles it says what its name is. None of them
    enters the lake, a log or the audit (个人信息保护法 第六条、第八条).
    """
    names = checked.rows[feed.former_names_column] if feed.former_names_column else pa.nulls(0)
    if names.null_count == len(names):
        return 0
    given = pa.table({ROW: checked.rows[ROW], "names": names}).filter(pc.is_valid(names))
    sure = rows.facts.filter(pc.and_(pc.equal(rows.facts["place"], ACCEPTED), pc.invert(pc.fill_null(rows.facts["is_likely"], True))))
    found = ask(_SAID, facts=sure.select(["ref", "person_id", ROW]), rows=given).to_pylist()
    said = {one["ref"]: (int(one["person_id"]), tuple(one["names"].split(PARTED))) for one in found}
    return register.record_department_names(source=feed.name, department=feed.department, said=said, on=delivery.received_on, region=delivery.region)
