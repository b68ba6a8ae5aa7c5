"""阶梯: of what does not agree to the letter, whom it may mean: the number's holder, one slip away, the same name and day of birth, the same home."""

import pyarrow as pa
import pyarrow.compute as pc

from doudi.base import crypto, idnumber
from doudi.registry import queries as registry
from doudi.verification.columnar import ask
from doudi.verification.matching import slips

SAME_NUMBER, FITTED, BIRTHDAY, HOME = "same_number", "fitted", "birthday", "home"
SAME, VARIANT, HOMOPHONE, FORMER, ONE_CHARACTER, DIFFERENT = "same", "variant", "homophone", "former", "one_character", "different"
ALONE, NAMESAKE, SEVERAL = "alone", "namesake", "several"
WRITTEN = pa.schema([("place", pa.int64()), *((name, pa.string()) for name in ("number", "name", "region"))])
PAIRS = pa.schema([(name, pa.int64()) for name in ("place", "person_id")] + [(name, pa.string()) for name in ("slip", "spelling", "rivals")])

# One slip away and another name altogether is somebody else. Whoever else may be meant stands beside: several hits are for a person to tell apart.
_PAIRS = """
    WITH spelt AS (
        SELECT f.place, f.person_id, f.slip, f.turn, CASE WHEN w.spelt = n.spelt THEN 'same' WHEN w.plain = n.plain THEN 'variant'
            WHEN w.name_key = f.name_key THEN 'homophone'
            WHEN EXISTS (FROM borne b WHERE b.person_id = f.person_id AND b.name = w.plain) THEN 'former'
            WHEN length(w.plain) > 2 AND length(w.plain) = length(n.plain)
                AND len(list_filter(list_zip(string_split(w.plain, ''), string_split(n.plain, '')), lambda pair: pair[1] <> pair[2])) = 1 THEN 'one_character'
            ELSE 'different' END AS spelling
        FROM found f JOIN written w USING (place) JOIN names n ON n.name = f.name),
    kept AS (SELECT * FROM spelt WHERE slip = 'same_number' OR spelling <> 'different'
        QUALIFY row_number() OVER (PARTITION BY place, person_id ORDER BY turn) = 1),
    beside AS (SELECT *, count(*) OVER (PARTITION BY place) AS everybody, count(*) FILTER (slip <> 'birthday') OVER (PARTITION BY place) AS close FROM kept)
    SELECT place, person_id, slip, spelling, CASE WHEN close > 1 OR (slip = 'birthday' AND everybody > 1) THEN 'several'
        WHEN everybody > 1 THEN 'namesake' ELSE 'alone' END AS rivals
    FROM beside ORDER BY place, person_id
"""

# A day that never was is no day of birth; DuckDB knows a year 0, the calendar does not.
_DAYS = """
    SELECT TRY_CAST(concat_ws('-', year, number[11:12], number[13:14]) AS DATE) AS born_on,
        TRY_CAST(concat_ws('-', year, number[13:14], number[11:12]) AS DATE) AS swapped_on
    FROM (SELECT *, nullif(number[7:10], '0000') AS year FROM written)
"""


def pairs(written: pa.Table, known: pa.Table) -> pa.Table:
    """Of WRITTEN, none of whom agrees to the letter, everybody each may mean, and what agrees; `known` are the holders of those numbers that are
    somebody's (place, person_id)."""
    about = described(written)
    holders = registry.described(known)
    near, slip = _one_slip_away(written.filter(pc.invert(pc.is_in(written["place"], known["place"]))))
    namesakes = registry.namesakes(_asked(about, holders))
    found = pa.concat_tables(
        [
            _as(holders, pa.repeat(SAME_NUMBER, holders.num_rows), 0),
            _as(near, slip, 1),
            _as(namesakes, _slips_of(namesakes, written, set(known["place"].to_pylist())), 2),
        ]
    )
    return ask(_PAIRS, found=found, written=about, names=_names(found["name"]), borne=registry.borne_before(found["person_id"])).cast(PAIRS)


def described(written: pa.Table) -> pa.Table:
    """WRITTEN with what its numbers and names say: spellings, sounds, day of birth (also with month and day exchanged), sex, the last four."""
    names, numbers = written["name"].to_pylist(), written["number"].to_pylist()
    keys = [registry.name_key(name) for name in names]
    tails = crypto.tail_marks((number[-4:] for number in numbers), purpose="id_tail")
    days = ask(_DAYS, written=written)
    said = {
        "spelt": pa.array(map(registry.spelt, names), pa.string()),
        "plain": pa.array(map(registry.plain, names), pa.string()),
        "name_key": pa.array(keys, pa.string()),
        "surname_key": pa.array((key.split(" ")[0] for key in keys), pa.string()),
        "born_on": days["born_on"],
        "swapped_on": days["swapped_on"],
        "sex": pa.array(map(idnumber.sex, numbers), pa.string()),
        "tail": pa.array((tail.hex() for tail in tails), pa.string()),
    }
    return pa.table({name: written[name] for name in WRITTEN.names} | said)


