"""转介的人: a township officer who sends, an officer of the medical insurance bureau who answers."""

from collections.abc import Callable

import pytest

from doudi.base.models import Officer
from tests.referral.builders import BUREAU, COUNTY, TOWN


@pytest.fixture
def sender(officer_of: Callable[..., Officer]) -> Officer:
    return officer_of("township", TOWN)


@pytest.fixture
def bureau(officer_of: Callable[..., Officer]) -> Officer:
    return officer_of("department", COUNTY, BUREAU)
