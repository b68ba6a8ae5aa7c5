"""多发与少发: an adjustment says which way it goes and which decision brought it."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """What is there already is too much, and a death brought it."""

    dependencies: ClassVar = [("benefits", "0002_rules")]

    operations: ClassVar = [
        migrations.AddField(
            "adjustment", "direction", models.CharField(choices=[("over", "多发"), ("under", "少发")], default="over", max_length=5, verbose_name="方向")
        ),
        migrations.AddField("adjustment", "decided_by", models.CharField(blank=True, default="", max_length=80, verbose_name="依据")),
        migrations.RemoveConstraint("adjustment", "adjustment_once"),
        migrations.AddConstraint("adjustment", models.UniqueConstraint(fields=("award", "month", "person", "decided_by"), name="adjustment_once")),
    ]
