"""行级权限: an officer sees and writes the alerts and visits of the own region, and nothing else."""

from typing import ClassVar

from django.db import migrations

from doudi.base import rls


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("monitoring", "0001_initial"), ("base", "0002_ground_rules")]
    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        rls.scoped("monitoring_alert"),
        rls.scoped("monitoring_visit"),
        rls.scoped("monitoring_visitofficer"),
        rls.append_only("monitoring_visit"),
        rls.append_only("monitoring_visitofficer"),
    ]
