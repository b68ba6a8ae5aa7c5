"""行级权限: the sender sees the referrals of the own region; a department its own, in its own county; nobody else any."""

from typing import ClassVar

from django.db import migrations

from doudi.base import rls


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("referral", "0001_initial"), ("base", "0002_ground_rules")]
    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        rls.scoped("referral_referral", using=f"{rls.REGION_VISIBLE} OR {rls.DEPARTMENT_VISIBLE}"),
    ]
