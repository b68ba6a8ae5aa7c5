"""抵扣月份: an award says how much of each month is set off by agreement; what was agreed before says it by the full award that follows it."""

from django.db import migrations, models

AGREED_BEFORE = """
ALTER TABLE benefits_award NO FORCE ROW LEVEL SECURITY;
UPDATE benefits_award less SET set_off_fen = f.amount_fen - less.amount_fen FROM benefits_award f
WHERE f.standing_id = less.standing_id AND f.kind = less.kind AND f.decided_by = less.decided_by AND less.decided_by LIKE 'recovery:%'
    AND f.from_month = less.until_month AND f.amount_fen > less.amount_fen AND less.until_month > less.from_month;
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE benefits_award FORCE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("benefits", "0014_reserved")]

    operations = [
        migrations.AddField("award", "set_off_fen", models.BigIntegerField(db_default=0, default=0, verbose_name="每月已抵扣（分）")),
        migrations.RunSQL(AGREED_BEFORE, migrations.RunSQL.noop),
        migrations.AddConstraint(
            "award",
            models.CheckConstraint(
                condition=models.Q(
                    ("set_off_fen", 0),
                    models.Q(("decided_by__startswith", "recovery:"), ("set_off_fen__gt", 0), ("until_month__isnull", False)),
                    _connector="OR",
                ),
                name="award_set_off",
            ),
        ),
    ]
