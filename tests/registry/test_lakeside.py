"""湖边: of everything that was said, one row of each stands; how few are sorted for it changes nothing."""

import random

import duckdb
import pytest

from doudi.registry.lakeside import first_of

ROWS = "(VALUES {}) AS told (source, ref, known_on, amount)"
PLAIN = "SELECT * FROM {rows} QUALIFY row_number() OVER (PARTITION BY source, ref ORDER BY known_on DESC, amount DESC) = 1 ORDER BY ALL"


def some_rows(seed: int) -> str:
    """Some refs are told once, some again and again, some by nobody known."""
    dice = random.Random(seed)
    said = [(dice.choice("ab"), dice.choice(["NULL", *(f"'r{number}'" for number in range(40))]), dice.randrange(5), number) for number in range(60)]
    return ROWS.format(", ".join(f"('{source}', {ref}, {day}, {amount})" for source, ref, day, amount in said))


@pytest.mark.parametrize("seed", range(20))
def test_the_same_rows_stand_as_when_all_are_sorted(seed: int) -> None:
    rows = some_rows(seed)
    with duckdb.connect() as engine:
        standing = engine.execute(first_of(f"SELECT * FROM {rows}", of="source, ref", by="known_on DESC, amount DESC") + " ORDER BY ALL").fetchall()
        assert standing == engine.execute(PLAIN.format(rows=rows)).fetchall()
        assert len(standing) < len(engine.execute(f"SELECT * FROM {rows}").fetchall()), "some are told again"


def test_refs_that_share_a_hash_by_chance_are_told_apart() -> None:
    rows = some_rows(7)
    with duckdb.connect() as engine:
        sql = first_of(f"SELECT * FROM {rows}", of="source, ref", by="known_on DESC, amount DESC").replace("hash(source, ref)", "1")
        assert "1 AS mark" in sql
        assert engine.execute(sql + " ORDER BY ALL").fetchall() == engine.execute(PLAIN.format(rows=rows)).fetchall()


def test_of_each_what_is_to_be_kept() -> None:
    with duckdb.connect() as engine:
        rows = ROWS.format("('a', 'r', 1, 5), ('a', 'r', 2, 6), ('a', 's', 1, 7)")
        assert sorted(engine.execute(first_of(f"SELECT * FROM {rows}", of="source, ref", by="known_on DESC", keep="amount")).fetchall()) == [(6,), (7,)]
