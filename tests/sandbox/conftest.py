"""造城的测试共用一座城: made once, only read."""

from pathlib import Path

import pytest

from doudi.sandbox.city import make_city


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ten thousand people, seed 1."""
    return make_city(people=10_000, to=tmp_path_factory.mktemp("city") / "weicheng", seed=1).folder