def with_home(about: pa.Table, holders: pa.Table) -> pa.Table:
    """The same, with the home of the number's holder where it is somebody's."""
    return ask("SELECT w.*, h.home FROM written w LEFT JOIN holders h USING (place) ORDER BY place", written=about, holders=holders)


def _asked(about: pa.Table, holders: pa.Table) -> pa.Table:
    """Whom to look for by name: with an unknown number those of that day of birth, with a number that is somebody's those who live with them."""
    return ask(
        """
        SELECT w.place, w.name_key, w.surname_key, CASE WHEN h.place IS NULL THEN w.born_on END AS born_on,
            CASE WHEN h.place IS NULL THEN w.swapped_on END AS swapped_on, w.sex, w.tail, h.home
        FROM written w LEFT JOIN holders h USING (place) WHERE h.place IS NULL OR h.name_key <> w.name_key
        """,
        written=about,
        holders=holders,
    ).cast(registry.ASKED)


def _one_slip_away(written: pa.Table) -> tuple[pa.Table, pa.Array]:
    """The registered people whose number is one slip from a written one, and the slip."""
    meant = slips.meant(written["number"].to_pylist())
    hit = registry.match_all(crypto.index_each(meant["number"].to_pylist(), purpose="id_number"))
    places = written["place"].combine_chunks().take(meant["place"].combine_chunks().take(hit["place"].combine_chunks()))
    slip = meant["slip"].combine_chunks().take(hit["place"].combine_chunks())
    return pa.table({"place": places, "person_id": hit["person_id"], "name": hit["name"], "name_key": _keys(hit["name"].combine_chunks())}), slip


def _keys(names: pa.Array) -> pa.Array:
    distinct = pc.dictionary_encode(names)
    return pa.array(map(registry.name_key, distinct.dictionary.to_pylist()), pa.string()).take(distinct.indices)


def _slips_of(namesakes: pa.Table, written: pa.Table, held: set[int]) -> pa.Array:
    """What separates a written number from that of somebody of the name: a digit (whatever the check character), or more; then the birthday, or the home of
    the number's holder (`held`: the places whose number is somebody's)."""
    if not namesakes.num_rows:
        return pa.array([], pa.string())
    numbers = dict(zip(*(written[name].to_pylist() for name in ("place", "number")), strict=True))
    registered = registry.numbers_of(set(namesakes["person_id"].to_pylist()))
    return pa.array(
        [
            _apart(numbers[place], registered.get(person, "")) or (HOME if place in held else BIRTHDAY)
            for place, person in zip(*(namesakes[name].to_pylist() for name in ("place", "person_id")), strict=True)
        ],
        pa.string(),
    )


def _apart(written: str, registered: str) -> str:
    same_length = len(registered) == len(written)
    return FITTED if same_length and sum(one != other for one, other in zip(written[:17], registered[:17], strict=True)) == 1 else ""


def _as(people: pa.Table, slip: pa.Array, turn: int) -> pa.Table:
    columns = {name: people[name] for name in ("place", "person_id", "name", "name_key")}
    return pa.table(columns | {"slip": slip, "turn": pa.repeat(pa.scalar(turn), people.num_rows)})


def _names(names: pa.ChunkedArray) -> pa.Table:
    distinct = pc.unique(names).to_pylist()
    return pa.table(
        {
            "name": pa.array(distinct, pa.string()),
            "spelt": pa.array(map(registry.spelt, distinct), pa.string()),
            "plain": pa.array(map(registry.plain, distinct), pa.string()),
        }
    )


def words(slip: str, spelling: str) -> str:
    """Why somebody may be meant, for an officer."""
    return f"{_SPELLINGS[spelling]}，{_SLIPS[slip]}"


_SLIPS = {
    SAME_NUMBER: "身份证号相同",
    slips.ONE_DIGIT: "身份证号差一位",
    slips.TRANSPOSED: "身份证号相邻两位颠倒",
    slips.SWAPPED_DATE: "身份证号中月、日颠倒",
    FITTED: "身份证号差一位（校验码随之改变）",
    BIRTHDAY: "出生日期相同",
    HOME: "与该号码的登记人同户",
}
_SPELLINGS = {SAME: "姓名相同", VARIANT: "姓名为异体字", HOMOPHONE: "姓名同音", FORMER: "曾用名相同", ONE_CHARACTER: "姓名差一个字", DIFFERENT: "姓名不同"}
