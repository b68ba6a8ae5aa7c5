"""比对的速度与准确: `python -m bench.verification.match [--people 1000000]`: labelled records, matched, beside the exact step alone; says one step as JSON.

It is a process of its own, because it works in a home of its own. Its seed is none that was learnt from.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import sys
import time
from collections.abc import Callable

import numpy as np
from rich.console import Console

from bench.verification.labelled import Answered, answered, opened
from bench.verification.steps import LIMITS, Step
from doudi.sandbox.labelled import AS_MEASURED, BESIDES

SEED, PAIRS = 7, 3


def main(arguments: list[str] | None = None) -> int:
    """Measure and say it."""
    read = argparse.ArgumentParser(prog="python -m bench.verification.match", description="已标注记录的比对：用时、精确率、召回率。")
    read.add_argument("--people", type=int, default=1_000_000, help="编造的人员和记录（缺省 1000000）")
    told = read.parse_args(arguments)
    say = Console(stderr=True, highlight=False).print
    with opened(told.people, seed=SEED, slips=AS_MEASURED | BESIDES, say=say) as home:
        from doudi.base.access import acting_as_system

        with acting_as_system("3707"):
            step = measured(answered(home), say)
    sys.stdout.write(json.dumps(step.as_json()) + "\n")
    return 0


def measured(known: Answered, say: Callable[[str], None]) -> Step:
    """The exact step alone and the whole of matching in turns, the middle of each; how many of those accepted are right, and how many of those in the
    register are accepted or offered."""
    from doudi.verification.matching import deciding

    alone, whole = [], []
    for _ in range(PAIRS):
        started = time.monotonic()
        deciding.exactly(known.people)
        alone.append(time.monotonic() - started)
        started = time.monotonic()
        person, found = deciding.in_the_register(known.people)
        whole.append(time.monotonic() - started)
    for place, one in found.items():
        person[place] = one.person_id or 0
    precision, recall = judged(known, person, {place: {one.person_id for one in verdict.candidates} for place, verdict in found.items()})
    asked, wrong = int((person == 0).sum()), int(((person > 0) & (person != known.truth)).sum())
    say(f"{known.people.num_rows:,} 条记录：自动确认 {len(person) - asked:,}，其中 {wrong} 条有误；待核对 {asked:,}。")
    seconds, bare = statistics.median(whole), statistics.median(alone)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return Step("match", known.people.num_rows, round(seconds, 2), LIMITS["match"], round(seconds / bare, 2), round(precision, 6), round(recall, 6), peak)


def judged(known: Answered, person: np.ndarray, offered: dict[int, set[int]]) -> tuple[float, float]:
    """Precision of what was accepted (`person`, 0: asked), and the share of those in the register who were accepted rightly or are among the offered."""
    accepted, right = person > 0, (person == known.truth) & (person > 0)
    asked = np.array([known.truth[place] in offered.get(place, ()) for place in np.flatnonzero(~accepted & (known.truth > 0)).tolist()])
    return float(right.sum() / max(accepted.sum(), 1)), float((right.sum() + asked.sum()) / max((known.truth > 0).sum(), 1))


if __name__ == "__main__":
    raise SystemExit(main())
