"""初始建库: a county's register enters from a folder of Parquet files, in a handful of statements."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import yaml
from django.db import transaction
from pyarrow import parquet

from doudi.base import access, audit, crypto, idnumber, lake
from doudi.base.rows import copy_in, copy_out, run
from doudi.registry.actions.keep import WANTED, keep_rows
from doudi.registry.actions.statements import STATED, STATEMENT, statement_ref
from doudi.registry.models import Coverage
from doudi.registry.names import name_key, spelt
from doudi.registry.reducers import BY_ROW
from doudi.registry.rows import FACT_ROWS

FILES = ("people", "households", "memberships", "facts", "staff")


class CannotLoadRegister(Exception):
    """Why the folder cannot be taken in, in words for the person at the terminal."""


@dataclass(frozen=True)
class Loaded:
    """How many of each were new."""

    people: int
    households: int
    memberships: int
    facts: int
    staff: int


def load_register(folder: Path, *, on: date) -> Loaded:
    """Take in a county's people, households, memberships, staff and facts as known on a day; what is there already stays as it is.

    Facts that families state go to the register, facts that departments supply to the lake, and to the register where the family is watched:
    every family that has stated something. `city.yaml` may say what the facts cover. One person under two keys is one person.
    """
    access.require(access.SYSTEM, "registry.load")
    tables = {name: _read(folder / f"{name}.parquet") for name in FILES}
    settings = yaml.safe_load((folder / "city.yaml").read_text(encoding="utf-8")) if (folder / "city.yaml").exists() else {}
    with transaction.atomic():
        people, households = _load_people(tables["people"]), _load_households(tables["households"])
        memberships = _load_memberships(tables["memberships"])
        facts = _load_facts(tables["facts"], on=on)
        loaded = Loaded(people, households, memberships, facts, _load_staff(tables["staff"]))
        _load_coverage(settings.get("covers", []), str(settings.get("county", "3707")), on=on)
        audit.record("registry.loaded", about=None, by=access.SYSTEM, region="3707", detail={"on": on.isoformat(), **vars(loaded)})
    return loaded


def _read(path: Path) -> pa.Table:
    if not path.exists():
        raise CannotLoadRegister(f"缺少文件 {path.name}。")
    return parquet.read_table(path)


def _load_people(people: pa.Table) -> int:
    numbers = [idnumber.normalise(number or "") for number in people["id_number"].to_pylist()]
    if not all(numbers):
        raise CannotLoadRegister(f"people.parquet 有 {numbers.count('')} 人没有身份证号。")
    names = [spelt(name) for name in people["name"].to_pylist()]
    columns = {
        **{name: people[name].cast(pa.string()) for name in ("person_key", "sex", "region", "area")},
        "born_on": people["born_on"].cast(pa.date32()),
        "name": pa.array(names, pa.string()),
        "name_key": pa.array([name_key(name) for name in names]),
        "id_sealed": pa.array(crypto.seal_many(numbers, purpose="id_number"), pa.binary()),
        "id_index": pa.array(crypto.index_many(numbers, purpose="id_number"), pa.binary()),
        "id_tail": pa.array(crypto.tail_marks((number[-4:] for number in numbers), purpose="id_tail"), pa.binary()),
        **_phones(people),
    }
    copy_in("city_people", pa.table(columns), extra="id bigint")
    new = run(
        """
        INSERT INTO registry_person (name, name_key, id_sealed, id_index, id_tail, phone_sealed, phone_tail, sex, born_on, region, area)
        SELECT DISTINCT ON (id_index) name, name_key, id_sealed, id_index, id_tail, phone_sealed, phone_tail, sex, born_on, region, area
        FROM city_people ORDER BY id_index, person_key
        ON CONFLICT (id_index) DO NOTHING
        """
    )
    run("UPDATE city_people c SET id = p.id FROM registry_person p WHERE p.id_index = c.id_index")
    return new


def _phones(people: pa.Table) -> dict[str, pa.Array]:
    """Sealed and marked where the folder knows them: the column `phone` may be missing, as may a person's phone."""
    phones = people["phone"].to_pylist() if "phone" in people.column_names else [None] * people.num_rows
    known = [phone for phone in phones if phone]
    sealed, marks = iter(crypto.seal_many(known, purpose="phone")), iter(crypto.tail_marks((phone[-4:] for phone in known), purpose="phone_tail"))
    return {
        "phone_sealed": pa.array([next(sealed) if phone else None for phone in phones], pa.binary()),
        "phone_tail": pa.array([next(marks) if phone else None for phone in phones], pa.binary()),
    }


