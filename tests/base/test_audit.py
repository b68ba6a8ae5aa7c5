"""审计: what happens to the chain when somebody with the owner's power touches it."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import psycopg
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection, transaction

from doudi.base import access, audit, chain, roots
from doudi.base.models import AuditEntry, AuditSeal, Officer

Owner = Callable[[], psycopg.Connection]
ENTRIES = 12
DAYS = (date(2026, 11, 2), date(2026, 11, 3))


@pytest.fixture
def chained(fresh_database: object, owner_of: Owner) -> None:
    """Twelve entries, sealed on two days, so that two roots are kept outside; the first six are a week old."""
    for part, day in enumerate(DAYS):
        with access.acting_as_system():
            for number in range(ENTRIES // 2):
                audit.record("test.read", about=("registry.person", part * 100 + number), by=None, because="查看\n家庭", region="370702001")
        if not part:
            attack(owner_of, "UPDATE base_auditentry SET at = at - interval '7 days'")
        with access.acting_as_system():
            audit.seal(on=day)


def first_breach() -> chain.Breach | None:
    with access.acting_as_system():
        return chain.verify().breach


def the_roots(home: Path) -> list[Path]:
    return sorted((home / "audit-roots").glob("*.root"))


def kind_of_breach() -> str:
    breach = first_breach()
    return breach.kind if breach else ""


def seal_anew(owner_of: Owner, *statements: str) -> None:
    """Every seal is taken away, something is done, and our own sealer chains what is left."""
    attack(owner_of, "DELETE FROM base_auditseal", *statements)
    with access.acting_as_system():
        audit.seal(on=DAYS[1])


def attack(owner_of: Owner, *statements: str) -> None:
    """The owner, with every trigger off: the strongest attacker the database knows."""
    with owner_of() as owner:
        for table in ("base_auditentry", "base_auditseal"):
            owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            owner.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        for statement in statements:
            owner.execute(statement)
        for table in ("base_auditentry", "base_auditseal"):
            owner.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
            owner.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")


def test_an_untouched_chain_verifies(chained: None) -> None:
    assert first_breach() is None
    assert AuditSeal.objects.count() == ENTRIES
    assert [(root.day, root.position) for root in roots.kept(key=roots.public_key())] == list(zip(DAYS, (6, 12), strict=True))


def test_sealing_again_seals_nothing(chained: None) -> None:
    with access.acting_as_system():
        assert audit.seal(on=DAYS[1]) == 0
    assert first_breach() is None


def test_an_edit_of_any_column_is_named(chained: None, owner_of: Owner) -> None:
    """From the last entry to the first, each time another column: the first breach is always the latest edit."""
    edits = (
        "verb = 'test.reaD'",
        "because = ''",
        "officer_name = '别人'",
        "at = at - interval '1 microsecond'",
        "login = 'someone'",
        "about_id = about_id + 1",
        "region = '370783'",
        """detail = '{"a": 1}'""",
        "officer_id = 1",
        "about_kind = 'x'",
        "id = id + 1000000",
        "because = because || ' '",
    )
    assert len(edits) == ENTRIES
    for position, change in zip(range(ENTRIES, 0, -1), edits, strict=True):
        attack(owner_of, f"UPDATE base_auditentry SET {change} WHERE id = (SELECT entry_id FROM base_auditseal WHERE position = {position})")
        breach = first_breach()
        assert breach and breach.position == position, change


def test_a_deleted_entry_is_named(chained: None, owner_of: Owner) -> None:
    attack(owner_of, "DELETE FROM base_auditentry WHERE id = (SELECT entry_id FROM base_auditseal WHERE position = 5)")
    breach = first_breach()
    assert breach and breach.position == 5 and "删除" in breach.words


def test_an_entry_deleted_with_its_seal_leaves_a_gap(chained: None, owner_of: Owner) -> None:
    attack(
        owner_of,
        "WITH gone AS (DELETE FROM base_auditseal WHERE position = 5 RETURNING entry_id) DELETE FROM base_auditentry WHERE id IN (SELECT entry_id FROM gone)",
    )
    breach = first_breach()
    assert breach and breach.position == 5


def test_two_entries_that_change_places_are_found(chained: None, owner_of: Owner) -> None:
    attack(
        owner_of,
        "CREATE TEMP TABLE pair AS SELECT position, entry_id FROM base_auditseal WHERE position IN (3, 4)",
        "UPDATE base_auditseal SET entry_id = -position WHERE position IN (3, 4)",
        "UPDATE base_auditseal s SET entry_id = (SELECT entry_id FROM pair WHERE position = 7 - s.position) WHERE position IN (3, 4)",
    )
    breach = first_breach()
    assert breach and breach.position == 3


def test_an_entry_slipped_in_between_is_found(chained: None, owner_of: Owner) -> None:
    attack(
        owner_of,
        "UPDATE base_auditentry SET id = id + 1000 WHERE id = (SELECT max(id) FROM base_auditentry)",
        "UPDATE base_auditseal SET entry_id = (SELECT max(id) FROM base_auditentry) WHERE position = 12",
        "INSERT INTO base_auditentry (id, verb, about_kind, officer_name, because, region, detail)"
        " SELECT max(id) - 500, 'test.forged', '', '系统', '', '370702', '{}' FROM base_auditentry",
    )
    assert first_breach() is not None


def test_a_low_number_used_afterwards_is_found(chained: None, owner_of: Owner) -> None:
    attack(
        owner_of,
        "INSERT INTO base_auditentry (id, verb, about_kind, officer_name, because, region, detail) VALUES (-7, 'test.forged', '', '系统', '', '370702', '{}')",
    )
    breach = first_breach()
    assert breach and breach.entry_id == -7 and "插入" in breach.words


def test_an_old_entry_forged_and_then_sealed_is_found(chained: None, owner_of: Owner) -> None:
    """The sealer takes what it finds; the walk sees that it should have been sealed days before. The control: one written now is an entry like any other."""
    columns = "at, verb, about_kind, officer_name, because, region, detail"
    forged = f"INSERT INTO base_auditentry ({columns}) VALUES ({{}}, 'test.forged', '', '系统', '', '3707', '{{{{}}}}')"
    attack(owner_of, forged.format("now()"))
    with access.acting_as_system():
        assert audit.seal(on=DAYS[1]) == 1
    assert first_breach() is None
    attack(owner_of, forged.format("now() - interval '3 days'"))
    assert kind_of_breach() == "inserted"
    with access.acting_as_system():
        assert audit.seal(on=DAYS[1], is_quick=True) == 1
    assert kind_of_breach() == "inserted"


def test_an_entry_deleted_and_the_rest_numbered_anew_is_found(chained: None, owner_of: Owner) -> None:
    attack(
        owner_of,
        "CREATE TEMP TABLE kept AS SELECT position, entry_id, chain, at FROM base_auditseal WHERE position <> 5",
        "DELETE FROM base_auditentry WHERE id = (SELECT entry_id FROM base_auditseal WHERE position = 5)",
        "DELETE FROM base_auditseal",
        "INSERT INTO base_auditseal SELECT row_number() OVER (ORDER BY position), entry_id, chain, at FROM kept",
    )
    assert kind_of_breach() == "deleted"


def test_a_cut_tail_is_caught_by_the_root_outside(chained: None, owner_of: Owner, own_home: Path) -> None:
    attack(owner_of, "DELETE FROM base_auditseal WHERE position > 8", "DELETE FROM base_auditentry WHERE id NOT IN (SELECT entry_id FROM base_auditseal)")
    breach = first_breach()
    assert breach and breach.kind == "cut" and breach.position == 9 and "截断" in breach.words
    the_roots(own_home)[1].unlink()
    assert first_breach() is None, "negative control: without the root outside, the cut is invisible"


def test_no_root_left_is_itself_a_breach(chained: None, own_home: Path) -> None:
    for path in the_roots(own_home):
        path.unlink()
    breach = first_breach()
    assert breach and "不见了" in breach.words


@pytest.mark.parametrize("damage", [lambda text: text.replace("position 6", "position 5"), lambda text: text[:-20], lambda text: "", lambda text: text + "x"])
def test_a_damaged_root_is_itself_a_breach(chained: None, own_home: Path, damage: Callable[[str], str]) -> None:
    path = the_roots(own_home)[0]
    path.write_text(damage(path.read_text()))
    breach = first_breach()
    assert breach and breach.kind == "root_changed" and path.name in breach.words
    with pytest.raises(roots.CannotTrustRoots):
        roots.kept(key=roots.public_key())


def test_a_root_taken_from_the_middle_is_missed(chained: None, own_home: Path) -> None:
    the_roots(own_home)[0].unlink()
    breach = first_breach()
    assert breach and "不连续" in breach.words


def test_a_chain_sealed_again_contradicts_the_root_kept_before(chained: None, owner_of: Owner, own_home: Path) -> None:
    """Our own sealer signs nothing that contradicts the root before it."""
    before = [path.read_bytes() for path in the_roots(own_home)]
    seal_anew(owner_of, "UPDATE base_auditentry SET because = '改写'")
    assert kind_of_breach() == "rewritten" and [path.read_bytes() for path in the_roots(own_home)] == before


def test_a_whole_chain_written_anew_is_caught_by_copies_kept_elsewhere(chained: None, owner_of: Owner, own_home: Path, tmp_path: Path) -> None:
    """The strongest attacker has the key as well and signs new roots; the copies somebody else keeps still say otherwise."""
    copies = tmp_path / "copies"
    shutil.copytree(own_home / "audit-roots", copies)
    for path in the_roots(own_home):
        path.unlink()
    seal_anew(owner_of, "UPDATE base_auditentry SET because = '改写' WHERE about_id = 2")
    assert first_breach() is None, "negative control: with the key in the attacker's hands the new chain looks sound"
    with access.acting_as_system():
        breach = chain.verify(copies=copies).breach
    assert breach and breach.kind == "rewritten" and breach.position == 6


def test_roots_of_another_key_are_not_trusted(chained: None, own_home: Path) -> None:
    stranger = Ed25519PrivateKey.generate().public_key()
    file = own_home / "other.pem"
    file.write_bytes(stranger.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo))
    with access.acting_as_system():
        breach = chain.verify(key=file).breach
        assert breach and breach.kind == "root_changed"
        assert chain.verify(key=own_home / "audit-roots" / "public-key.pem").breach is None
        file.write_text("no key")
        with pytest.raises(roots.CannotReadKey, match=r"other\.pem"):
            chain.verify(key=file)


def test_the_quick_way_looks_at_the_newest_alone(chained: None, owner_of: Owner, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a long transaction wrote under an early number waits for the day's sealing."""
    monkeypatch.setattr(audit, "BEHIND", 0)
    with access.acting_as_system():
        early = audit.record("test.read", about=("registry.person", 1), by=None, region="370702001").pk
        audit.record("test.read", about=("registry.person", 2), by=None, region="370702001")
    attack(owner_of, f"UPDATE base_auditentry SET id = -1 WHERE id = {early}")
    with access.acting_as_system():
        assert (audit.seal(on=DAYS[1], is_quick=True), audit.seal(on=DAYS[1])) == (1, 1)


