"""钱的来处: of which lines' money a recovery takes back how much, which year's spending it was, and whose standing was carried on by which household.

Lists of the system before ours come into the books as spent, and what was decided before is laid upon its lines, the earliest month first.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from doudi.base import rls

ACCOUNTS = "INSERT INTO benefits_ledgeraccount (code, title) VALUES ('treasury', '上缴国库'), ('prior', '以前年度盈余调整')"

# Their owner must see the rows for this, and does not afterwards.
TOUCHED = ("entry", "posting", "payrun", "payline", "recovery", "recoverymove", "adjustment", "standing")
SEEN = "".join(f"ALTER TABLE benefits_{table} NO FORCE ROW LEVEL SECURITY;" for table in TOUCHED)
UNSEEN = "SET CONSTRAINTS ALL IMMEDIATE;" + "".join(f"ALTER TABLE benefits_{table} FORCE ROW LEVEL SECURITY;" for table in TOUCHED)

TAKEN_OVER = """
INSERT INTO benefits_entry (key, run_id, "on", memo, region)
SELECT 'run:' || r.id || ':taken_over', r.id, coalesce(r.settled_on, r.month),
    'DD-' || r.region || '-' || to_char(r.month, 'YYYYMM') || '-imported-' || r.seq || ' 原系统已支付', r.region
FROM benefits_payrun r WHERE r.kind = 'imported' AND EXISTS (SELECT FROM benefits_payline l WHERE l.run_id = r.id) ORDER BY r.id;
INSERT INTO benefits_posting (entry_id, account_id, kind, amount_fen, region)
SELECT e.id, side.account, l.kind, side.sign * sum(l.amount_fen), left(l.region, 9)
FROM benefits_entry e JOIN benefits_payline l ON l.run_id = e.run_id CROSS JOIN (VALUES ('expense', 1), ('fund', -1)) AS side(account, sign)
WHERE e.key LIKE '%:taken_over' GROUP BY e.id, side.account, side.sign, l.kind, left(l.region, 9) ORDER BY 1, 2, 3, 5;
"""
DECIDED_BEFORE = """
WITH found AS (
    SELECT j.id, j.recovery_id, j.region, l.id AS line_id, v.decided_fen, v.decided_fen - v.left_fen AS cleared_fen, least(j.amount_fen, l.amount_fen) AS fen,
        sum(least(j.amount_fen, l.amount_fen)) OVER (PARTITION BY j.recovery_id ORDER BY j.month, j.id) AS until_here
    FROM benefits_adjustment j JOIN benefits_recovery v ON v.id = j.recovery_id AND v.outcome = 'repay'
    JOIN LATERAL (SELECT * FROM benefits_payline l WHERE l.award_id = j.award_id AND l.month = j.month AND l.state IN ('sent', 'paid') LIMIT 1) l ON true
), part AS (
    SELECT *, least(fen, decided_fen - (until_here - fen)) AS amount_fen, until_here - fen AS before FROM found
)
INSERT INTO benefits_recoverypart (recovery_id, adjustment_id, line_id, amount_fen, cleared_fen, region)
SELECT recovery_id, id, line_id, amount_fen, greatest(0, least(amount_fen, cleared_fen - before)), region FROM part WHERE amount_fen > 0 ORDER BY id;
"""
CARRIED_ON = """
UPDATE benefits_standing fresh SET follows_id = old.id FROM benefits_standing old
WHERE old.until_on = fresh.from_on AND old.ended_by = fresh.decided_by AND old.kind = fresh.kind AND old.person_id IS NOT DISTINCT FROM fresh.person_id
    AND old.household_id <> fresh.household_id AND fresh.decided_by LIKE 'decision:%';
UPDATE benefits_standing old SET is_carried_on = true WHERE EXISTS (SELECT FROM benefits_standing fresh WHERE fresh.follows_id = old.id);
"""
# Of what came back before, nothing stood in a fund again: it had gone to the treasury's account.


class Migration(migrations.Migration):

    dependencies = [
        ('benefits', '0010_lines_by_the_set'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='RecoveryPart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('amount_fen', models.BigIntegerField(verbose_name='应退（分）')),
                ('cleared_fen', models.BigIntegerField(default=0, verbose_name='已退、抵扣或核销（分）')),
                ('region', models.CharField(max_length=12, verbose_name='区划')),
            ],
            options={
                'ordering': ['line__month', 'id'],
            },
        ),
        migrations.AddField(
            model_name='recoverymove',
            name='fund_fen',
            field=models.BigIntegerField(db_default=0, default=0, verbose_name='退回当年资金（分）'),
        ),
        migrations.AddField(
            model_name='standing',
            name='follows',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='followed_by', to='benefits.standing'),
        ),
        migrations.AddField(
            model_name='standing',
            name='is_carried_on',
            field=models.BooleanField(db_default=False, default=False, verbose_name='已随迁转出'),
        ),
        migrations.AddConstraint(
            model_name='recoverymove',
            constraint=models.CheckConstraint(condition=models.Q(('fund_fen__gte', 0), ('fund_fen__lte', models.F('amount_fen'))), name='recovery_move_fund'),
        ),
        migrations.AddField(
            model_name='recoverypart',
            name='adjustment',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='benefits.adjustment'),
        ),
        migrations.AddField(
            model_name='recoverypart',
            name='line',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='recovered', to='benefits.payline'),
        ),
        migrations.AddField(
            model_name='recoverypart',
            name='recovery',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='benefits.recovery'),
        ),
        migrations.AddConstraint(
            model_name='recoverypart',
            constraint=models.UniqueConstraint(fields=('adjustment', 'line'), name='recovered_once_of_a_line'),
        ),
        migrations.AddConstraint(
            model_name='recoverypart',
            constraint=models.CheckConstraint(condition=models.Q(('amount_fen__gt', 0), ('cleared_fen__gte', 0), ('cleared_fen__lte', models.F('amount_fen'))), name='recovery_part'),
        ),
        migrations.RunSQL(ACCOUNTS, "DELETE FROM benefits_ledgeraccount WHERE code IN ('treasury', 'prior')"),
        migrations.RunSQL(SEEN + TAKEN_OVER + DECIDED_BEFORE + CARRIED_ON + UNSEEN, migrations.RunSQL.noop),
        rls.scoped("benefits_recoverypart"),
    ]