def _load_households(households: pa.Table) -> int:
    texts = pa.schema([(name, pa.string()) for name in ("household_key", "number", "region", "area")] + [("formed_on", pa.date32())])
    copy_in("city_households", households.select(texts.names).cast(texts), extra="id bigint")
    new = run(
        """
        INSERT INTO registry_household (number, region, area, formed_on) SELECT number, region, area, formed_on FROM city_households
        ON CONFLICT (number) DO NOTHING
        """
    )
    run("UPDATE city_households c SET id = h.id FROM registry_household h WHERE h.number = c.number")
    return new


def _load_memberships(memberships: pa.Table) -> int:
    schema = pa.schema([(name, pa.string()) for name in ("household_key", "person_key", "relation", "source", "ref")] + [("from_on", pa.date32())])
    copy_in("city_memberships", memberships.select(schema.names).cast(schema))
    return run(
        """
        INSERT INTO registry_membership (household_id, person_id, relation, from_on, source, ref, region)
        SELECT h.id, p.id, m.relation, m.from_on, m.source, m.ref, h.region
        FROM city_memberships m JOIN city_households h USING (household_key) JOIN city_people p USING (person_key)
        ON CONFLICT (source, ref) DO NOTHING
        """
    )


def _load_facts(facts: pa.Table, *, on: date) -> int:
    """Statements to the register, the departments' rows to the lake, and to watched families besides."""
    if strange := sorted(set(pc.unique(facts["name"]).to_pylist()) - set(BY_ROW)):
        raise CannotLoadRegister(f"facts.parquet 有不认识的事项：{'、'.join(strange)}。")
    keyed = pa.schema([(name, pa.string()) for name in ("person_key", "household_key")])
    copy_in("city_facts", facts.select(["person_key", "household_key", *FACT_ROWS.names[2:]]).cast(pa.unify_schemas([keyed, pa.schema(list(FACT_ROWS)[2:])])))
    numbered = copy_out(
        """
        SELECT p.id AS person_id, h.id AS household_id, f.name, f.amount, f.word, f.from_on, f.until_on, f.source, f.ref, f.known_on
        FROM city_facts f LEFT JOIN city_people p USING (person_key) LEFT JOIN city_households h USING (household_key)
        ORDER BY f.source, f.ref, f.known_on, p.id, h.id, f.name
        """,
        FACT_ROWS,
    )
    asked = pc.is_in(numbered["name"], pa.array([row for row, reducer in BY_ROW.items() if reducer.is_asked]))
    stated, supplied = _stated(numbered.filter(asked)), numbered.filter(pc.invert(asked))
    for source in sorted(pc.unique(supplied["source"]).to_pylist()):
        lake.publish(source, on, supplied.filter(pc.equal(supplied["source"], source)), bucket_of="person_id")
    copy_in("stated_facts", stated)
    kept = keep_rows("stated_facts")
    run(
        """
        UPDATE registry_household h SET watched_on = %(on)s WHERE h.watched_on IS NULL AND h.id IN (SELECT household_id FROM stated_facts
            UNION SELECT m.household_id FROM registry_membership m JOIN stated_facts s ON s.person_id = m.person_id)
        """,
        {"on": on},
    )
    copy_in("supplied_facts", supplied.append_column("stated_in", pa.array([""] * supplied.num_rows, pa.string())))
    return kept + keep_rows("supplied_facts", where=WANTED)


def _stated(rows: pa.Table) -> pa.Table:
    """The folder's statements under the register's own source and ref, so that the next statement supersedes them."""
    refs = [statement_ref(*row) for row in zip(*(rows[name].to_pylist() for name in ("name", "person_id", "household_id")), strict=True)]
    named = {name: rows[name] for name in rows.column_names} | {"source": [STATEMENT] * len(refs), "ref": refs, "stated_in": ["import"] * len(refs)}
    return pa.table(named, schema=STATED)


def _load_staff(staff: pa.Table) -> int:
    marks = crypto.index_many([idnumber.normalise(number) for number in staff["id_number"].to_pylist()], purpose="id_number")
    texts = {name: staff[name].cast(pa.string()) for name in ("name", "unit", "post", "region")}
    copy_in("city_staff", pa.table({**texts, "from_on": staff["from_on"].cast(pa.date32()), "id_index": pa.array(marks, pa.binary())}))
    return run(
        """
        INSERT INTO registry_staffmember (name, id_index, unit, post, region, from_on)
        SELECT DISTINCT ON (id_index) name, id_index, unit, post, region, from_on FROM city_staff ON CONFLICT (id_index) DO NOTHING
        """
    )


def _load_coverage(covers: list[Mapping[str, object]], county: str, *, on: date) -> None:
    Coverage.objects.bulk_create([Coverage(**{"region": county, **covered, "known_on": on}) for covered in covers], ignore_conflicts=True)
