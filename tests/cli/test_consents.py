"""`doudi consents`: a whole list is written down or none of it, and said in one line."""

from collections.abc import Callable
from pathlib import Path

import pytest

from doudi.cli import consents
from doudi.verification.models import Consent
from tests.people import a_family
from tests.verification.test_consent_batch import a_list, a_row

pytestmark = pytest.mark.usefixtures("system")


def test_a_list_is_written_down_once_and_a_bad_one_is_refused_by_line(typing: Callable, tmp_path: Path) -> None:
    run, family = typing(consents), a_family(members=2)
    good = str(a_list(tmp_path, [a_row(family), a_row(family, 1)]))
    given = ("--region", "370702", "--on", "2026-10-12")
    assert run(good, *given) == (0, "授权.csv：新登记授权 2 份。\n", "")
    assert run(good, *given) == (0, "授权.csv：新登记授权 0 份。\n", "")
    code, out, said = run(str(a_list(tmp_path, [a_row(family, 户号="H0")], "错.csv")), *given)
    assert (code, out) == (2, "") and "错.csv：第 2 行户号" in said and Consent.objects.count() == 2


def test_a_place_that_is_no_county_is_refused(typing: Callable, tmp_path: Path) -> None:
    code, _, said = typing(consents)(str(tmp_path / "x.csv"), "--region", "3707")
    assert code == 2 and "不是本市的县区代码" in said
