"""分组: what a fixture of a module or a package makes is made once, by one worker, for all the tests that share it."""

from collections import defaultdict

import pytest
from xdist.scheduler import LoadGroupScheduling

from tests.sharing import shared_by


def shares(items: list[pytest.Item]) -> dict[object, set[str]]:
    """For each fixture that outlives a test (and its parameter): the groups of the tests that ask for it."""
    found: dict[object, set[str]] = defaultdict(set)
    for item in items:
        if isinstance(item, pytest.Function):
            params = item.callspec.params if hasattr(item, "callspec") else {}
            for name, definitions in item._fixtureinfo.name2fixturedefs.items():
                if definitions[-1].scope in ("package", "module", "class"):
                    of_module = item.module.__name__ if definitions[-1].scope != "package" else ""
                    found[name, definitions[-1].baseid, of_module, params.get("width")].add(shared_by(item.nodeid))
    return found


def test_what_is_shared_is_made_by_one_worker(request: pytest.FixtureRequest) -> None:
    split = {fixture: groups for fixture, groups in shares(request.session.items).items() if len(groups) > 1}
    assert not split


def test_groups() -> None:
    """Also a look whose parameter has a name behind the width; the negative control is xdist's own division, which takes each test for itself."""
    assert shared_by("tests/journeys/test_money.py::test_goods[390]") == shared_by("tests/journeys/test_looks.py::test_page[390-示例·县级]") == "journeys 390"
    assert shared_by("tests/oversight/test_check.py::test_it[a]") == shared_by("tests/oversight/test_replay.py::test_it") == "oversight"
    assert shared_by("tests/law/test_cases.py::test_it[1440]") == "tests/law/test_cases.py"
    by_name = LoadGroupScheduling._split_scope
    assert by_name(None, "tests/law/test_cases.py::test_one") != by_name(None, "tests/law/test_cases.py::test_two")  # type: ignore[arg-type]
