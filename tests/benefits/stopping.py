"""硬停的故事: the month told by a process of its own on a database of its own; it says each step before and after it, so that somebody may stop it there.

    python -m tests.benefits.stopping setup | prepare | tell        with DOUDI_HOME naming the home of a cluster that runs
"""

import sys
from collections.abc import Callable

import django

django.setup()

from doudi.base import migrate  # noqa: E402
from tests.benefits import story  # noqa: E402


def step(label: str, verb: Callable[[], object]) -> None:
    """Said, done, said."""
    print(f"do {label}", flush=True)
    verb()
    print(f"done {label}", flush=True)


def main(what: str) -> None:
    """One of the three."""
    if what == "setup":
        migrate.bring_up_to_date()
        story.set_up(families=4)
    elif what == "prepare":
        story.prepare(step)
    else:
        story.tell(step)


if __name__ == "__main__":
    main(sys.argv[1])
