"""房子的检查: tables and their migrations say the same, and every migration can be taken back."""

import pytest
from django.apps import apps
from django.core import checks
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.utils import translation

LOADER = MigrationLoader(None)
OURS = sorted(key for key in LOADER.disk_migrations if apps.get_app_config(key[0]).name.startswith("doudi."))


def test_no_table_waits_for_a_migration() -> None:
    with translation.override(None):
        changes = MigrationAutodetector(LOADER.project_state(), ProjectState.from_apps(apps)).changes(graph=LOADER.graph)
    assert {room: [operation.describe() for migration in found for operation in migration.operations] for room, found in changes.items()} == {}


@pytest.mark.parametrize("key", OURS, ids="-".join)
def test_every_migration_can_be_taken_back(key: tuple[str, str]) -> None:
    assert [operation.describe() for operation in LOADER.disk_migrations[key].operations if not operation.reversible] == []


def test_django_finds_nothing_to_warn_of() -> None:
    assert checks.run_checks() == []
