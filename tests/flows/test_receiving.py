"""One file brought by an officer: taken in and recorded, or refused and remembered."""

from collections.abc import Callable
from pathlib import Path

import pytest

from doudi.base import access
from doudi.base.models import Officer
from doudi.flows.receiving import take_in
from doudi.verification.actions import CannotReceive
from doudi.verification.models import RefusedFile
from tests.people import a_person, an_id
from tests.verification.files import DAY, a_death, a_file, laid

pytestmark = pytest.mark.usefixtures("system")


def test_a_file_is_known_at_once(tmp_path: Path, officer_of: Callable[..., Officer]) -> None:
    number, officer = an_id(), officer_of("county")
    person = a_person(name="某甲", id_number=number)
    with access.acting(officer):
        take_in(path=a_file(tmp_path, "hukou", [a_death(number, "某甲")]), officer=officer, on=DAY)
    person.refresh_from_db()
    assert person.death_known_on == DAY


def test_a_refusal_is_remembered(tmp_path: Path, officer_of: Callable[..., Officer]) -> None:
    officer = officer_of("county")
    with access.acting(officer), pytest.raises(CannotReceive):
        take_in(path=laid(tmp_path, "hukou_370702_20261012.csv", b"\0"), officer=officer, on=DAY)
    assert RefusedFile.objects.get().region == "370702"
