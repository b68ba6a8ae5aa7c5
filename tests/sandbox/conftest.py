"""造城的测试共用一座城: made once, only read."""

from pathlib import Path

import pytest

from doudi.sandbox.city import make_city
from doudi.sandbox.lake import make_lake
from tests.sandbox.lakes import PEOPLE, SEED


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ten thousand people, seed 1."""
    return make_city(people=10_000, to=tmp_path_factory.mktemp("city") / "weicheng", seed=1).folder


@pytest.fixture(scope="session")
def unsure(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lake in which some facts are unknown."""
    return make_lake(people=PEOPLE, to=tmp_path_factory.mktemp("lake") / "unsure", seed=SEED, processes=1).folder


@pytest.fixture(scope="session")
def known(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same lake, everything known."""
    return make_lake(people=PEOPLE, to=tmp_path_factory.mktemp("lake") / "known", seed=SEED, processes=1, known=True).folder
