"""分拣: every row of a checked file goes to one place: taken, known already, waiting for an officer, or in quarantine."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from doudi.registry import queries as registry
from doudi.verification import lakeside
from doudi.verification.checking import QUARANTINE, Checked, as_text, written
from doudi.verification.columnar import ask, found_in
from doudi.verification.feed import FileName
from doudi.verification.lakeside import Spoken
from doudi.verification.matching import Verdict, identify
from doudi.verification.matching.marks import Marks
from doudi.verification.reading import ROW

ACCEPTED, REPEATED, WAITING, QUARANTINED = "accepted", "repeated", "waiting", "quarantined"


@dataclass(frozen=True)
class Sorted:
    """A file's facts with their `place`; `verdict` who each is about, told in `verdicts` of those who are not sure and of those accepted by likeness
    (`is_likely`); `weight` for how many rows of the file it stands (of several of one row: the first)."""

    facts: pa.Table
    verdicts: dict[int, Verdict]
    spoken: dict[str, Spoken]
    quarantined: pa.Table
    beyond: pa.Table
    repeated: int
    rows: int

    def at(self, place: str) -> pa.Table:
        """The facts in one place."""
        there = pc.equal(self.facts["place"], place)
        return self.facts if pc.all(there).as_py() else self.facts.filter(there)

    def beside(self) -> pa.Table:
        """The facts that stand beside as rows of their own: those that wait, and those taken by likeness."""
        likely = pc.and_(pc.equal(self.facts["place"], ACCEPTED), self.facts["is_likely"])
        return self.facts.filter(pc.or_(pc.equal(self.facts["place"], WAITING), likely))

    def refs(self) -> pa.ChunkedArray:
        """Under which refs the file says something that is taken or waits."""
        return self.facts["ref"].filter(pc.is_in(self.facts["place"], pa.array([ACCEPTED, WAITING])))

    def count(self, place: str) -> int:
        """How many rows of the file are in one place."""
        return int(pc.sum(self.facts["weight"].filter(pc.equal(self.facts["place"], place))).as_py() or 0)


def sort_out(checked: Checked, name: FileName, marks: Marks | None = None) -> Sorted:
    """Say who each row is about, turn rows into facts, find their households, and set aside what a newer file has already put right."""
    feed, rows, facts = name.feed, checked.rows, checked.facts
    verdicts = identify(rows, feed, name.region, marks)
    found = found_in(rows, feed) if feed.is_requested else pa.table({"ref": [], "id_number": [], "found": []}, _FOUND)
    groups = (_TOGETHER if feed.together else _EACH).format(belongs=", ".join(feed.together), id=feed.id_column, person=feed.name_column)
    facts = ask(
        _PLACES.format(groups=groups, requested="true" if feed.is_requested else "false"),
        facts=facts.append_column("is_first", _is_first(facts)),
        rows=rows.append_column("verdict", verdicts.rows.cast(pa.int64())),
        who=verdicts.who,
        homes=_homes(facts, name),
        found=found.rename_columns(_FOUND.names),
    )
    spoken = lakeside.spoken_of(feed.name, facts["ref"])
    outdated = pc.is_in(facts["ref"], pa.array([ref for ref, said in spoken.items() if said.revision > name.revision], pa.string()))
    outdated = pc.and_(outdated, pc.is_in(facts["place"], pa.array([ACCEPTED, WAITING])))
    facts = facts.set_column(facts.schema.get_field_index("place"), "place", pc.if_else(outdated, REPEATED, facts["place"]))
    homeless = facts.filter(pc.equal(facts["place"], QUARANTINED))
    unhoused = pa.table(
        {
            ROW: homeless[ROW],
            "column": [feed.household_column] * homeless.num_rows,
            "reason": ["户号不在本县区的登记中"] * homeless.num_rows,
            "value": homeless["household"],
            "row": [as_text(row) for row in written(homeless[ROW], checked.texts)],
        },
        QUARANTINE,
    )
    quarantined = pa.concat_tables([checked.quarantined, unhoused])
    return Sorted(facts, verdicts.told, spoken, quarantined, checked.beyond, checked.repeated, checked.count)


_FOUND = pa.schema([("ref", pa.string()), ("id_number", pa.string()), ("found", pa.bool_())])

# Rows that say one thing together are as sure as the least sure of them, in whatever order they stand.
_TOGETHER = """
    SELECT first_row AS row_number, count(*) AS weight, arg_min(verdict, leads) AS verdict,
        arg_min({id}, leads) AS id_written, arg_min({person}, leads) AS name_written
    FROM (SELECT m.*, row(is_sure, m.row_number) AS leads
        FROM (SELECT *, min(row_number) OVER (PARTITION BY {belongs}) AS first_row FROM rows) m JOIN who USING (verdict)) GROUP BY first_row
"""
_EACH = "SELECT row_number, CAST(1 AS BIGINT) AS weight, verdict, {id} AS id_written, {person} AS name_written FROM rows"
# A fact under a request has the request and the person for its ref: one answer, however many lists name the person.
_PLACES = """
    WITH groups AS ({groups})
    SELECT f.* EXCLUDE (ref, is_first), CASE WHEN {requested} THEN f.ref || '/' || w.meant ELSE f.ref END AS ref,
        CASE WHEN f.is_first THEN g.weight ELSE 0 END AS weight, g.verdict,
        g.id_written, g.name_written, w.person_id, w.requested_id, w.is_likely, h.household_id, s.found,
        CASE WHEN f.household IS NOT NULL AND h.household_id IS NULL THEN 'quarantined' WHEN w.is_sure THEN 'accepted' ELSE 'waiting' END AS place
    FROM facts f JOIN groups g USING (row_number) JOIN who w USING (verdict)
    LEFT JOIN homes h ON h.number = f.household LEFT JOIN found s ON s.ref = f.ref AND s.id_number = f.id_number
    ORDER BY row_number, f.name
"""


def _is_first(facts: pa.Table) -> pa.Array:
    """Which facts are the first of their row; they come in the order of rows."""
    rows = facts[ROW].to_numpy()
    return pa.array(np.append(True, rows[1:] != rows[:-1])[: len(rows)])


def _homes(facts: pa.Table, name: FileName) -> pa.Table:
    """Households of the file's county by number."""
    numbers = pc.drop_null(pc.unique(facts["household"])).to_pylist()
    homes = {number: place.household_id for number, place in registry.households_numbered(numbers).items() if place.region.startswith(name.region)}
    return pa.table({"number": pa.array(list(homes), pa.string()), "household_id": pa.array(list(homes.values()), pa.int64())})
