"""湖里的事实: the nation's shares, every plight, families beside the lines; unknown only where it may be, with its truth beside."""

from collections import Counter
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from doudi.sandbox.calibration import DIBAO_HOUSEHOLD_MEAN, DISABLED, DISABLED_SHARE, HOUSEHOLD_SIZES, SEVERE_SHARE
from doudi.sandbox.lake.counties import COUNTIES
from doudi.sandbox.lake.plights import DECLARED, KINDS
from doudi.sandbox.lake.unknown import UNKNOWN
from tests.sandbox.lakes import LEVELS, ON, PEOPLE, ask, assessed, read

KEYS = {"households": ["household_id"], "members": ["household_id", "person_id"], "supporters": ["household_id", "place"]}


def test_shares_are_the_nation_s(known: Path) -> None:
    members, households = read(known, "members"), read(known, "households")
    sizes = dict(ask("SELECT least(n, 5), count(*) / sum(count(*)) OVER () FROM (SELECT count(*) n FROM m GROUP BY household_id) GROUP BY 1", m=members))
    assert all(abs(float(sizes[size]) - share) < 0.01 for size, share in HOUSEHOLD_SIZES.items())
    disabled = members.filter(pc.not_equal(members["disability_kind"], "none"))
    assert abs(disabled.num_rows / PEOPLE - DISABLED_SHARE) < 0.005
    assert abs(pc.mean(pc.less_equal(disabled["disability_grade"], 2)).as_py() - SEVERE_SHARE) < 0.03
    for kind, millions in DISABLED.items():
        assert abs(pc.mean(pc.equal(disabled["disability_kind"], kind)).as_py() - millions / sum(DISABLED.values())) < 0.02
    old = "SELECT region[:6], avg((date '2026-10-12' - born_on >= 60 * 365.2425)::int) FROM m JOIN h USING (household_id) GROUP BY 1"
    ages = dict(ask(old, m=members, h=households))
    for county in COUNTIES:
        assert abs(ages[county.code] - sum(share for least, _, share in county.ages if least >= 60)) < 0.005
    younger = "SELECT bool_and(m.born_on > head.born_on) FROM m JOIN m AS head USING (household_id) WHERE m.relation = 'child' AND head.relation = 'head'"
    assert ask(younger, m=members) == [(True,)]


def test_few_are_poor_as_in_life_and_every_plight_occurs(known: Path) -> None:
    homes = read(known, "households")
    found = assessed(known, "tier", "member_count", "countable_income_12m", "below_marginal_standard")
    rows = ask(
        "SELECT area, sum(member_count) FILTER (below_marginal_standard) / sum(member_count) FROM f JOIN h USING (household_id) GROUP BY 1", f=found, h=homes
    )
    assert len(rows) == 2 and all(0.02 < share < 0.06 for _, share in rows)
    means = dict(ask("SELECT area, avg(member_count) FROM f JOIN h USING (household_id) WHERE tier = 'dibao' GROUP BY 1", f=found, h=homes))
    assert all(abs(means[area] - mean) < 0.2 for area, mean in DIBAO_HOUSEHOLD_MEAN.items())
    assert {"dibao", "marginal", "none"} <= set(found["tier"].to_pylist())
    planted = read(known, "truth/planted")
    assert set(pc.unique(planted["kind"]).to_pylist()) == set(KINDS) - {KINDS[DECLARED]}
    wrong = ask(
        "SELECT count(*) FILTER (countable_income_12m < income_12m), count(*) FILTER (countable_income_12m > income_12m) FROM f JOIN p USING (household_id)",
        f=found,
        p=planted,
    )
    assert wrong[0][0] == 0 and 0 < wrong[0][1] < 300  # supporters who say that they pay more than the family says
    assert {"none", "tekun", "dibao", "marginal", "rigid_expenditure"} <= set(pc.unique(homes["already_tier"]).to_pylist())
    assert pc.any(homes["single_parent"]).as_py() and pc.any(homes["orphan_support"]).as_py() and pc.any(homes["relapse_watch"]).as_py()
    members, supporters = read(known, "members"), read(known, "supporters")
    assert pc.max(members["suitable_jobs_refused"]).as_py() >= 3
    assert set(pc.unique(supporters["supporter_consented"]).to_pylist()) == {True, False}
    assert pc.min(members["born_on"]).as_py() < date(1945, 1, 1) and pc.sum(pc.less_equal(members["died_on"], ON)).as_py() > 0


