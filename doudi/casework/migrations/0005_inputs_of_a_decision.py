"""留存规则输入: what the rules read is kept with a decision; decisions taken before have none, and cannot be recomputed."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """One more column, empty for what is already written."""

    dependencies: ClassVar = [("casework", "0004_hearer_does_not_decide")]

    operations: ClassVar = [migrations.AddField("decision", "inputs", models.JSONField(null=True, verbose_name="规则输入"))]
