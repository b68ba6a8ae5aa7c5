"""不再使用: what departments said of somebody who has taken their consent back is used no more; what was known until then stays in the books
(个人信息保护法 第四十七条: no processing but storing)."""

from collections.abc import Collection
from datetime import date

import pyarrow as pa
from django.db import transaction

from doudi.base.rows import copy_in
from doudi.registry.actions.keep import keep_rows
from doudi.registry.lakeside import lake_rows
from doudi.registry.models import Fact
from doudi.registry.rows import FACT_ROWS


@transaction.atomic
def unsay(*, person_ids: Collection[int], sources: Collection[str], on: date) -> int:
    """From this day nothing that these sources said of these people stands: each row, here or in the lake alone, is withdrawn by one of
    the same source and ref; how many."""
    people, sources = list(person_ids), list(sources)
    known = Fact.objects.filter(person__in=people, source__in=sources, superseded_on=None).values(*FACT_ROWS.names)
    elsewhere = [row for row in lake_rows(people, on=on).to_pylist() if row["source"] in sources and row["person_id"] in people]
    said = {(row["source"], row["ref"]): row for row in [*sorted(elsewhere, key=lambda row: row["known_on"]), *known]}
    standing = [row for row in said.values() if row["until_on"] != row["from_on"]]
    rows = [{**row, "until_on": row["from_on"], "known_on": on, "stated_in": ""} for row in standing]
    if not rows:
        return 0
    copy_in("unsaid_facts", pa.Table.from_pylist(rows, FACT_ROWS.append(pa.field("stated_in", pa.string()))))
    return keep_rows("unsaid_facts", last_wins=True)