def test_families_stand_on_the_line_and_a_fen_to_each_side(known: Path) -> None:
    found = assessed(known, "member_count", "countable_income_12m", "below_dibao_standard", "below_marginal_standard")
    rows = ask(
        """SELECT countable_income_12m - line * standard * 12 * member_count AS beside, line, below_dibao_standard, below_marginal_standard
           FROM f JOIN h USING (household_id) JOIN p USING (household_id), (VALUES (1.0), (1.5)) AS lines (line),
                LATERAL (SELECT CASE area WHEN 'urban' THEN 101000 ELSE 81000 END AS standard)
           WHERE kind = 'at_a_line' AND member_count > 0 AND abs(beside) <= 12""",
        f=found,
        h=read(known, "households"),
        p=read(known, "truth/planted"),
    )
    assert {(float(line), int(beside)) for beside, line, _, _ in rows} == {(line, beside) for line in (1.0, 1.5) for beside in (-12, -1, 0, 1, 12)}
    for beside, line, dibao, marginal in rows:
        assert (dibao if line == 1 else marginal) == (beside < 0)


def test_nothing_is_unknown_where_it_may_not_be(unsure: Path, known: Path) -> None:
    for name in LEVELS:
        table, sure = read(unsure, name), read(known, name)
        unknown = {column for column in table.column_names if table[column].null_count and column != "supports"}
        assert unknown == {fact for fact in UNKNOWN if fact in table.column_names}
        assert not {column for column in sure.column_names if sure[column].null_count and column != "supports"}
        for fact in unknown:
            share = table[fact].null_count / table.num_rows
            assert 0.001 < share < (0.25 if name == "supporters" else 0.008), fact
    supporters = read(unsure, "supporters")
    refused = supporters.filter(pc.invert(supporters["supporter_consented"]))
    assert refused.num_rows and refused["supporter_income_12m"].null_count == refused["supporter_own_income_12m"].null_count == refused.num_rows
    grown = ask("SELECT max(born_on) FROM m WHERE wage_12m IS NULL", m=read(unsure, "members"))[0][0]
    assert grown < date(2010, 10, 20)


@pytest.mark.parametrize("name", LEVELS)
def test_the_truth_fills_every_unknown_and_nothing_else(name: str, unsure: Path, known: Path) -> None:
    table, sure, truth = read(unsure, name), read(known, name), read(unsure, f"truth/{name}")
    if name == "supporters":
        seen: Counter[int] = Counter()
        table = table.append_column("place", pa.array([(seen.update([home]), seen[home])[1] for home in table["household_id"].to_pylist()]))
    told = {(row["fact"], *(row[key] for key in KEYS[name])): row["fen"] for row in truth.to_pylist()}
    assert len(told) == truth.num_rows
    filled = 0
    for fact in (fact for fact in UNKNOWN if fact in table.column_names):
        column = table[fact].to_pylist()
        keys = list(zip(*(table[key].to_pylist() for key in KEYS[name]), strict=True))
        for place, value in enumerate(column):
            if value is None:
                column[place] = told[(fact, *keys[place])]
                filled += 1
        assert column == sure[fact].to_pylist()
        table = table.set_column(table.column_names.index(fact), fact, sure[fact])
    assert filled == len(told) > 0
    assert table.select(sure.column_names).equals(sure)
