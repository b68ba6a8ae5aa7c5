"""办结等答复: a case may be finished in time and stay unclosed until another department has answered."""

from typing import ClassVar

from django.db import migrations, models

FINISHED = ("decided", "withdrawn", "ended")


class Migration(migrations.Migration):
    """The day of closing follows the last answer; only what is finished ever closes."""

    dependencies: ClassVar = [("casework", "0002_rules")]

    operations: ClassVar = [
        migrations.RemoveConstraint("application", "closed_application_has_a_day"),
        migrations.AddConstraint(
            "application",
            models.CheckConstraint(condition=models.Q(("closed_on", None), ("state__in", FINISHED), _connector="OR"), name="only_a_finished_application_closes"),
        ),
        migrations.RemoveConstraint("change", "closed_change_has_a_day"),
        migrations.AddConstraint(
            "change",
            models.CheckConstraint(condition=models.Q(("closed_on", None), ("state", "decided"), _connector="OR"), name="only_a_decided_change_closes"),
        ),
        migrations.RemoveConstraint("change", "tekun_ends_after_its_notice"),
        migrations.AddConstraint(
            "change",
            models.CheckConstraint(
                condition=models.Q(
                    models.Q(("scheme", "tekun"), ("state", "decided"), _negated=True),
                    models.Q(("notice_last_on__isnull", False), models.Q(("closed_on", None), ("closed_on__gt", models.F("notice_last_on")), _connector="OR")),
                    _connector="OR",
                ),
                name="tekun_ends_after_its_notice",
            ),
        ),
    ]
