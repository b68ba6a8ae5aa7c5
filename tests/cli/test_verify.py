"""`doudi verify`: names and numbers masked, every reading written down, the paper only for a reason."""

from collections.abc import Callable
from pathlib import Path

import pytest

from doudi.base import crypto
from doudi.base.models import AuditEntry, Officer
from doudi.cli import verify
from doudi.verification import reports
from doudi.verification.actions import make_report
from tests.people import Family
from tests.verification.files import DAY
from tests.verification.reports import a_checked_family, number_of

pytestmark = pytest.mark.usefixtures("system")


@pytest.fixture
def run(typing: Callable) -> Callable[..., tuple[int, str, str]]:
    return typing(verify)


def hidden(said: str, family: Family) -> bool:
    """Nobody's whole name or number."""
    return not [one for person in family.people for one in (person.name, number_of(person), number_of(person)[6:14]) if one in said]


def test_a_report_is_printed_masked_and_the_reading_is_written_down(run: Callable, tmp_path: Path, officer_of: Callable[..., Officer]) -> None:
    family = a_checked_family(tmp_path, silent=("vehicles",))
    report = make_report(household_id=family.household.pk, officer=officer_of("county"), on=DAY)
    code, out, _ = run(family.household.number, "--on", "2026-10-13")
    assert code == 0 and report.number in out and "有效" in out and "301,200.50 元" in out and "未反馈" in out and "示例农商银行" not in out
    assert hidden(out, family) and AuditEntry.objects.filter(verb="verification.report_read", about_id=report.pk, officer_id=None).count() == 1
    assert "已过有效期" in run(family.household.number, "--on", "2027-03-01")[1]


def test_without_a_report_the_answers_are_printed(run: Callable, tmp_path: Path) -> None:
    family = a_checked_family(tmp_path)
    code, out, _ = run(family.household.number, "--on", f"{DAY}")
    assert code == 0 and "还没有出具过核对报告" in out and "命中：301,200.50 元" in out and hidden(out, family)
    assert AuditEntry.objects.filter(verb="verification.checks_read", about_id=family.household.pk).count() == 1


def test_the_paper_is_written_for_a_reason_and_to_the_byte(run: Callable, tmp_path: Path, officer_of: Callable[..., Officer]) -> None:
    family, paper = a_checked_family(tmp_path), tmp_path / "hd.pdf"
    assert run(family.household.number, "--pdf", str(paper), "--because", "复核", "--on", f"{DAY}")[0] == 2
    report = make_report(household_id=family.household.pk, officer=officer_of("county"), on=DAY)
    code, _, err = run(family.household.number, "--pdf", str(paper))
    assert code == 2 and "--because" in err and not paper.exists()
    code, out, _ = run(family.household.number, "--pdf", str(paper), "--because", "审计抽查")
    assert code == 0 and report.file_digest in out and crypto.sm3(paper.read_bytes()).hex() == report.file_digest and paper.stat().st_mode & 0o077 == 0
    assert paper.read_bytes() == reports.report_file(report)
    assert AuditEntry.objects.get(verb="verification.report_printed").because == "审计抽查"
    code, _, err = run(family.household.number, "--pdf", str(tmp_path / "nowhere" / "hd.pdf"), "--because", "审计抽查")
    assert code == 2 and "请核对路径" in err


def test_an_unknown_family_or_one_of_another_place_is_told_alike(run: Callable, tmp_path: Path) -> None:
    family = a_checked_family(tmp_path)
    for words in (("H999",), (family.household.number, "--region", "370703")):
        code, out, err = run(*words)
        assert code == 2 and "没有这个户号" in err and out == ""
