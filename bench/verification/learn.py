"""学: `python -m bench.verification.learn [--people 1000000] [--seed 21]`: learns anew how likenesses are judged, from labelled records, and writes it down.

Two homes: on the first the weights of likeness are trained and each kind of likeness is counted; the bars (how sure one must be to accept) are held by what
was counted. What is written is content of `doudi/verification/matching/`: `learnt.yaml` and `likeness.json`.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import yaml
from rich.console import Console

from bench.verification.labelled import Answered, answered, opened
from doudi.sandbox.labelled import TO_LEARN

SEED = 21
LOST = 0.0005
"""Of all records about somebody registered so few may be offered nobody who is right because their weight is low."""
STEP = 100


def main(arguments: list[str] | None = None) -> int:
    """Learn it and write it down."""
    read = argparse.ArgumentParser(prog="python -m bench.verification.learn", description="从编造的已标注记录学习比对阈值。")
    read.add_argument("--people", type=int, default=1_000_000, help="编造的人员（缺省 1000000）")
    read.add_argument("--seed", type=int, default=SEED, help="随机种子；检验用的是别的种子")
    told = read.parse_args(arguments)
    say = Console(stderr=True, highlight=False).print
    with opened(told.people, seed=told.seed, slips=TO_LEARN, say=say) as home:
        from doudi.base.access import acting_as_system
        from doudi.verification.matching import learnt, likeness

        with acting_as_system("3707"):
            known = answered(home)
            content, model = learn(known, say)
    content["how"] |= {"people": told.people, "seed": told.seed, "learnt_on": date.today().isoformat(), "slips": TO_LEARN}  # noqa: DTZ011 (a day on a label)
    likeness.MODEL.write_text(json.dumps(model, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    words = "# 比对所学: written by `python -m bench.verification.learn`, by nobody's hand.\n"
    learnt.LEARNT.write_text(words + yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=160, default_flow_style=None), encoding="utf-8")
    return 0


def learn(known: Answered, say: Callable[[str], None]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What to write into `learnt.yaml` and `likeness.json`."""
    from doudi.verification.matching import cascade, deciding
    from doudi.verification.matching.learnt import BAR, Learnt, Seen

    person, holders = deciding.exactly(known.people)
    rest = np.flatnonzero(person == 0)
    written = deciding.written(known.people, rest)
    say(f"{known.people.num_rows:,} 条记录，其中 {len(rest):,} 条与登记不完全一致。")
    pairs = cascade.pairs(written, holders)
    seen = counted(pairs, known.truth)
    patterns = {key: Seen(*both) for key, both in seen.items()}
    settled = deciding.by_cascade(written, holders, Learnt(patterns, (), 0, None))
    accepted = sum(one.is_sure for one in settled.values())
    offered = {place for place, one in settled.items() if any(candidate.person_id == known.truth[place] for candidate in one.candidates)}
    left = np.array(deciding.unexplained(settled), np.int64)
    say(f"阶梯：自动确认 {accepted:,} 条；解释不了的 {len(left):,} 条按相似程度比较。")
    rest = deciding.written(known.people, left)
    model, weighed = trained(deciding.described(rest, holders.filter(pc.is_in(holders["place"], rest["place"]))), known.truth, say)
    content = {
        "how": {"right_of_ten_thousand": BAR, "bound": "Wilson, one-sided 95 %", "records": known.people.num_rows},
        "patterns": [
            {"slip": slip, "spelling": spelling, "rivals": rivals, "right": one.right, "wrong": one.wrong, "at_least": one.at_least}
            for (slip, spelling, rivals), one in sorted(patterns.items())
        ],
        "likeness": ladder_of(weighed, known.truth, offered),
    }
    return content, model


def counted(pairs: pa.Table, truth: np.ndarray) -> dict[tuple[str, str, str], tuple[int, int]]:
    """For each slip, spelling and rivals: how many pairs were the same person, and how many were not."""
    right = pairs["person_id"].to_numpy() == truth[pairs["place"].to_numpy()]
    kinds = Counter(zip(*(pairs[name].to_pylist() for name in ("slip", "spelling", "rivals")), right.tolist(), strict=True))
    return {kind[:3]: (kinds[*kind[:3], True], kinds[*kind[:3], False]) for kind in kinds}


def trained(written: pa.Table, truth: np.ndarray, say: Callable[[str], None]) -> tuple[dict[str, Any], pa.Table]:
    """Splink's weights: how often the same person agrees, by label; how often others do, among those who come into question. And the rest, weighed."""
    import duckdb

    from doudi.registry import queries as registry
    from doudi.verification.matching import likeness

    alike = registry.alike(written.select(registry.ASKED.names))
    label = truth[alike["place"].to_numpy()]
    same = pa.array(alike["person_id"].to_numpy() == label)
    say(f"比较 {alike.num_rows:,} 对，其中 {pc.sum(same).as_py():,} 对是同一人。")
    with duckdb.connect(config=likeness.IN_MEMORY) as engine:
        linker = likeness.linker(likeness.written_side(written), likeness.registered_side(alike), likeness.SETTINGS, engine)
        linker.training.estimate_u_using_random_sampling(max_pairs=5e6, seed=1)
        labels = alike.select(["place", "person_id"]).filter(same)
        engine.register("labels_given", labels)
        engine.execute(
            """CREATE TABLE labels AS SELECT 'a_written' AS source_dataset_l, CAST(place AS VARCHAR) AS unique_id_l, 'b_registered' AS source_dataset_r,
            place || '/' || person_id AS unique_id_r FROM labels_given"""
        )
        linker.training.estimate_m_from_pairwise_labels("labels")
        model = linker.misc.save_model_to_json()
    model.pop("linker_uid")
    return model, likeness.weigh(written, alike, model)


def ladder_of(weighed: pa.Table, truth: np.ndarray, offered: set[int]) -> dict[str, Any]:
    """The best of each record, by whole weights: right and wrong from there on; from where to ask, wherever they live, from where to accept (none where no
    step is proved)."""
    from doudi.verification.matching.learnt import Seen

    place, person, weight, anywhere = (weighed[name].to_numpy() for name in ("place", "person_id", "weight", "anywhere"))
    best = np.flatnonzero(np.r_[True, place[1:] != place[:-1]])
    right = person == truth[place]
    steps = []
    for start in range(int(weight.min()) // STEP * STEP, int(weight.max()) + 1, STEP):
        at = best[weight[best] // STEP * STEP == start]
        if len(at):
            steps.append({"from": start, "right": int(right[at].sum()), "wrong": int((~right[at]).sum())})
    news = np.sort(anywhere[right & ~np.isin(place, list(offered))])
    ask_from = int(news[min(int(LOST * (truth > 0).sum()), len(news) - 1)]) // STEP * STEP if len(news) else int(weight.max())
    proved = None
    above = Seen(0, 0)
    for step in reversed(steps):
        above = Seen(above.right + step["right"], above.wrong + step["wrong"])
        if above.may_be_accepted:
            proved = step["from"]
    return {"ask_from": ask_from, "accept_from": proved, "ladder": steps}


if __name__ == "__main__":
    raise SystemExit(main())
