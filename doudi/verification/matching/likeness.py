"""相似: of what no single slip explains, how likely it is each of those who come into question: weighed by Splink, in this process's memory alone.

The weights are learnt (`likeness.json`, Splink's own form); who comes into question is found by the register, so that no more of it is read than that.
"""

import json
import logging
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from doudi.registry import queries as registry
from doudi.verification.columnar import ask

MODEL = Path(__file__).with_name("likeness.json")
WEIGHED = pa.schema([(name, pa.int64()) for name in ("place", "person_id", "weight", "anywhere", "name", "born", "tail", "home", "region")])
_NAMES = ("姓名不同", "同姓", "同姓且有一字相同", "名同音", "姓名同音", "姓名相同")
_BORN = ("出生日期不同", "出生年份相同", "出生月日相同", "出生月日颠倒", "出生日期相同")
_REGIONS = ("", "同县（市、区）", "同乡镇（街道）", "同县（市、区）", "同乡镇（街道）", "同村（社区）")
IN_MEMORY: dict[str, str | bool | int | float | list[str]] = {"temp_directory": "", "threads": 2}
"""Nothing of it goes to a disk, not even when memory runs out: then it fails."""


def _level(condition: str, words: str) -> dict[str, Any]:
    return {"sql_condition": condition, "label_for_charts": words}


def _comparison(name: str, null: str, *levels: tuple[str, str]) -> dict[str, Any]:
    unknown = {**_level(null, "unknown"), "is_null_level": True}
    return {"output_column_name": name, "comparison_levels": [unknown, *(_level(*one) for one in levels), _level("ELSE", "else")]}


# `_l` is the record, `_r` somebody registered. The number speaks through what it says: day of birth, sex, its last four characters (a keyed mark).
COMPARISONS = [
    _comparison(
        "name",
        "plain_l IS NULL OR plain_r IS NULL",
        ("plain_l = plain_r", "same name, older characters included"),
        ("name_key_l = name_key_r", "sounds the same"),
        ("given_key_l = given_key_r", "given name sounds the same"),
        ("surname_key_l = surname_key_r AND len(list_intersect(string_split(plain_l, ''), string_split(plain_r, ''))) > 1", "surname and one character"),
        ("surname_key_l = surname_key_r", "surname sounds the same"),
    ),
    _comparison(
        "born",
        "born_on_l IS NULL AND swapped_on_l IS NULL OR born_on_r IS NULL",
        ("born_on_l = born_on_r", "same day"),
        ("swapped_on_l = born_on_r", "month and day exchanged"),
        ("strftime(coalesce(born_on_l, swapped_on_l), '%m%d') = strftime(born_on_r, '%m%d')", "same day of another year"),
        ("date_part('year', coalesce(born_on_l, swapped_on_l)) = date_part('year', born_on_r)", "same year"),
    ),
    _comparison("sex", "sex_l IS NULL OR sex_r IS NULL", ("sex_l = sex_r", "same sex")),
    _comparison("tail", "tail_l IS NULL OR tail_r IS NULL", ("tail_l = tail_r", "same last four")),
    _comparison("home", "home_l IS NULL OR home_r IS NULL", ("home_l = home_r", "same home")),
    # A record that says no more than a county is not further away than one that says the village: within what it says, and beyond it.
    _comparison(
        "region",
        "region_l IS NULL OR region_r IS NULL OR length(region_r) < 12",
        ("region_l = region_r", "same village"),
        ("length(region_l) = 9 AND starts_with(region_r, region_l)", "in the written township"),
        ("length(region_l) = 6 AND starts_with(region_r, region_l)", "in the written county"),
        ("substr(region_l, 1, 9) = substr(region_r, 1, 9)", "another village of the township"),
        ("substr(region_l, 1, 6) = substr(region_r, 1, 6)", "another township of the county"),
    ),
]
SETTINGS = {
    "link_type": "link_only",
    "comparisons": COMPARISONS,
    "blocking_rules_to_generate_predictions": [{"blocking_rule": "l.place = r.place", "sql_dialect": "duckdb"}],
    "additional_columns_to_retain": ["place", "person_id"],
    "retain_matching_columns": True,
    "retain_intermediate_calculation_columns": True,
}


