"""减免: what of a finding is given up takes another officer's approval; what was decided on less before says so, and what of each line was written off."""

import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

# Their owner must see the rows for this, and does not afterwards.
TOUCHED = ("payline", "recovery", "recoverymove", "recoverypart")
SEEN = "".join(f"ALTER TABLE benefits_{table} NO FORCE ROW LEVEL SECURITY;" for table in TOUCHED)
UNSEEN = "SET CONSTRAINTS ALL IMMEDIATE;" + "".join(f"ALTER TABLE benefits_{table} FORCE ROW LEVEL SECURITY;" for table in TOUCHED)

DECIDED_BEFORE = """
UPDATE benefits_recovery SET remitted_fen = found_fen - decided_fen, is_unapproved = true WHERE state IN ('decided', 'closed') AND decided_fen < found_fen;
"""
# What is written off is all that is left: the last fen of the parts, in the order in which they are cleared.
WRITTEN_OFF_BEFORE = """
WITH gone AS (
    SELECT recovery_id, sum(amount_fen) AS fen FROM benefits_recoverymove WHERE kind = 'written_off' GROUP BY 1
), part AS (
    SELECT p.id, p.cleared_fen, gone.fen, sum(p.cleared_fen) OVER (PARTITION BY p.recovery_id ORDER BY l.month DESC, p.id DESC) - p.cleared_fen AS after
    FROM benefits_recoverypart p JOIN gone ON gone.recovery_id = p.recovery_id JOIN benefits_payline l ON l.id = p.line_id
)
UPDATE benefits_recoverypart p SET written_off_fen = greatest(0, least(part.cleared_fen, part.fen - part.after)) FROM part WHERE part.id = p.id;
"""
# Nothing decided from now on goes without approval, and what was approved stays as it was.
STAYS = """
CREATE FUNCTION benefits_recovery_approved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.is_unapproved AND (TG_OP = 'INSERT' OR NOT OLD.is_unapproved) THEN
        RAISE EXCEPTION 'recovery %: less than was found takes an approval', NEW.id USING ERRCODE = 'check_violation';
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.approved_on IS NOT NULL AND (NEW.found_fen, NEW.decided_fen, NEW.remitted_fen, NEW.remitted_because, NEW.approval,
        NEW.approved_by_id, NEW.approved_on, NEW.decided_by_id) IS DISTINCT FROM (OLD.found_fen, OLD.decided_fen, OLD.remitted_fen, OLD.remitted_because,
        OLD.approval, OLD.approved_by_id, OLD.approved_on, OLD.decided_by_id) THEN
        RAISE EXCEPTION 'recovery %: what was approved stays', OLD.id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER benefits_recovery_approved BEFORE INSERT OR UPDATE ON benefits_recovery FOR EACH ROW EXECUTE FUNCTION benefits_recovery_approved();
"""
UNDONE = "DROP TRIGGER benefits_recovery_approved ON benefits_recovery; DROP FUNCTION benefits_recovery_approved();"


class Migration(migrations.Migration):

    dependencies = [
        ('benefits', '0012_vouchers'),
        ('registry', '0005_sounding'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='recovery',
            name='recovery_heard_first',
        ),
        migrations.AddField(
            model_name='recovery',
            name='approval',
            field=models.CharField(blank=True, db_default='', default='', max_length=300, verbose_name='减免审批意见'),
        ),
        migrations.AddField(
            model_name='recovery',
            name='approved_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='减免审批人'),
        ),
        migrations.AddField(
            model_name='recovery',
            name='approved_on',
            field=models.DateField(null=True, verbose_name='减免审批日'),
        ),
        migrations.AddField(
            model_name='recovery',
            name='is_unapproved',
            field=models.BooleanField(db_default=False, default=False, verbose_name='此前决定，未经减免审批'),
        ),
        migrations.AddField(
            model_name='recovery',
            name='remitted_because',
            field=models.CharField(blank=True, db_default='', default='', max_length=300, verbose_name='减免理由'),
        ),
        migrations.AddField(
            model_name='recovery',
            name='remitted_fen',
            field=models.BigIntegerField(db_default=0, default=0, verbose_name='减免金额（分）'),
        ),
        migrations.AddField(
            model_name='recoverypart',
            name='written_off_fen',
            field=models.BigIntegerField(db_default=0, default=0, verbose_name='其中核销（分）'),
        ),
        migrations.AlterField(
            model_name='recovery',
            name='state',
            field=models.CharField(choices=[('found', '待听取意见'), ('heard', '待决定'), ('remitting', '待审批减免'), ('decided', '待退回'), ('closed', '已办结')], default='found', max_length=10, verbose_name='状态'),
        ),
        migrations.RunSQL(SEEN + DECIDED_BEFORE + WRITTEN_OFF_BEFORE + UNSEEN, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name='recovery',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('remitted_fen', 0), ('state__in', ['found', 'heard'])), models.Q(('decided_on__isnull', False), ('remitted_fen__gt', 0), ('remitted_fen__lte', models.F('found_fen')), ('state', 'remitting'), models.Q(('remitted_because', ''), _negated=True)), models.Q(('remitted_fen', django.db.models.expressions.CombinedExpression(models.F('found_fen'), '-', models.F('decided_fen'))), ('state__in', ['decided', 'closed']), models.Q(('remitted_fen', 0), ('is_unapproved', True), models.Q(('approved_on__isnull', False), models.Q(('remitted_because', ''), _negated=True)), _connector='OR')), _connector='OR'), name='recovery_remission_approved'),
        ),
        migrations.AddConstraint(
            model_name='recovery',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(models.Q(('approved_by__isnull', True), ('approved_on__isnull', True)), models.Q(('approved_by__isnull', False), ('approved_on__isnull', False)), _connector='OR'), models.Q(('approved_by', None), models.Q(('remitted_fen__gt', 0), models.Q(('approval', ''), _negated=True)), _connector='OR')), name='recovery_approval'),
        ),
        migrations.AddConstraint(
            model_name='recovery',
            constraint=models.CheckConstraint(condition=models.Q(('approved_by', None), models.Q(models.Q(('approved_by', models.F('opened_by')), _negated=True), models.Q(('approved_by', models.F('heard_by')), _negated=True), models.Q(('approved_by', models.F('decided_by')), _negated=True)), _connector='OR'), name='recovery_approved_by_another'),
        ),
        migrations.AddConstraint(
            model_name='recovery',
            constraint=models.CheckConstraint(condition=models.Q(('decided_on', None), models.Q(('heard_on__isnull', False), models.Q(('reason', ''), _negated=True), models.Q(models.Q(models.Q(('outcome', ''), _negated=True), models.Q(('letter', ''), _negated=True)), models.Q(('letter', ''), ('outcome', ''), ('state', 'remitting')), _connector='OR')), _connector='OR'), name='recovery_heard_first'),
        ),
        migrations.AddConstraint(
            model_name='recoverypart',
            constraint=models.CheckConstraint(condition=models.Q(('written_off_fen__gte', 0), ('written_off_fen__lte', models.F('cleared_fen'))), name='recovery_part_written_off'),
        ),
        migrations.RunSQL(STAYS, UNDONE),
    ]
