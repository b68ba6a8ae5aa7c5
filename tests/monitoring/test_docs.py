"""说明书: the signal that docs/add-a-signal.md adds loads, and passes its own examples."""

import re
from datetime import date
from pathlib import Path
from typing import Any

from doudi.monitoring.book import book
from doudi.policy import Book, read_cases

PAGE = Path(__file__).parents[2] / "docs" / "add-a-signal.md"


def test_the_documented_signal_works(tmp_path: Path) -> None:
    (source,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    written = tmp_path / "several_homes.py"
    written.write_text(source, encoding="utf-8")
    loaded: dict[str, Any] = {"__name__": "several_homes"}
    exec(compile(source, str(written), "exec"), loaded)  # noqa: S102
    one = loaded["several_homes"]

    def with_it(on: date) -> Book:
        return book(on).extended(rules=[one.rule])

    examples = tmp_path / "examples.yaml"
    examples.write_text(loaded["EXAMPLES"], encoding="utf-8")
    cases = read_cases(examples, with_it)
    assert len(cases) == 3
    for case in cases:
        assert with_it(case.date).decide(case, want=[one.name]).differences == []
    assert set(one.columns) == {"several_homes", "homes", "standing"}