def weigh(written: pa.Table, alike: pa.Table, model: dict[str, Any] | None = None) -> pa.Table:
    """For each record and each of those who come into question: the weight of what agrees and what does not (base 2, in hundredths), the same with no place
    counted against them (`anywhere`), and to which degree each agreed (0: not at all, -1: not known). `written` as `cascade.described` says it with `home`,
    `alike` as the register does."""
    if not written.num_rows or not alike.num_rows:
        return WEIGHED.empty_table()
    with duckdb.connect(config=IN_MEMORY) as engine:
        found = linker(written_side(written), registered_side(alike), model or _model(), engine).inference.predict()
        said = found.as_pyarrow_table().select(
            ["place_l", "person_id_r", "match_weight", "gamma_name", "gamma_born", "gamma_tail", "gamma_home", "gamma_region", "mw_region"]
        )
    return ask(
        """
        SELECT place_l AS place, person_id_r AS person_id, CAST(round(match_weight * 100) AS BIGINT) AS weight,
            CAST(round((match_weight - least(mw_region, 0)) * 100) AS BIGINT) AS anywhere, gamma_name AS name, gamma_born AS born,
            gamma_tail AS tail, gamma_home AS home, gamma_region AS region
        FROM said ORDER BY place, weight DESC, person_id
        """,
        said=said,
    ).cast(WEIGHED)


def words(weighed: dict[str, int]) -> str:
    """What agrees, for an officer."""
    said = [_NAMES[weighed["name"]], _BORN[weighed["born"]] if weighed["born"] >= 0 else "出生日期不明"]
    said += ["身份证号末四位相同"] * (weighed["tail"] == 1) + ["与该号码的登记人同户"] * (weighed["home"] == 1)
    said += [_REGIONS[weighed["region"]]] * (weighed["region"] > 0)
    return "，".join(said)


def linker(written: pa.Table, registered: pa.Table, model: dict[str, Any], engine: duckdb.DuckDBPyConnection) -> Any:
    """Splink over these two sides. It is imported here: whoever has no rest to weigh need not wait for it."""
    from splink import DuckDBAPI, Linker

    logging.getLogger("splink").setLevel(logging.ERROR)
    database = DuckDBAPI(engine)
    sides = [database.register(table, dataset_display_name=name) for table, name in ((written, "a_written"), (registered, "b_registered"))]
    return Linker(sides, model, log_level=logging.ERROR, validate_settings=False)  # they are this file's own; to look them over takes as long as to weigh


def written_side(written: pa.Table) -> pa.Table:
    """Records as Splink compares them."""
    return ask("SELECT CAST(place AS VARCHAR) AS unique_id, NULL::BIGINT AS person_id, * EXCLUDE (number, spelt) FROM written", written=_with_given(written))


def registered_side(alike: pa.Table) -> pa.Table:
    """Registered people as Splink compares them: once for each record they come into question for."""
    distinct = alike["name"].unique().to_pylist()
    plain = pa.table({"name": pa.array(distinct, pa.string()), "plain": pa.array(map(registry.plain, distinct), pa.string())})
    return ask(
        """
        SELECT place || '/' || person_id AS unique_id, person_id, place, name, plain, name_key, split_part(name_key, ' ', 1) AS surname_key, given_key,
            born_on, NULL::DATE AS swapped_on, sex, tail, home, region
        FROM alike JOIN plain USING (name)
        """,
        alike=_with_given(alike),
        plain=plain,
    )


def _with_given(people: pa.Table) -> pa.Table:
    """The name without its first sound beside the name: what stays when a surname is read or written in another way."""
    return ask("SELECT *, substr(name_key, strpos(name_key || ' ', ' ') + 1) AS given_key FROM people", people=people)


@cache
def _model() -> dict[str, Any]:
    return dict(json.loads(MODEL.read_text(encoding="utf-8")))
