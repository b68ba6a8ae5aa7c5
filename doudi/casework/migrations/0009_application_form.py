"""留存申请书: what a family said when it applied is kept as it stood on its form; applications accepted before have none."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models

from doudi.base import rls


class Migration(migrations.Migration):
    """One more table, scoped by region and never rewritten."""

    dependencies: ClassVar = [("casework", "0008_attachments")]

    operations: ClassVar = [
        migrations.CreateModel(
            name="ApplicationForm",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("contents", models.JSONField(verbose_name="内容")),
                ("region", models.CharField(max_length=12, verbose_name="地区")),
                (
                    "application",
                    models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name="form", to="casework.application", verbose_name="申请"),
                ),
            ],
        ),
        rls.scoped("casework_applicationform"),
        rls.append_only("casework_applicationform"),
    ]