def test_the_database_refuses_changes_even_from_the_owner(chained: None, owner_of: Owner) -> None:
    with owner_of() as owner:
        owner.execute("ALTER TABLE base_auditentry NO FORCE ROW LEVEL SECURITY")
    for table in ("base_auditentry", "base_auditseal"):
        for statement in (f"UPDATE {table} SET at = now()", f"DELETE FROM {table}", f"TRUNCATE {table}"):
            with owner_of() as owner, pytest.raises(psycopg.errors.RestrictViolation), owner.transaction():
                owner.execute(statement)
            with connection.cursor() as cursor, pytest.raises(Exception, match="permission denied"):
                cursor.execute(statement)


def test_time_and_login_are_the_databases_own(chained: None) -> None:
    with access.acting_as_system(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO base_auditentry (at, login, verb, about_kind, officer_name, because, region, detail)"
            " VALUES ('2001-01-01', 'nobody', 'test.forged', '', '系统', '', '370702', '{}') RETURNING id, login, at > now() - interval '1 hour'"
        )
        number, login, recent = cursor.fetchone()
    assert (login, recent) == ("doudi_app", True)
    with access.acting_as_system():
        assert AuditEntry.objects.get(pk=number).login == "doudi_app"


def test_an_entry_and_its_business_are_kept_together_or_not_at_all(fresh_database: object) -> None:
    with pytest.raises(ZeroDivisionError), access.acting_as_system():
        audit.record("test.done", about=None, by=None, region="370702")
        raise ZeroDivisionError
    with access.acting_as_system():
        assert AuditEntry.objects.count() == 0
    with pytest.raises(RuntimeError, match="transaction"):
        audit.record("test.done", about=None, by=None)


def test_the_region_of_an_entry_follows_its_subject(system: None, officer_of: Callable[..., Officer]) -> None:
    officer = officer_of("township", region="370702001")
    assert audit.record("test.read", about=officer, by=None).region == "370702001"
    assert audit.record("test.read", about=("registry.person", 1), by=officer).region == "370702001"
    assert list(audit.entries_about("registry.person", 1).values_list("officer_name", flat=True)) == [officer.name]


def test_a_name_with_line_ends_stays_one_entry(system: None) -> None:
    """Log injection: a planted line end or escape is text inside one row."""
    with transaction.atomic():
        audit.record("test.read", about=None, by=None, because="a\nforged.line\x1b[31m", region="370702")
    assert AuditEntry.objects.count() == 1
