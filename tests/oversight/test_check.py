"""核验: a house in use passes, an empty one too; every breach that could be is found and named; everybody proves their own region."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from doudi.base.access import acting, acting_as_system
from doudi.base.models import AuditEntry, Officer
from doudi.oversight.check import Finding, check, prove
from doudi.oversight.invariants import all_invariants
from tests.oversight.breaches import BREACHES, answered, ordered
from tests.oversight.conftest import EVENING, Played, broken

FILES, AUDIT = "代发文件与登记的指纹一致", "审计记录未被改动"
MAY_BE_EMPTY = {
    "定稿前已知唯一领取人死亡的，没有付出",
    "已决定而未办结的，都在等转介答复",
    "逾期未答复的转介都已督办",
    "暂缓的只有写明的几种情形，且有人负责",
    "没有案件越过未办理的网上异议",
    "每笔价格临时补贴都来自当月登记的文号和标准",
    "补贴更正由两人办理，更正以前发出的每笔差额都有追补事项",
    "代管的卡都是本人户名，有书面协议，由登记人以外的人备案",
    "定稿前已知销户的，没有发到那里，都暂缓等人处理",
    "物资账实相符，发出的都有领物单，凭证预留的都在库",
    "凭证只兑领一次，在有效期内，有收据，由签发人以外的人登记",
    "服务费用只来自另一人验收的服务，没有超出合同",
    "备用金余额与收支、账上一致",
    "每笔补发都来自本户的少发事项，金额相同",
    "每次抵扣都有本户已告知的退回决定和约定",
    "少于发现金额的清退，都写明减免理由，由另一人审批",
    "撤销的都是本户经批准的全部减免，查明骗取，只撤销一次",
    "没有未退金额以后，以后的月份都照原额发放",
    "每次责令限期退回都依据已告知的清退和已送达的决定，再次听取意见，由另一人决定，期限在告知以后",
    "每笔罚款都不超过所得二倍，经陈述申辩，由另一人决定",
    "每件核对异议都由原出具人以外的人按期复查答复",
    "每户只有一份现行核对报告，被取代的都指向后一份",
}
"""Of these a good month has none to look at."""


def proven(region: str = "3707") -> list[Finding]:
    with acting_as_system(region):
        return check(on=EVENING)


def test_an_untouched_house_passes_and_every_invariant_had_something_to_look_at(played: Played) -> None:
    findings = proven()
    assert [finding for finding in findings if not finding.holds] == []
    assert {finding.name for finding in findings if finding.count == 0} <= MAY_BE_EMPTY


def test_an_empty_house_passes(system: None) -> None:
    findings = check(on=EVENING)
    assert findings
    assert all(finding.holds for finding in findings)
    assert {finding.count for finding in findings if finding.name != AUDIT} == {0}


def test_every_invariant_has_a_control() -> None:
    assert {invariant.name for invariant in all_invariants()} == set(BREACHES)
    assert {FILES, AUDIT}.isdisjoint(BREACHES)


@pytest.mark.parametrize(("name", "statement"), [(name, statement) for name, statements in BREACHES.items() for statement in statements])
def test_a_planted_breach_is_found_and_named(tamper: Callable[[str], None], name: str, statement: str) -> None:
    tamper(statement)
    [sentence] = [invariant for invariant in all_invariants() if invariant.name == name]
    assert not prove(sentence, on=EVENING).holds


def test_tampering_is_put_back(tamper: Callable[[str], None]) -> None:
    """The controls' own control: with nothing planted nothing is found of any of them, on the owner's connection too."""
    assert broken() == set()


@pytest.mark.parametrize("statement", [answered(), answered(ended="'withdrawn', '家庭撤回', '2026-10-23', officers.two, NULL")])
def test_an_objection_that_was_answered_or_taken_back_is_no_breach(tamper: Callable[[str], None], statement: str) -> None:
    """The control of what was planted about reports: as it should be, nothing is found."""
    tamper(statement)
    assert broken() == set()


def test_an_order_that_was_rightly_made_is_no_breach(tamper: Callable[[str], None]) -> None:
    tamper(ordered())
    assert broken() == set()


def test_a_finding_names_its_first_offenders(tamper: Callable[[str], None]) -> None:
    tamper("UPDATE monitoring_alert SET conclusion_words = '' WHERE state = 'concluded'")
    finding = next(finding for finding in check(on=EVENING) if finding.name == "每条预警的办结都有结论、结论人和说明")
    assert finding.breaches == finding.count > 5
    assert len(finding.examples) == 5
    assert all(example[0].isdigit() for example in finding.examples)


def test_an_audit_row_that_was_changed_or_taken_away_is_found(tamper: Callable[[str], None]) -> None:
    tamper("UPDATE base_auditentry SET because = '改过的理由' WHERE id = (SELECT min(entry_id) FROM base_auditseal)")
    assert AUDIT in broken()


@pytest.fixture
def out(played: Played, tmp_path: Path) -> Iterator[Path]:
    """The folder of files that went to the bank; put back as it was."""
    folder = played.home / "bank" / "out"
    shutil.copytree(folder, tmp_path / "out")
    yield folder
    shutil.rmtree(folder)
    shutil.copytree(tmp_path / "out", folder)


def test_a_bank_file_with_other_bytes_or_none_is_found(out: Path) -> None:
    changed, gone, *_ = sorted(out.glob("*.csv"))
    changed.write_bytes(changed.read_bytes() + b"\n")
    gone.unlink()
    finding = next(finding for finding in proven() if finding.name == FILES)
    assert (finding.breaches, set(finding.examples)) == (2, {changed.name, gone.name})


def test_everybody_proves_their_own_region(played: Played) -> None:
    """What a town's officer can prove is the town's part; what a county elsewhere can prove is nothing."""
    counted = {finding.name: finding.count for finding in proven()}
    whole = "每条预警都有责任单位和期限"
    with acting_as_system():
        towns = list(Officer.objects.filter(role="township", username__endswith="-1"))
    parts = []
    for officer in towns:
        with acting(officer):
            parts.append({finding.name: finding.count for finding in check(on=EVENING)})
    assert all(part[whole] < counted[whole] for part in parts)
    assert sum(part["每个身份都来自决定或原有名册，每次终止都有决定"] for part in parts) == counted["每个身份都来自决定或原有名册，每次终止都有决定"]
    elsewhere = {finding.name: finding.count for finding in proven("370781")}
    assert {elsewhere[name] for name in BREACHES} == {0}


def test_an_officer_of_one_county_does_not_take_the_others_entries_for_deleted(played: Played) -> None:
    """The chain is one for the whole house, and an officer sees the entries of their own region alone."""
    with acting_as_system():
        inspector = Officer.objects.get(role="inspector")
        unseen = AuditEntry.objects.exclude(region__startswith=inspector.region).count()
    assert unseen > 0, "with nothing out of sight this test proves nothing"
    with acting(inspector):
        assert [finding for finding in check(on=EVENING) if not finding.holds] == []


def test_a_breach_elsewhere_is_not_ours_to_see(tamper: Callable[[str], None]) -> None:
    tamper("UPDATE monitoring_alert SET conclusion_words = '' WHERE state = 'concluded'")
    with acting_as_system("370781"):
        assert broken() == set()


def told(env: dict[str, str], *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "doudi", "check", "--on", str(EVENING), *options]
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False)


def test_the_command_shows_a_table_to_people(played: Played) -> None:
    done = told(played.env)
    assert done.returncode == 0
    assert all(invariant.name[:12] in done.stdout for invariant in all_invariants())


def test_the_command_prints_one_object_and_passes(played: Played) -> None:
    done = told(played.env, "--json")
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert set(answer) == {"passed", "invariants"}
    assert answer["passed"] is True
    assert {tuple(row) for row in answer["invariants"]} == {("name", "count", "breaches")}
    assert [row["name"] for row in answer["invariants"]] == [*(invariant.name for invariant in all_invariants()), FILES, AUDIT]


def test_the_command_fails_on_a_breach_and_names_it(played: Played, out: Path) -> None:
    next(out.glob("*.csv")).unlink()
    done = told(played.env, "--json")
    assert done.returncode == 1
    answer = json.loads(done.stdout)
    assert answer["passed"] is False
    assert [row["name"] for row in answer["invariants"] if row["breaches"]] == [FILES]
